/**
 * Makes a metered module one that can be left at a yield and come back to, by Binaryen's Asyncify.
 *
 * A yield may stand many calls deep, and an engine keeps those calls where nobody can read them. The three ways
 * out: programs written in steps, which would exclude nearly all that exist; doing everything again from the
 * beginning, which loses what a checkpoint is for; and code that writes its own locals down and returns, frame by
 * frame. Asyncify does the last, well tried by others, and so we did not write it. It comes after the
 * meter, so that the count is that of the program as it was written.
 *
 * The frames are written into a memory of their own, so that the program's memory has the size and the
 * content that it would have had. Every function out of which `slice` can be called gets it, and that is nearly
 * every function that does much; so only slices that ask for checkpoints are run in this form. Measured on 24
 * kernels against the metered module alone, on a busy machine: 1.5 times its time in the median, 1.2 for loops without
 * calls, 2.9 and 3.8 for small recursive functions; code 1.3 to 2.3 times as long. To make it takes some 0.1 s for a
 * small module, 2 to 8 s for 100 KiB, 13 s for the 210 KiB of Lua, a minute for the 620 KiB of QuickJS, most of it for
 * a few large functions; and the first time in a process 1 s more, 5 s where only the optimising tier compiles.
 * Without optimising it is made in half the time, is three times as long again, runs half as fast, and takes more
 * memory than Binaryen may have in a process of jobs (256 MiB, as any module) from some 500 KiB on.
 *
 * Binaryen is compiled beside its thread, and Node does not wait for that: a program that does nothing but import it
 * ends without a word where functions are not compiled lazily. A thread that waits for messages is not such a one.
 */
import type binaryenModule from 'binaryen';
import type { Result } from '../../shared/base/result.ts';
import { err, ok } from '../../shared/base/result.ts';
import { meterModuleName } from '../meter/contract.ts';

type Binaryen = typeof binaryenModule;

/** Changes with the version of Binaryen and with how it is used: frames of another one mean nothing. */
export const leavableVersion = 'asyncify 132.0.0/1';

/** The memory that frames are written to. */
export const framesExport = 'meter.frames';
const framesMemory = 'asyncify_memory';
/** 64 MiB: sixteen times what the meter counts as stack. The system gives them only when they are written to. */
export const framesPages = 1_024;

/** Reads or writes the mutable global of this number, as 64 bits. */
export const globalGetter = (index: number) => `meter.get.${index}`;
export const globalSetter = (index: number) => `meter.set.${index}`;

/** The new module, or a sentence that says why there is none. */
export async function makeLeavable(metered: Uint8Array): Promise<Result<Uint8Array, string>> {
  // 14 MB of code, for a thread that transforms only.
  const { default: binaryen } = await import('binaryen');
  try {
    return transform(binaryen, metered);
  } catch {
    // It ends with whatever its own runtime throws; the next module finds it as it was.
    return err(
      'The tool that prepares modules for checkpoints does not know what it uses, or needs too much memory.',
    );
  }
}

function transform(binaryen: Binaryen, metered: Uint8Array): Result<Uint8Array, string> {
  const module = binaryen.readBinary(metered);
  try {
    module.setFeatures(featuresOf(binaryen));
    const globals = mutableGlobals(binaryen, module);
    if (globals === null) return err('It keeps vectors or functions in globals.');
    binaryen.setPassArgument('asyncify-imports', `${meterModuleName}.slice`);
    binaryen.setPassArgument('asyncify-in-secondary-memory', '1');
    binaryen.setPassArgument('asyncify-secondary-memory-size', String(framesPages));
    binaryen.setOptimizeLevel(1); // without, the code grows three times
    binaryen.setShrinkLevel(0);
    module.runPasses(['asyncify']);
    module.addMemoryExport(framesMemory, framesExport);
    globals.forEach((one, index) => exportGlobal(binaryen, module, one, index));
    return ok(module.emitBinary());
  } finally {
    module.dispose();
  }
}

type Module = ReturnType<Binaryen['readBinary']>;

interface Global {
  readonly name: string;
  readonly type: number;
}

/** Those of the program and of the meter, in the module's order; null when one cannot be kept. */
function mutableGlobals(binaryen: Binaryen, module: Module): readonly Global[] | null {
  const all = Array.from({ length: module.getNumGlobals() }, (_, index) =>
    binaryen.getGlobalInfo(module.getGlobalByIndex(index)),
  ).filter(({ mutable }) => mutable);
  const kept: readonly number[] = [binaryen.i32, binaryen.i64, binaryen.f32, binaryen.f64];
  return all.every(({ type }) => kept.includes(type)) ? all : null;
}

/** As functions of 64-bit numbers: JavaScript's numbers do not keep all bits of a NaN. */
function exportGlobal(binaryen: Binaryen, module: Module, global: Global, index: number): void {
  const { i32, i64, f32, f64, none } = binaryen;
  const { name, type } = global;
  const value = module.global.get(name, type);
  const given = module.local.get(0, i64);
  const low = () => module.i32.wrap(given);
  const [read, written] =
    type === i32
      ? [module.i64.extend_u(value), low()]
      : type === f32
        ? [module.i64.extend_u(module.i32.reinterpret(value)), module.f32.reinterpret(low())]
        : type === f64
          ? [module.i64.reinterpret(value), module.f64.reinterpret(given)]
          : [value, given];
  const [getter, setter] = [globalGetter(index), globalSetter(index)];
  module.addFunction(getter, none, i64, [], read);
  module.addFunction(setter, i64, none, [], module.global.set(name, written));
  module.addFunctionExport(getter, getter);
  module.addFunctionExport(setter, setter);
}

/** What is admitted, and a second memory; not all that Binaryen knows, for it would write in newer forms. */
function featuresOf({ Features }: Binaryen): number {
  return (
    Features.MutableGlobals |
    Features.NontrappingFPToInt |
    Features.SIMD128 |
    Features.BulkMemory |
    Features.BulkMemoryOpt |
    Features.SignExt |
    Features.ReferenceTypes |
    Features.Multivalue |
    Features.MultiMemory
  );
}
