import { Lock } from 'lucide-react';
import { useState } from 'react';
import type { LoggedRunView } from '../../../shared/api/lending-contract.ts';
import {
  formatBytes,
  formatCpuHours,
  formatCpuTime,
  formatNumber,
  formatWhen,
  personName,
} from '../../../shared/api/words.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Facts } from '../../ui/facts.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { holds } from '../../ui/search-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useNow } from '../app/use-now.ts';
import { endedColumns } from './ended-columns.tsx';
import css from './log-part.module.css';
import { useLog, type LogOutcome } from './use-log.ts';

const outcomeChoices = [
  { id: 'all', label: 'All' },
  { id: 'given', label: 'Given' },
  { id: 'answered', label: 'Answered' },
  { id: 'failed', label: 'Failed' },
  { id: 'stopped', label: 'Stopped' },
  { id: 'lost', label: 'Lost' },
] as const;

/** All that ever ran here for others, how it ended, and what it brought. */
export function LogPart({ ended }: { readonly ended: number }) {
  const [outcome, setOutcome] = useState<LogOutcome | 'all'>('all');
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const log = useLog(outcome === 'all' ? null : outcome, ended);
  const now = useNow();
  const runs = log.runs?.filter((run) => isFound(run, search));
  return (
    <Panel title="All that ran here" aside={countWords(runs?.length, log.total)} flush>
      <FilterBar find="Find a person, job or reason" search={search} onSearch={setSearch}>
        <Choice<LogOutcome | 'all'>
          label="Outcome"
          hideLabel
          value={outcome}
          options={outcomeChoices}
          onChange={setOutcome}
        />
      </FilterBar>
      {log.problem !== null && <Notice kind="fault">{log.problem}</Notice>}
      {runs === undefined && log.problem === null && <Skeleton lines={4} />}
      {runs?.length === 0 && (
        <p className={css.none}>
          {search === '' && outcome === 'all'
            ? 'Your first run for someone will show here.'
            : 'No run that was read so far is like that.'}
        </p>
      )}
      {runs !== undefined && runs.length > 0 && (
        <DataTable<LoggedRunView>
          caption="Runs for others"
          rows={runs}
          rowKey={(run) => run.id}
          columns={columnsAt(now)}
          open={open}
          onOpen={setOpen}
          detail={(run) => <PermissionCard run={run} now={now} />}
        />
      )}
      {log.isMore && (
        <div className={css.more}>
          <Button small onPress={log.readOn} reason={log.isReading ? 'Reading.' : null}>
            Show older runs
          </Button>
        </div>
      )}
    </Panel>
  );
}

function isFound(run: LoggedRunView, search: string): boolean {
  return holds(search, personName(run.for), run.for.id, run.job, run.detail ?? '');
}

function countWords(found: number | undefined, all: number | undefined): string {
  if (found === undefined || all === undefined) return '';
  return found === all
    ? `${formatNumber(all)} in all`
    : `${formatNumber(found)} of ${formatNumber(all)}`;
}

function columnsAt(now: number): readonly Column<LoggedRunView>[] {
  return [
    { id: 'for', header: 'For', cell: (run) => <bdi>{personName(run.for)}</bdi> },
    ...endedColumns<LoggedRunView>(now),
    {
      id: 'brought',
      header: 'Brought',
      end: true,
      cell: (run) => (run.microCpuHours === null ? '' : formatCpuHours(run.microCpuHours)),
    },
  ];
}

/** What the run was allowed, as far as it was kept. */
function PermissionCard({ run, now }: { readonly run: LoggedRunView; readonly now: number }) {
  const { module, startedAtMs, endedAtMs } = run;
  return (
    <div className={css.card}>
      <p>
        <Lock size="0.875rem" /> Sealed off: no files, no network, none of your programs.
      </p>
      <Facts
        facts={[
          ['Ended', formatWhen(endedAtMs, now)],
          ...(startedAtMs === null
            ? []
            : [['Took', formatCpuTime(Math.max(0, endedAtMs - startedAtMs) * 1_000)] as const]),
          ...(run.detail === null ? [] : [['Why', run.detail] as const]),
          ...(module === null
            ? []
            : ([
                ['Memory', `at most ${formatBytes(module.memoryLimitBytes)}`],
                ['Time', `at most ${formatCpuTime(module.wallLimitMs * 1_000)}`],
                ['Code', formatBytes(module.bytes)],
                [
                  'Hash of the code',
                  <LongKey key="hash" value={module.hash} label="hash of the code" />,
                ],
              ] as const)),
          ['Job', <LongKey key="job" value={run.job} label="job id" />],
        ]}
      />
    </div>
  );
}
