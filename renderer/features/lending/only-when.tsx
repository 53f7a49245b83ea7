import { termBounds } from '../../../shared/lending/terms.ts';
import type { TermsView } from '../../../shared/api/lending-contract.ts';
import type { RuleName } from '../../../shared/lending/reasons.ts';
import { OptionalNumber } from '../../ui/number-setting.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Switch } from '../../ui/switch.tsx';
import css from './only-when.module.css';
import { ProgramRule } from './program-rule.tsx';
import { useLendingNow, type TermsCalls } from './use-terms.ts';

const GB = 1_000_000_000;

/** The rules that hold lending back whatever the limits say. One that cannot be read here says so beside itself. */
export function OnlyWhen({
  view,
  calls,
}: {
  readonly view: TermsView;
  readonly calls: TermsCalls;
}) {
  const { terms } = view;
  const unreadable = useLendingNow()?.unreadable ?? [];
  const hint = (rule: RuleName) => {
    const sentence = unreadable.find((each) => each.rule === rule)?.sentence;
    return sentence === undefined ? {} : { hint: sentence };
  };
  return (
    <Panel title="Only when …">
      <div className={css.rules}>
        <SwitchRule
          on={terms.onlyPluggedIn}
          {...hint('plugged_in')}
          onChange={(onlyPluggedIn) => void calls.change({ onlyPluggedIn })}
        >
          The computer is plugged in
        </SwitchRule>
        <OptionalNumber
          label="The battery holds at least"
          value={terms.batteryFloorPercent}
          {...{ first: 40, unit: '%', step: 5, ...termRange('batteryPercent') }}
          {...hint('battery')}
          onChange={(batteryFloorPercent) => void calls.change({ batteryFloorPercent })}
        />
        <SwitchRule
          on={terms.notWhile.fullScreen}
          {...hint('full_screen')}
          onChange={(fullScreen) =>
            void calls.change({ notWhile: { ...terms.notWhile, fullScreen } })
          }
        >
          No program fills the screen
        </SwitchRule>
        <FreeMemory view={view} calls={calls} {...hint('free_memory')} />
        <OptionalNumber
          label="The processor is cooler than"
          value={terms.temperatureMaxCelsius}
          {...{ first: 85, unit: '°C', ...termRange('celsius') }}
          {...hint('temperature')}
          onChange={(temperatureMaxCelsius) => void calls.change({ temperatureMaxCelsius })}
        />
        <OptionalNumber
          label="Other programs use at most"
          value={terms.otherLoadMaxPercent}
          {...{ first: 50, unit: '% of the processor', step: 5, ...termRange('loadPercent') }}
          {...hint('other_load')}
          onChange={(otherLoadMaxPercent) => void calls.change({ otherLoadMaxPercent })}
        />
        <ProgramRule
          programs={terms.notWhile.programs}
          {...hint('programs')}
          onChange={(programs) =>
            calls.change({ notWhile: { ...terms.notWhile, programs: [...programs] } })
          }
        />
      </div>
    </Panel>
  );
}

function FreeMemory({
  view: { terms, machine },
  calls,
  hint,
}: {
  readonly view: TermsView;
  readonly calls: TermsCalls;
  readonly hint?: string;
}) {
  return (
    <OptionalNumber
      label="So much memory is free"
      value={terms.memoryFreeBytesMin === null ? null : terms.memoryFreeBytesMin / GB}
      first={1}
      least={0}
      most={Math.floor((machine.memoryBytes / GB) * 100) / 100}
      step={0.25}
      unit="GB"
      {...(hint !== undefined && { hint })}
      onChange={(value) =>
        void calls.change({
          memoryFreeBytesMin: value === null ? null : Math.round(value * GB),
        })
      }
    />
  );
}

function termRange(name: 'batteryPercent' | 'celsius' | 'loadPercent') {
  const { least, most } = termBounds[name];
  return { least, most };
}

function SwitchRule({
  on,
  hint,
  children,
  onChange,
}: {
  readonly on: boolean;
  readonly hint?: string;
  readonly children: string;
  readonly onChange: (on: boolean) => void;
}) {
  return (
    <div>
      <Switch on={on} onChange={onChange}>
        {children}
      </Switch>
      {hint !== undefined && <p className={css.hint}>{hint}</p>}
    </div>
  );
}
