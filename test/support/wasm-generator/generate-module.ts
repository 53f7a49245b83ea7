/**
 * Makes valid modules out of choices: with everything that jobs may use, and ending soon, because whatever
 * goes back takes fuel from a global. What it exports are the entries `run0` and `run1`, `memory`, the tables, and
 * its globals; of types whose bits JavaScript would change as functions that give the bits.
 */
import type { Choices } from './choices.ts';
import {
  functionType,
  header,
  limits,
  opcode,
  section,
  signed,
  sized,
  text,
  typeByte,
  unsigned,
  vector,
} from './encode.ts';
import type { FunctionWriter } from './function-writer.ts';
import { constantOf } from './function-writer.ts';
import type { ModulePlan, Signature } from './module-plan.ts';
import { letters, planModule, typeIndexOf } from './module-plan.ts';
import { statementWriters, writeBody } from './statements.ts';

export interface GeneratedModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly hasFloats: boolean;
  /** What to call, in this order, with what: i32 as number, i64 as bigint. */
  readonly calls: readonly {
    readonly name: string;
    readonly values: readonly (number | bigint)[];
  }[];
}

const counters = 3;

/** With `fuel` the module may go back that often, and not as little as it would choose. */
export function generateModule(choices: Choices, fuel?: number): GeneratedModule {
  const chosen = planModule(choices);
  const plan = fuel === undefined ? chosen : { ...chosen, fuel };
  const dumps = dumpsOf(plan);
  const first = plan.imports.length;
  const own = plan.functions.slice(first);
  const signatures: readonly Signature[] = [...own, ...dumps.map((dump) => dump.signature)];
  const typeIndices = signatures.map(({ parameters, results }) =>
    typeIndexOf(plan, parameters, results),
  );
  const importTypes = plan.imports.map(({ parameters, results }) =>
    typeIndexOf(plan, parameters, results),
  );
  const codes = own.map((_, index) => writeFunction(choices, plan, first + index));
  const start = plan.functions.findIndex(
    ({ parameters, results }, index) => index >= first && parameters + results === '',
  );
  const hasStart = start >= 0 && choices.rarely(3);
  const parts = {
    types: plan.types.map(({ parameters, results }) => functionType(parameters, results)),
    functions: typeIndices.map(unsigned),
    imports: plan.imports.map(({ name }, index) => [
      ...text('env'),
      ...text(name),
      0,
      ...unsigned(importTypes[index]!),
    ]),
    codes: [...codes, ...dumps.map(({ code }) => sized([0, ...code, 0x0b]))],
    start: hasStart ? [8, ...sized(unsigned(start))] : [],
  };
  const bytes = [
    ...header,
    ...section(1, parts.types),
    ...section(2, parts.imports),
    ...section(3, parts.functions),
    ...section(
      4,
      plan.tables.map(({ initial, maximum }) => [0x70, ...limits(initial, maximum)]),
    ),
    ...section(5, plan.memory === null ? [] : [limits(plan.memory.initial, plan.memory.maximum)]),
    ...section(6, writeGlobals(choices, plan)),
    ...section(7, writeExports(plan, dumps)),
    ...parts.start,
    ...section(9, writeElements(choices, plan)),
    ...(plan.datas.length > 0 ? [12, ...sized(unsigned(plan.datas.length))] : []),
    ...section(10, parts.codes),
    ...section(11, writeDatas(choices, plan)),
  ];
  const { hasFloats } = plan;
  return { bytes: Uint8Array.from(bytes), hasFloats, calls: callsOf(choices, own) };
}

function callsOf(choices: Choices, own: readonly Signature[]): GeneratedModule['calls'] {
  const wholes = [0, 1, -1, 5, 100, -(2 ** 31)];
  return [0, 1, 0].slice(0, 3 - choices.below(2)).map((entry) => {
    const index = Math.min(entry, own.length - 1);
    const values = [...own[index]!.parameters].map((type) =>
      type === 'i' ? choices.oneOf(wholes) : BigInt(choices.oneOf(wholes)),
    );
    return { name: `run${index}`, values };
  });
}

function writeFunction(choices: Choices, plan: ModulePlan, self: number): number[] {
  const signature = plan.functions[self]!;
  const own = letters(choices, plan.hasFloats, choices.rarely(30) ? 200 : 5);
  const writer: FunctionWriter = {
    statements: statementWriters,
    choices,
    plan,
    self,
    signature,
    locals: signature.parameters + own,
    counters,
    bytes: [],
    labels: [{ types: signature.results, isLoop: false }],
    budget: 60 + choices.below(choices.rarely(8) ? 500 : 150),
    loopDepth: 0,
  };
  writeBody(writer, signature.results, 5);
  const locals = [...(own + 'i'.repeat(counters))].map((type) => [1, typeByte(type)]);
  return sized([...vector(locals), ...writer.bytes, 0x0b]);
}

