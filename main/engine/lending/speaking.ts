/** What consumers hear of runs that take their time: that they have begun, and that they still wait. */
import type { Peers } from '../peers/peers.ts';
import type { Clock } from '../ports.ts';
import { longerThanThought } from './ending.ts';
import { keptRun } from './live-run.ts';
import type { Ending, LiveRun } from './live-run.ts';
import type { RunBook } from './run-book.ts';

/** Of what ends sooner nobody is told that it began. */
const toldAfterMs = 100;
/** Consumers hear so often of what waits here. */
const speakEveryMs = 10_000;
/** Nothing has begun for so long: whoever waits may find a core elsewhere. */
const stuckMs = 10_000;

export interface Speaking {
  /** A run has begun. */
  began(): void;
  /** Something waits. */
  waits(): void;
  stop(): void;
}

interface SpeakingParts {
  readonly clock: Clock;
  readonly peers: Pick<Peers, 'send'>;
  readonly book: Pick<RunBook, 'put'>;
  readonly live: ReadonlyMap<string, LiveRun>;
  readonly atWork: ReadonlySet<LiveRun>;
  /** Whether it waits for nothing but a core. */
  readonly isInLine: (run: LiveRun) => boolean;
  readonly halt: (run: LiveRun, ending: Ending) => void;
  /** It was told that these have begun, as they take their time. */
  readonly onTold: (runs: readonly LiveRun[]) => void;
  /** Those who wait have heard of it. */
  readonly onSpoken: () => void;
}

/** Nothing waits at first. */
export function createSpeaking(parts: SpeakingParts): Speaking {
  const { clock, peers, book, live, atWork, isInLine, halt, onTold, onSpoken } = parts;
  let lastBeganAtMs = 0;
  let cancelTelling: (() => void) | null = null;
  let cancelSpeaking: (() => void) | null = null;

  /** What runs for longer is worth a word, and a line on the disk. */
  function tell(): void {
    cancelTelling = null;
    const nowMs = clock.elapsed();
    const untold = [...atWork].filter(({ isTold }) => !isTold);
    const late = untold.filter(({ beganAtMs }) => nowMs - beganAtMs >= toldAfterMs);
    for (const run of late) {
      run.isTold = true;
      book.put(run.ask.attempt, keptRun(run, clock.now()));
      peers.send(run.peer, { type: 'began', attempt: run.ask.attempt });
    }
    if (late.length < untold.length) tellLater(untold, nowMs);
    if (late.length > 0) onTold(late);
  }

  /** Those that began last have run for less than that, and are most often done before it is over. */
  function tellLater(untold: readonly LiveRun[], nowMs: number): void {
    const first = Math.min(
      ...untold.filter(({ isTold }) => !isTold).map(({ beganAtMs }) => beganAtMs),
    );
    cancelTelling ??= clock.after(Math.max(1, first + toldAfterMs - nowMs), tell);
  }

  /** Those who wait stay patient, unless nothing moves here. */
  function speak(): void {
    cancelSpeaking = null;
    const isStuck = clock.elapsed() - lastBeganAtMs >= stuckMs;
    for (const run of [...live.values()]) {
      if (run.isRunning) continue;
      const { attempt } = run.ask;
      if (isStuck && isInLine(run)) halt(run, longerThanThought);
      else peers.send(run.peer, { type: 'used', attempt, ...run.used, suspended: false });
    }
    onSpoken();
  }

  return {
    began() {
      lastBeganAtMs = clock.elapsed();
      cancelTelling ??= clock.after(toldAfterMs, tell);
    },
    waits() {
      cancelSpeaking ??= clock.after(speakEveryMs, speak);
    },
    stop() {
      cancelTelling?.();
      cancelSpeaking?.();
    },
  };
}
