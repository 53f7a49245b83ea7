/** Answers that are done here and wait for a word of their consumers, with sums that cost nothing to ask for. */
import { memberOf } from '../../../shared/domain/peer-id.ts';
import { isAwaited, useOf } from './run.ts';
import type { KeptRun } from './run.ts';

export interface AwaitedSum {
  readonly answers: number;
  /** Of their results. */
  readonly bytes: number;
  /** What was used by them, as far as it can be said. */
  readonly microCpuHours: bigint;
}

export interface Awaited {
  /** A run was one thing and is another now. */
  changed(attempt: string, before: KeptRun | null, now: KeptRun): void;
  /** In the order in which they were answered. */
  attempts(): Iterable<string>;
  all(): AwaitedSum;
  of(member: string): AwaitedSum;
}

const nothing: AwaitedSum = { answers: 0, bytes: 0, microCpuHours: 0n };

/** None at first. */
export function createAwaited(): Awaited {
  const attempts = new Set<string>();
  const byMember = new Map<string, AwaitedSum>();
  let sum = nothing;

  function add(run: KeptRun, sign: 1 | -1): void {
    const member = memberOf(run.peer);
    const mine = plus(byMember.get(member) ?? nothing, run, sign);
    if (mine.answers === 0) byMember.delete(member);
    else byMember.set(member, mine);
    sum = plus(sum, run, sign);
  }

  return {
    changed(attempt, before, now) {
      if (before !== null && isAwaited(before)) add(before, -1);
      if (!isAwaited(now)) attempts.delete(attempt);
      else {
        attempts.add(attempt);
        add(now, 1);
      }
    },
    attempts: () => attempts,
    all: () => sum,
    of: (member) => byMember.get(member) ?? nothing,
  };
}

function plus(sum: AwaitedSum, run: KeptRun, sign: 1 | -1): AwaitedSum {
  return {
    answers: sum.answers + sign,
    bytes: sum.bytes + sign * (run.resultBytes ?? 0),
    microCpuHours: sum.microCpuHours + BigInt(sign) * useOf(run),
  };
}
