import { Lock, Pause } from 'lucide-react';
import { useState } from 'react';
import type { LendingView, RunView } from '../../../shared/api/contract.ts';
import {
  formatBytes,
  formatCpuHours,
  formatCpuTime,
  formatWhen,
  personName,
} from '../../../shared/api/words.ts';
import { formatCount, heldWord } from '../../../shared/api/work-words.ts';
import { microCpuHoursByTime } from '../../../shared/domain/cpu-hours.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Facts } from '../../ui/facts.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useNow } from '../app/use-now.ts';
import { ShowCode } from './show-code.tsx';
import css from './running-for-others.module.css';

interface RunningProps {
  readonly lending: LendingView;
  readonly onStop: (job: string) => void;
}

/** What runs here for whom, how it is sealed off, and a button that ends it. */
export function RunningForOthers({ lending, onStop }: RunningProps) {
  const { running, wall } = lending;
  const now = useNow();
  const [open, setOpen] = useState<string | null>(null);
  const [stopping, setStopping] = useState<RunView | null>(null);
  return (
    <Panel title="Running for others" flush={running.length > 0}>
      {running.length === 0 ? (
        <p className={css.none}>Nothing is running for others.</p>
      ) : (
        <DataTable
          caption="What runs here for others"
          rows={running}
          rowKey={(run) => run.job}
          open={open}
          onOpen={setOpen}
          detail={(run) => <SealedOff run={run} wall={wall} />}
          columns={columnsOf(now, setStopping)}
        />
      )}
      <Confirm
        title={`Stop the work for ${stopping === null ? '' : personName(stopping.for)}?`}
        confirm="Stop this one"
        keep="Keep running"
        open={stopping !== null}
        onClose={() => {
          setStopping(null);
        }}
        onConfirm={() => {
          if (stopping !== null) onStop(stopping.job);
        }}
      >
        Their job goes to someone else, and this computer takes other work. You receive nothing for
        the time so far, because no result was delivered.
      </Confirm>
    </Panel>
  );
}

function columnsOf(now: number, onStop: (run: RunView) => void): readonly Column<RunView>[] {
  return [
    {
      id: 'for',
      header: 'For',
      grow: true,
      cell: (run) => (
        <span className={css.for}>
          <bdi>{personName(run.for)}</bdi>
          {run.heldUntilMs !== null && (
            <span className={css.held}>
              <Pause size="0.75rem" />
              {heldWord(run, now)}
            </span>
          )}
        </span>
      ),
    },
    {
      id: 'since',
      header: 'Since',
      cell: (run) => formatWhen(run.startedAtMs, now),
      leaveOut: 'small',
    },
    {
      id: 'cpu',
      header: 'CPU time',
      end: true,
      leaveOut: 'tiny',
      cell: (run) => formatCpuTime(run.cpuMicroseconds),
    },
    {
      id: 'so-far',
      header: 'So far',
      end: true,
      leaveOut: 'small',
      cell: (run) => formatCpuHours(microCpuHoursByTime(run.cpuMicroseconds, run.ratingMilli)),
    },
    {
      id: 'most',
      header: 'At most',
      end: true,
      leaveOut: 'narrow',
      cell: (run) => formatCpuHours(run.ceiling),
    },
    {
      id: 'stop',
      header: 'Stop',
      hideHeader: true,
      end: true,
      cell: (run) => (
        <StopButton
          run={run}
          onStop={() => {
            onStop(run);
          }}
        />
      ),
    },
  ];
}

function StopButton({ run, onStop }: { readonly run: RunView; readonly onStop: () => void }) {
  return (
    <span
      onClick={(event) => {
        event.stopPropagation();
      }}
      role="presentation"
    >
      <Button small label={`Stop this one, for ${personName(run.for)}`} onPress={onStop}>
        Stop this one
      </Button>
    </span>
  );
}

function SealedOff({ run, wall }: { readonly run: RunView; readonly wall: LendingView['wall'] }) {
  return (
    <div className={css.sealed}>
      <p>
        <Lock size="0.875rem" /> Sealed off: it sees no files, no network and none of your programs,
        only the input that came with it.
      </p>
      <Facts
        facts={[
          ['Kept in by', wall.sentence],
          ['Work so far', `${formatCount(run.workCount)} instructions counted`],
          ['Memory', `at most ${formatBytes(run.memoryLimitBytes)}`],
          ['Time', `at most ${formatCpuTime(run.wallLimitMs * 1_000)}`],
          ['Code', formatBytes(run.moduleBytes)],
          [
            'Hash of the code',
            <LongKey key="hash" value={run.moduleHash} label="hash of the code" />,
          ],
          ['Job', <LongKey key="job" value={run.job} label="job id" />],
        ]}
      />
      <ShowCode job={run.job} />
    </div>
  );
}
