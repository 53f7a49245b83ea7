/** Slices tried on this computer before anything is sent, and what the job is expected to use because of them. */
import { createCell } from '../../../shared/api/handlers.ts';
import type { Cell } from '../../../shared/api/handlers.ts';
import type { JobDraftValue } from '../../../shared/api/jobs-shape.ts';
import type { TrialStateView, TrialView } from '../../../shared/api/slices-shape.ts';
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { TriedSlice } from '../../../shared/jobs/estimate.ts';
import type { ResultAnswer } from '../../../shared/jobs/slice-state.ts';
import type { SliceFailure, SliceOutcome } from '../../../shared/jobs/task.ts';
import type { Rating } from '../metering/rating.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import { createPublisher } from '../publisher.ts';
import { checkDraft } from './draft.ts';
import type { CheckedDraft, DraftRefusalName } from './draft.ts';
import { estimateView } from './estimate-view.ts';
import { faultOf, previewOf } from './previews.ts';
import { consoleOf } from './run-here.ts';
import type { RunsHere } from './run-here.ts';

const trialsKept = 8;
const keptMs = 3_600_000;

type Nothing = Readonly<Record<never, never>>;

export interface Trials {
  readonly topic: Cell<{ trials: TrialStateView[] }>;
  begin(asked: {
    readonly request: string;
    readonly draft: JobDraftValue;
    readonly slices: readonly number[];
  }): Promise<Result<Nothing, Refusal<DraftRefusalName | 'unknown_slice' | 'too_many_trials'>>>;
  stop(request: string): Result<Nothing, Refusal<'unknown_trial'>>;
  result(
    request: string,
    slice: number,
  ): Result<{ bytes: Uint8Array }, Refusal<'unknown_trial' | 'no_result'>>;
  /** Answers to slices of this job that were found here before: whoever is asked for them is tried by them. */
  answersTo(
    job: CheckedDraft,
  ): ReadonlyMap<number, { readonly answer: ResultAnswer; readonly result: Uint8Array }>;
  close(): void;
}

interface TrialsParts {
  readonly ports: Pick<Ports, 'clock' | 'runner' | 'cryptography' | 'log'>;
  readonly rating: Pick<Rating, 'whenKnown'>;
  readonly peers: Pick<Peers, 'present'>;
  readonly runsHere: RunsHere;
}

interface Tried {
  readonly ending: AbortController;
  readonly begunAtMs: number;
  readonly draft: CheckedDraft;
  readonly results: Map<number, Uint8Array>;
  readonly answers: Map<number, ResultAnswer>;
  readonly tried: TriedSlice[];
  view: TrialStateView;
}

