/** A small job of our own, run in the same sandbox as the jobs of others, so that "it does not work" has an answer. */
import type { SelfTestView } from '../../../shared/api/lending-contract.ts';
import { base64ToBytes, bytesToHex } from '../../../shared/base/bytes.ts';
import type { SliceFailure, SliceOutcome } from '../../../shared/jobs/task.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { Clock, SliceRunner } from '../ports.ts';

/**
 * Five million steps of `h = (h + n) * 0x5851f42d4c957f2d`, with n from 0, in 64 bits; the answer is h, little-endian.
 * The module is what a WebAssembly assembler makes of that loop: 122 bytes.
 */
const program =
  'AGFzbQEAAAABDAJgAX8Bf2ACf38BfgMDAgABBQMBAAEHGAMGbWVtb3J5AgAFYWxsb2MAAANydW4AAQo-AgQAQRALNwECfgNAIAMgAnxCrf7V5NSF_ajYAH4hAyACQgF8IgJCwJaxAlQNAAtBICADNwMAQoiAgICABAs';
const answer = 'e01aaf67405d6e9e';

const withinMs = 20_000;

export interface SelfTest {
  /** One at a time, and not while everything is held. */
  run(): Promise<Result<SelfTestView, Refusal<'busy' | 'lending_held'>>>;
  /** Of the last one; null before the first. */
  passed(): boolean | null;
}

interface SelfTestParts {
  readonly runner: Pick<SliceRunner, 'run' | 'wall'>;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly isHolding: () => boolean;
  readonly onDone: () => void;
}

export function createSelfTest({ runner, clock, isHolding, onDone }: SelfTestParts): SelfTest {
  let isRunning = false;
  let passed: boolean | null = null;
  return {
    async run() {
      if (isRunning) return refuse('busy', 'A test job runs already.');
      if (isHolding()) {
        return refuse(
          'lending_held',
          'Work is held now, and a test would be too. Resume it first.',
        );
      }
      isRunning = true;
      try {
        const test = await runProgram(runner, clock);
        passed = test.passed;
        onDone();
        return ok(test);
      } finally {
        isRunning = false;
      }
    },
    passed: () => passed,
  };
}

/** Runs it; never fails, but says what happened. */
async function runProgram(
  runner: Pick<SliceRunner, 'run' | 'wall'>,
  clock: Pick<Clock, 'elapsed'>,
): Promise<SelfTestView> {
  const beganMs = clock.elapsed();
  const ended = await runner.run(
    {
      module: base64ToBytes(program),
      input: new Uint8Array(0),
      entry: 'run',
      args: [],
      limits: {
        memoryBytes: 1024 * 1024,
        cpuMicroseconds: withinMs * 1000,
        workUnits: 2 ** 53 - 1,
        wallMs: withinMs,
        outputBytes: 64,
      },
      from: null,
      checkpointEvery: null,
    },
    new AbortController().signal,
    { progress: () => undefined },
  );
  const { cpuMicroseconds, workCount } = ended.ok ? ended.value : ended.error;
  const passed = ended.ok && bytesToHex(ended.value.output) === answer;
  return {
    passed,
    sentence: sentenceOf(ended, passed, runner.wall().sentence).slice(0, limits.detailLength),
    tookMs: Math.round(clock.elapsed() - beganMs),
    cpuMicroseconds,
    workCount,
  };
}

function sentenceOf(
  ended: Result<SliceOutcome, SliceFailure>,
  passed: boolean,
  wall: string,
): string {
  if (passed) return `The test job ran here and gave the right answer. ${wall}`;
  if (ended.ok)
    return 'The test job ran here and gave a wrong answer: this computer miscalculates.';
  return `The test job did not run: ${ended.error.detail} Nothing of yours was touched.`;
}
