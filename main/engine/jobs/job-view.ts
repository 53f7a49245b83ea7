/** A job as people see it. */
import { formatCpuHours } from '../../../shared/api/amounts.ts';
import type { JobDetailView, JobWord } from '../../../shared/api/jobs-shape.ts';
import type { PersonView } from '../../../shared/api/contract.ts';
import { formatNumber, plural } from '../../../shared/api/words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { here, memberOfRun } from '../../../shared/jobs/slice-state.ts';
import { factsOf } from './facts.ts';
import { isOver } from './job-spec.ts';
import { isAtWork, median } from './open-job.ts';
import type { Errand, OpenJob } from './open-job.ts';

export type JobView = JobDetailView['job'];

/** What is known of a job beside itself. */
export interface AroundJob {
  readonly nowMs: number;
  /** Why nobody has any of it; asked for only where nobody has. */
  readonly whyWaiting: (job: OpenJob) => string;
}

/** How a job stands, in a word. */
export function jobWord(job: OpenJob, nowMs: number): JobWord {
  const { phase, notBeforeMs, deadline } = job.spec;
  if (phase !== 'open') return phase;
  if (notBeforeMs !== null && nowMs < notBeforeMs) return 'scheduled';
  if (job.asked.size > 0) return 'running';
  // Answers that wait for a copy which there is no room for would wait for ever.
  if (job.errands.size > job.looking.size && !isHalted(job)) return 'running';
  if (deadline !== null && deadline.then === 'stop' && nowMs >= deadline.atMs) return 'deadline';
  // What waits for somebody has its part of the ceiling, and may leave some of it for others.
  if (isHalted(job)) return 'ceiling';
  return job.table.counts().done > 0 && isAtWork(job) && job.looking.size === 0
    ? 'running'
    : 'waiting';
}

/** Whether nothing comes of it any more before the ceiling is raised. */
function isHalted(job: OpenJob): boolean {
  const { lacksRoom, looking, asked, errands, table } = job;
  if (!lacksRoom || looking.size > 0 || asked.size > 0 || isRunHere(job)) return false;
  const isOpen = ({ slice, run }: Errand) => {
    const { at, runs } = table.get(slice);
    return at === 'open' && runs.find((each) => each.run === run)?.pay === 'open';
  };
  return [...errands.values()].every(isOpen);
}

/** Whether this computer makes an answer itself. */
function isRunHere({ open, table }: OpenJob): boolean {
  return [...open].some((index) =>
    table.get(index).runs.some(({ peer, at }) => peer === here && at === 'running'),
  );
}

/** The job in the list. */
export function jobView(job: OpenJob, around: AroundJob): JobView {
  const { spec, table, spending, id } = job;
  const { nowMs } = around;
  const state = jobWord(job, nowMs);
  const slices = table.counts();
  const used = spending.used();
  const exposed = spending.exposed();
  const finish = finishOf(job, state, nowMs);
  return {
    id,
    name: spec.name,
    state,
    sentence: sentenceOf(job, state, finish, around).slice(0, limits.detailLength),
    createdAtMs: spec.createdAtMs,
    startedAtMs: spec.startedAtMs,
    endedAtMs: spec.endedAtMs,
    kind: spec.kind,
    entry: spec.entry,
    args: spec.args,
    moduleHash: spec.moduleHash,
    moduleBytes: spec.moduleBytes,
    inputBytes: spec.inputBytes,
    certainty: spec.certainty,
    audience: spec.audience,
    memoryBytes: spec.memoryBytes,
    wallMs: spec.wallMs,
    deadline: spec.deadline,
    notBeforeMs: spec.notBeforeMs,
    slices,
    strip: table.strip(),
    ceiling: spec.ceiling,
    used,
    setAside: isOver(spec) ? exposed : spec.ceiling - used,
    finish,
    changed: spec.changed,
  };
}

/** With all that its page shows. */
export function jobDetail(
  job: OpenJob,
  around: AroundJob,
  personOf: (peer: string) => PersonView,
): JobDetailView {
  return {
    job: jobView(job, around),
    map: job.table.map(),
    done: [...job.table.steps()],
    times: job.times.map(({ slice, cpuMicroseconds }) => ({ slice, cpuMicroseconds })),
    people: peopleOf(job, personOf),
  };
}

function finishOf(job: OpenJob, state: JobWord, nowMs: number): JobView['finish'] {
  const { done, failed, stopped, total } = job.table.counts();
  const { startedAtMs } = job.spec;
  const wallMs = median(job, 'wallMs');
  if (state !== 'running' || startedAtMs === null || wallMs === null || done < 2) return null;
  const left = total - done - failed - stopped;
  const paceMs = Math.max(1, nowMs - startedAtMs) / done;
  const restMs = Math.max(left === 0 ? 0 : wallMs / 2, paceMs * left);
  const at = (part: number) => Math.round(nowMs + restMs * part);
  return { atMs: at(1), fromMs: at(0.7), toMs: at(1.5) };
}

