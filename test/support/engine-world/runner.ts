/** A runner of slices that follows a script, which a job carries as its input, in virtual time. */
import * as v from 'valibot';
import { bytesToText, concatBytes, textToBytes } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Result } from '../../../shared/base/result.ts';
import { checkpointHeadBytes, writeCheckpointHead } from '../../../shared/jobs/checkpoint-head.ts';
import type {
  SliceFailure,
  SliceFailureName,
  SliceOutcome,
  SliceTask,
  SliceUse,
  SliceVoice,
} from '../../../shared/jobs/task.ts';
import type { RunListener, SliceRunner } from '../../../main/engine/ports.ts';
import type { Life } from './life.ts';
import type { VirtualTime } from './time.ts';

/** What a module executes by itself, so that its work rate at a rating of 1 is a nanosecond a unit. */
export const unitsPerMicrosecond = 1_000;

const Script = v.object({
  cpuMs: v.number(),
  answer: v.string(),
  /** Executed in a microsecond; each module has its own. */
  unitsPerMicrosecond: v.optional(v.number(), unitsPerMicrosecond),
  /** In the first quarter of a second; null where it is as in the rest. */
  unitsPerMicrosecondAtFirst: v.optional(v.nullable(v.number()), null),
  /** Ends without a result, for this reason. */
  fails: v.nullable(v.string()),
  /** What it writes to its console; with it, it says how far it is. */
  says: v.optional(v.string(), ''),
});

export type Script = v.InferOutput<typeof Script>;

export interface RunnerFacts {
  ratingMilli: number;
  timesRated: number;
  /** Slices started, over all starts of this node, but for the probes of its own jobs. */
  slicesRun: number;
  probesRun: number;
  /** How long a slice that is told to stop still has its core. */
  stopWithinMs: number;
  /** Cannot run anything here. */
  isBroken: boolean;
  /** What its checkpoints lead to instead of the right answer; null where they are honest. */
  forges: ((answer: string) => string) | null;
  /** What this machine says instead of the right answer; null where it is honest. */
  lies: ((answer: string) => string) | null;
}

type Ended = Result<SliceOutcome, SliceFailure>;

const progressEveryMs = 500;
const progressUntilMs = 60_000;
const rateWithinMs = 2_000;
const firstMs = 250;
/** What no slice that is asked for has to do with. */
const probeWallMs = 30_000;