/** Trials under way and those of the last hour. */
export function createTrials({ ports, rating, peers, runsHere }: TrialsParts): Trials {
  const { clock, log } = ports;
  const known = new Map<string, Tried>();
  const topic = createCell<{ trials: TrialStateView[] }>({ trials: [] });
  const publisher = createPublisher(clock, topic, () => ({
    trials: [...known.values()].map(({ view }) => view),
  }));

  function forgetOld(): void {
    const ended = [...known].filter(([, { view }]) => view.state !== 'running');
    const tooMany = Math.max(0, ended.length - trialsKept + 1);
    ended.forEach(([request, { begunAtMs }], at) => {
      if (at < tooMany || clock.elapsed() - begunAtMs > keptMs) known.delete(request);
    });
  }

  function change(one: Tried, change: Partial<TrialStateView>): void {
    one.view = { ...one.view, ...change };
    publisher.changed();
  }

  function changeSlice(one: Tried, slice: number, change: Partial<TrialView>): void {
    const trials = one.view.trials.map((each) =>
      each.slice === slice ? { ...each, ...change } : each,
    );
    one.view = { ...one.view, trials };
    publisher.changed();
  }

  function endedSlice(
    one: Tried,
    slice: number,
    ended: Result<SliceOutcome, SliceFailure>,
    ratingMilli: number,
  ): void {
    const { cpuMicroseconds, workCount } = ended.ok ? ended.value : ended.error;
    const used = { cpuMicroseconds, workCount, console: consoleOf(ended) };
    if (ended.ok) {
      const { output } = ended.value;
      one.results.set(slice, output);
      const hash = bytesToHex(ports.cryptography.hash(output));
      one.answers.set(slice, { hash, workCount, bytes: output.byteLength, cost: 0n });
      one.tried.push({ cpuMicroseconds, ratingMilli });
      const result = previewOf(ended.value.output, ports.cryptography.hash);
      changeSlice(one, slice, { ...used, state: 'done', result });
      const estimate = estimateView(one.draft, one.tried, peers.present(), clock.now());
      change(one, { estimate });
    } else {
      const state = ended.error.name === 'stopped' ? 'stopped' : 'failed';
      const fault = state === 'stopped' ? null : faultOf(ended.error.name, ended.error.detail);
      changeSlice(one, slice, { ...used, state, fault });
    }
  }

  async function tryAll(one: Tried, slices: readonly number[]): Promise<void> {
    const { signal } = one.ending;
    const ratingMilli = await rating.whenKnown(signal);
    for (const slice of slices) {
      if (signal.aborted || ratingMilli === null) break;
      changeSlice(one, slice, { state: 'running' });
      const ended = await runsHere.run(hereOf(one.draft, slice), signal, (used) => {
        changeSlice(one, slice, used);
      });
      endedSlice(one, slice, ended, ratingMilli);
    }
    const states = one.view.trials.map(({ state }) => state);
    if (signal.aborted || ratingMilli === null) {
      for (const { slice, state } of one.view.trials) {
        if (state === 'waiting' || state === 'running')
          changeSlice(one, slice, { state: 'stopped' });
      }
      change(one, { state: 'stopped' });
    } else change(one, { state: states.every((state) => state === 'done') ? 'done' : 'failed' });
  }

  return {
    topic,
    async begin({ request, draft, slices }) {
      forgetOld();
      known.get(request)?.ending.abort();
      const running = [...known].filter(
        ([other, { view }]) => other !== request && view.state === 'running',
      );
      if (running.length >= trialsKept) {
        return refuse('too_many_trials', 'Other programs are being tried. Stop one, or wait.');
      }
      const checked = await checkDraft(draft, ports);
      if (!checked.ok) return checked;
      const { count } = checked.value.slices;
      const wanted = [...new Set(slices)];
      if (wanted.some((slice) => slice >= count)) {
        return refuse('unknown_slice', `The job has ${String(count)} slices, counted from 0.`);
      }
      const one: Tried = {
        ending: new AbortController(),
        begunAtMs: clock.elapsed(),
        draft: checked.value,
        results: new Map(),
        answers: new Map(),
        tried: [],
        view: { request, state: 'running', trials: wanted.map(newTrial), estimate: null },
      };
      known.set(request, one);
      publisher.changed();
      tryAll(one, wanted).catch((cause: unknown) => {
        log.warn('A program could not be tried because of a fault.', cause);
        change(one, { state: 'failed' });
      });
      return ok({});
    },
    stop(request) {
      const one = known.get(request);
      if (one === undefined) return refuse('unknown_trial', 'No such program is being tried.');
      one.ending.abort();
      return ok({});
    },
    result(request, slice) {
      const one = known.get(request);
      if (one === undefined) return refuse('unknown_trial', 'No such program was tried lately.');
      const bytes = one.results.get(slice);
      return bytes === undefined
        ? refuse('no_result', 'There is no result of this slice.')
        : ok({ bytes });
    },
    answersTo(job) {
      const found = new Map<number, { answer: ResultAnswer; result: Uint8Array }>();
      for (const { draft, answers, results } of known.values()) {
        if (!isSameProgram(draft.spec, job.spec)) continue;
        for (const [slice, answer] of answers) {
          const [one, other] = [draft, job].map(({ slices }) => slices.input(slice) ?? null);
          const isSame = one != null && other != null && sameBytes(one, other);
          const result = results.get(slice);
          if (isSame && result !== undefined) found.set(slice, { answer, result });
        }
      }
      return found;
    },
    close() {
      for (const { ending } of known.values()) ending.abort();
      publisher.stop();
    },
  };
}

/** Whether the same slice has the same answer and the same count in both. */
function isSameProgram(one: CheckedDraft['spec'], other: CheckedDraft['spec']): boolean {
  return (
    one.moduleHash === other.moduleHash &&
    one.entry === other.entry &&
    one.memoryBytes === other.memoryBytes &&
    JSON.stringify(one.args) === JSON.stringify(other.args)
  );
}

function hereOf({ module, slices, spec }: CheckedDraft, slice: number) {
  const { entry, args, memoryBytes, wallMs } = spec;
  const input = slices.input(slice) ?? new Uint8Array();
  return { module, input, entry, args, memoryBytes, wallMs };
}

function newTrial(slice: number): TrialView {
  return {
    slice,
    state: 'waiting',
    cpuMicroseconds: 0,
    workCount: 0,
    progressMilli: null,
    result: null,
    fault: null,
    console: '',
  };
}
