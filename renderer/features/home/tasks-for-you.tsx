import type { TaskForMeView } from '../../../shared/api/task-shape.ts';
import { actionWord } from '../../../shared/api/task-words.ts';
import { formatWhen } from '../../../shared/api/words.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Row } from '../../ui/panel.tsx';
import { taskPath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { Hint } from './hint.tsx';

/** Tasks in which others wait for this person, and until when. */
export function TasksForYou({ waiting }: { readonly waiting: readonly TaskForMeView[] }) {
  const now = useNow();
  return waiting.map(({ task, title, action, sentence, untilMs }) => (
    <Row key={task}>
      <Hint
        title={title}
        action={
          <ButtonLink href={taskPath(task)} small>
            {actionWord(action)}
          </ButtonLink>
        }
      >
        {sentence}
        {untilMs !== null && ` Until ${formatWhen(untilMs, now)}.`}
      </Hint>
    </Row>
  ));
}
