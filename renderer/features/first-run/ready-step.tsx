import { inUnits } from '../../../shared/lending/presets.ts';
import { personName, plural } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { TermsStrip } from '../lending/presets.tsx';
import type { StepProps } from './step-props.ts';
import css from './welcome-page.module.css';

/** What was chosen, and the click with which lending begins. */
export function ReadyStep({ status, lending, terms, onEnd }: StepProps) {
  const { start, refusal } = useCall((node) => node.lending.set);
  const cannot = useCannotAct();
  const { here, away, diskBytes } = terms.terms;
  return (
    <div className={css.step}>
      <TermsStrip view={terms} />
      <Facts
        facts={[
          ['Name', <bdi key="name">{personName(status.me)}</bdi>],
          ['While you are here', `${plural(here.cores, 'core')}, ${inUnits(here.memoryBytes)}`],
          ['While you are away', `${plural(away.cores, 'core')}, ${inUnits(away.memoryBytes)}`],
          ['Disk', inUnits(diskBytes)],
          ['With', <bdi key="with">{status.community.name}</bdi>],
        ]}
      />
      {refusal !== null && (
        <Notice kind="fault" live>
          {refusal.detail}
        </Notice>
      )}
      <div className={css.actions}>
        {lending.on ? (
          <Button kind="primary" onPress={onEnd}>
            Go to Home
          </Button>
        ) : (
          <>
            <Button
              kind="primary"
              reason={cannot}
              onPress={() => {
                void start({ on: true, cores: null, shareMilli: null }).then((answer) => {
                  if (answer.ok) onEnd();
                });
              }}
            >
              Start lending
            </Button>
            <Button onPress={onEnd}>Not now</Button>
          </>
        )}
      </div>
    </div>
  );
}
