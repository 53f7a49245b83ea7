/** Runs slices, each in a thread of its own, and answers for those whose thread does not. */
import { MessageChannel } from 'node:worker_threads';
import { unreachable } from '../../shared/base/assert.ts';
import { err, ok } from '../../shared/base/result.ts';
import { limits } from '../../shared/domain/limits.ts';
import type { Ended, FromProcess, SliceWithoutModule } from '../../shared/jobs/process-protocol.ts';
import { checkpointBytesMax } from '../../shared/jobs/process-protocol.ts';
import type { SliceFailureName, SliceLimits } from '../../shared/jobs/task.ts';
import type { PrepareRequest, SliceRequest } from '../job-worker.ts';
import {
  createSliceControl,
  hold,
  isHeldIn,
  restsIn,
  type SharedPace,
  type SliceControl,
  tell,
  threadIn,
  usedIn,
} from '../sandbox/control.ts';
import { looksLikeJavaScript } from '../sandbox/looks-like-javascript.ts';
import type { Prepared } from '../sandbox/prepare.ts';
import { createLanes } from './lanes.ts';
import type { ModuleForm, ModuleShelf, PreparedModule } from './module-shelf.ts';
import type { Interpreter } from './interpreter.ts';
import { type SliceEnd, type SliceWatch, watchSlice } from './slice-watch.ts';
import type { ThreadPool } from './thread-pool.ts';

export interface SlicesOptions {
  readonly pool: ThreadPool;
  readonly shelf: ModuleShelf;
  readonly interpreter: Interpreter;
  readonly pace: SharedPace;
  readonly say: (message: FromProcess) => void;
  /** For a module to be prepared for checkpoints, in milliseconds; 120,000 when nothing is said. */
  readonly leavableWithinMs?: number;
}

export interface Slices {
  /** Says what comes of it. Slices of one lane run one after the other. */
  readonly run: (
    id: number,
    hash: string,
    slice: SliceWithoutModule,
    lane: number | null,
  ) => Promise<void>;
  readonly stop: (id: number) => void;
  readonly hold: (id: number, isHeld: boolean) => void;
  /** Asks for a checkpoint at once, of a slice that makes some. */
  readonly checkpoint: (id: number) => void;
  /** Whether all slices that may not work, by the share or because they are held, are off the processor. */
  readonly areAtRest: () => boolean;
}

interface Running {
  control: SliceControl;
  readonly makesCheckpoints: boolean;
  readonly preparing: AbortController;
  watch: SliceWatch | null;
}

/** For a module to be looked at, metered and compiled, which nobody is charged for. */
export const prepareWithinMs = 60_000;
/** The largest modules take Binaryen about a minute of a core, and a core may be shared. */
const leavableWithin = 120_000;

export function createSlices(options: SlicesOptions): Slices {
  const { pool, shelf, pace, say, leavableWithinMs = leavableWithin } = options;
  const running = new Map<number, Running>();
  const lanes = createLanes(pool, pace);

  function prepared(
    hash: string,
    { preparing: { signal } }: Running,
    form: ModuleForm,
  ): Promise<PreparedModule> {
    const within = (ms: number) => AbortSignal.any([signal, AbortSignal.timeout(ms)]);
    const asUsual = (bytes: Uint8Array) => prepareInThread(options, bytes, within(prepareWithinMs));
    const asLeavable = async (bytes: Uint8Array) => {
      try {
        return await prepareInThread(options, bytes, within(leavableWithinMs), form);
      } catch (cause) {
        if (signal.aborted) return Promise.reject(new Error(stoppedSentence, { cause }));
        // A module that is fit to run is run, if need be without checkpoints.
        const ready = await asUsual(bytes);
        return ready.ok ? ok({ ...ready.value, whyNotLeavable: tooSlowSentence }) : ready;
      }
    };
    return shelf.take(hash, form === 'usual' ? asUsual : asLeavable, form);
  }

  function watchOf(id: number, one: Running, slice: SliceWithoutModule, end: () => void) {
    const watch = watchSlice({
      control: one.control,
      limits: slice.limits,
      threads: pool.threads,
      onProgress: (used) => say({ say: 'progress', id, used }),
      end,
    });
    one.watch = watch;
    if (one.preparing.signal.aborted) watch.stop();
    return watch;
  }

  async function runPrepared(
    id: number,
    one: Running,
    ready: Prepared,
    slice: SliceWithoutModule,
  ): Promise<Ended> {
    const { control } = one;
    const ending = new AbortController();
    const { signal } = ending;
    const channel = slice.checkpointEvery === null ? null : new MessageChannel();
    channel?.port1.on('message', (bytes: Uint8Array) => {
      if (bytes.length <= checkpointBytesMax) say({ say: 'checkpoint', id, bytes });
    });
    const watch = watchOf(id, one, slice, () => ending.abort());
    const checkpoints = channel?.port2 ?? null;
    const request: SliceRequest = { prepared: ready, slice, control, pace, checkpoints };
    const transferList = checkpoints === null ? [] : [checkpoints];
    try {
      const asked = { signal, threadId: () => threadIn(control), transferList };
      return (await pool.ask(request, asked)) as Ended;
    } catch (cause) {
      const end = await endedBy(watch, slice, control);
      return end ?? failure('sandbox_failed', crashSentence(cause), control);
    } finally {
      watch.close();
      channel?.port1.close();
    }
  }

  /** Behind others on one thread, where its turn may be over before anybody has to look. */
  function runInLane(
    lane: number,
    id: number,
    one: Running,
    ready: Prepared,
    slice: SliceWithoutModule,
  ): Promise<Ended> {
    const { control, preparing } = one;
    return lanes.run(lane, {
      ...{ ready, slice, control, unwanted: preparing.signal },
      watch: (end) => watchOf(id, one, slice, end),
      endedBy: (watch) => endedBy(watch, slice, control),
      stopped: () => failure('stopped', stoppedSentence, control),
      alone() {
        // Another thread may have begun it.
        one.control = createSliceControl();
        hold(one.control, isHeldIn(control), pace);
        return runPrepared(id, one, ready, slice);
      },
    });
  }

  async function ended(
    id: number,
    hash: string,
    slice: SliceWithoutModule,
    lane: number | null,
  ): Promise<Ended> {
    const one: Running = {
      control: createSliceControl(),
      makesCheckpoints: slice.checkpointEvery !== null,
      preparing: new AbortController(),
      watch: null,
    };
    running.set(id, one);
    try {
      const form = slice.from === null && slice.checkpointEvery === null ? 'usual' : 'leavable';
      const ready = await prepared(hash, one, form);
      if (!ready.ok) return err({ ...ready.error, ...nothingUsed });
      if (one.preparing.signal.aborted) return failure('stopped', stoppedSentence, one.control);
      return lane === null || form !== 'usual'
        ? await runPrepared(id, one, ready.value, slice)
        : await runInLane(lane, id, one, ready.value, slice);
    } catch (cause) {
      if (one.preparing.signal.aborted) return failure('stopped', stoppedSentence, one.control);
      return endsOfTime.includes((cause as Error).name)
        ? failure('time_limit', unpreparedSentence, one.control)
        : failure('sandbox_failed', crashSentence(cause), one.control);
    } finally {
      running.delete(id);
    }
  }

  return {
    async run(id, hash, slice, lane) {
      say({ say: 'ended', id, ended: await ended(id, hash, slice, lane) });
    },
    stop(id) {
      const one = running.get(id);
      if (one === undefined) return;
      tell(one.control, 'stop', pace);
      one.preparing.abort();
      lanes.look();
      one.watch?.stop();
    },
    hold(id, isHeld) {
      const one = running.get(id);
      if (one !== undefined) hold(one.control, isHeld, pace);
    },
    checkpoint(id) {
      const one = running.get(id);
      if (one?.makesCheckpoints === true) tell(one.control, 'checkpoint', pace);
    },
    areAtRest: () =>
      [...running.values()].every(
        ({ control }) => restsIn(control) || (Atomics.load(pace, 0) > 0 && !isHeldIn(control)),
      ),
  };
}

