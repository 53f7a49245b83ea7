/** One attempt that this node works on for somebody: what is kept of it, and how it is read again after a restart. */
import * as v from 'valibot';
import { microCpuHoursByTime } from '../../../shared/domain/cpu-hours.ts';
import { bytes, count, exactBytes, hex32, integer, text } from '../../../shared/base/fields.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { peerId } from '../../../shared/domain/peer-id.ts';
import { receiptBodyBytes } from '../../../shared/ledger/receipt.ts';

/**
 * running    a worker has it.
 * unrated    it is done; the consumer's work rate is awaited, without which there is no receipt.
 * answered   the answer was sent; the consumer's signature is awaited, however long it stays away.
 * given      both have signed.
 * failed, stopped, lost   ended without a receipt: by itself, by the person here, by a restart.
 */
export const runStates = [
  'running',
  'unrated',
  'answered',
  'given',
  'failed',
  'stopped',
  'lost',
] as const;

/** A larger result is a row of its own. */
export const smallResultBytes = 1024;

/** What the receipt of a run that is done will say, beside the work rate. */
const Unrated = v.object({
  slice: hex32,
  resultHash: hex32,
  cpuMicroseconds: count,
  ratingMilli: count,
  workCount: count,
});

export const KeptRun = v.object({
  state: v.picklist(runStates),
  job: hex32,
  peer: peerId,
  /** When it was taken, or when it ended. */
  atMs: count,
  /** The name of the failure, for the consumer that comes back to ask. */
  failure: v.nullable(text(60)),
  detail: v.nullable(text(limits.detailLength)),
  /** What it wrote to its console, until its consumer has it. */
  console: v.exactOptional(text(limits.consoleLength)),
  microCpuHours: v.nullable(integer),
  /** Bytes of the result, and body and the supplier's signature, once there is an answer. */
  resultBytes: v.nullable(count),
  /** A small result stands here until it has ended, a larger one beside it. */
  result: v.exactOptional(bytes(smallResultBytes)),
  unrated: v.nullable(Unrated),
  receipt: v.nullable(v.object({ body: exactBytes(receiptBodyBytes), signature: exactBytes(64) })),
});

export type KeptRun = v.InferOutput<typeof KeptRun>;
export type UnratedRun = v.InferOutput<typeof Unrated>;

const KeptRunJson = v.pipe(v.string(), v.parseJson(), KeptRun);

/** The run that was kept as this text, or null where it is none. */
export function parseKeptRun(state: string): KeptRun | null {
  const parsed = v.safeParse(KeptRunJson, state);
  return parsed.success ? parsed.output : null;
}

/** Whether nothing can follow. */
export function runHasEnded({ state }: Pick<KeptRun, 'state'>): boolean {
  return state === 'given' || state === 'failed' || state === 'stopped' || state === 'lost';
}

/** The run, and nothing of what it came to. */
export function withoutResult({ result: _, ...run }: KeptRun): KeptRun {
  return run;
}

/** Whether it is done here, and its consumer has something to say yet. */
export function isAwaited({ state }: Pick<KeptRun, 'state'>): boolean {
  return state === 'unrated' || state === 'answered';
}

/** As the receipt says; before there is one, what the time alone comes to, which it cannot exceed. */
export function useOf({ microCpuHours, unrated }: KeptRun): bigint {
  if (microCpuHours !== null || unrated === null) return microCpuHours ?? 0n;
  return microCpuHoursByTime(unrated.cpuMicroseconds, unrated.ratingMilli);
}
