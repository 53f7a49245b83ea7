/** A module as it is and with its meter, side by side, so that a test can ask both the same. */
import { meterExports, meterModuleName, stackBytesMax } from '../../workers/meter/contract.ts';
import { meterModule } from '../../workers/meter/meter-module.ts';
import { checkModule } from '../../workers/sandbox/admission.ts';

const allowance = 1n << 60n;

export interface Metered {
  readonly exports: WebAssembly.Exports;
  /** Units that were used since it was asked last. */
  readonly takeCount: () => number;
}

/** Null when admission refuses the module. */
export function meteredInstance(bytes: Uint8Array): Metered | null {
  const checked = checkModule(bytes);
  if (!checked.ok) return null;
  const metered = meterModule(bytes, checked.value);
  if (!metered.ok) return null;
  const ending = (name: string) => () => {
    throw new Error(name);
  };
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(metered.value as Uint8Array<ArrayBuffer>),
    {
      [meterModuleName]: {
        slice: () => undefined,
        too_deep: ending('too deep'),
        no_memory: ending('no memory'),
      },
    },
  );
  const left = exports[meterExports.left] as WebAssembly.Global<'i64'>;
  const depth = exports[meterExports.depth] as WebAssembly.Global<'i32'>;
  const refill = () => {
    left.value = allowance;
    depth.value = stackBytesMax;
  };
  refill();
  const takeCount = () => {
    const count = Number(allowance - left.value);
    refill();
    return count;
  };
  return { exports, takeCount };
}
