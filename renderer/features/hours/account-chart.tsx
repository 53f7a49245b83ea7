import type { AccountEpochView } from '../../../shared/api/community-contract.ts';
import {
  formatHours,
  unitName,
  unitOf,
  type CurrencyWord,
} from '../../../shared/api/account-words.ts';
import { formatWhen } from '../../../shared/api/words.ts';
import { Chart } from '../../ui/charts/chart.tsx';
import { Steps } from '../../ui/charts/steps.tsx';
import { useNow } from '../app/use-now.ts';

/** What one had after each certificate, as steps around nothing. */
export function AccountChart({
  rows,
  currency,
}: {
  readonly rows: readonly AccountEpochView[];
  readonly currency: CurrencyWord;
}) {
  const now = useNow(60_000);
  const inTime = [...rows].reverse();
  const points = inTime.map(({ height, endsAtMs, startsAtMs, closing }) => ({
    // what is not final yet is so now, not when its span ends
    at: height === null ? Math.min(now, Math.max(startsAtMs, 0)) : endsAtMs,
    value: Number(closing),
  }));
  const hours = (amount: bigint) => formatHours(amount, currency, { signed: true });
  return (
    <Chart
      title={`${unitName(currency)} that you had after each certificate`}
      headings={['Until', `You had, in ${unitOf(currency)}`]}
      readings={inTime.map((row) => ({
        label: row.height === null ? 'now' : formatWhen(row.endsAtMs, now),
        values: [hours(row.closing)],
        sentence:
          row.height === null
            ? `Now, not final yet: ${hours(row.closing)}`
            : `Until ${formatWhen(row.endsAtMs, now)}: ${hours(row.closing)}`,
      }))}
      entries={[{ swatch: 'area', label: 'what you had' }]}
      note="a step for each certificate"
      height={110}
      draw={(frame) => (
        <Steps
          points={points}
          end={Math.max(now, points.at(-1)?.at ?? now)}
          valueLabel={(value) => hours(BigInt(Math.round(value)))}
          timeLabel={(at) => formatWhen(at, now)}
          frame={frame}
        />
      )}
    />
  );
}
