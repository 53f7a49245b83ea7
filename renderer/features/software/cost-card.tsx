import type { ReleaseView } from '../../../shared/api/software-shape.ts';
import {
  basisSentence,
  costSentence,
  differenceSentence,
  priceWords,
} from '../../../shared/api/software-words.ts';
import { formatCpuAmount } from '../../../shared/api/amounts.ts';
import { formatNumber, formatWhen, plural } from '../../../shared/api/words.ts';
import { Chart } from '../../ui/charts/chart.tsx';
import { LogLine } from '../../ui/charts/log-line.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { useNow } from '../app/use-now.ts';
import { pricePoints } from './price-points.ts';
import css from './software.module.css';

type Costs = Pick<ReleaseView, 'hours' | 'downloads' | 'expected' | 'basis' | 'untilMs'>;

/** What one download costs, why, and how that falls with the downloads. */
export function CostCard({
  release,
  title = 'What it costs',
}: {
  readonly release: Costs;
  readonly title?: string;
}) {
  const now = useNow();
  const paid = release.hours.filter(({ cost, recouped }) => cost > recouped);
  return (
    <Panel title={title}>
      <div className={text.stack}>
        <p className={css.price}>{priceWords(release)}</p>
        <p className={text.words}>{costSentence(release)}</p>
        {paid.length > 0 && (
          <>
            <p className={text.dense}>
              {basisSentence(release)} Whatever has not come back by{' '}
              {formatWhen(release.untilMs, now)} stays with the makers. {differenceSentence}
            </p>
            {paid.map(({ currency }) => (
              <div key={currency} data-hue={currency}>
                <PriceChart release={release} currency={currency} />
              </div>
            ))}
          </>
        )}
      </div>
    </Panel>
  );
}

const units = { cpu: 'CPU-h', man: 'man-h' } as const;

function PriceChart({
  release: { hours, downloads, expected },
  currency,
}: {
  readonly release: Costs;
  readonly currency: 'cpu' | 'man';
}) {
  const cost = hours.find((each) => each.currency === currency)?.cost ?? 0n;
  const all = downloads + expected;
  const points = pricePoints(cost, { soFar: downloads, expected: all });
  const unit = units[currency];
  const amount = (value: number) => `${formatCpuAmount(BigInt(Math.round(value)))} ${unit}`;
  const at = (count: number) => plural(count, 'download');
  const costAt = (count: number) => Number(cost) / count;
  return (
    <Chart
      title={`What one download costs in ${unit} if so many share it`}
      headings={['Downloads in all', `Each costs, in ${unit}`]}
      readings={points.map((point) => ({
        label: formatNumber(point.at),
        values: [amount(point.value)],
        sentence: `Shared by ${at(point.at)}: ${amount(point.value)} each`,
      }))}
      entries={[{ swatch: 'stroke', label: 'if so many share the hours' }]}
      note="the hours that went in, divided by all downloads"
      height={120}
      draw={(frame) => (
        <LogLine
          points={points}
          marks={[
            ...(downloads > 0
              ? [
                  {
                    ...{ at: downloads, value: costAt(downloads) },
                    ...{ label: 'so far', kind: 'happened' as const },
                  },
                ]
              : []),
            { at: all, value: costAt(all), label: 'expected', kind: 'expected' },
          ]}
          valueLabel={amount}
          atLabel={(count) => formatNumber(count)}
          frame={frame}
        />
      )}
    />
  );
}
