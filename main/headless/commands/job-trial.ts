/** Slices run by the node on this computer, before anything is sent: whether they run, and what the job would use. */
import { randomBytes } from 'node:crypto';
import type { JobDraftValue } from '../../../shared/api/jobs-shape.ts';
import type { EstimateView, TrialStateView, TrialView } from '../../../shared/api/slices-shape.ts';
import { formatCpuHours, formatCpuTime, formatNumber } from '../../../shared/api/words.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { slicesOf } from '../../../shared/jobs/slicing.ts';
import { until } from '../connect.ts';
import { sayIfLong } from '../output.ts';
import type { Output } from '../output.ts';
import { checkSource, noteSentence } from './job-notes.ts';
import { askedFor } from './job-asked.ts';
import type { AskedOptions } from './job-asked.ts';
import { consoleLines } from './job-console.ts';
import { resultText } from './job-results.ts';
import { withNode } from './job-session.ts';
import type { Client, JobOptions } from './job-session.ts';

/** What one slice took is enough for a quote, if it took as long as this. */
const enoughCpuMicroseconds = 10_000_000;
/** A slice of which that is said, as long as it runs. */
const longMicroseconds = 5_000_000;
const tryingSentence =
  'It is tried on this computer to say what it costs. The first time, the speed of the computer is measured too, for up to a minute.';

export interface TryOptions extends AskedOptions, JobOptions {
  readonly slice: readonly string[];
}

/** `common-hours job try FILE`: runs one to three slices here, and says what came of them. */
export function tryJob(file: string, options: TryOptions): Promise<number> {
  return withNode(options, async (client, output) => {
    const slices = sliceNumbers(options.slice);
    if (!slices.ok) return slices;
    const asked = await askedFor(client, file, options, Date.now());
    if (!asked.ok) return asked;
    const { draft } = asked.value;
    const notes = checkSource(file, draft.module);
    if (!notes.ok) return notes;
    for (const note of notes.value) output.aside(noteSentence(file, note));
    const request = bytesToHex(randomBytes(32));
    const wanted = slices.value.length > 0 ? slices.value : [0];
    const trying = tryHere(client, { request, draft, slices: wanted }, isEnough);
    const tried = await sayIfLong(output, tryingSentence, trying);
    if (!tried.ok) return tried;
    const { trials, estimate } = tried.value;
    const shown = await Promise.all(trials.map((trial) => withResult(client, request, trial)));
    for (const trial of shown) sayTrial(output, trial);
    if (estimate !== null) output.line(estimateSentence(estimate));
    output.json({ trials: shown, estimate });
    return ok(trials.every(({ state }) => state === 'done') ? 0 : 1);
  });
}

/** The quote: what the job is expected to use, judged by its first, middle and last slice. */
export async function quoteFor(
  client: Client,
  draft: JobDraftValue,
  output: Output,
): Promise<Result<EstimateView, Refusal>> {
  const cut = slicesOf(draft.input);
  if (!cut.ok) return cut;
  const { count } = cut.value;
  const slices = [...new Set([0, Math.floor(count / 2), count - 1])];
  const asked = { request: bytesToHex(randomBytes(32)), draft, slices };
  const tried = await sayIfLong(output, tryingSentence, tryHere(client, asked, isDecided(output)));
  if (!tried.ok) return tried;
  const { trials, estimate } = tried.value;
  const failed = trials.find(({ state }) => state === 'failed');
  if (failed?.fault != null) {
    const which = count === 1 ? 'It' : `Slice ${formatNumber(failed.slice)}`;
    const detail = `Nothing is sent: tried on this computer, ${which === 'It' ? 'it' : which.toLowerCase()} failed. ${failed.fault.sentence} Give a --ceiling to send it nevertheless.`;
    return refuse('trial_failed', detail);
  }
  return estimate === null
    ? refuse('trial_failed', 'It could not be tried on this computer. Give a --ceiling to send it.')
    : ok(estimate);
}

