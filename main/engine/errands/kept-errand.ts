/** An errand as it is kept: what was wished, and how far it has come. */
import * as v from 'valibot';
import {
  bytes,
  count,
  exactBytes,
  hex32,
  integer,
  text,
  toWire,
} from '../../../shared/base/fields.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { peerId } from '../../../shared/domain/peer-id.ts';
import type { ErrandProgress, ErrandState } from '../../../shared/jobs/errand.ts';
import { receiptBodyBytes } from '../../../shared/ledger/receipt.ts';
import type { ErrandWish } from './contract.ts';
import { takenUp } from './taken-up.ts';

const nonce = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const Attempt = v.object({
  ...{ nonce, peer: peerId, askedAtMs: count },
  from: v.exactOptional(v.object(takenUp)),
});
const name = text(60);

const taken = { attempt: Attempt, ratingMilli: count };
const begun = { ...taken, startedAtMs: count };
const answered = {
  ...begun,
  endedAtMs: count,
  answer: v.object({
    hash: hex32,
    bytes: count,
    cpuMicroseconds: count,
    workCount: count,
    cost: integer,
  }),
};

const State: v.GenericSchema<unknown, ErrandState> = v.variant('at', [
  v.object({ at: v.literal('waiting'), reason: v.nullable(v.string()) }),
  v.object({ at: v.literal('offered'), attempt: Attempt }),
  v.object({ at: v.literal('sending'), ...taken }),
  v.object({ at: v.literal('running'), ...begun, absentSinceMs: v.nullable(count) }),
  v.object({ at: v.literal('checking'), ...begun }),
  v.object({
    at: v.literal('answered'),
    ...answered,
    proposal: v.object({ body: exactBytes(receiptBodyBytes), signature: exactBytes(64) }),
  }),
  v.object({ at: v.literal('paid'), ...answered, receipt: hex32 }),
  v.object({ at: v.literal('refused'), attempt: Attempt, name, reason: v.string() }),
  v.object({
    at: v.literal('failed'),
    peer: v.nullable(peerId),
    fault: v.picklist(['job', 'machine', 'here']),
    name,
    reason: v.string(),
    endedAtMs: count,
  }),
  v.object({ at: v.literal('stopped') }),
]);

const Kept = v.object({
  wish: v.object({
    job: hex32,
    slice: count,
    ceiling: integer,
    memoryBytes: count,
    wallMs: count,
    not: v.array(hex32),
    audience: v.nullable(v.array(hex32)),
    mayChangeHands: v.exactOptional(v.boolean()),
  }),
  order: count,
  state: State,
  failedAttempts: count,
  femtosecondsPerUnit: v.nullable(count),
  /** A small result stands here, a larger one beside it. */
  result: v.nullable(bytes(limits.resultBytes)),
});

export interface KeptErrand {
  readonly wish: ErrandWish;
  readonly order: number;
  readonly progress: ErrandProgress;
  readonly result: Uint8Array | null;
}

const KeptJson = v.pipe(v.string(), v.parseJson(), Kept);

/** The errand that was kept as this text, or null where it is none. */
export function parseKeptErrand(kept: string): KeptErrand | null {
  const parsed = v.safeParse(KeptJson, kept);
  if (!parsed.success) return null;
  const { wish, order, state, failedAttempts, femtosecondsPerUnit, result } = parsed.output;
  return { wish, order, progress: { state, failedAttempts, femtosecondsPerUnit }, result };
}

/** The errand as text. */
export function keptErrandText({ wish, order, progress, result }: KeptErrand): string {
  return JSON.stringify(toWire({ wish, order, ...progress, result }));
}
