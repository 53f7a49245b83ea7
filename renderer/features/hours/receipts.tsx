import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { finalityWord } from '../../../shared/api/account-words.ts';
import type { EntryView, StatementView } from '../../../shared/api/contract.ts';
import {
  formatCpuAmount,
  formatCpuTime,
  formatNumber,
  formatRating,
  formatWhen,
  personName,
  plural,
  shortKey,
} from '../../../shared/api/words.ts';
import { takenBackWord } from '../../../shared/api/taken-back-words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { holds } from '../../ui/search-field.tsx';
import { receiptPath, receiptsPath } from '../app/pages.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import { useJobs } from '../app/views.ts';
import css from './hours-page.module.css';
import { Measured } from './measured.tsx';

const pageSize = 100;

interface ReceiptsProps {
  readonly statement: StatementView;
  /** The receipt that the address names, which is opened. */
  readonly receipt: string | null;
}

/** Every receipt, the newest first; a row opens to how it was measured. */
export function Receipts({ statement, receipt }: ReceiptsProps) {
  const [, navigate] = useLocation();
  const cannot = useCannotAct();
  const { entries, readOn, isReading, problem } = useEntries(statement);
  const columns = useColumns(entries.some((entry) => isWord(entry) !== ''));
  const { found, filters, isNarrowed } = useFilters(entries);
  const left = statement.receipts - entries.length;
  useEffect(() => {
    if (receipt === null) return;
    document.querySelector(`[data-key="${receipt}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [receipt]);
  return (
    <Panel
      title="Receipts"
      aside={`${formatNumber(statement.receipts)} in all, both signatures checked`}
      flush
    >
      {filters}
      {found.length === 0 && <p className={css.why}>Nothing of that kind is in sight.</p>}
      <DataTable<EntryView>
        caption="Receipts, the newest first"
        rows={found}
        rowKey={(entry) => entry.receipt}
        open={receipt}
        onOpen={(key) => {
          navigate(key === null ? receiptsPath : receiptPath(key), { replace: true });
        }}
        detail={(entry) => <Measured entry={entry} />}
        columns={columns}
      />
      {receipt !== null && !isNarrowed && entries.every((entry) => entry.receipt !== receipt) && (
        <Notice>
          {left > 0
            ? 'The receipt that you follow lies further back. Show older ones until it appears.'
            : 'The receipt that you follow is not in this statement.'}
        </Notice>
      )}
      {problem !== null && (
        <Notice kind="fault" live>
          {problem}
        </Notice>
      )}
      {left > 0 && (
        <div className={css.more}>
          <Button small reason={cannot} onPress={readOn}>
            {isReading ? 'Reading…' : `Show older, ${plural(left, 'more receipt')}`}
          </Button>
        </div>
      )}
    </Panel>
  );
}

type Direction = 'all' | EntryView['direction'];

/** The receipts in sight that are searched for, and the fields that say which. */
function useFilters(entries: readonly EntryView[]) {
  const [search, setSearch] = useState('');
  const [direction, setDirection] = useState<Direction>('all');
  const names = useJobNames();
  const found = entries.filter(
    (entry) =>
      (direction === 'all' || entry.direction === direction) &&
      holds(
        search,
        ...[personName(entry.with), names.get(entry.job) ?? '', entry.job, entry.receipt],
      ),
  );
  const filters = (
    <FilterBar find="Find a person or a job" search={search} onSearch={setSearch}>
      <Choice<Direction>
        label="Which receipts"
        hideLabel
        value={direction}
        options={[
          { id: 'all', label: 'All' },
          { id: 'given', label: 'Lent' },
          { id: 'used', label: 'Used' },
        ]}
        onChange={setDirection}
      />
    </FilterBar>
  );
  return { found, filters, isNarrowed: search.trim() !== '' || direction !== 'all' };
}

function useJobNames(): ReadonlyMap<string, string> {
  const jobs = useJobs();
  return new Map(jobs?.jobs.map((job) => [job.id, job.name]));
}

/** How certain it is, unless somebody takes it back. */
function isWord(entry: EntryView): string {
  const { finality } = entry;
  return takenBackWord(entry) ?? (finality === null ? '' : finalityWord(finality));
}

function useColumns(hasWords: boolean): readonly Column<EntryView>[] {
  const now = useNow();
  const names = useJobNames();
  return [
    { id: 'when', header: 'When', cell: (entry) => formatWhen(entry.keptAtMs, now) },
    {
      id: 'direction',
      header: 'Direction',
      leaveOut: 'tiny',
      cell: (entry) => (
        <span className={css.direction}>
          <i className={entry.direction === 'given' ? css.given : undefined} aria-hidden="true" />
          {entry.direction === 'given' ? 'Lent' : 'Used'}
        </span>
      ),
    },
    { id: 'who', header: 'With', cell: (entry) => <bdi>{personName(entry.with)}</bdi> },
    {
      id: 'job',
      header: 'Job',
      leaveOut: 'narrow',
      grow: true,
      cell: (entry) => <bdi>{names.get(entry.job) ?? shortKey(entry.job)}</bdi>,
    },
    ...(hasWords
      ? [
          {
            id: 'finality',
            header: 'Is',
            leaveOut: 'small' as const,
            cell: isWord,
          },
        ]
      : []),
    {
      id: 'cpu',
      header: 'CPU time',
      end: true,
      leaveOut: 'small',
      cell: (entry) => formatCpuTime(entry.cpuMicroseconds),
    },
    {
      id: 'rating',
      header: 'Rating',
      end: true,
      leaveOut: 'narrow',
      cell: (entry) => formatRating(entry.ratingMilli),
    },
    { id: 'quantity', header: 'CPU-h', end: true, cell: signedAmount },
  ];
}

function signedAmount(entry: EntryView): string {
  const amount = entry.direction === 'given' ? entry.microCpuHours : -entry.microCpuHours;
  return formatCpuAmount(amount, { signed: true });
}

/** The newest receipts as they come, and the older ones that were asked for. */
function useEntries(statement: StatementView) {
  const [older, setOlder] = useState<readonly EntryView[]>([]);
  const { start, isPending, refusal } = useCall((node) => node.hours.entries);
  const newest = new Set(statement.newest.map((entry) => entry.receipt));
  const entries = [...statement.newest, ...older.filter((entry) => !newest.has(entry.receipt))];
  const last = entries.at(-1)?.receipt ?? null;
  return {
    entries,
    isReading: isPending,
    problem: refusal?.detail ?? null,
    readOn() {
      // the newest page may have moved on since; what falls between the two is kept
      setOlder(entries);
      void start({ before: last, limit: pageSize }).then((answer) => {
        if (answer.ok) setOlder((before) => [...before, ...answer.value.entries]);
      });
    },
  };
}