export function createScriptedRunner(
  time: VirtualTime,
  life: Life,
  facts: RunnerFacts,
): SliceRunner {
  const running = new Set<() => void>();
  let shareMilli = 1000;
  const after = (ms: number, action: () => void) =>
    time.after(ms, () => {
      if (life.isAlive()) action();
    });

  /** Lets a slice work as far as the share allows, and says so on the way. */
  function work(task: SliceTask, listener: RunListener, end: (ended: Ended) => void): () => void {
    const script = v.parse(Script, JSON.parse(bytesToText(task.input)));
    const limitMs = task.limits.cpuMicroseconds / 1000;
    const from = placeIn(task.from);
    const endMs = Math.min(script.cpuMs - from.cpuMs, limitMs);
    const everyMs = (task.checkpointEvery ?? Infinity) / 1000;
    let checkpointMs = everyMs;
    let usedMs = 0;
    let sinceMs = time.now();
    let share = shareMilli;
    let cancel = () => undefined as void;
    const before = useAfter(script, from.cpuMs).workCount;
    const noMoreWishes = listener.wish?.onWish(() => {
      next();
      if (task.checkpointEvery !== null) leave();
    });
    const use = () => {
      const { workCount } = useAfter(script, from.cpuMs + usedMs);
      return { cpuMicroseconds: Math.round(usedMs * 1000), workCount: workCount - before };
    };
    const cancelLimit = after(task.limits.wallMs, () => {
      over(failed('time_limit', use()));
    });

    function next(): void {
      cancel();
      usedMs += ((time.now() - sinceMs) * share) / 1000;
      sinceMs = time.now();
      share = shareMilli;
      if (share === 0) return;
      const nextProgressMs = (Math.floor(usedMs / progressEveryMs + 1e-9) + 1) * progressEveryMs;
      const untilMs = nextProgressMs > progressUntilMs ? endMs : Math.min(endMs, nextProgressMs);
      cancel = after(((untilMs - usedMs) * 1000) / share, () => {
        usedMs = untilMs;
        sinceMs = time.now();
        if (untilMs === endMs) over(outcome());
        else {
          const progressMilli = Math.floor((1_000 * usedMs) / script.cpuMs);
          listener.progress(script.says === '' ? use() : { ...use(), progressMilli });
          if (usedMs >= checkpointMs) leave();
          next();
        }
      });
    }

    function leave(): void {
      checkpointMs = usedMs + everyMs;
      const cpuMs = from.cpuMs + usedMs;
      const { workCount } = useAfter(script, cpuMs);
      listener.checkpoint?.(
        concatBytes(
          writeCheckpointHead({ workCount, memoryBytes: 65_536 }),
          textToBytes(JSON.stringify({ cpuMs, answer: facts.forges?.(script.answer) ?? null })),
        ),
      );
    }

    function outcome(): Ended {
      if (script.cpuMs - from.cpuMs > limitMs) return failed('ceiling_reached', use());
      const used = script.says === '' ? use() : { ...use(), console: script.says };
      if (script.fails !== null) return failed(script.fails as SliceFailureName, used);
      const answer = facts.lies?.(script.answer) ?? from.answer ?? script.answer;
      return ok({ output: textToBytes(answer), workCountBefore: before, ...used });
    }

    function over(ended: Ended): void {
      running.delete(next);
      noMoreWishes?.();
      cancelLimit();
      cancel();
      end(ended);
    }

    running.add(next);
    next();
    return () => {
      over(failed('stopped', use()));
    };
  }

  return {
    inspect: (module) =>
      Promise.resolve(
        bytesToText(module).startsWith('module')
          ? ok({ kind: 'function', entries: ['run'], imports: [], memoryBytes: 65_536 } as const)
          : refuse('not_webassembly', 'The file is no WebAssembly module.'),
      ),
    run(task, signal, listener) {
      if (task.limits.wallMs <= probeWallMs) facts.probesRun += 1;
      else facts.slicesRun += 1;
      if (facts.isBroken) return Promise.resolve(failed('sandbox_failed', nothing));
      return new Promise((resolve) => {
        const stop = work(task, listener, resolve);
        signal.addEventListener('abort', () => {
          after(facts.stopWithinMs, stop);
        });
      });
    },
    rate() {
      facts.timesRated += 1;
      return new Promise((resolve) => {
        after(rateWithinMs, () => {
          resolve({ milli: facts.ratingMilli, spreadMilli: 5 });
        });
      });
    },
    setShare(share) {
      shareMilli = share;
      for (const next of [...running]) next();
    },
    rested: () => Promise.resolve(true),
    wall: () => ({
      isolation: 'process',
      sentence: 'Jobs run in a process of their own.',
      crashes: 0,
    }),
    onWallChange: () => undefined,
    close: () => Promise.resolve(),
  };
}

const Place = v.object({ cpuMs: v.number(), answer: v.nullable(v.string()) });

/** Where a slice goes on. */
function placeIn(checkpoint: Uint8Array | null): v.InferOutput<typeof Place> {
  if (checkpoint === null) return { cpuMs: 0, answer: null };
  return v.parse(Place, JSON.parse(bytesToText(checkpoint.subarray(checkpointHeadBytes))));
}

const nothing: SliceUse = { cpuMicroseconds: 0, workCount: 0 };

function useAfter(script: Script, cpuMs: number): SliceUse {
  const atFirst = script.unitsPerMicrosecondAtFirst ?? script.unitsPerMicrosecond;
  const first = Math.min(cpuMs, firstMs) * atFirst;
  const rest = Math.max(0, cpuMs - firstMs) * script.unitsPerMicrosecond;
  return {
    cpuMicroseconds: Math.round(cpuMs * 1000),
    workCount: Math.round((first + rest) * 1000),
  };
}

function failed(name: SliceFailureName, use: SliceUse & SliceVoice): Ended {
  return { ok: false, error: { name, detail: `It ended: ${name}.`, ...use } };
}
