import type { SupplyEpochView } from '../../../shared/api/community-contract.ts';
import {
  formatHours,
  unitName,
  unitOf,
  type CurrencyWord,
} from '../../../shared/api/account-words.ts';
import { formatWhen } from '../../../shared/api/words.ts';
import { Chart } from '../../ui/charts/chart.tsx';
import { StackedBars } from '../../ui/charts/stacked-bars.tsx';
import { Steps } from '../../ui/charts/steps.tsx';
import { useNow } from '../app/use-now.ts';

interface SupplyChartProps {
  /** The newest first. */
  readonly rows: readonly SupplyEpochView[];
  readonly currency: CurrencyWord;
}

/** More bars than that are too thin to be told apart; the table has all of them. */
const barsMax = 60;

/** What is out, below the most that ever was; between them what was given back and waits. */
export function FlowChart({ rows, currency }: SupplyChartProps) {
  const now = useNow(60_000);
  const inTime = [...rows].reverse();
  const hours = (amount: bigint) => formatHours(amount, currency);
  return (
    <Chart
      title={`${unitName(currency)} lent and not yet given back, after each certificate, and the most there ever were`}
      headings={['Until', 'Out', 'High-water mark', 'Given back, waiting']}
      readings={inTime.map((row) => ({
        label: formatWhen(row.endsAtMs, now),
        values: [row.surplus, row.supply, row.treasury].map(hours),
        sentence: `Until ${formatWhen(row.endsAtMs, now)}: ${hours(row.surplus)} out, ${hours(row.supply)} at most ever, ${hours(row.treasury)} given back and waiting`,
      }))}
      entries={[
        { swatch: 'area', label: 'out: from people with a surplus to people with a deficit' },
        { swatch: 'dashed', label: 'high-water mark' },
        { swatch: 'hatched', label: 'given back, waiting' },
      ]}
      note=""
      height={170}
      draw={(frame) => (
        <Steps
          points={inTime.map(({ endsAtMs, surplus, supply }) => ({
            at: endsAtMs,
            value: Number(surplus),
            over: Number(supply),
          }))}
          end={Math.max(now, rows[0]?.endsAtMs ?? now)}
          valueLabel={(value) => hours(BigInt(Math.round(value)))}
          timeLabel={(at) => formatWhen(at, now)}
          frame={frame}
        />
      )}
    />
  );
}

/** By how much each certificate raised the high-water mark. */
export function MintedChart({ rows, currency }: SupplyChartProps) {
  const now = useNow(60_000);
  const inTime = [...rows].reverse().slice(-barsMax);
  const hours = (amount: bigint) => formatHours(amount, currency);
  return (
    <Chart
      title={`New ${unitName(currency)} in each certificate`}
      headings={['Until', `New, in ${unitOf(currency)}`]}
      readings={inTime.map((row) => ({
        label: formatWhen(row.endsAtMs, now),
        values: [hours(row.minted)],
        sentence: `Until ${formatWhen(row.endsAtMs, now)}: ${hours(row.minted)} came into being`,
      }))}
      entries={[{ swatch: 'solid', label: 'came into being' }]}
      note={lastWords(inTime.length)}
      height={120}
      draw={(frame) => (
        <StackedBars
          bars={inTime.map(({ minted }) => ({ solid: Number(minted), hatched: 0 }))}
          valueLabel={(value) => hours(BigInt(value))}
          frame={frame}
        />
      )}
    />
  );
}

/** All that was lent, and how much of it cancelled out in circles. */
export function VolumeChart({ rows, currency }: SupplyChartProps) {
  const now = useNow(60_000);
  const inTime = [...rows].reverse().slice(-barsMax);
  const hours = (amount: bigint) => formatHours(amount, currency);
  return (
    <Chart
      title={`${unitName(currency)} lent in each certificate, and how many of them cancelled out`}
      headings={['Until', 'Lent in all', 'Cancelled out']}
      readings={inTime.map((row) => ({
        label: formatWhen(row.endsAtMs, now),
        values: [hours(row.volume), hours(row.cleared)],
        sentence: `Until ${formatWhen(row.endsAtMs, now)}: ${hours(row.volume)} lent, of which ${hours(row.cleared)} cancelled out`,
      }))}
      entries={[
        { swatch: 'solid', label: 'had to be settled' },
        { swatch: 'hatched', label: 'cancelled out in circles' },
      ]}
      note={lastWords(inTime.length)}
      height={120}
      draw={(frame) => (
        <StackedBars
          bars={inTime.map(({ volume, cleared }) => {
            const circled = cleared < volume ? cleared : volume;
            return { solid: Number(volume - circled), hatched: Number(circled) };
          })}
          valueLabel={(value) => hours(BigInt(value))}
          frame={frame}
        />
      )}
    />
  );
}

function lastWords(count: number): string {
  return count === 1 ? 'one certificate' : `last ${count} certificates`;
}
