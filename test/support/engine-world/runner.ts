/** A runner of slices that follows a script, which a job carries as its input, in virtual time. */
import * as v from 'valibot';
import { bytesToText, textToBytes } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Result } from '../../../shared/base/result.ts';
import type { SliceFailure, SliceFailureName, SliceOutcome } from '../../../shared/jobs/task.ts';
import type { SliceRunner } from '../../../main/engine/ports.ts';
import type { Life } from './life.ts';
import type { VirtualTime } from './time.ts';

const Script = v.object({
  cpuMs: v.number(),
  answer: v.string(),
  /** Ends without a result, for this reason. */
  fails: v.nullable(v.string()),
});

export type Script = v.InferOutput<typeof Script>;

export interface RunnerFacts {
  ratingMilli: number;
  timesRated: number;
  /** Slices started, over all starts of this node. */
  slicesRun: number;
}

const progressEveryMs = 500;
const stopWithinMs = 5;
const rateWithinMs = 2_000;

export function createScriptedRunner(
  time: VirtualTime,
  life: Life,
  facts: RunnerFacts,
): SliceRunner {
  const after = (ms: number, action: () => void) =>
    time.after(ms, () => {
      if (life.isAlive()) action();
    });
  return {
    inspect: (module) =>
      Promise.resolve(
        bytesToText(module).startsWith('module')
          ? ok({ kind: 'function', entries: ['run'], imports: [], memoryBytes: 65_536 } as const)
          : refuse('not_webassembly', 'The file is no WebAssembly module.'),
      ),
    run(task, signal, listener) {
      facts.slicesRun += 1;
      const script = v.parse(Script, JSON.parse(bytesToText(task.input)));
      const limitMs = task.limits.cpuMicroseconds / 1000;
      return new Promise((resolve) => {
        const answer = (outcome: Result<SliceOutcome, SliceFailure>) => {
          for (const cancel of waits) cancel();
          resolve(outcome);
        };
        const fail = (name: SliceFailureName, cpuMs: number) => {
          const error = {
            name,
            detail: `It ended: ${name}.`,
            cpuMicroseconds: cpuMs * 1000,
            workCount: 0,
          };
          answer({ ok: false, error });
        };
        const waits = [
          after(Math.min(script.cpuMs, limitMs), () => {
            if (script.cpuMs > limitMs) fail('ceiling_reached', limitMs);
            else if (script.fails !== null) fail(script.fails as SliceFailureName, script.cpuMs);
            else {
              const output = textToBytes(script.answer);
              answer(
                ok({ output, cpuMicroseconds: Math.round(script.cpuMs * 1000), workCount: 0 }),
              );
            }
          }),
        ];
        for (let ms = progressEveryMs; ms < Math.min(script.cpuMs, limitMs, 60_000);) {
          const cpuMicroseconds = ms * 1000;
          waits.push(
            after(ms, () => {
              listener.progress({ cpuMicroseconds, workCount: 0 });
            }),
          );
          ms += progressEveryMs;
        }
        signal.addEventListener('abort', () => {
          after(stopWithinMs, () => {
            fail('stopped', 0);
          });
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
    setShare: () => undefined,
    wall: () => ({
      isolation: 'process',
      sentence: 'Jobs run in a process of their own.',
      crashes: 0,
    }),
    onWallChange: () => undefined,
    close: () => Promise.resolve(),
  };
}
