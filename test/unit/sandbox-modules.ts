/** Tiny WebAssembly modules for tests: by hand, byte for byte, or from text. */
import binaryen from 'assemblyscript/binaryen';

/** The binary of a module in WebAssembly text. */
export function assemble(text: string): Uint8Array {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.All);
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

/** A module of these sections, each `[id, ...content]`; none may be longer than 127 bytes. */
export function moduleOf(...sections: readonly (readonly number[])[]): Uint8Array {
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const bytes = sections.flatMap(([id = 0, ...content]) => [id, content.length, ...content]);
  return Uint8Array.from([...header, ...bytes]);
}

const text = (word: string) => [word.length, ...new TextEncoder().encode(word)];

/** The sections of a function module that answers its input as it is; parts can be replaced. */
export const parts = {
  /** (i32) -> i32, (i32, i32) -> i64 */
  types: [1, 2, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 2, 0x7f, 0x7f, 1, 0x7e],
  functions: [3, 2, 0, 1],
  memory: [5, 1, 0, 1],
  exports: [7, 3, ...text('memory'), 2, 0, ...text('alloc'), 0, 0, ...text('echo'), 0, 1],
  code: codeOf(
    [0x41, 16], // alloc: always at 16
    [0x20, 0, 0xad, 0x42, 32, 0x86, 0x20, 1, 0xad, 0x84], // echo: (pointer << 32) | length
  ),
};

/** A code section of functions without locals. */
export function codeOf(...bodies: readonly (readonly number[])[]): number[] {
  const functions = bodies.flatMap((body) => [body.length + 2, 0, ...body, 0x0b]);
  return [10, bodies.length, ...functions];
}

/** The echo module with some of its sections replaced or added, in the right order. */
export function echoWith(
  changes: Partial<{
    [section in keyof typeof parts | 'imports' | 'tables' | 'tags' | 'globals']: number[];
  }>,
): Uint8Array {
  const sections = [
    changes.types ?? parts.types,
    changes.imports,
    changes.functions ?? parts.functions,
    changes.tables,
    changes.memory ?? parts.memory,
    changes.tags,
    changes.globals,
    changes.exports ?? parts.exports,
    changes.code ?? parts.code,
  ];
  return moduleOf(...sections.filter((section) => section !== undefined));
}

/** An import section of one function of the first type. */
export function importOf(module: string, name: string, description: number[] = [0, 0]): number[] {
  return [2, 1, ...text(module), ...text(name), ...description];
}

/** An export section of `memory` and functions by name, in their order. */
export function exportsOf(...names: readonly string[]): number[] {
  const functions = names.flatMap((name, index) => [...text(name), 0, index]);
  return [7, names.length + 1, ...text('memory'), 2, 0, ...functions];
}
