import { formatManHours } from '../../../shared/api/task-words.ts';
import { formatWhen } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import { Refused } from '../app/refused.tsx';
import type { TaskProps } from './task-props.ts';

/** For whoever could do it: for how many hours, and by when. */
export function TakeCard({ community, task, onDone }: TaskProps) {
  const now = useNow();
  const cannot = useCannotAct();
  const { start, isPending, refusal } = useCall((node) => node.tasks.take);
  const take = async () => {
    const answer = await start({ community: community.id, task: task.id });
    if (answer.ok) onDone();
  };
  const hours = formatManHours(task.price ?? task.mostHours);
  return (
    <Panel title="Take it">
      <div className={text.stack}>
        <p className={text.words}>
          You take this for {hours}, and deliver it by {formatWhen(task.dueAtMs, now)}. The hours
          are yours when it is accepted, however long it takes you.
        </p>
        <Refused title="You have not taken it." refusal={refusal} />
        <div>
          <Button
            kind="primary"
            reason={task.may.take?.sentence ?? cannot}
            onPress={() => {
              if (!isPending) void take();
            }}
          >
            {isPending ? 'Taking…' : `Take it for ${hours}`}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
