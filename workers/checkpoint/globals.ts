/** Reads and writes the globals of a module in the form that can be left, which exports them as functions. */
import { globalGetter, globalSetter } from './leavable.ts';

type Accessor = (value?: bigint) => bigint;

/** All mutable globals in the module's order, as 64 bits. */
export function readGlobals({ exports }: WebAssembly.Instance): readonly bigint[] {
  const values: bigint[] = [];
  for (let index = 0; globalGetter(index) in exports; index += 1)
    values.push((exports[globalGetter(index)] as Accessor)());
  return values;
}

/** False, and nothing is written, when the module has another number of them. */
export function writeGlobals(
  { exports }: WebAssembly.Instance,
  values: readonly bigint[],
): boolean {
  if (!(globalSetter(values.length - 1) in exports) || globalSetter(values.length) in exports)
    return false;
  values.forEach((value, index) => (exports[globalSetter(index)] as Accessor)(value));
  return true;
}
