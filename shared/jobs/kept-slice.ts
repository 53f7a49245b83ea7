import * as v from 'valibot';
import { count, hex32, integer } from '../base/fields.ts';
import type { Schema } from '../base/fields.ts';
import { peerId } from '../domain/peer-id.ts';
import type { Slice } from './slice-state.ts';
import { handsMax } from './taking-up.ts';
import { here, payments, placesOfRun, purposes, runsMax } from './slice-state.ts';

const reason = v.pipe(v.string(), v.maxLength(1_000));
const Failure = v.object({ failure: v.pipe(v.string(), v.maxLength(64)), reason });
const Answer = v.union([
  v.object({ hash: hex32, workCount: count, bytes: count, cost: integer }),
  Failure,
]);
const Run = v.object({
  run: count,
  errand: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  purpose: v.picklist(purposes),
  peer: v.nullable(v.union([v.literal(here), peerId])),
  from: v.exactOptional(v.pipe(v.array(hex32), v.maxLength(handsMax))),
  at: v.picklist(placesOfRun),
  answer: v.nullable(Answer),
  pay: v.picklist(payments),
  isVoid: v.boolean(),
  credited: v.picklist(['nothing', 'answered', 'checked']),
});
/** A slice as it is kept. */
export const keptSlice: Schema<Slice> = v.object({
  at: v.picklist(['new', 'open', 'settled', 'failed', 'stopped']),
  runs: v.pipe(v.array(Run), v.maxLength(runsMax + 1)),
  need: count,
  isProbe: v.boolean(),
  settled: v.nullable(
    v.object({ hash: hex32, workCount: count, bytes: count, verified: v.boolean() }),
  ),
  failure: v.nullable(Failure),
});
