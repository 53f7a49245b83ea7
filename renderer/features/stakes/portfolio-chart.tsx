import type { PortionView } from '../../../shared/api/stake-shape.ts';
import { formatPpm } from '../../../shared/api/stake-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { Chart } from '../../ui/charts/chart.tsx';
import { PartBars, partBarsHeight } from '../../ui/charts/part-bars.tsx';
import { useHideAmounts, useVeil } from '../app/hide-amounts.ts';

interface Row {
  readonly name: string;
  readonly directPpm: number;
  readonly throughPpm: number;
}

const rowsMost = 15;

/** A bar for each person of whom one holds anything: solid what is held directly, hatched what comes through others. */
export function PortfolioChart({ portfolio }: { readonly portfolio: readonly PortionView[] }) {
  const veil = useVeil();
  const [isHidden] = useHideAmounts();
  const rows = rowsOf(portfolio);
  const part = (ppm: number) => veil(formatPpm(ppm));
  return (
    <Chart
      title="What you hold of each person, directly and through others"
      headings={['Person', 'Directly', 'Through others', 'Together']}
      readings={rows.map(({ name, directPpm, throughPpm }) => ({
        label: name,
        values: [part(directPpm), part(throughPpm), part(directPpm + throughPpm)],
        sentence: `${name}: ${part(directPpm)} directly, ${part(throughPpm)} through others`,
      }))}
      entries={[
        { swatch: 'solid', label: 'directly' },
        { swatch: 'hatched', label: 'through others' },
      ]}
      note=""
      height={partBarsHeight(rows.length)}
      draw={(frame) => (
        <PartBars
          bars={rows.map(({ name, directPpm, throughPpm }) => ({
            name,
            solid: directPpm,
            hatched: throughPpm,
            valueLabel: isHidden ? '' : formatPpm(directPpm + throughPpm),
          }))}
          frame={frame}
        />
      )}
    />
  );
}

/** The largest fifteen, then the others together. */
function rowsOf(portfolio: readonly PortionView[]): readonly Row[] {
  const rows = portfolio.map(({ person, ...parts }) => ({ name: personName(person), ...parts }));
  if (rows.length <= rowsMost) return rows;
  const rest = rows.slice(rowsMost);
  const sum = (pick: (row: Row) => number) => rest.reduce((total, row) => total + pick(row), 0);
  return [
    ...rows.slice(0, rowsMost),
    {
      name: `${rest.length} others`,
      directPpm: sum(({ directPpm }) => directPpm),
      throughPpm: sum(({ throughPpm }) => throughPpm),
    },
  ];
}
