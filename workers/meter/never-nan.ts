/**
 * What is known of a number without knowing it, so that arithmetic which cannot make a NaN is left alone: constants
 * and converted integers are finite, and few operations make a NaN of finite numbers.
 */
import { foreign } from './nan-graph.ts';

/**
 * Nothing needs to be known; a finite number; a number that may be infinite. All larger values are nodes of a graph,
 * one of them `foreign`.
 */
export const knowledge = { nothing: 0, finite: 1, number: 2 } as const;

/** Of the result of scalar arithmetic; `nothing` when it may be a NaN that it makes. */
export function knownResult(code: number, first: number, second: number): number {
  const most = Math.max(first, second);
  if (first === knowledge.nothing || most > knowledge.number) return knowledge.nothing;
  if (code === 0xb6) return knowledge.number; // f32.demote_f64 of a large number is infinite
  if (code === 0xbb) return first;
  const operation = code >= 0x9b ? code - 0x9b : code - 0x8d;
  if (operation <= 3) return first; // ceil, floor, trunc, nearest
  if (operation === 4 || second === knowledge.nothing) return knowledge.nothing; // sqrt
  const isFinite = most === knowledge.finite;
  if (operation === 5 || operation === 6)
    // add, sub: NaN only of two infinities
    return Math.min(first, second) === knowledge.finite ? knowledge.number : knowledge.nothing;
  if (operation === 7) return isFinite ? knowledge.number : knowledge.nothing; // mul
  if (operation === 8) return knowledge.nothing; // div
  return most; // min, max
}

/** Of what an instruction that is no arithmetic answers. */
export function knownOfSource(code: number, bytes: Uint8Array, end: number): number {
  if ((code >= 0xb2 && code <= 0xb5) || (code >= 0xb7 && code <= 0xba)) return knowledge.finite;
  if (code === 0xfd * 4096 + 12) return isZero(bytes, end) ? knowledge.nothing : foreign;
  if (code === 0x43) return knownOfConstant(bytes, end - 4, 4, 0x7f, 0x80);
  if (code === 0x44) return knownOfConstant(bytes, end - 8, 8, 0x7f, 0xf0);
  return foreign;
}

function isZero(bytes: Uint8Array, end: number): boolean {
  return bytes.subarray(end - 16, end).every((byte) => byte === 0);
}

/** A constant in its little-endian bytes; all bits of the exponent are set in infinities and NaNs only. */
function knownOfConstant(
  ...[bytes, at, length, high, low]: [Uint8Array, number, number, number, number]
): number {
  const last = (bytes[at + length - 1] ?? 0) & 0x7f;
  const next = bytes[at + length - 2] ?? 0;
  if (last !== high || (next & low) !== low) return knowledge.finite;
  const fraction = bytes.subarray(at, at + length - 2);
  const isInfinite = next === low && fraction.every((byte) => byte === 0);
  return isInfinite ? knowledge.number : foreign;
}
