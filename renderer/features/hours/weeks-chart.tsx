import type { StatementView } from '../../../shared/api/contract.ts';
import { formatCpuHours } from '../../../shared/api/words.ts';
import { Chart } from '../../ui/charts/chart.tsx';
import { TwoWayBars } from '../../ui/charts/two-way-bars.tsx';

const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** CPU-hours lent and used in each of the last twelve weeks. */
export function WeeksChart({
  weeks,
  height,
}: {
  readonly weeks: StatementView['weeks'];
  readonly height: number;
}) {
  return (
    <Chart
      title="CPU-hours lent and used in each of the last twelve weeks"
      headings={['Week of', 'Lent', 'Used']}
      readings={weeks.map((week) => ({
        label: dayAndMonth.format(week.startsAtMs),
        values: [formatCpuHours(week.given), formatCpuHours(week.used)],
        sentence: `Week of ${dayAndMonth.format(week.startsAtMs)}: ${formatCpuHours(week.given)} lent, ${formatCpuHours(week.used)} used`,
      }))}
      entries={[
        { swatch: 'solid', label: 'lent' },
        { swatch: 'hatched', label: 'used' },
      ]}
      note="last 12 weeks"
      height={height}
      draw={(frame) => (
        <TwoWayBars
          bars={weeks.map((week) => ({ up: Number(week.given), down: Number(week.used) }))}
          frame={frame}
        />
      )}
    />
  );
}
