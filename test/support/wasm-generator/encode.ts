/** Writes the WebAssembly binary format. */
import type { TypeLetter } from '../wasm-interpreter/operations.ts';

/** As in the interpreter, and `r` for a reference to a function. */
export type Letter = TypeLetter | 'r';

const typeBytes: Record<Letter, number> = {
  i: 0x7f,
  I: 0x7e,
  f: 0x7d,
  F: 0x7c,
  v: 0x7b,
  r: 0x70,
};

export const typeByte = (letter: string) => typeBytes[letter as Letter];

export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

export function signed(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest < -64n || rest > 63n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128);
  return [...bytes, Number(rest & 127n)];
}

/** An opcode as the interpreter numbers them. */
export function opcode(code: number): number[] {
  return code > 0xff ? [code >> 8, ...unsigned(code & 0xff)] : [code];
}

export function vector(entries: readonly (readonly number[])[]): number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

export function text(value: string): number[] {
  return sized([...new TextEncoder().encode(value)]);
}

export function sized(bytes: readonly number[]): number[] {
  return [...unsigned(bytes.length), ...bytes];
}

export function section(id: number, entries: readonly (readonly number[])[]): number[] {
  return entries.length === 0 ? [] : [id, ...sized(vector(entries))];
}

export function functionType(parameters: string, results: string): number[] {
  const types = (letters: string) => vector([...letters].map((letter) => [typeByte(letter)]));
  return [0x60, ...types(parameters), ...types(results)];
}

export function limits(initial: number, maximum: number | null): number[] {
  const first = unsigned(initial);
  return maximum === null ? [0, ...first] : [1, ...first, ...unsigned(maximum)];
}

export const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
