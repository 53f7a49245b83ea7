import { formatCpuHours } from '../../../shared/api/words.ts';
import type { StatementView } from '../../../shared/api/contract.ts';
import { Chart } from '../../ui/charts/chart.tsx';
import { DayArea } from '../../ui/charts/day-area.tsx';
import { useNow } from '../app/use-now.ts';
import css from './today.module.css';

interface TodayProps {
  readonly statement: StatementView;
  readonly cores: number;
}

/** When this computer lent today, hour by hour. */
export function Today({ statement, cores }: TodayProps) {
  const now = useNow(60_000);
  const sum = statement.today.reduce((total, hour) => total + hour, 0n);
  return (
    <div className={css.row}>
      <div>
        <b className={css.name}>Today</b>
        <span className={css.sum}>{formatCpuHours(sum)} lent</span>
      </div>
      {sum === 0n ? (
        <p className={css.none}>
          {statement.receipts === 0
            ? 'Your first hour of lending will show here.'
            : 'Nothing was lent yet today.'}
        </p>
      ) : (
        <TodayChart today={statement.today} now={hourOfDay(now)} cores={cores} />
      )}
    </div>
  );
}

function TodayChart({
  today,
  now,
  cores,
}: {
  readonly today: readonly bigint[];
  readonly now: number;
  readonly cores: number;
}) {
  const hours = today.map(Number);
  const begun = hours.slice(0, Math.floor(now) + 1);
  const top = scaleTop(Math.max(...begun, 1), cores);
  return (
    <Chart
      title="CPU-hours lent in each hour of today"
      headings={['Hour', 'Lent']}
      readings={begun.map((value, hour) => ({
        label: clock(hour),
        values: [formatCpuHours(BigInt(value))],
        sentence: `${clock(hour)} to ${clock(hour + 1)}: ${formatCpuHours(BigInt(value))} lent`,
      }))}
      entries={[{ swatch: 'area', label: 'lent, hour by hour' }]}
      note="so far today"
      height={92}
      draw={(frame) => (
        <DayArea
          hours={hours}
          now={now}
          top={top}
          topLabel={`${formatCpuHours(BigInt(top))} in an hour`}
          frame={frame}
        />
      )}
    />
  );
}

/** The top of the scale: all cores, unless what was lent is so little that it could not be seen there. */
function scaleTop(most: number, cores: number): number {
  const all = cores * 1_000_000;
  if (most > all / 5) return Math.max(all, Math.ceil(most / 1_000_000) * 1_000_000);
  const unit = 10 ** Math.floor(Math.log10(most));
  const steps = [1, 2, 5, 10].find((step) => step * unit >= most) ?? 10;
  return Math.max(2, steps * unit);
}

function hourOfDay(ms: number): number {
  const date = new Date(ms);
  return date.getHours() + date.getMinutes() / 60;
}

function clock(hour: number): string {
  return `${hour.toString().padStart(2, '0')}:00`;
}
