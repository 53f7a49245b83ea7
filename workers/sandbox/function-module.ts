/** Hands bytes to an exported function and takes bytes from it. */
import { endJob } from './job-end.ts';
import { bytesInWords, quoted } from './sentence.ts';

/**
 * Calls `alloc(length)`, writes the input there, calls the entry with pointer and length, and copies out what
 * its answer points to. Failures are thrown, as traps are.
 */
export function runFunction(
  instance: WebAssembly.Instance,
  entry: string,
  input: Uint8Array,
  outputBytesMax: number,
): Uint8Array {
  const { alloc, [entry]: run } = instance.exports as {
    [name: string]: (...values: number[]) => unknown;
  };
  const memory = instance.exports['memory'] as WebAssembly.Memory;
  if (alloc === undefined || run === undefined)
    return endJob('unknown_entry', `This module has no entry ${quoted(entry)}.`);
  const pointer = Number(alloc(input.length)) >>> 0;
  if (pointer + input.length > memory.buffer.byteLength)
    return endJob(
      'bad_result',
      `The module's ${quoted('alloc')} answered with a place outside its memory.`,
    );
  new Uint8Array(memory.buffer).set(input, pointer);
  const answer = run(pointer, input.length);
  if (typeof answer !== 'bigint')
    return endJob('bad_result', `The module's ${quoted(entry)} answered with no 64-bit number.`);
  const start = Number(BigInt.asUintN(32, answer >> 32n));
  const length = Number(BigInt.asUintN(32, answer));
  if (start + length > memory.buffer.byteLength)
    return endJob(
      'bad_result',
      `The result of ${quoted(entry)} lies outside the module's memory: ` +
        `${length} bytes from ${start} of ${memory.buffer.byteLength}.`,
    );
  if (length > outputBytesMax)
    return endJob(
      'output_too_large',
      `The result has ${bytesInWords(length)}, and ${bytesInWords(outputBytesMax)} is the most.`,
    );
  return new Uint8Array(memory.buffer).slice(start, start + length);
}
