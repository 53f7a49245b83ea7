import type { AuditView, CommunityView } from '../../../shared/api/community-contract.ts';
import { formatNumber, formatWhen, plural } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { BulletBar } from '../../ui/bullet-bar.tsx';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import { useAudits } from '../app/views.ts';

/** Computes the whole record again on this computer, and says whether the same comes out. */
export function AuditPanel({ community }: { readonly community: CommunityView }) {
  const audit = useAudits()?.find((each) => each.community === community.id);
  const { start, isPending, refusal } = useCall((node) => node.audits.start);
  const cannot = useCannotAct();
  const isRunning = audit?.state === 'running';
  const nothing = community.health.height === 0 ? 'Nothing is final yet.' : null;
  return (
    <Panel title="Check it yourself">
      <div className={text.stack}>
        <p className={text.dense}>
          This computer goes through every signature and every hour since the community was founded
          and works out again how everybody stands. Nobody has to be trusted for that.
        </p>
        {audit !== undefined && <Result audit={audit} />}
        {refusal !== null && (
          <Notice kind="fault" live title="The check did not begin.">
            {refusal.detail}
          </Notice>
        )}
        <div>
          <Button
            reason={isRunning ? null : (nothing ?? cannot)}
            reasonBy={isRunning ? 'audit-runs' : null}
            onPress={() => void start({ community: community.id, fromHeight: null })}
          >
            {isPending || isRunning
              ? 'Checking…'
              : audit === undefined
                ? 'Check all of it'
                : 'Check again'}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function Result({ audit }: { readonly audit: AuditView }) {
  const now = useNow();
  if (audit.state === 'running') {
    const all = Math.max(1, audit.to - audit.from + 1);
    const done = Math.max(0, audit.at - audit.from);
    const others =
      audit.fetched === 0 ? '' : `, ${formatNumber(audit.fetched)} of them fetched from others`;
    const words = `Certificate ${formatNumber(audit.at)} of ${formatNumber(audit.to)}, ${plural(audit.records, 'record')} so far${others}.`;
    return (
      <div className={text.stack} id="audit-runs">
        <BulletBar label="Checked so far" share={done / all} valueLabel={words} tone="dark" />
        <p className={text.dense}>{words}</p>
      </div>
    );
  }
  return (
    <div role="status" className={text.stack}>
      <Notice kind={audit.state === 'different' ? 'fault' : 'plain'} title={resultTitle(audit)}>
        {audit.sentence}
      </Notice>
      <Facts
        facts={[
          [
            'Checked',
            `${plural(audit.records, 'record')} in ${plural(Math.max(0, audit.at - audit.from + 1), 'certificate')}`,
          ],
          ...(audit.endedAtMs === null
            ? []
            : [['Ended', formatWhen(audit.endedAtMs, now)] as const]),
          ...(audit.differsAt === null
            ? []
            : [['First difference', `certificate ${formatNumber(audit.differsAt)}`] as const]),
          ...(audit.stateRoot === null
            ? []
            : [
                [
                  'Came out',
                  <LongKey key="root" value={audit.stateRoot} label="result of the check" />,
                ] as const,
              ]),
        ]}
      />
    </div>
  );
}

function resultTitle({ state }: AuditView): string {
  if (state === 'same') return 'The same came out as the witnesses signed.';
  if (state === 'different') return 'Something else came out than the witnesses signed.';
  return 'The check was stopped before its end.';
}
