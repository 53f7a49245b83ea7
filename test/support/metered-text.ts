/** Modules in WebAssembly text, metered and started with an allowance that is granted in portions. */
import initWabt from 'wabt';
import { assert } from '../../shared/base/assert.ts';
import { meterExports, meterModuleName, stackBytesMax } from '../../workers/meter/contract.ts';
import { meterModule } from '../../workers/meter/meter-module.ts';
import { readModuleLayout } from '../../workers/sandbox/module-layout.ts';

const { parseWat } = await initWabt();

/** What the text says, byte for byte: nothing is optimised. */
export function assembled(text: string): Uint8Array<ArrayBuffer> {
  const parsed = parseWat('test.wat', `(module ${text})`, { tail_call: true });
  const bytes = new Uint8Array(parsed.toBinary({}).buffer);
  parsed.destroy();
  return bytes;
}

export function meteredBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const layout = readModuleLayout(bytes);
  assert(layout !== null, 'the module is whole');
  const metered = meterModule(bytes, layout);
  assert(metered.ok, 'the module can be metered');
  return metered.value as Uint8Array<ArrayBuffer>;
}

type Calls = { readonly [name: string]: (...values: readonly (number | bigint)[]) => unknown };
type Global = { value: number | bigint };

export interface Started {
  readonly call: Calls;
  /** Units since the last time this was asked. */
  readonly count: () => number;
  readonly slices: () => number;
  readonly global: (name: keyof typeof meterExports) => Global;
  readonly module: WebAssembly.Module;
  readonly exports: WebAssembly.Exports;
}

/** What the allowance and the stack are exceeded with; `units` are all that is granted. */
export function start(
  text: string,
  { portion = 1_000_000, units = Infinity, imports = {} } = {},
): Started {
  const module = new WebAssembly.Module(meteredBytes(assembled(text)));
  let [granted, counted, slices] = [0, 0, 0];
  const end = (why: string) => () => assert(false, why);
  const meter = { slice, too_deep: end('too deep'), no_memory: end('no memory') };
  const instance = new WebAssembly.Instance(module, { ...imports, [meterModuleName]: meter });
  const exports = instance.exports as unknown as Calls;
  const global = (name: keyof typeof meterExports) =>
    instance.exports[meterExports[name]] as unknown as Global;
  const left = () => Number(global('left').value);
  function grant(): void {
    assert(granted < units, 'exhausted');
    const more = Math.min(portion, units - granted);
    granted += more;
    global('left').value = BigInt(left() + more);
  }
  function slice(): void {
    slices += 1;
    assert(left() < 0, 'nothing is left when more is asked for');
    while (left() < 0) grant();
  }
  grant();
  global('depth').value = stackBytesMax;
  const count = () => {
    const since = granted - left() - counted;
    counted += since;
    return since;
  };
  return { call: exports, count, slices: () => slices, global, module, exports: instance.exports };
}
