/** Instances of the specification's modules, admitted and metered as jobs are, but with the imports they ask for. */
import { meterModule } from '../../workers/meter/meter-module.ts';
import { meterExports, meterModuleName } from '../../workers/meter/contract.ts';
import { checkModule } from '../../workers/sandbox/admission.ts';
import type { ModuleLayout } from '../../workers/sandbox/module-layout.ts';
import type { AssembleText } from './exact-call.ts';

/** A module that is not for jobs, by the reason; what a script does with it is passed over. */
export class NotForJobs extends Error {}
/** The text is no module, so that nothing reached what is tested here. */
export class BadText extends Error {}
/** The module was refused as damaged or not valid. */
export class Refused extends Error {}
export class TooDeep extends Error {}

export interface SpecInstance {
  readonly layout: ModuleLayout | null;
  readonly exports: WebAssembly.Exports;
  /** Gives it allowance and depth again: a trap leaves both as they were. */
  readonly refill: () => void;
}

/** Less than the stack of any thread, so that ours ends first wherever the tests run. */
const depthBytes = 128 * 1024;
const allowance = 1n << 60n;

export function createInstance(
  text: string,
  assemble: AssembleText,
  linkage: { readonly [module: string]: WebAssembly.ModuleImports },
): SpecInstance {
  const bytes = assembled(text, assemble);
  const checked = checkModule(bytes);
  if (!checked.ok) {
    const { name, detail } = checked.error;
    if (name !== 'feature_refused') throw new Refused(detail);
    throw new NotForJobs(/uses (.*) \(byte/.exec(detail)?.[1] ?? detail);
  }
  const layout = checked.value;
  const metered = meterModule(bytes, layout);
  if (!metered.ok) throw new Refused(metered.error.detail);
  const module = new WebAssembly.Module(metered.value as Uint8Array<ArrayBuffer>);
  const { exports } = new WebAssembly.Instance(module, {
    ...linkage,
    [meterModuleName]: {
      slice: () => undefined,
      too_deep: () => {
        throw new TooDeep();
      },
      no_memory: () => {
        throw new Error('no memory');
      },
    },
  });
  const refill = () => {
    (exports[meterExports.left] as WebAssembly.Global<'i64'>).value = allowance;
    (exports[meterExports.depth] as WebAssembly.Global<'i32'>).value = depthBytes;
  };
  refill();
  (exports[meterExports.start] as (() => void) | undefined)?.();
  return { layout, exports, refill };
}

function assembled(text: string, assemble: AssembleText): Uint8Array<ArrayBuffer> {
  try {
    return assemble(text);
  } catch (error) {
    throw new BadText(String(error));
  }
}

/** What the scripts may import: the module `spectest` of the specification's own interpreter. */
export function createSpectest(): WebAssembly.ModuleImports {
  const print = () => undefined;
  return {
    print,
    print_i32: print,
    print_i64: print,
    print_i32_f32: print,
    print_f64_f64: print,
    print_f32: print,
    print_f64: print,
    global_i32: 666,
    global_i64: new WebAssembly.Global({ value: 'i64' }, 666n),
    global_f32: 666.6,
    global_f64: 666.6,
    table: new WebAssembly.Table({ initial: 10, maximum: 20, element: 'anyfunc' }),
    memory: new WebAssembly.Memory({ initial: 1, maximum: 2 }),
  };
}
