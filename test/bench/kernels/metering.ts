/**
 * A host for metered kernels that grants work generously and looks at the clock at every grant, as the host of a job
 * does, and reads off the count. Jobs themselves are run by workers/sandbox.
 */
import { assert } from '../../../shared/base/assert.ts';
import { meterExports, meterModuleName, stackBytesMax } from '../../../workers/meter/contract.ts';
import { meterModule } from '../../../workers/meter/meter-module.ts';
import { readModuleLayout } from '../../../workers/sandbox/module-layout.ts';
import { readThreadCpu } from '../../../workers/sandbox/thread-cpu.ts';
import type { Instantiate } from './start-kernel.ts';

export interface Metering {
  readonly instantiate: Instantiate;
  /** Units that were used up to now. */
  readonly count: () => number;
  /** How many times more was granted. */
  readonly slices: () => number;
}

/** Some milliseconds of work. */
const generous = 5_000_000;

/** The metered form of a module, which must be one that can be metered. */
export function metered(bytes: Uint8Array): WebAssembly.Module {
  const layout = readModuleLayout(bytes);
  assert(layout !== null, 'the module is whole');
  const rewritten = meterModule(bytes, layout);
  assert(rewritten.ok, 'the module can be metered');
  return new WebAssembly.Module(new Uint8Array(rewritten.value));
}

/** `portion` says how much is granted when the last grant is used up; `onSlice` is called before it is. */
export function createMetering(
  module: WebAssembly.Module,
  portion: () => number = () => generous,
  onSlice: () => void = readThreadCpu,
): Metering {
  let granted = 0;
  let slices = 0;
  let left: { value: bigint } | null = null;
  const grant = () => {
    assert(left !== null, 'nothing is used before the module is there');
    const more = portion();
    granted += more;
    left.value += BigInt(more);
  };
  const meter = {
    slice() {
      slices += 1;
      onSlice();
      while (left !== null && left.value < 0n) grant();
    },
    too_deep: () => assert(false, 'the kernel needs less stack'),
    no_memory: () => assert(false, 'the machine has the memory'),
  };
  return {
    instantiate(imports) {
      const instance = new WebAssembly.Instance(module, { ...imports, [meterModuleName]: meter });
      const { exports } = instance;
      left = exports[meterExports.left] as { value: bigint };
      left.value = 0n;
      (exports[meterExports.depth] as { value: number }).value = stackBytesMax;
      grant();
      (exports[meterExports.start] as (() => void) | undefined)?.();
      return instance;
    },
    count: () => granted - Number(left?.value ?? 0n),
    slices: () => slices,
  };
}
