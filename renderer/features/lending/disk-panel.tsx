import { useState } from 'react';
import type { TermsView } from '../../../shared/api/lending-contract.ts';
import { formatBytes, formatCpuHours, plural } from '../../../shared/api/words.ts';
import { termBounds } from '../../../shared/lending/terms.ts';
import { useCall, useTopic } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { NumberSetting } from '../../ui/number-setting.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import type { TermsCalls } from './use-terms.ts';
import css from './amounts.module.css';

const GB = 1_000_000_000;

/** How much of the disk may be used, what is used of it, and a way to have it back. */
export function DiskPanel({
  view,
  calls,
}: {
  readonly view: TermsView;
  readonly calls: TermsCalls;
}) {
  const { diskFreeBytes } = view.machine;
  return (
    <Panel title="Disk">
      <NumberSetting
        label="For what is kept of the work of others"
        value={view.terms.diskBytes / GB}
        least={0}
        most={termBounds.diskBytes.most / GB}
        unit="GB"
        {...(diskFreeBytes !== null && { hint: `${formatBytes(diskFreeBytes)} are free.` })}
        onChange={(value) => void calls.change({ diskBytes: Math.round(value * GB) })}
      />
      <Kept />
    </Panel>
  );
}

function Kept() {
  const kept = useTopic((node) => node.lending.now).value?.kept;
  const { start, isPending, refusal } = useCall((node) => node.lending.clearKept);
  const [isAsking, ask] = useState(false);
  const [cleared, setCleared] = useState<number | null>(null);
  const cannot = useCannotAct();
  if (kept === undefined) return null;
  const { answers, bytes, microCpuHours } = kept;
  return (
    <div className={css.below}>
      <p className={css.note}>
        {answers === 0
          ? 'Nothing is kept on the disk for others now.'
          : `${formatBytes(bytes)} are used, by ${plural(answers, 'answer')} for which nobody has signed yet.`}
        {cleared !== null && ` ${plural(cleared, 'answer was', 'answers were')} cleared.`}
      </p>
      {refusal !== null && <p className={css.note}>{refusal.detail}</p>}
      {answers > 0 && (
        <div>
          <Button
            small
            reason={cannot ?? (isPending ? 'It is being cleared.' : null)}
            onPress={() => {
              ask(true);
            }}
          >
            Clear
          </Button>
        </div>
      )}
      <Confirm
        title="Clear what is kept for people who are away?"
        confirm="Clear"
        keep="Keep it"
        open={isAsking}
        onClose={() => {
          ask(false);
        }}
        onConfirm={() => {
          void start({}).then((answer) => {
            if (answer.ok) setCleared(answer.value.answers);
          });
        }}
      >
        You receive nothing for these answers, which come to {formatCpuHours(microCpuHours)} at
        most, and their people ask somebody else. Answers for people who are here stay: they are
        about to be signed.
      </Confirm>
    </div>
  );
}
