import type { ForeseenView } from '../../../shared/api/orchestrator-shape.ts';
import { errorOf, formatHours } from '../../../shared/api/orchestrator-words.ts';
import { plural } from '../../../shared/api/words.ts';
import { BarsAgainst } from '../../ui/charts/bars-against.tsx';
import { Chart } from '../../ui/charts/chart.tsx';
import { dayName } from './day-name.ts';

/** What was asked for on each of the last days, against what had been foreseen the day before. */
export function ForeseenChart({
  foreseen: { currency, history },
}: {
  readonly foreseen: ForeseenView;
}) {
  const hours = (quantity: bigint) => formatHours(quantity, currency);
  return (
    <Chart
      title="What was asked for on each day, and what had been foreseen the day before"
      headings={['Day', 'Foreseen', 'Asked for', 'Off by']}
      readings={history.map((day) => {
        const label = dayName(day.startsAtMs);
        const off = hours(sizeOf(errorOf(day)));
        return {
          label,
          values: [hours(day.foreseen), hours(day.happened), off],
          sentence: `${label}: ${hours(day.happened)} asked for, ${hours(day.foreseen)} foreseen, off by ${off}`,
        };
      })}
      entries={[
        { swatch: 'pale', label: 'asked for' },
        { swatch: 'dashed', label: 'foreseen the day before' },
      ]}
      note={`last ${plural(history.length, 'day')}`}
      height={130}
      draw={(frame) => (
        <BarsAgainst
          bars={history.map((day) => ({
            ...{ happened: Number(day.happened), expected: Number(day.foreseen) },
          }))}
          valueLabel={(value) => hours(BigInt(Math.round(value)))}
          frame={frame}
        />
      )}
    />
  );
}

function sizeOf(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}
