/**
 * Reads what the process of the jobs says, as if a job had taken it over: only what it may say, in the sizes
 * that it may have. Whether it was asked at all is for whoever asked to know.
 */
import * as v from 'valibot';
import { count, hex32, text } from '../base/fields.ts';
import { limits } from '../domain/limits.ts';
import { checkpointBytesMax, type FromProcess, readMessage } from './process-protocol.ts';
import { faultsOfTheJob, moduleKinds, moduleRefusals, type SliceFailureName } from './task.ts';

const failureNames: readonly SliceFailureName[] = [
  ...faultsOfTheJob,
  'stopped',
  'sandbox_failed',
  'checkpoint_refused',
];
const listed = 10_000;

const bytes = (max: number) =>
  v.pipe(
    v.instance(Uint8Array),
    v.check((given) => given.length <= max),
  );
const detail = text(limits.detailLength);
const used = { cpuMicroseconds: count, workCount: count };
const voice = { console: v.exactOptional(text(limits.consoleLength)) };
const progressMilli = v.exactOptional(v.pipe(count, v.maxValue(1_000)));
const result = <Value, Problem>(
  value: v.GenericSchema<unknown, Value>,
  error: v.GenericSchema<unknown, Problem>,
) =>
  v.variant('ok', [
    v.strictObject({ ok: v.literal(true), value }),
    v.strictObject({ ok: v.literal(false), error }),
  ]);

const Message = v.variant('say', [
  v.strictObject({ say: v.literal('ready') }),
  v.strictObject({ say: v.literal('need'), hash: hex32 }),
  v.strictObject({
    say: v.literal('progress'),
    id: count,
    used: v.strictObject({ ...used, progressMilli }),
  }),
  v.strictObject({ say: v.literal('checkpoint'), id: count, bytes: bytes(checkpointBytesMax) }),
  v.strictObject({
    say: v.literal('ended'),
    id: count,
    ended: result(
      v.strictObject({
        ...used,
        ...voice,
        output: bytes(limits.resultBytes),
        workCountBefore: count,
        whyNoCheckpoints: v.exactOptional(detail),
      }),
      v.strictObject({ ...used, ...voice, name: v.picklist(failureNames), detail }),
    ),
  }),
  v.strictObject({
    say: v.literal('inspected'),
    id: count,
    inspected: result(
      v.strictObject({
        kind: v.picklist(moduleKinds),
        entries: v.pipe(v.array(v.string()), v.maxLength(listed)),
        imports: v.pipe(v.array(v.string()), v.maxLength(listed)),
        memoryBytes: v.pipe(count, v.maxValue(limits.memoryBytesMax)),
        meteredBytes: v.exactOptional(count),
      }),
      v.strictObject({ name: v.picklist(moduleRefusals), detail }),
    ),
  }),
  v.strictObject({
    say: v.literal('rated'),
    id: count,
    rating: v.strictObject({ milli: count, spreadMilli: count }),
  }),
  v.strictObject({ say: v.literal('rested'), id: count }),
  v.strictObject({ say: v.literal('unanswered'), id: count, detail }),
]);

/** Null for what no process says that is still ours. */
export function readAnswer(frame: Uint8Array): FromProcess | null {
  const read = v.safeParse(Message, readMessage(frame));
  return read.success ? read.output : null;
}
