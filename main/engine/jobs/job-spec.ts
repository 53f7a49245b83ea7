/** A job as it is kept, without its slices: what was asked for, what it may use, and whether it goes on. */
import * as v from 'valibot';
import type { JobDraftValue } from '../../../shared/api/jobs-shape.ts';
import { concatBytes } from '../../../shared/base/bytes.ts';
import { count, hex32, integer, text, toWire } from '../../../shared/base/fields.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { certainties } from '../../../shared/jobs/slice-state.ts';
import type { SlicedInput, Slices } from '../../../shared/jobs/slicing.ts';
import { moduleKinds } from '../../../shared/jobs/task.ts';

const whole = v.pipe(v.number(), v.safeInteger());

/** How the input is cut; its bytes are kept beside it. */
const Shape = v.variant('kind', [
  v.object({ kind: v.literal('once') }),
  v.object({ kind: v.literal('range'), from: whole, to: whole, step: count, perSlice: count }),
  v.object({
    kind: v.literal('slices'),
    lengths: v.array(count),
    names: v.nullable(v.array(text(limits.sliceNameLength))),
  }),
]);

/** `open` goes on by itself as far as ceiling, deadline and people allow. */
export const phases = ['open', 'paused', 'done', 'failed', 'cancelled'] as const;

const Kept = v.object({
  name: text(limits.jobNameLength),
  createdAtMs: count,
  kind: v.picklist(moduleKinds),
  entry: text(limits.entryBytes),
  args: v.array(text(limits.argumentBytes)),
  moduleHash: hex32,
  moduleBytes: count,
  shape: Shape,
  inputBytes: count,
  certainty: v.picklist(certainties),
  memoryBytes: count,
  wallMs: count,
  /** Member keys; null: anyone. */
  audience: v.nullable(v.array(hex32)),
  notBeforeMs: v.nullable(count),
  deadline: v.nullable(v.object({ atMs: count, then: v.picklist(['keep_going', 'stop']) })),
  ceiling: integer,
  phase: v.picklist(phases),
  startedAtMs: v.nullable(count),
  endedAtMs: v.nullable(count),
  /** Why it failed or was given up. */
  reason: v.nullable(text(limits.detailLength)),
  /** Delivered answers that were replaced after somebody was proved wrong. */
  changed: count,
});

export type JobSpec = v.InferOutput<typeof Kept>;

const KeptJson = v.pipe(v.string(), v.parseJson(), Kept);

/** The job that was kept as this text, or null where it is none. */
export function parseJobSpec(state: string): JobSpec | null {
  const parsed = v.safeParse(KeptJson, state);
  return parsed.success ? parsed.output : null;
}

/** The job as text. */
export function jobSpecText(spec: JobSpec): string {
  return JSON.stringify(toWire(spec));
}

/** Whether nothing can follow. */
export function isOver({ phase }: Pick<JobSpec, 'phase'>): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'cancelled';
}

/** The input as it was given, from what was kept of it. */
export function inputOfShape(shape: JobSpec['shape'], bytes: Uint8Array): SlicedInput {
  return shape.kind === 'range' ? shape : { ...shape, bytes };
}

/** What is kept of an input beside its bytes. */
export function shapeOf(input: SlicedInput): JobSpec['shape'] {
  switch (input.kind) {
    case 'once':
      return { kind: 'once' };
    case 'range':
      return { ...input };
    case 'slices': {
      const { lengths, names } = input;
      return {
        kind: 'slices',
        lengths: [...lengths],
        names: names === null ? null : [...names],
      };
    }
  }
}

/** The bytes of an input; a range has none. */
export function bytesOfInput(input: SlicedInput): Uint8Array {
  return input.kind === 'range' ? new Uint8Array() : input.bytes;
}

/** The job as it was asked for; its bounds may have been moved since then. */
export function askedFor(spec: JobSpec, module: Uint8Array, inputs: Slices): JobDraftValue {
  const { name, entry, args, shape, certainty, memoryBytes, wallMs } = spec;
  const { audience, notBeforeMs, deadline } = spec;
  const bytes =
    shape.kind === 'range'
      ? new Uint8Array()
      : concatBytes(
          ...Array.from(
            { length: inputs.count },
            (_, index) => inputs.input(index) ?? new Uint8Array(),
          ),
        );
  const input = inputOfShape(shape, bytes);
  return {
    ...{ name, module, entry, args: [...args], certainty, limits: { memoryBytes, wallMs } },
    input: input.kind === 'slices' ? { ...input, ...lists(input) } : input,
    audience: audience === null ? null : [...audience],
    ...{ notBeforeMs, deadline },
  };
}

function lists({ lengths, names }: Extract<SlicedInput, { kind: 'slices' }>) {
  return { lengths: [...lengths], names: names === null ? null : [...names] };
}
