/**
 * One process of jobs, from its start to its end, and the questions that it was asked.
 *
 * Whatever runs in it may have taken it over: what it says is checked, answers that nobody asked for are dropped,
 * and it is ended when it says anything that ours never says. Nothing depends on it: a slice that is no longer
 * wanted is answered by us when its process does not, and so is one that has had its time.
 */
import { err } from '../../../shared/base/result.ts';
import { readAnswer } from '../../../shared/jobs/process-answers.ts';
import {
  type Ended,
  type FromProcess,
  type Inspected,
  type Rated,
  type SliceWithoutModule,
  type ToProcess,
  writeMessage,
} from '../../../shared/jobs/process-protocol.ts';
import type { SliceFailureName } from '../../../shared/jobs/task.ts';
import type { RunListener } from '../../engine/ports.ts';
import type { JobProcessHandle } from './host.ts';
import { passOrders } from './orders.ts';
import { readInspected, readRated, readRested, type Unanswered } from './session-answers.ts';
import { hearSlice } from './slice-hearing.ts';
import { createWeighing } from './weighing.ts';

/** `null`: the process ended before it answered. */
export type Answer<Value> = Value | null;

export interface Module {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

export interface JobSession {
  /** `undefined` while it lives; then why it ended. */
  readonly end: () => SessionEnd | undefined;
  readonly onEnd: (listener: (end: SessionEnd) => void) => void;
  readonly run: (
    module: Module,
    slice: SliceWithoutModule,
    signal: AbortSignal,
    listener: RunListener,
  ) => Promise<Answer<Ended>>;
  readonly inspect: (module: Module) => Promise<Answer<Inspected | Unanswered>>;
  readonly rate: (calibration: Uint8Array) => Promise<Answer<Rated | Unanswered>>;
  readonly setShare: (shareMilli: number) => void;
  /** Whether all that may not work is off the processor; false when it is not in time. */
  readonly rested: () => Promise<boolean>;
  /** How many questions wait for an answer. */
  readonly asked: () => number;
  readonly kill: () => void;
  readonly pid: () => number | undefined;
}

export interface SessionEnd {
  /** Whether we ended it. */
  readonly byUs: boolean;
  /** Whether it had come up. */
  readonly wasUp: boolean;
  readonly why: string;
}

interface Question {
  readonly module: Module | null;
  /** How often the process may still ask for the module: it may have forgotten it, but not again and again. */
  modulesLeft: number;
  readonly hear: (message: FromProcess & { readonly id: number }) => void;
  readonly lose: () => void;
}

/** The thread ends itself at a yield; then its process has 40 ms, and as long again to end the thread. */
const stopWithinMs = 80;
/**
 * Others should not lose their work because the machine was too busy for a moment to end one thread, or because it
 * is compiling, which nothing breaks off and which takes the slowest admitted function some seconds.
 */
const stopWithinBesideOthersMs = 5_000;
/** For a thread to start and a module to be prepared. The process has limits of its own that come first. */
const beyondWallMs = 150_000;
/** For Binaryen, before a slice with checkpoints is run without. */
const beyondWithCheckpointsMs = 120_000;
const timerMsMax = 2 ** 31 - 1;
/** What nobody asked for, in so long: a few are late. */
const straysMax = 1_000;
const straysWithinMs = 10_000;
const modulesMax = 4;
/** For looking at a module and for rating, which have limits of their own in the process. */
const answerWithinMs = 180_000;

export function createSession(handle: JobProcessHandle): JobSession {
  const questions = new Map<number, Question>();
  const onEnd: ((end: SessionEnd) => void)[] = [];
  const weighing = createWeighing(handle.setWeight);
  let lastId = 0;
  let strays = 0;
  let straysSince = 0;
  let isKilled = false;
  let wasUp = false;
  let fault: string | null = null;
  let end: SessionEnd | undefined;

  function post(message: ToProcess): boolean {
    const frame = end === undefined ? writeMessage(message) : null;
    if (frame !== null) handle.post(frame);
    return frame !== null;
  }

  function takenOver(sentence: string): void {
    fault = sentence;
    handle.kill();
  }

  handle.onFrame((frame) => {
    if (fault !== null) return;
    const message = readAnswer(frame);
    if (message === null) takenOver('It said what none of ours says.');
    else if (message.say === 'need') sendModule(message.hash);
    else if (message.say !== 'ready') pass(message);
    else if (wasUp) stray();
    else {
      wasUp = true;
      weighing.up();
    }
  });
  handle.onExit((why) => {
    end = { byUs: isKilled, wasUp, why: fault ?? why };
    for (const { lose } of [...questions.values()]) lose();
    for (const listener of onEnd) listener(end);
  });

  function sendModule(hash: string): void {
    for (const question of questions.values()) {
      if (question.module?.hash !== hash || question.modulesLeft === 0) continue;
      question.modulesLeft -= 1;
      post({ do: 'module', hash, bytes: question.module.bytes });
      return;
    }
    stray();
  }

  function pass(message: FromProcess & { readonly id: number }): void {
    const question = questions.get(message.id);
    if (question === undefined) stray();
    else question.hear(message);
  }

  function stray(): void {
    const now = performance.now();
    if (now - straysSince > straysWithinMs) {
      strays = 0;
      straysSince = now;
    }
    strays += 1;
    if (strays > straysMax) takenOver('It answered what nobody had asked.');
  }

  /** Asks, and answers what `read` makes of the first message that it does not answer null to. */
  function ask<Value>(
    question: (id: number) => ToProcess,
    module: Module | null,
    read: (message: FromProcess) => Value | null,
  ): Asked<Value> {
    const id = (lastId += 1);
    const { promise, resolve } = Promise.withResolvers<Value | null>();
    const give = (value: Value | null) => {
      if (questions.delete(id)) resolve(value);
    };
    const hear = (message: FromProcess) => {
      const value = read(message);
      if (value !== null) give(value);
    };
    questions.set(id, { module, modulesLeft: modulesMax, hear, lose: () => give(null) });
    if (!post(question(id))) give(null);
    return { id, answer: promise, give };
  }

  function kill(): void {
    isKilled = true;
    handle.kill();
  }

  /** Of a slice that we have answered for it, the process may still say the end, for a while if others are in it. */
  function endLate(id: number, module: Module): void {
    const isAlone = questions.size === 0;
    const forget = () => questions.delete(id);
    const hear = ({ say }: FromProcess) => {
      if (say === 'ended' || say === 'unanswered') forget();
    };
    questions.set(id, { module, modulesLeft: modulesMax, hear, lose: forget });
    const killLate = setTimeout(
      () => {
        if (forget()) kill();
      },
      isAlone ? 0 : stopWithinBesideOthersMs,
    );
    onEnd.push(() => clearTimeout(killLate));
  }

  return {
    end: () => end,
    onEnd(listener) {
      if (end === undefined) onEnd.push(listener);
      else listener(end);
    },
    async inspect(module) {
      const { hash } = module;
      return soon(ask((id) => ({ do: 'inspect', id, hash }), module, readInspected));
    },
    async rate(calibration) {
      return soon(ask((id) => ({ do: 'rate', id, calibration }), null, readRated));
    },
    async run(module, slice, signal, listener) {
      const hearing = hearSlice(slice, listener, stray);
      const { hash } = module;
      const { lane = null } = listener;
      const question = (id: number): ToProcess => ({ do: 'run', id, hash, slice, lane });
      const { id, answer, give } = ask(question, module, hearing.read);
      const giveUp = (name: SliceFailureName, detail: string) => {
        if (end !== undefined || !questions.has(id)) return;
        give(err({ name, detail, ...hearing.used() }));
        endLate(id, module);
      };
      let stopping: NodeJS.Timeout | undefined;
      let hasEnded: (() => void) | undefined;
      const onAbort = () => {
        hasEnded = weighing.ending();
        post({ do: 'stop', id });
        stopping = setTimeout(() => giveUp('stopped', 'The slice was stopped.'), stopWithinMs);
      };
      const noMoreOrders = passOrders(id, listener, hearing, post);
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      const late = setTimeout(
        () => giveUp('time_limit', 'The slice was not done within its time, and did not end.'),
        Math.min(slice.limits.wallMs + beyondWallOf(slice), timerMsMax),
      );
      try {
        return await answer;
      } finally {
        noMoreOrders();
        hasEnded?.();
        clearTimeout(stopping);
        clearTimeout(late);
        signal.removeEventListener('abort', onAbort);
      }
    },
    setShare(shareMilli) {
      weighing.keepsTo(shareMilli);
      post({ do: 'share', shareMilli });
    },
    async rested() {
      const answer = await soon(ask((id) => ({ do: 'rest', id }), null, readRested));
      // What has ended works no more.
      return answer !== false;
    },
    asked: () => questions.size,
    kill,
    pid: handle.pid,
  };
}

interface Asked<Value> {
  readonly id: number;
  readonly answer: Promise<Value | null>;
  readonly give: (value: Value | null) => void;
}

/** A process that lives and does not answer is as one that ended, for whoever asked. */
async function soon<Value>({ answer, give }: Asked<Value>): Promise<Value | null> {
  const late = setTimeout(give, answerWithinMs, null);
  try {
    return await answer;
  } finally {
    clearTimeout(late);
  }
}

function beyondWallOf({ from, checkpointEvery }: SliceWithoutModule): number {
  const isUsual = from === null && checkpointEvery === null;
  return beyondWallMs + (isUsual ? 0 : beyondWithCheckpointsMs);
}