/** Rejects when the thread was ended. */
export async function prepareInThread(
  { pool, interpreter }: Pick<SlicesOptions, 'pool' | 'interpreter'>,
  bytes: Uint8Array,
  signal: AbortSignal,
  form: ModuleForm = 'usual',
): Promise<PreparedModule> {
  const control = createSliceControl();
  const isScript = bytes.length <= limits.moduleBytes && looksLikeJavaScript(bytes);
  const threadId = () => threadIn(control);
  return (await pool.ask(
    {
      bytes,
      control,
      form,
      interpreter: isScript ? await interpreter.take(signal) : null,
    } satisfies PrepareRequest,
    { name: 'prepare', signal, threadId },
  )) as PreparedModule;
}

/** What the watch has ended it for; null when it was not the watch. */
async function endedBy(
  watch: SliceWatch,
  { limits }: SliceWithoutModule,
  control: SliceControl,
): Promise<Ended | null> {
  await watch.threadGone();
  const end = watch.endedBy();
  return end === null ? null : failure(end, sentenceOf(end, limits), control);
}

/** What a wait rejects with when its signal ends it: a thread's, and the clock's own. */
const endsOfTime: readonly string[] = ['AbortError', 'TimeoutError'];
const nothingUsed = { cpuMicroseconds: 0, workCount: 0 };
const stoppedSentence = 'The slice was stopped.';
const tooSlowSentence = 'It takes too much time or memory to be prepared for checkpoints.';
const unpreparedSentence =
  'The module could not be looked at and compiled in time. Build it smaller, or try again.';

function sentenceOf(end: SliceEnd, limits: SliceLimits): string {
  switch (end) {
    case 'stopped':
      return stoppedSentence;
    case 'ceiling_reached':
      return (
        `The slice used all the CPU time that it may use, ${inSeconds(limits.cpuMicroseconds / 1e6)}. ` +
        'Raise the ceiling, or give it less to do.'
      );
    case 'time_limit':
      return (
        `The slice was not done within its time, ${inSeconds(limits.wallMs / 1e3)} by the clock. ` +
        'Raise the limit, or give it less to do.'
      );
    default:
      return unreachable(end);
  }
}

function inSeconds(seconds: number): string {
  return `${Number(seconds.toPrecision(3))} s`;
}

function crashSentence(cause: unknown): string {
  const { code, message } = cause as { readonly code?: string; readonly message?: string };
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return 'The slice used up the memory of the thread around it, and the thread was ended.';
  return `The thread that ran the slice failed: ${(message ?? String(cause)).slice(0, 200)}.`;
}

function failure(name: SliceFailureName, detail: string, control: SliceControl): Ended {
  return err({ ...(usedIn(control) ?? nothingUsed), name, detail });
}
