/** The smallest WebAssembly modules that a test needs and no compiler would make, byte by byte. */
import { textToBytes } from '../../shared/base/bytes.ts';

const [i32, i64] = [0x7f, 0x7e];
const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

const section = (id: number, ...items: readonly (readonly number[])[]) => {
  const content = [items.length, ...items.flat()];
  return [id, content.length, ...content];
};
const text = (words: string) => [words.length, ...textToBytes(words)];
const body = (...code: readonly number[]) => [code.length + 2, 0, ...code, 0x0b];

/** () -> (), (i32) -> i32 and (i32, i32) -> i64. */
const types = section(1, [0x60, 0, 0], [0x60, 1, i32, 1, i32], [0x60, 2, i32, i32, 1, i64]);
const memory = section(5, [0, 1]);

function functionModule(run: readonly number[], imported: readonly number[] = []): Uint8Array {
  const first = imported.length === 0 ? 0 : 1;
  return new Uint8Array([
    ...header,
    ...types,
    ...imported,
    ...section(3, [1], [2]),
    ...memory,
    ...section(
      7,
      [...text('memory'), 2, 0],
      [...text('alloc'), 0, first],
      [...text('run'), 0, first + 1],
    ),
    ...section(10, body(0x41, 0), body(...run)),
  ]);
}

/** A function that never returns. */
export const endlessFunction = functionModule([0x03, 0x40, 0x0c, 0, 0x0b, 0]);

/** A function that wants something from its host. */
export function functionImporting(module: string, name: string): Uint8Array {
  return functionModule([0x42, 0], section(2, [...text(module), ...text(name), 0, 0]));
}
