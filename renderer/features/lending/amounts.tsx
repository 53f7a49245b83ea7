import { useId } from 'react';
import { termBounds } from '../../../shared/lending/terms.ts';
import type { LendingAmounts, LendingMachine } from '../../../shared/lending/terms.ts';
import { NumberSetting, OptionalNumber } from '../../ui/number-setting.tsx';
import css from './amounts.module.css';
import { CoreSlider } from './core-slider.tsx';
import { useDrawn } from './use-drawn.ts';

const GB = 1_000_000_000;
const MB = 1_000_000;

interface AmountsProps {
  readonly title: string;
  /** The same as the words after each label: `while I am here`. */
  readonly when: string;
  readonly amounts: LendingAmounts;
  readonly machine: LendingMachine;
  /** Answers whether the node took it. */
  readonly onChange: (amounts: LendingAmounts) => Promise<boolean>;
}

/** How much may be lent at the same time: cores, memory and network. One column of the limits. */
export function Amounts({ title, when, amounts: held, machine, onChange }: AmountsProps) {
  const titleId = useId();
  const [amounts, draw] = useDrawn(held);
  const set = (part: Partial<LendingAmounts>) => {
    const next = { ...amounts, ...part };
    draw(next, onChange(next));
  };
  return (
    <div role="group" aria-labelledby={titleId} className={css.column}>
      <h3 id={titleId}>{title}</h3>
      <CoreSlider
        label={`Cores ${when}`}
        value={amounts.cores}
        of={machine.cores}
        onChange={(cores) => {
          set({ cores });
        }}
      />
      <NumberSetting
        label={`Memory ${when}`}
        value={amounts.memoryBytes / GB}
        least={0}
        most={Math.floor((machine.memoryBytes / GB) * 100) / 100}
        step={0.25}
        unit="GB"
        onChange={(value) => {
          set({ memoryBytes: Math.min(machine.memoryBytes, Math.round(value * GB)) });
        }}
      />
      <Speed
        label={`Limit what is sent ${when}`}
        value={amounts.upBytesPerSecond}
        onChange={(upBytesPerSecond) => {
          set({ upBytesPerSecond });
        }}
      />
      <Speed
        label={`Limit what is received ${when}`}
        value={amounts.downBytesPerSecond}
        onChange={(downBytesPerSecond) => {
          set({ downBytesPerSecond });
        }}
      />
    </div>
  );
}

function Speed({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: number | null;
  readonly onChange: (bytesPerSecond: number | null) => void;
}) {
  const { least, most } = termBounds.bytesPerSecond;
  return (
    <OptionalNumber
      label={label}
      value={value === null ? null : value / MB}
      first={2}
      least={least / MB}
      most={most / MB}
      step={0.01}
      unit="MB/s"
      onChange={(next) => {
        onChange(next === null ? null : Math.round(next * MB));
      }}
    />
  );
}