interface Dump {
  readonly name: string;
  readonly signature: Signature;
  readonly code: readonly number[];
}

/** Functions that give the bits of globals of which JavaScript would see a number only. */
function dumpsOf({ globals }: ModulePlan): readonly Dump[] {
  return globals.flatMap(({ type }, index): Dump[] => {
    const get = [0x23, ...unsigned(index)];
    const half = (lane: number) => [...get, ...opcode(0xfd1d), lane];
    const dump = (results: string, code: readonly number[]) => [
      { name: `dump${index}`, signature: { parameters: '', results }, code },
    ];
    if (type === 'f') return dump('i', [...get, 0xbc]);
    if (type === 'F') return dump('I', [...get, 0xbd]);
    return type === 'v' ? dump('II', [...half(0), ...half(1)]) : [];
  });
}

function writeExports(plan: ModulePlan, dumps: readonly Dump[]): number[][] {
  const first = plan.imports.length;
  const entries = plan.functions.slice(first, first + 2);
  const out = entries.map((_, index) => [...text(`run${index}`), 0, ...unsigned(first + index)]);
  if (plan.memory !== null) out.push([...text('memory'), 2, 0]);
  plan.tables.forEach((_, index) => out.push([...text(`table${index}`), 1, index]));
  plan.globals.forEach(({ type }, index) => {
    if (type !== 'v') out.push([...text(`global${index}`), 3, ...unsigned(index)]);
  });
  dumps.forEach(({ name }, index) =>
    out.push([...text(name), 0, ...unsigned(plan.functions.length + index)]),
  );
  return out;
}

function writeGlobals(choices: Choices, plan: ModulePlan): number[][] {
  return plan.globals.map(({ type, isMutable }, index) => {
    const init =
      index === 0
        ? [0x41, ...signed(BigInt(plan.fuel))]
        : constantOf(choices, type, plan.referable);
    return [typeByte(type), isMutable ? 1 : 0, ...init, 0x0b];
  });
}

/** In all the forms of the format, and one that declares every function that may be referred to. */
function writeElements(choices: Choices, plan: ModulePlan): number[][] {
  const count = plan.referable;
  const all = Array.from({ length: count }, (_, index) => unsigned(index));
  const written = plan.elements.map(({ isPassive, count: size }) => {
    const table = choices.below(plan.tables.length);
    const asExpressions = choices.below(2) === 1;
    const isShort = table === 0 && choices.below(2) === 0;
    const flag = (asExpressions ? 4 : 0) + (isPassive ? 1 : isShort ? 0 : 2);
    const content = Array.from({ length: size }, () =>
      asExpressions ? [...constantOf(choices, 'r', count), 0x0b] : unsigned(choices.below(count)),
    );
    const room = plan.tables[table]!.initial - (choices.rarely(30) ? 0 : size);
    const offset = choices.below(Math.max(1, room + 1));
    const fits = offset + size <= plan.tables[table]!.initial || choices.rarely(10);
    return [
      flag,
      ...(flag % 4 === 2 ? unsigned(table) : []),
      ...(isPassive ? [] : [0x41, ...signed(BigInt(offset)), 0x0b]),
      ...(flag % 4 === 0 ? [] : [asExpressions ? 0x70 : 0]),
      ...vector(fits || isPassive ? content : []),
    ];
  });
  return [...initialElements(plan), ...written, [3, 0, ...vector(all)]];
}

/** The content of the tables as it was planned, so that calls through them find something. */
function initialElements({ tables }: ModulePlan): number[][] {
  return tables.map(({ content }, table) => {
    const refs = content.map((each) =>
      each === null ? [0xd0, 0x70, 0x0b] : [0xd2, ...unsigned(each), 0x0b],
    );
    return [6, ...unsigned(table), 0x41, 0, 0x0b, 0x70, ...vector(refs)];
  });
}

function writeDatas(choices: Choices, plan: ModulePlan): number[][] {
  return plan.datas.map(({ isPassive, bytes }) => {
    const content = Array.from({ length: bytes }, () => choices.below(256));
    const fits = plan.memory !== null && plan.memory.initial > 0;
    const offset = fits ? choices.below(100) : 0;
    const kept = isPassive || fits || choices.rarely(10) ? content : [];
    if (isPassive) return [1, ...sized(kept)];
    return [0, 0x41, ...signed(BigInt(offset)), 0x0b, ...sized(kept)];
  });
}
