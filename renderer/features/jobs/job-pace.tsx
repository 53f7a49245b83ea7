import { median } from 'd3-array';
import type { JobDetailView } from '../../../shared/api/jobs-shape.ts';
import {
  formatCpuTime,
  formatNumber,
  formatWhen,
  nameList,
  plural,
} from '../../../shared/api/words.ts';
import { Chart } from '../../ui/charts/chart.tsx';
import { DotStrip } from '../../ui/charts/dot-strip.tsx';
import { ProgressSteps, type ProgressPoint } from '../../ui/charts/progress-steps.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useNow } from '../app/use-now.ts';
import { isOpen } from './job-progress.ts';
import { sliceNumber } from './slice-words.ts';

const chartHeight = 128;
/** A job that takes no longer is told in seconds. */
const shortMs = 300_000;
const withSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** How the slices of a job get done: how many over time, and how long each takes. */
export function JobPace({ detail }: { readonly detail: JobDetailView }) {
  return (
    <>
      <Panel title="Slices finished">
        <FinishedOverTime detail={detail} />
      </Panel>
      {detail.times.length > 1 && (
        <Panel title="Time per slice">
          <TimePerSlice detail={detail} />
        </Panel>
      )}
    </>
  );
}

function FinishedOverTime({ detail: { job, done } }: { readonly detail: JobDetailView }) {
  const present = useNow(10_000);
  const beganAt = job.startedAtMs ?? job.createdAtMs;
  const now = job.endedAtMs ?? Math.max(present, beganAt, done.at(-1)?.atMs ?? 0);
  const { finish, deadline } = job;
  const points: readonly [ProgressPoint, ...ProgressPoint[]] = [
    { at: beganAt, value: 0 },
    ...done.map(({ atMs, slices }) => ({ at: Math.max(beganAt, atMs), value: slices })),
  ];
  const total = job.slices.total;
  const clock = (at: number) =>
    now - beganAt < shortMs ? withSeconds.format(at) : formatWhen(at, now);
  const sentence = ({ at, value }: ProgressPoint) =>
    `At ${clock(at)}: ${formatNumber(value)} of ${plural(total, 'slice')} done.`;
  // A deadline far beyond the end would press everything else against the edge.
  const reach = Math.max(now, finish?.toMs ?? 0) - beganAt;
  const isNear = deadline !== null && isOpen(job.state) && deadline.atMs - beganAt < reach * 3;
  return (
    <Chart
      title="Slices finished over time"
      headings={['Time', 'Slices done']}
      readings={points.map((point) => ({
        label: clock(point.at),
        values: [formatNumber(point.value)],
        sentence: sentence(point),
      }))}
      entries={[
        { swatch: 'area', label: 'Done' },
        ...(finish === null ? [] : [{ swatch: 'dashed' as const, label: 'Expected' }]),
      ]}
      note={
        finish === null
          ? isOpen(job.state)
            ? 'No estimate until two slices are done.'
            : ''
          : `All done about ${clock(finish.atMs)}, between ${clock(finish.fromMs)} and ${clock(finish.toMs)}.`
      }
      height={chartHeight}
      draw={(frame) => (
        <ProgressSteps
          points={points}
          now={now}
          total={total}
          expected={
            finish === null ? null : { at: finish.atMs, from: finish.fromMs, to: finish.toMs }
          }
          mark={isNear ? { at: deadline.atMs, label: 'deadline' } : null}
          totalLabel={plural(total, 'slice')}
          timeLabel={clock}
          frame={frame}
        />
      )}
    />
  );
}

/** So many times the middle is slow, if it is as long as a blink, and so many of the slowest are named. */
const slowFactor = 3;
const slowLeast = 100_000;
const namedMax = 3;

function TimePerSlice({ detail: { times, job } }: { readonly detail: JobDetailView }) {
  const sorted = [...times].sort((a, b) => a.cpuMicroseconds - b.cpuMicroseconds);
  const middle = median(sorted, ({ cpuMicroseconds }) => cpuMicroseconds) ?? 0;
  const slow = sorted
    .map(({ slice, cpuMicroseconds }, index) => ({ slice, cpuMicroseconds, index }))
    .filter(({ cpuMicroseconds }) => cpuMicroseconds > Math.max(middle * slowFactor, slowLeast))
    .slice(-namedMax);
  const names = new Map(slow.map(({ slice, index }) => [index, sliceNumber(slice)]));
  const isPart = times.length < job.slices.done;
  const slowest = slow.length === 0 ? '' : ` Slow: ${slowNames(slow.map(({ slice }) => slice))}.`;
  return (
    <Chart
      title={`CPU time of each slice; the middle is ${formatCpuTime(Math.round(middle))}.${slowest}`}
      headings={['Slice', 'CPU time']}
      readings={sorted.map(({ slice, cpuMicroseconds }) => ({
        label: sliceNumber(slice),
        values: [formatCpuTime(cpuMicroseconds)],
        sentence: `${sliceNumber(slice)}: ${formatCpuTime(cpuMicroseconds)} of CPU time.`,
      }))}
      entries={[{ swatch: 'solid', label: isPart ? 'Each of the newest' : 'Each slice' }]}
      note={slowest.trim()}
      height={chartHeight}
      draw={(frame) => (
        <DotStrip
          values={sorted.map(({ cpuMicroseconds }) => cpuMicroseconds)}
          middle={{ value: middle, label: `median ${formatCpuTime(Math.round(middle))}` }}
          names={names}
          valueLabel={formatCpuTime}
          frame={frame}
        />
      )}
    />
  );
}

function slowNames(slices: readonly number[]): string {
  return nameList(slices.map((slice) => ({ id: String(slice), name: sliceNumber(slice) })));
}
