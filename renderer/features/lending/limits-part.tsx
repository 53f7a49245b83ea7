import type { TermsView } from '../../../shared/api/lending-contract.ts';
import { termBounds } from '../../../shared/lending/terms.ts';
import { Notice } from '../../ui/notice.tsx';
import { NumberSetting } from '../../ui/number-setting.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Amounts } from './amounts.tsx';
import css from './amounts.module.css';
import { DiskPanel } from './disk-panel.tsx';
import { OnlyWhen } from './only-when.tsx';
import { Presets } from './presets.tsx';
import { useTermsCalls, type TermsCalls } from './use-terms.ts';

/** How much is lent while somebody is here and while nobody is, and the rules that hold it back. */
export function LimitsPart({ view }: { readonly view: TermsView }) {
  const calls = useTermsCalls();
  return (
    <>
      {calls.problem !== null && (
        <Notice kind="fault" live>
          {calls.problem}
        </Notice>
      )}
      <Panel title="How much to lend" aside={asideOf(view)}>
        <Presets view={view} />
      </Panel>
      <Columns view={view} calls={calls} />
      <OnlyWhen view={view} calls={calls} />
      <DiskPanel view={view} calls={calls} />
    </>
  );
}

function asideOf({ preset, isChosen }: TermsView): string | undefined {
  if (preset !== null) return undefined;
  return isChosen ? 'These limits are your own.' : 'Nothing was chosen yet.';
}

function Columns({ view, calls }: { readonly view: TermsView; readonly calls: TermsCalls }) {
  const { terms, machine } = view;
  return (
    <Panel title="Limits">
      <div className={css.columns}>
        <Amounts
          title="While I am here"
          when="while I am here"
          amounts={terms.here}
          machine={machine}
          onChange={(here) => calls.change({ here })}
        />
        <Amounts
          title="While I am away"
          when="while I am away"
          amounts={terms.away}
          machine={machine}
          onChange={(away) => calls.change({ away })}
        />
      </div>
      <div className={css.below}>
        <NumberSetting
          label="Here means keyboard or mouse within the last"
          value={terms.awayAfterMinutes}
          least={termBounds.awayAfterMinutes.least}
          most={termBounds.awayAfterMinutes.most}
          unit={terms.awayAfterMinutes === 1 ? 'minute' : 'minutes'}
          onChange={(awayAfterMinutes) => void calls.change({ awayAfterMinutes })}
        />
        <NumberSetting
          label="After you come back, work for others waits for"
          value={terms.quietSeconds}
          least={termBounds.quietSeconds.least}
          most={termBounds.quietSeconds.most}
          step={5}
          unit="seconds of quiet"
          onChange={(quietSeconds) => void calls.change({ quietSeconds })}
        />
        <p className={css.note}>
          Limits take effect at once. Work that runs is not begun again: with fewer cores, what
          began last waits.
        </p>
      </div>
    </Panel>
  );
}
