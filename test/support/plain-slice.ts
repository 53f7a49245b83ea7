/**
 * Runs one slice of a `function` module in a plain Node process: no meter, no sandbox, nobody else. Arguments: the
 * module's file, and the input as text.
 */
import { readFileSync } from 'node:fs';

interface FunctionModule {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly alloc: (length: number) => number;
  readonly run: (input: number, length: number) => bigint;
}

const [file = '', text = ''] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(readFileSync(file), {});
const { memory, alloc, run } = instance.exports as unknown as FunctionModule;
const input = Buffer.from(text);
const at = alloc(input.length);
new Uint8Array(memory.buffer, at, input.length).set(input);
const answer = run(at, input.length);
const [from, length] = [Number(answer >> 32n), Number(answer & 0xffff_ffffn)];
process.stdout.write(Buffer.from(memory.buffer, from, length));
