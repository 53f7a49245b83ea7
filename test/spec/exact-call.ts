/**
 * Calls a WebAssembly function with exact bits: JavaScript can neither pass a vector nor keep the payload of a
 * NaN. A small module stands between, which takes the arguments out of its memory and puts the results there.
 */
import type { FunctionType } from '../../workers/sandbox/module-layout.ts';
import type { Value } from './values.ts';
import { valueMakers } from './values.ts';

export type AssembleText = (text: string) => Uint8Array<ArrayBuffer>;

/** A function of an instance, as JavaScript sees it. */
export type Callee = (...given: readonly unknown[]) => unknown;

export type ExactCall = (
  callee: Callee,
  type: FunctionType,
  parameters: readonly Given[],
) => readonly Value[];

/** Integers come as they are in JavaScript, everything else as its bits. */
export type Given = Value | number | bigint | null;

const names: { readonly [type: number]: string } = {
  0x7f: 'i32',
  0x7e: 'i64',
  0x7d: 'f32',
  0x7c: 'f64',
  0x7b: 'v128',
};
const slotBytes = 16;
const resultsAt = 32 * 1024;

export function createExactCall(assemble: AssembleText): ExactCall {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const bytes = new Uint8Array(memory.buffer);
  const modules = new Map<string, WebAssembly.Module>();
  const callers = new WeakMap<Callee, Callee>();
  const moduleOf = (type: FunctionType) => {
    const key = `${type.parameters.join()}>${type.results.join()}`;
    const known = modules.get(key) ?? new WebAssembly.Module(assemble(callerText(type)));
    modules.set(key, known);
    return known;
  };
  return (callee, type, parameters) => {
    if ([...type.parameters, ...type.results].some((one) => names[one] === undefined))
      return callDirectly(callee, type, parameters);
    const caller =
      callers.get(callee) ??
      exportedRun(new WebAssembly.Instance(moduleOf(type), { call: { memory, callee } }));
    callers.set(callee, caller);
    parameters.forEach((given, order) => {
      bytes.set(valueOf(given, type.parameters[order]).bits, order * slotBytes);
    });
    bytes.fill(0, resultsAt, resultsAt + type.results.length * slotBytes);
    caller();
    return type.results.map((one, order) => {
      const at = resultsAt + order * slotBytes;
      return { type: names[one] ?? '', bits: bytes.slice(at, at + slotBytes) };
    });
  };
}

function exportedRun(instance: WebAssembly.Instance): Callee {
  return instance.exports['run'] as Callee;
}

function callerText({ parameters, results }: FunctionType): string {
  const typesOf = (types: readonly number[]) => types.map((one) => names[one]).join(' ');
  const loads = parameters.map(
    (one, order) => `(${names[one]}.load offset=${order * slotBytes} (i32.const 0))`,
  );
  const keeps = results.map((_, order) => `local.set ${order}`).reverse();
  const stores = results.map(
    (one, order) =>
      `(${names[one]}.store offset=${resultsAt + order * slotBytes} (i32.const 0) (local.get ${order}))`,
  );
  return `(module
    (import "call" "memory" (memory 1))
    (import "call" "callee" (func $callee (param ${typesOf(parameters)}) (result ${typesOf(results)})))
    (func (export "run") (local ${typesOf(results)})
      ${loads.join(' ')} call $callee ${keeps.join(' ')} ${stores.join(' ')}))`;
}

function valueOf(given: Given, type = 0): Value {
  const isValue = typeof given === 'object' && given !== null;
  return isValue ? given : valueMakers.value(names[type] ?? 'reference', given);
}

/** With references among the values, which JavaScript can pass; beside them stand 32-bit integers only. */
function callDirectly(
  callee: Callee,
  type: FunctionType,
  parameters: readonly Given[],
): readonly Value[] {
  const plain = parameters.map((given, order) => {
    const { bits } = valueOf(given, type.parameters[order]);
    const isNumber = type.parameters[order] === 0x7f;
    return isNumber ? new DataView(bits.buffer, bits.byteOffset).getInt32(0, true) : null;
  });
  const answer: unknown = callee(...plain);
  const answers = type.results.length === 1 ? [answer] : ((answer ?? []) as readonly unknown[]);
  return answers.map((one, order) => {
    const name = names[type.results[order] ?? 0] ?? 'reference';
    return valueMakers.value(name, one === null || typeof one === 'number' ? one : 1);
  });
}
