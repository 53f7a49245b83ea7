/** Hands bytes to an exported function and takes bytes from it. */
import type { SliceTask } from '../../shared/jobs/task.ts';
import type { Caller, ModuleFunction } from './caller.ts';
import { hostCharges } from './host-charges.ts';
import { endJob } from './job-end.ts';
import { bytesInWords, quoted } from './sentence.ts';
import type { WorkCount } from './work-count.ts';

/**
 * Calls `alloc(length)`, writes the input there, calls the entry with pointer and length, and copies out what
 * its answer points to. Failures are thrown, as traps are.
 */
export function runFunction(
  instance: WebAssembly.Instance,
  { entry, input, limits }: SliceTask,
  count: WorkCount,
  caller: Caller,
): Uint8Array {
  const { alloc, [entry]: run } = instance.exports as { readonly [name: string]: ModuleFunction };
  const memory = instance.exports['memory'] as WebAssembly.Memory;
  if (alloc === undefined || run === undefined)
    return endJob('unknown_entry', `This module has no entry ${quoted(entry)}.`);
  let pointer = 0;
  // What goes on from a checkpoint has its input already, and its parameters among its locals.
  if (!caller.isPast('alloc')) {
    pointer = Number(caller.call('alloc', alloc, input.length)) >>> 0;
    if (pointer + input.length > memory.buffer.byteLength)
      return endJob(
        'bad_result',
        `The module's ${quoted('alloc')} answered with a place outside its memory.`,
      );
    count.charge(hostCharges.exchange + hostCharges.byte * input.length);
    new Uint8Array(memory.buffer).set(input, pointer);
  }
  const answer = caller.call('entry', run, pointer, input.length);
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
  if (length > limits.outputBytes)
    return endJob(
      'output_too_large',
      `The result has ${bytesInWords(length)}, and ${bytesInWords(limits.outputBytes)} is the most.`,
    );
  count.charge(hostCharges.exchange + hostCharges.byte * length);
  return new Uint8Array(memory.buffer).slice(start, start + length);
}
