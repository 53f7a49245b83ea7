/**
 * Reads a valid module into what the interpreter needs. It shares nothing with the product's own reader, so
 * that a mistake made there is not made here again; it checks nothing, because the engine has done so.
 */
import type { Value } from './value.ts';

export interface FunctionType {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

/** The immediates of an instruction: which of these it has depends on its opcode. */
export interface Instruction {
  readonly code: number;
  /** Units, without those of the bytes or elements of bulk operations. */
  readonly cost: 0 | 1;
  readonly x: number;
  readonly y: number;
  readonly value: Value;
  readonly targets: readonly number[];
  readonly type: FunctionType;
  /** Of a block, loop or if: where its `else` and `end` are; zero without an `else`. */
  elseAt: number;
  endAt: number;
}

export interface Code {
  readonly typeIndex: number;
  readonly locals: readonly number[];
  readonly body: readonly Instruction[];
}

export interface Limits {
  readonly initial: number;
  readonly maximum: number | null;
}

export interface Segment<T> {
  readonly mode: 'active' | 'passive' | 'declared';
  readonly target: number;
  readonly offset: readonly Instruction[];
  readonly content: T;
}

export interface Module {
  readonly types: FunctionType[];
  readonly imports: { readonly name: string; readonly typeIndex: number }[];
  readonly functions: number[];
  readonly tables: Limits[];
  readonly memories: Limits[];
  readonly globals: { readonly type: number; readonly init: readonly Instruction[] }[];
  readonly exports: { readonly name: string; readonly kind: number; readonly index: number }[];
  start: number | null;
  readonly elements: Segment<readonly (readonly Instruction[])[]>[];
  readonly codes: Code[];
  readonly datas: Segment<Uint8Array>[];
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

const byte = (reader: Reader) => reader.bytes[reader.at++]!;

function unsigned(reader: Reader): number {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const next = byte(reader);
    value += (next & 127) * factor;
    if (next < 128) return value;
  }
}

function signed(reader: Reader): bigint {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const next = byte(reader);
    value |= BigInt(next & 127) << shift;
    if (next < 128) return BigInt.asIntN(Number(shift) + 7, value);
  }
}

const signedNumber = (reader: Reader) => Number(signed(reader));
function many<T>(reader: Reader, readOne: () => T): T[] {
  return Array.from({ length: unsigned(reader) }, readOne);
}

function take(reader: Reader, length: number): Uint8Array {
  reader.at += length;
  return reader.bytes.slice(reader.at - length, reader.at);
}

const text = (reader: Reader) => new TextDecoder().decode(take(reader, unsigned(reader)));

function limits(reader: Reader): Limits {
  const flag = byte(reader);
  const initial = unsigned(reader);
  return { initial, maximum: (flag & 1) === 1 ? unsigned(reader) : null };
}

/** Reads a module; what it is not able to read, the engine would have refused. */
export function readModule(bytes: Uint8Array): Module {
  const module: Module = {
    types: [],
    imports: [],
    functions: [],
    tables: [],
    memories: [],
    globals: [],
    exports: [],
    start: null,
    elements: [],
    codes: [],
    datas: [],
  };
  const reader = { bytes, at: 8 };
  while (reader.at < bytes.length) {
    const id = byte(reader);
    const length = unsigned(reader);
    const end = reader.at + length;
    readSection(reader, id, module);
    reader.at = end;
  }
  return module;
}

function readSection(reader: Reader, id: number, module: Module): void {
  const each = (readOne: () => unknown) => many(reader, readOne);
  if (id === 1)
    each(() => {
      byte(reader);
      const parameters = many(reader, () => byte(reader));
      module.types.push({ parameters, results: many(reader, () => byte(reader)) });
    });
  else if (id === 2)
    each(() => {
      const name = `${text(reader)}.${text(reader)}`;
      byte(reader); // only functions are imported
      const typeIndex = unsigned(reader);
      module.imports.push({ name, typeIndex });
      module.functions.push(typeIndex);
    });
  else if (id === 3) each(() => module.functions.push(unsigned(reader)));
  else if (id === 4) each(() => (byte(reader), module.tables.push(limits(reader))));
  else if (id === 5) each(() => module.memories.push(limits(reader)));
  else if (id === 6)
    each(() => {
      const type = byte(reader);
      byte(reader);
      module.globals.push({ type, init: expression(reader, module) });
    });
  else if (id === 7)
    each(() =>
      module.exports.push({ name: text(reader), kind: byte(reader), index: unsigned(reader) }),
    );
  else if (id === 8) module.start = unsigned(reader);
  else if (id === 9) each(() => module.elements.push(readElements(reader, module)));
  else if (id === 10) each(() => module.codes.push(readCode(reader, module)));
  else if (id === 11) each(() => module.datas.push(readData(reader, module)));
}

