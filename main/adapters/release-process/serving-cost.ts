/**
 * What serving a piece takes on this machine: processor time of this whole process over all that went through it,
 * given and fetched, by bytes. The multiplexer, the encryption, the disk and the tree work in the same threads for
 * both, so a share by bytes is the nearest that can be measured; fetching takes more of it than giving, and the limit
 * of the rules (R6) bounds what is paid, whatever stands here.
 *
 * It is measured in spans of at least 64 pieces. A span in which nothing went through for a second, or files were
 * made ready, says nothing and begins anew. Each weighs a fifth of the figure, and the first few as much as each
 * other: it follows the machine in seconds.
 */
import { pieceBytes } from '../../../shared/software/limits.ts';

export interface ServingCost {
  /** So many bytes went out or came in. What a piece takes, in millionths of a µCH, where that is known anew. */
  passed(bytes: number, ratingMilli: number): bigint | null;
}

export interface ServingCostParts {
  /** Processor time of this process so far, in microseconds. */
  readonly spent: () => number;
  /** Milliseconds since some moment. */
  readonly elapsed: () => number;
  /** Whether something else is done that takes the processor. */
  readonly isBusy: () => boolean;
}

/** An hour of the reference core has 3.6 · 10^9 microseconds and 10^12 millionths of a micro-CPU-hour. */
const perMicrosecond = 1_000_000 / 3_600;
const spanBytes = 64 * pieceBytes;
const gapMsMax = 1_000;
const spansMost = 4;

export function createServingCost({ spent, elapsed, isBusy }: ServingCostParts): ServingCost {
  let began = spent();
  let lastMs = -gapMsMax;
  let passed = 0;
  let each = 0;
  let spans = 0;
  return {
    passed(bytes, ratingMilli) {
      const nowMs = elapsed();
      const isBroken = isBusy() || nowMs - lastMs >= gapMsMax;
      lastMs = nowMs;
      if (isBroken) {
        began = spent();
        passed = 0;
        return null;
      }
      passed += bytes;
      if (passed < spanBytes) return null;
      const now = spent();
      each = (each * spans + ((now - began) * pieceBytes) / passed) / (spans + 1);
      spans = Math.min(spansMost, spans + 1);
      began = now;
      passed = 0;
      return BigInt(Math.round((each * perMicrosecond * ratingMilli) / 1_000));
    },
  };
}
