/**
 * What a module says about itself: its sections, function types, imports, exports, memories and tables.
 * It is read before V8 sees the module, by our own rules, because V8 admits more than a job may have.
 * Nothing here decides; what is unusual is only noted, and `admission.ts` decides.
 */
import type { ByteReader } from './byte-reader.ts';
import {
  createByteReader,
  damage,
  hasMore,
  readBlock,
  readByte,
  readName,
  readU32,
  skipBytes,
} from './byte-reader.ts';

export interface ModuleLayout {
  readonly sections: readonly Section[];
  readonly types: readonly FunctionType[];
  readonly imports: readonly ModuleImport[];
  readonly exports: readonly ModuleExport[];
  readonly memories: readonly Limits[];
  readonly tables: readonly Limits[];
  /** Type index of each function, imported functions first. */
  readonly functions: readonly number[];
  /** What jobs may not use, as far as the sections show it; the code is looked at in `code-scan.ts`. */
  readonly unusual: readonly string[];
}

export interface Section {
  readonly id: number;
  /** Where the section begins, with its id and length. */
  readonly start: number;
  /** Where its content begins. */
  readonly content: number;
  readonly end: number;
}

export interface FunctionType {
  /** Value types as the binary format writes them: 0x7f is i32, 0x7e is i64. */
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

export type ExternalKind = 'function' | 'table' | 'memory' | 'global' | 'tag';

export interface ModuleImport {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternalKind;
}

export interface ModuleExport {
  readonly name: string;
  readonly kind: ExternalKind;
  readonly index: number;
}

/** In pages for a memory, in elements for a table; `maximum` is null when none is declared. */
export interface Limits {
  readonly initial: number;
  readonly maximum: number | null;
}

export const sectionIds = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  code: 10,
  tag: 13,
} as const;

const kinds: readonly ExternalKind[] = ['function', 'table', 'memory', 'global', 'tag'];
const headerBytes = 8;
/** Of sections, and of entries of one: far more than programs have, far less than fills this thread's memory. */
const entriesMax = 100_000;
/** V8's own limits. */
const functionsMax = 1_000_000;
const valuesMax = 1_000;

interface Draft {
  readonly sections: Section[];
  readonly types: FunctionType[];
  readonly imports: ModuleImport[];
  readonly exports: ModuleExport[];
  readonly memories: Limits[];
  readonly tables: Limits[];
  readonly functions: number[];
  readonly unusual: string[];
}

/** Reads the sections of a module that begins with the right header; null when they are damaged. */
export function readModuleLayout(bytes: Uint8Array): ModuleLayout | null {
  const draft: Draft = {
    sections: [],
    types: [],
    imports: [],
    exports: [],
    memories: [],
    tables: [],
    functions: [],
    unusual: [],
  };
  const reader = createByteReader(bytes, headerBytes);
  while (hasMore(reader)) {
    const start = reader.at;
    const id = readByte(reader);
    const length = readU32(reader);
    const content = reader.at;
    skipBytes(reader, length);
    const isRepeated =
      id !== sectionIds.custom && draft.sections.some((section) => section.id === id);
    if (reader.damaged || isRepeated) return null;
    draft.sections.push({ id, start, content, end: content + length });
    if (draft.sections.length > entriesMax) draft.unusual.push(tooMany('sections'));
    const inside = createByteReader(bytes, content, content + length);
    readSection(inside, id, draft);
    // Stopping at the first unusual thing: what follows it may be written in a way not known here.
    if (draft.unusual.length > 0) return draft;
    if (inside.damaged) return null;
  }
  return reader.damaged ? null : draft;
}

function readSection(reader: ByteReader, id: number, draft: Draft): void {
  readEntries(reader, id, draft);
  if (id === sectionIds.tag) draft.unusual.push('exceptions');
  else if (id > sectionIds.tag) draft.unusual.push(`sections of kind ${id}`);
}

function readEntries(reader: ByteReader, id: number, draft: Draft): void {
  const read = (what: string, readOne: () => unknown, most = entriesMax) => {
    const count = readU32(reader);
    if (count > most) draft.unusual.push(tooMany(what));
    else for (let index = 0; index < count && hasMore(reader); index += 1) readOne();
  };
  if (id === sectionIds.type) read('types', () => readType(reader, draft));
  else if (id === sectionIds.import) read('imports', () => readImport(reader, draft));
  else if (id === sectionIds.function)
    read('functions', () => draft.functions.push(readU32(reader)), functionsMax);
  else if (id === sectionIds.table) read('tables', () => readTable(reader, draft));
  else if (id === sectionIds.memory) read('memories', () => readMemory(reader, draft));
  else if (id === sectionIds.export) read('exports', () => readExport(reader, draft));
}

function tooMany(what: string): string {
  return `more ${what} than any program needs`;
}

function readType(reader: ByteReader, draft: Draft): void {
  if (readByte(reader) !== 0x60) {
    draft.unusual.push('garbage-collected types');
    return;
  }
  const [parameters, results] = [readBlock(reader), readBlock(reader)];
  if (Math.max(parameters.length, results.length) > valuesMax) {
    draft.unusual.push(tooMany('parameters'));
    return;
  }
  const type = { parameters: [...parameters], results: [...results] };
  if ([...type.parameters, ...type.results].every(isAdmittedValueType)) draft.types.push(type);
  else draft.unusual.push('references other than functions');
}

/** Numbers, 128-bit vectors and references to functions. */
export function isAdmittedValueType(type: number): boolean {
  return (type >= 0x7b && type <= 0x7f) || type === 0x70;
}

function readImport(reader: ByteReader, draft: Draft): void {
  const module = readName(reader);
  const name = readName(reader);
  const kind = kinds[readByte(reader)];
  if (kind === undefined) return void damage(reader);
  draft.imports.push({ module, name, kind });
  if (kind === 'function') draft.functions.push(readU32(reader));
  else if (kind === 'memory') readLimits(reader, draft, 'memory');
  else if (kind === 'global') skipBytes(reader, 2);
  else if (kind === 'tag') draft.unusual.push('exceptions');
  else {
    skipBytes(reader, 1);
    readLimits(reader, draft, 'tables');
  }
}

function readTable(reader: ByteReader, draft: Draft): void {
  const elementType = readByte(reader);
  if (elementType !== 0x70) {
    draft.unusual.push('references other than functions');
    return;
  }
  draft.tables.push(readLimits(reader, draft, 'tables'));
}

function readMemory(reader: ByteReader, draft: Draft): void {
  draft.memories.push(readLimits(reader, draft, 'memory'));
  if (draft.memories.length > 1) draft.unusual.push('more than one memory');
}

function readLimits(reader: ByteReader, draft: Draft, what: 'memory' | 'tables'): Limits {
  const flags = readByte(reader);
  if ((flags & 0x02) !== 0) draft.unusual.push('shared memory and threads');
  else if ((flags & 0x04) !== 0) draft.unusual.push(`64-bit ${what}`);
  else if (flags > 0x01) draft.unusual.push('pages of another size');
  const initial = readU32(reader);
  return { initial, maximum: (flags & 0x01) === 0 ? null : readU32(reader) };
}

function readExport(reader: ByteReader, draft: Draft): void {
  const name = readName(reader);
  const kind = kinds[readByte(reader)];
  const index = readU32(reader);
  if (kind === undefined) return void damage(reader);
  draft.exports.push({ name, kind, index });
}

/** The type of an exported or imported function; null when the module names one that is not there. */
export function functionTypeOf(layout: ModuleLayout, functionIndex: number): FunctionType | null {
  return layout.types[layout.functions[functionIndex] ?? -1] ?? null;
}
