/**
 * From what a person gives to the inputs of single slices. Every node that knows the job makes the same bytes, so a
 * range travels as its ends and not as ten thousand inputs.
 */
import { textToBytes } from '../base/bytes.ts';
import type { Refusal, Result } from '../base/result.ts';
import { ok, refuse } from '../base/result.ts';
import { limits } from '../domain/limits.ts';

export type SlicedInput =
  | { readonly kind: 'once'; readonly bytes: Uint8Array }
  /** The numbers from `from` up to but not including `to`. */
  | {
      readonly kind: 'range';
      readonly from: number;
      readonly to: number;
      readonly step: number;
      readonly perSlice: number;
    }
  /** Inputs one behind the other. */
  | {
      readonly kind: 'slices';
      readonly lengths: readonly number[];
      readonly bytes: Uint8Array;
      readonly names: readonly string[] | null;
    };

export interface Slices {
  readonly count: number;
  /** Of all of them together. */
  readonly inputBytes: number;
  /** Null where there is no such slice. */
  input(index: number): Uint8Array | null;
  /** What people call it: `0–49`, the name of a file, `slice 7`. */
  name(index: number): string;
}

export type SlicingRefusalName = 'bad_range' | 'bad_input' | 'too_many_slices';

/** The slices of an input, or what is wrong with it. */
export function slicesOf(input: SlicedInput): Result<Slices, Refusal<SlicingRefusalName>> {
  switch (input.kind) {
    case 'once':
      return ok({
        count: 1,
        inputBytes: input.bytes.byteLength,
        input: (index) => (index === 0 ? input.bytes : null),
        name: () => 'the whole input',
      });
    case 'range':
      return rangeSlices(input);
    case 'slices':
      return listedSlices(input);
  }
}

function rangeSlices({
  from,
  to,
  step,
  perSlice,
}: Extract<SlicedInput, { kind: 'range' }>): Result<Slices, Refusal<SlicingRefusalName>> {
  const whole = [from, to, step, perSlice].every(Number.isSafeInteger);
  if (!whole || step < 1 || perSlice < 1 || from >= to || !Number.isSafeInteger(to - from)) {
    return refuse(
      'bad_range',
      'A range goes from a whole number to a larger one, in steps of 1 or more, with 1 or more numbers to a slice.',
    );
  }
  const numbers = Math.ceil((to - from) / step);
  const count = Math.ceil(numbers / perSlice);
  if (count > limits.slices) return tooMany(count);
  const first = (index: number) => from + index * perSlice * step;
  const end = (index: number) => (index === count - 1 ? to : first(index + 1));
  const input = (index: number) =>
    isIn(index, count)
      ? textToBytes(JSON.stringify({ from: first(index), to: end(index), step }))
      : null;
  let inputBytes = 0;
  for (let index = 0; index < count; index += 1) inputBytes += input(index)?.byteLength ?? 0;
  return ok({
    count,
    inputBytes,
    input,
    name(index) {
      const numbersBefore = Math.min(numbers, (index + 1) * perSlice);
      const [low, high] = [first(index), from + (numbersBefore - 1) * step];
      return low === high ? shown(low) : `${shown(low)}–${shown(high)}`;
    },
  });
}

function listedSlices({
  lengths,
  bytes,
  names,
}: Extract<SlicedInput, { kind: 'slices' }>): Result<Slices, Refusal<SlicingRefusalName>> {
  const count = lengths.length;
  if (count > limits.slices) return tooMany(count);
  const starts = [0];
  for (const length of lengths) starts.push((starts.at(-1) ?? 0) + length);
  const isWhole =
    lengths.every((length) => Number.isSafeInteger(length) && length >= 0) &&
    starts.at(-1) === bytes.byteLength &&
    count > 0 &&
    (names === null || names.length === count);
  if (!isWhole) {
    return refuse(
      'bad_input',
      'The lengths of the inputs do not add up to what was given, or there are none.',
    );
  }
  return ok({
    count,
    inputBytes: bytes.byteLength,
    input: (index) =>
      isIn(index, count) ? bytes.subarray(starts[index], starts[index + 1]) : null,
    name: (index) => names?.[index] ?? `slice ${String(index + 1)}`,
  });
}

function isIn(index: number, count: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}

function shown(value: number): string {
  return new Intl.NumberFormat('en-GB').format(value).replace('-', '−');
}

function tooMany(count: number) {
  return refuse(
    'too_many_slices',
    `That would be ${shown(count)} slices; ${shown(limits.slices)} is the most. Put more into each slice.`,
  );
}