/** One that fails is enough to send nothing; and whoever waits hears why. */
function isDecided(output: Output): (trial: TrialStateView) => boolean {
  let isSaid = false;
  return (trial) => {
    const long = trial.trials.find(
      ({ state, cpuMicroseconds }) => state === 'running' && cpuMicroseconds > longMicroseconds,
    );
    if (long !== undefined && !isSaid) {
      isSaid = true;
      output.aside(
        `Slice ${formatNumber(long.slice)} is tried on this computer first, and has run for ${formatCpuTime(long.cpuMicroseconds)}. Ctrl-C ends it; with a --ceiling it is sent untried.`,
      );
    }
    return isEnough(trial) || trial.trials.some(({ state }) => state === 'failed');
  };
}

/** `20 slices, each run twice, judged by …: 0.001 to 0.002 CPU-h. The ceiling is …` */
export function estimateSentence({ sentence, ceiling, lacks }: EstimateView): string {
  const missing = lacks === null ? '' : ` ${lacks}`;
  return `${sentence} A ceiling of ${formatCpuHours(ceiling)} leaves room.${missing}`;
}

interface Trying {
  readonly request: string;
  readonly draft: JobDraftValue;
  readonly slices: readonly number[];
}

/** Waits for the end of the trials, or until what is known of them is enough. Ctrl-C ends the command, and them with it. */
async function tryHere(
  client: Client,
  { request, draft, slices }: Trying,
  isDone: (trial: TrialStateView) => boolean,
): Promise<Result<TrialStateView, Refusal>> {
  const begun = await client.jobs.try({ request, draft, slices: [...slices] });
  if (!begun.ok) return begun;
  const interrupted = () => {
    // The node ends the trial even if this process does not live to hear it.
    void client.jobs.stopTrial({ request }).finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupted);
  const ended = await until(client.jobs.trials, ({ trials }) => {
    const trial = trials.find((each) => each.request === request);
    if (trial === undefined) return null;
    return trial.state !== 'running' || isDone(trial) ? trial : null;
  });
  process.off('SIGINT', interrupted);
  if (ended.ok && ended.value.state === 'running') await client.jobs.stopTrial({ request });
  return ended;
}

function isEnough({ trials }: TrialStateView): boolean {
  return trials.some(
    ({ state, cpuMicroseconds }) => state === 'done' && cpuMicroseconds > enoughCpuMicroseconds,
  );
}

function sliceNumbers(given: readonly string[]): Result<number[], Refusal> {
  const wrong = given.find((each) => !/^\d{1,5}$/.test(each));
  if (wrong !== undefined) {
    return refuse('bad_number', `“${wrong}” is no number of a slice: they are counted from 0.`);
  }
  return given.length > 3
    ? refuse('bad_number', 'At most three slices are tried at once.')
    : ok(given.map(Number));
}

type ShownTrial = TrialView & { readonly bytes: Uint8Array | null };

async function withResult(client: Client, request: string, trial: TrialView): Promise<ShownTrial> {
  const { slice } = trial;
  const result = trial.state === 'done' ? await client.jobs.trialResult({ request, slice }) : null;
  return { ...trial, bytes: result?.ok === true ? result.value.bytes : null };
}

function sayTrial(output: Output, trial: ShownTrial): void {
  const { slice, state, cpuMicroseconds, workCount, fault, result } = trial;
  const used = `${formatCpuTime(cpuMicroseconds)} of CPU time, ${formatNumber(workCount)} units of work`;
  const what =
    state === 'done'
      ? `${used}: ${result === null ? 'no result' : resultText(result, trial.bytes)}`
      : (fault?.sentence ?? 'It was stopped before it ended.');
  output.line(`Slice ${formatNumber(slice)}: ${what}`);
  for (const line of consoleLines(trial.console, '  ')) output.line(line);
}
