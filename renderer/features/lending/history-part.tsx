import type { LendingHistoryView, TermsView } from '../../../shared/api/lending-contract.ts';
import { formatEnergy } from '../../../shared/api/lending-words.ts';
import {
  formatCpuHours,
  formatCpuTime,
  formatNumber,
  personName,
} from '../../../shared/api/words.ts';
import { termBounds } from '../../../shared/lending/terms.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { Chart } from '../../ui/charts/chart.tsx';
import { StackedBars } from '../../ui/charts/stacked-bars.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Notice } from '../../ui/notice.tsx';
import { OptionalNumber } from '../../ui/number-setting.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import css from './history-part.module.css';
import { useTermsCalls } from './use-terms.ts';

interface HistoryPartProps {
  readonly view: TermsView;
  /** Changes when a run has ended, and the history is read again. */
  readonly receipts: number;
}

/** What lending came to in twelve weeks: day by day, by person, and in electricity. */
export function HistoryPart({ view, receipts }: HistoryPartProps) {
  const { wattsPerCore } = view.terms;
  const { value, problem } = useAnswer(
    (node) => node.lending.history,
    {},
    `${receipts} ${wattsPerCore ?? ''}`,
  );
  if (value === undefined) {
    return (
      <Panel title="Twelve weeks">
        {problem === null ? <Skeleton lines={4} /> : <Notice kind="fault">{problem}</Notice>}
      </Panel>
    );
  }
  return (
    <>
      <Panel title="Twelve weeks">
        <Days days={value.days} />
      </Panel>
      <Panel title="By person" flush={value.people.length > 0}>
        <ByPerson people={value.people} />
      </Panel>
      <Electricity energy={value.energy} wattsPerCore={wattsPerCore} />
    </>
  );
}

const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

function Days({ days }: { readonly days: LendingHistoryView['days'] }) {
  const sum = days.reduce((total, day) => total + day.microCpuHours, 0n);
  if (sum === 0n) return <p className={css.dense}>Your first hour of lending will show here.</p>;
  return (
    <>
      <p className={css.sum}>{formatCpuHours(sum)} lent</p>
      <Chart
        title="CPU-hours lent on each day of the last twelve weeks"
        headings={['Day', 'Lent', 'CPU time']}
        readings={days.map((day) => ({
          label: dayAndMonth.format(day.startsAtMs),
          values: [formatCpuHours(day.microCpuHours), formatCpuTime(day.cpuMicroseconds)],
          sentence: `${dayAndMonth.format(day.startsAtMs)}: ${formatCpuHours(day.microCpuHours)} lent`,
        }))}
        entries={[{ swatch: 'solid', label: 'lent' }]}
        note="last 12 weeks, by signed receipts"
        height={120}
        draw={(frame) => (
          <StackedBars
            bars={days.map((day) => ({ solid: Number(day.microCpuHours), hatched: 0 }))}
            valueLabel={(value) => formatCpuHours(BigInt(Math.round(value)))}
            frame={frame}
          />
        )}
      />
    </>
  );
}

type PersonSum = LendingHistoryView['people'][number];

function ByPerson({ people }: { readonly people: LendingHistoryView['people'] }) {
  if (people.length === 0) {
    return <p className={css.dense}>Nobody has signed a receipt in these weeks.</p>;
  }
  return (
    <DataTable<PersonSum>
      caption="What was lent, by person"
      rows={people}
      rowKey={({ person }) => person.id}
      columns={[
        {
          id: 'who',
          header: 'Person',
          grow: true,
          cell: ({ person }) => <bdi>{personName(person)}</bdi>,
        },
        { id: 'runs', header: 'Runs', end: true, cell: ({ runs }) => formatNumber(runs) },
        {
          id: 'lent',
          header: 'Lent',
          end: true,
          cell: ({ microCpuHours }) => formatCpuHours(microCpuHours),
        },
      ]}
    />
  );
}

function Electricity({
  energy,
  wattsPerCore,
}: {
  readonly energy: LendingHistoryView['energy'];
  readonly wattsPerCore: number | null;
}) {
  const { change, problem } = useTermsCalls();
  const { least, most } = termBounds.wattsPerCore;
  return (
    <Panel title="Electricity">
      <div className={css.energy}>
        <p>
          About {formatEnergy(energy.todayWattHours)} today, and {formatEnergy(energy.wattHours)} in
          twelve weeks, estimated.
        </p>
        <p className={css.dense}>{energy.sentence}</p>
        {problem !== null && (
          <Notice kind="fault" live>
            {problem}
          </Notice>
        )}
        <OptionalNumber
          label="I know what a core draws at work"
          value={wattsPerCore}
          first={energy.wattsPerCore}
          least={least}
          most={most}
          unit="watts"
          onChange={(next) => void change({ wattsPerCore: next })}
        />
      </div>
    </Panel>
  );
}