function readElements(
  reader: Reader,
  module: Module,
): Segment<readonly (readonly Instruction[])[]> {
  const flag = byte(reader);
  const isActive = (flag & 1) === 0;
  const hasIndex = (flag & 2) !== 0;
  const target = isActive && hasIndex ? unsigned(reader) : 0;
  const offset = isActive ? expression(reader, module) : [];
  if (flag % 4 !== 0) byte(reader);
  const asFunction = () => [instruction(0xd2, { x: unsigned(reader) }), instruction(0x0b)];
  const content = many(reader, () =>
    (flag & 4) === 0 ? asFunction() : expression(reader, module),
  );
  const mode = isActive ? 'active' : hasIndex ? 'declared' : 'passive';
  return { mode, target, offset, content };
}

function readData(reader: Reader, module: Module): Segment<Uint8Array> {
  const flag = unsigned(reader);
  if (flag === 2) unsigned(reader);
  const offset = flag === 1 ? [] : expression(reader, module);
  const content = take(reader, unsigned(reader));
  return { mode: flag === 1 ? 'passive' : 'active', target: 0, offset, content };
}

function readCode(reader: Reader, module: Module): Code {
  const end = unsigned(reader) + reader.at;
  const groups = many(reader, () => ({ count: unsigned(reader), type: byte(reader) }));
  const locals = groups.flatMap(({ count, type }) => new Array<number>(count).fill(type));
  const body: Instruction[] = [];
  const open: { head: Instruction | null }[] = [{ head: null }];
  while (reader.at < end) {
    const next = readInstruction(reader, module);
    const at = body.push(next) - 1;
    if (next.code >= 0x02 && next.code <= 0x04) open.push({ head: next });
    else if (next.code === 0x05) open[open.length - 1]!.head!.elseAt = at;
    else if (next.code === 0x0b) {
      const closed = open.pop()!.head;
      if (closed !== null) closed.endAt = at;
    }
  }
  // An `else` reached from above goes on behind the `end` of its `if`.
  for (const { code, elseAt, endAt } of body)
    if (code === 0x04 && elseAt > 0) body[elseAt]!.endAt = endAt;
  const typeIndex = module.functions[module.imports.length + module.codes.length]!;
  return { typeIndex, locals, body };
}

function expression(reader: Reader, module: Module): readonly Instruction[] {
  const body: Instruction[] = [];
  for (let code = -1; code !== 0x0b;) {
    const next = readInstruction(reader, module);
    body.push(next);
    code = next.code;
  }
  return body;
}

const noType: FunctionType = { parameters: [], results: [] };

function instruction(
  code: number,
  { x = 0, y = 0, value = null, targets = [], type = noType }: Partial<Instruction> = {},
): Instruction {
  const isMark = code === 0x02 || code === 0x03 || code === 0x05 || code === 0x0b;
  return { code, cost: isMark ? 0 : 1, x, y, value, targets, type, elseAt: 0, endAt: 0 };
}

function readInstruction(reader: Reader, module: Module): Instruction {
  const first = byte(reader);
  const code = first < 0xfc ? first : first * 256 + unsigned(reader);
  return instruction(code, readImmediates(reader, code, module));
}

function readImmediates(reader: Reader, code: number, module: Module): Partial<Instruction> {
  if (code >= 0x28 && code <= 0x3e) return { y: unsigned(reader), x: unsigned(reader) };
  switch (code) {
    case 0x02:
    case 0x03:
    case 0x04:
      return { type: blockType(reader, module) };
    case 0x0e:
      return { targets: many(reader, () => unsigned(reader)), x: unsigned(reader) };
    case 0x0c:
    case 0x0d:
    case 0x10:
    case 0x12:
    case 0x20:
    case 0x21:
    case 0x22:
    case 0x23:
    case 0x24:
    case 0x25:
    case 0x26:
    case 0x3f:
    case 0x40:
    case 0xd0:
    case 0xd2:
      return { x: unsigned(reader) };
    case 0x11:
    case 0x13:
      return { x: unsigned(reader), y: unsigned(reader) };
    case 0x1c:
      return { targets: many(reader, () => byte(reader)) };
    case 0x41:
      return { value: signedNumber(reader) };
    case 0x42:
      return { value: signed(reader) };
    case 0x43:
      return { value: new DataView(take(reader, 4).buffer).getInt32(0, true) };
    case 0x44:
      return { value: new DataView(take(reader, 8).buffer).getBigInt64(0, true) };
  }
  return code > 0xff ? readPrefixed(reader, code) : {};
}

function readPrefixed(reader: Reader, code: number): Partial<Instruction> {
  const second = code & 0xff;
  if (code < 0xfd00) {
    if (second === 8 || second === 10 || second === 12 || second === 14)
      return { x: unsigned(reader), y: unsigned(reader) };
    return second > 8 ? { x: unsigned(reader) } : {};
  }
  if (second <= 11 || second === 92 || second === 93)
    return { y: unsigned(reader), x: unsigned(reader) };
  if (second === 12 || second === 13) return { value: take(reader, 16) };
  if (second >= 21 && second <= 34) return { x: byte(reader) };
  if (second < 84 || second > 91) return {};
  unsigned(reader); // the alignment says nothing about what happens
  return { x: unsigned(reader), y: byte(reader) };
}

function blockType(reader: Reader, module: Module): FunctionType {
  const type = signedNumber(reader);
  if (type >= 0) return module.types[type]!;
  return type === -64 ? noType : { parameters: [], results: [type & 127] };
}
