import type { LendingView, MachineView } from '../../../shared/api/contract.ts';
import { formatBytes, plural } from '../../../shared/api/words.ts';
import { KeyList } from '../../ui/key-list.tsx';
import { UnitStrip, type Cell, type Mark } from '../../ui/unit-strip.tsx';
import { useTerms } from './use-terms.ts';

export interface CoreCounts {
  readonly lent: number;
  /** Null where the load cannot be read. */
  readonly you: number | null;
  readonly free: number;
  readonly limit: number;
}

/** How the cores are used: lent, by their owner as far as the load tells, and free. */
export function coreCounts(machine: MachineView, lending: LendingView): CoreCounts {
  const { of, inUse, limit } = lending.cores;
  const lent = Math.min(inUse, of);
  const busy = machine.loadPercent === null ? null : Math.round((machine.loadPercent / 100) * of);
  const you = busy === null ? null : Math.max(0, Math.min(busy - lent, of - lent));
  return { lent, you, free: of - lent - (you ?? 0), limit };
}

const cellsMax = 32;

/** One cell for each core; above 32 cores a cell stands for several, and `each` says for how many. */
export function coreCells({ lent, you, free }: CoreCounts): {
  readonly cells: readonly Cell[];
  readonly each: number;
} {
  const cores = lent + (you ?? 0) + free;
  const each = Math.max(1, Math.ceil(cores / cellsMax));
  const count = Math.ceil(cores / each);
  const solid = Math.min(count, Math.ceil(lent / each));
  const dark = Math.min(count - solid, Math.round((you ?? 0) / each));
  const cells = Array.from({ length: count }, (_, index): Cell =>
    index < solid ? 'solid' : index < solid + dark ? 'dark' : 'free',
  );
  return { cells, each };
}

/** The cores of this computer, one cell each, with what the fillings mean and what else is lent. */
export function CoreStrip({
  machine,
  lending,
}: {
  readonly machine: MachineView;
  readonly lending: LendingView;
}) {
  const counts = coreCounts(machine, lending);
  const you = counts.you === null ? '' : `, ${counts.you} used by you`;
  const { cells, each } = coreCells(counts);
  const terms = useTerms()?.terms;
  const marks = terms
    ? limitMarks(terms.here.cores, terms.away.cores, each)
    : [{ after: counts.limit / each, label: 'lending limit' }];
  return (
    <>
      <UnitStrip
        label={`${plural(lending.cores.of, 'core')}: ${counts.lent} lent${you}, ${counts.free} free. At most ${counts.limit} are lent.`}
        cells={cells}
        marks={marks}
      />
      <CoreKey counts={counts} machine={machine} lending={lending} />
    </>
  );
}

/** Where the two limits stand on a strip of which each cell is so many cores. */
export function limitMarks(here: number, away: number, each: number): readonly Mark[] {
  if (here === away) return [{ after: here / each, label: 'here and away' }];
  return [
    { after: here / each, label: 'here' },
    { after: away / each, label: 'away' },
  ];
}

export function CoreKey({
  counts,
  machine,
  lending,
}: {
  readonly counts: CoreCounts;
  readonly machine: MachineView;
  readonly lending: LendingView;
}) {
  const { each } = coreCells(counts);
  const lentBytes = lending.running.reduce((sum, run) => sum + run.memoryLimitBytes, 0);
  return (
    <div style={{ marginBlockStart: '0.625rem' }}>
      <KeyList
        entries={[
          { swatch: 'solid', label: 'Lent to others', value: String(counts.lent) },
          ...(counts.you === null
            ? []
            : [{ swatch: 'dark' as const, label: 'You', value: String(counts.you) }]),
          { swatch: 'free', label: 'Free', value: String(counts.free) },
        ]}
      >
        {each > 1 && <span>One cell is {each} cores</span>}
        {counts.you === null && <span>Your own use is not readable here</span>}
        {lentBytes > 0 && (
          <span>
            Memory lent at most {formatBytes(lentBytes)} of {formatBytes(machine.memoryBytes)}
          </span>
        )}
        {machine.temperatureCelsius !== null && <span>{machine.temperatureCelsius} °C</span>}
        {machine.battery !== null && (
          <span>
            {machine.battery.pluggedIn ? 'Plugged in' : `On battery, ${machine.battery.percent}%`}
          </span>
        )}
      </KeyList>
    </div>
  );
}
