import type { JoiningView } from '../../../shared/api/community-contract.ts';
import { joiningAdvice, joiningTitle } from '../../../shared/api/community-words.ts';
import { formatWhen } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Actions } from '../../ui/actions.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel, Row } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { joinPath } from '../app/pages.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import css from './community.module.css';

/** Attempts to come into a community, each with how far it is and what to do. */
export function Joinings({ joining }: { readonly joining: readonly JoiningView[] }) {
  const { start, refusal } = useCall((node) => node.communities.cancelJoin);
  const cannot = useCannotAct();
  if (joining.length === 0) return null;
  return (
    <Panel title="On the way in">
      {refusal !== null && (
        <Notice kind="fault" live>
          {refusal.detail}
        </Notice>
      )}
      {joining.map((attempt) => (
        <Row key={attempt.id}>
          <div className={css.place}>
            <Progress attempt={attempt} />
            <Actions>
              {attempt.state === 'refused' && (
                <ButtonLink href={joinPath} small>
                  Use another link
                </ButtonLink>
              )}
              <Button
                small
                reason={cannot}
                onPress={() => void start({ community: attempt.id })}
                label={`${attempt.state === 'refused' ? 'Remove' : 'Stop'}: ${attempt.name}`}
              >
                {attempt.state === 'refused' ? 'Remove' : 'Stop'}
              </Button>
            </Actions>
          </div>
        </Row>
      ))}
    </Panel>
  );
}

function Progress({ attempt }: { readonly attempt: JoiningView }) {
  const now = useNow();
  const advice = joiningAdvice(attempt);
  return (
    <div role="status">
      <h3>
        <bdi>{joiningTitle(attempt)}</bdi>
      </h3>
      <p className={text.dense}>
        {attempt.sentence} {advice}
      </p>
      <p className={text.dense}>Begun {formatWhen(attempt.startedAtMs, now)}.</p>
    </div>
  );
}