function sentenceOf(
  job: OpenJob,
  state: JobWord,
  finish: JobView['finish'],
  { nowMs, whyWaiting }: AroundJob,
): string {
  const { spec, table } = job;
  const { done, total, failed, differs, verified } = table.counts();
  const soFar = total === 1 ? '' : `${formatNumber(done)} of ${plural(total, 'slice')} done`;
  const alsoFailed = failed > 0 && total > 1 ? ` ${plural(failed, 'slice')} failed.` : '';
  switch (state) {
    case 'scheduled':
      return 'It waits for the time that you chose.';
    case 'waiting':
      return whyWaiting(job);
    case 'running': {
      if (differs > 0)
        return `${plural(differs, 'slice has', 'slices have')} different answers; another run decides. ${soFar}.`;
      const rest = finish === null ? '' : `, ${timeLeft(finish.atMs - nowMs)}`;
      if (total === 1) return table.counts().checking > 0 ? 'It is being checked.' : 'It runs.';
      return `${soFar}${rest}.${alsoFailed}`;
    }
    case 'paused':
      return `Paused: no new slices go out. ${soFar === '' ? '' : `${soFar}.`}`.trim();
    case 'ceiling':
      return `It reached its ceiling of ${formatCpuHours(spec.ceiling)}${soFar === '' ? '' : ` with ${soFar}`}. ${stepAtCeiling(job)}`;
    case 'deadline':
      return `Its deadline has passed${soFar === '' ? '' : ` with ${soFar}`}. Give it more time to finish it; the results so far are yours.`;
    case 'done': {
      const checked = verified > 0 && total > 1 ? ` ${formatNumber(verified)} checked.` : '';
      if (total === 1) return 'Done.';
      return failed > 0
        ? `${soFar}.${alsoFailed}${checked}`
        : `All ${plural(total, 'slice')} done.${checked}`;
    }
    case 'failed':
      return spec.reason ?? 'No slice came to a result.';
    case 'cancelled':
      return total === 1 ? 'Cancelled.' : `Cancelled with ${soFar}.`;
  }
}

/** A slice that used up all that it was given may need more, and may as well never end: no ceiling is enough then. */
function stepAtCeiling({ table, spending }: OpenJob): string {
  const endless = [...spending.tooLittle].filter(([slice]) => table.get(slice).at === 'open');
  const [first] = endless.toSorted(([a], [b]) => a - b);
  if (first === undefined) return 'Raise the ceiling to finish it; the results so far are yours.';
  const [slice, given] = first;
  const what = `used up ${formatCpuHours(given)} where it ran, and had not ended`;
  const isOne = table.counts().total === 1;
  const others = endless.length === 1 ? '' : `, like ${plural(endless.length - 1, 'other')},`;
  const which = isOne ? 'It' : `Slice ${formatNumber(slice + 1)}${others}`;
  const input = isOne ? '' : ' with that input';
  return `${which} ${what}. Test it here to see whether it ends${input}; if it only takes long, raise the ceiling.`;
}

function timeLeft(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'less than a minute left';
  if (minutes < 60) return `about ${plural(minutes, 'minute')} left`;
  const hours = Math.round(minutes / 60);
  return hours < 24
    ? `about ${plural(hours, 'hour')} left`
    : `about ${plural(Math.round(hours / 24), 'day')} left`;
}

function peopleOf(job: OpenJob, personOf: (peer: string) => PersonView): JobDetailView['people'] {
  const people = new Map<string, JobDetailView['people'][number]>();
  for (const [index, { runs, settled }] of job.table.started()) {
    for (const each of runs) {
      const member = memberOfRun(each);
      if (each.answer === null || each.peer === null || member === null || member === here)
        continue;
      const before = people.get(member) ?? {
        person: personOf(each.peer),
        ...{ answers: 0, agreed: 0, wrong: 0, paid: 0n },
      };
      const hash = 'hash' in each.answer ? each.answer.hash : null;
      const isSame = settled !== null && hash === settled.hash;
      const { cost } = factsOf(job, index, each.run, 0);
      people.set(member, {
        person: before.person,
        answers: before.answers + 1,
        agreed: before.agreed + (isSame && settled.verified ? 1 : 0),
        wrong: before.wrong + (settled !== null && hash !== null && !isSame ? 1 : 0),
        paid: before.paid + (each.pay === 'paid' ? (cost ?? 0n) : 0n),
      });
    }
  }
  return [...people.values()];
}
