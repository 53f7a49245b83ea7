/**
 * What a module says about itself: its sections, function types, imports, exports, memories, tables, globals
 * and segments. It is read before V8 sees the module, by our own rules, because V8 admits more than a job may have.
 * Everything here is a fact about the format; what jobs may have of it, `admission.ts` decides.
 */
import type { Result } from '../../shared/base/result.ts';
import { err, ok } from '../../shared/base/result.ts';
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
import { readConstantExpression } from './constant-expression.ts';
import type { Limits } from './declared-limits.ts';
import { readLimits } from './declared-limits.ts';
import type { Flaw } from './flaw.ts';
import type { ActiveSegment, ReadSegment } from './segments.ts';
import { readDataSegment, readElementSegment } from './segments.ts';
import { featureOfForm, featureOfType, isAdmittedValueType } from './value-types.ts';

export type { Limits } from './declared-limits.ts';

export interface ModuleLayout {
  readonly sections: readonly Section[];
  readonly types: readonly FunctionType[];
  readonly imports: readonly ModuleImport[];
  readonly exports: readonly ModuleExport[];
  /** Those of the module itself; imported ones are not listed here. */
  readonly memories: readonly Limits[];
  readonly tables: readonly Limits[];
  /** Type index of each function, imported functions first. */
  readonly functions: readonly number[];
  /** How many of `functions` come from outside. */
  readonly importedFunctions: number;
  /** Value type of each global, imported globals first. */
  readonly globals: readonly number[];
  /** Those whose place is a constant, of memories and of tables. */
  readonly activeSegments: readonly ActiveSegment[];
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

export const sectionIds = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const;

const sectionNames = Object.keys(sectionIds);

const headerBytes = 8;
/** Custom sections come as often as one likes: far more than programs have, far less than fills this thread. */
const sectionsMax = 100_000;

/** What the readers of the sections fill in. The first flaw that is found stays. */
type Draft = ReturnType<typeof emptyDraft>;

/** The layout of a module that is known to be well formed, or null for one that is not. */
export function readModuleLayout(bytes: Uint8Array): ModuleLayout | null {
  const read = readLayout(bytes);
  return read.ok ? read.value : null;
}

/** Reads the sections of a module that begins with the right header. */
export function readLayout(bytes: Uint8Array): Result<ModuleLayout, Flaw> {
  const draft = emptyDraft();
  const reader = createByteReader(bytes, headerBytes);
  const isSeen = new Set<number>();
  while (hasMore(reader)) {
    const start = reader.at;
    const id = readByte(reader);
    const length = readU32(reader);
    const content = reader.at;
    skipBytes(reader, length);
    const name = `the ${sectionNames[id] ?? 'unknown'} section`;
    // Only a custom section may come twice.
    if (reader.damaged || isSeen.has(id)) return err({ kind: 'damaged', what: name, at: start });
    if (id !== sectionIds.custom) isSeen.add(id);
    draft.sections.push({ id, start, content, end: content + length });
    if (draft.sections.length > sectionsMax)
      return err({ kind: 'feature', what: 'more sections than any program needs', at: start });
    const inside = createByteReader(bytes, content, content + length);
    readSection(inside, id, draft);
    // Stopping at the first flaw: what follows it may be written in a way not known here.
    if (draft.flaw !== null) return err(draft.flaw);
    if (inside.damaged) return err({ kind: 'damaged', what: name, at: inside.at });
  }
  return ok(draft);
}

function emptyDraft() {
  return {
    sections: new Array<Section>(),
    types: new Array<FunctionType>(),
    imports: new Array<ModuleImport>(),
    exports: new Array<ModuleExport>(),
    memories: new Array<Limits>(),
    /** With imported ones. */
    memoryCount: 0,
    tables: new Array<Limits>(),
    functions: new Array<number>(),
    importedFunctions: 0,
    globals: new Array<number>(),
    importedGlobals: 0,
    activeSegments: new Array<ActiveSegment>(),
    flaw: null as Flaw | null,
  };
}

const kinds: readonly ExternalKind[] = ['function', 'table', 'memory', 'global', 'tag'];

/** Of each kind: far more than programs have, far less than fills this thread's memory. */
const entriesMax = 100_000;
/** V8's own limit. */
const functionsMax = 1_000_000;
/** V8's own limit for both. That of results keeps its check of branches with many targets short. */
const parametersMax = 1_000;
const resultsMax = 32;

type ReadOne = (reader: ByteReader, draft: Draft) => void;

/** By section id. Custom, start, code and data count sections have nothing that is needed here. */
const readers: { readonly [id: number]: readonly [what: string, read: ReadOne, most: number] } = {
  1: ['types', readType, entriesMax],
  2: ['imports', readImport, entriesMax],
  3: ['functions', (reader, draft) => draft.functions.push(readU32(reader)), functionsMax],
  4: ['tables', readTable, entriesMax],
  5: ['memories', readMemory, entriesMax],
  6: ['globals', readGlobal, entriesMax],
  7: ['exports', readExport, entriesMax],
  9: ['element segments', readElements, entriesMax],
  11: ['data segments', readData, entriesMax],
};
const lastKnownId = 12;
const tagSectionId = 13;

function readSection(reader: ByteReader, id: number, draft: Draft): void {
  if (id === tagSectionId) return note(draft, 'exceptions', reader.at);
  if (id === 14) return note(draft, 'string references', reader.at);
  if (id > lastKnownId) return note(draft, `sections of kind ${id}`, reader.at);
  const known = readers[id];
  if (known === undefined) return;
  const [what, readOne, most] = known;
  const count = readU32(reader);
  if (count > most) return note(draft, tooMany(what), reader.at);
  for (let index = 0; index < count && hasMore(reader) && draft.flaw === null; index += 1)
    readOne(reader, draft);
  if (draft.functions.length > functionsMax) note(draft, tooMany('functions'), reader.at);
}

const note = (draft: Draft, what: string, at: number) =>
  void (draft.flaw ??= { kind: 'feature', what, at });

const tooMany = (what: string) => `more ${what} than any program needs`;

function readType(reader: ByteReader, draft: Draft): void {
  const at = reader.at;
  const form = readByte(reader);
  if (form !== 0x60) return note(draft, featureOfForm(form), at);
  const parameters = readBlock(reader);
  const resultsAt = reader.at;
  const results = readBlock(reader);
  if (parameters.length > parametersMax) return note(draft, tooMany('parameters'), at);
  if (results.length > resultsMax) return note(draft, tooMany('results'), resultsAt);
  const type = { parameters: [...parameters], results: [...results] };
  const unknown = [...type.parameters, ...type.results].find((one) => !isAdmittedValueType(one));
  if (unknown === undefined) draft.types.push(type);
  else note(draft, featureOfType(unknown), at);
}

function readImport(reader: ByteReader, draft: Draft): void {
  const module = readName(reader);
  const name = readName(reader);
  const at = reader.at;
  const kind = kinds[readByte(reader)];
  if (kind === undefined) return void damage(reader);
  draft.imports.push({ module, name, kind });
  if (kind === 'function') {
    draft.functions.push(readU32(reader));
    draft.importedFunctions += 1;
  } else if (kind === 'memory') keepLimits(reader, draft, 'memory');
  else if (kind === 'global') {
    readGlobalType(reader, draft);
    draft.importedGlobals += 1;
  } else if (kind === 'tag') note(draft, 'exceptions', at);
  else if (readFunctionReference(reader, draft)) keepLimits(reader, draft, 'tables');
}

function readTable(reader: ByteReader, draft: Draft): void {
  if (reader.bytes[reader.at] === 0x40)
    return note(draft, 'tables with an initial value', reader.at);
  if (readFunctionReference(reader, draft)) draft.tables.push(keepLimits(reader, draft, 'tables'));
}

/** Whether the type that elements have is the only one that jobs may have. */
function readFunctionReference(reader: ByteReader, draft: Draft): boolean {
  const type = readByte(reader);
  if (type !== 0x70) note(draft, featureOfType(type), reader.at - 1);
  return type === 0x70;
}

function readMemory(reader: ByteReader, draft: Draft): void {
  draft.memories.push(keepLimits(reader, draft, 'memory'));
}

function keepLimits(reader: ByteReader, draft: Draft, what: 'memory' | 'tables'): Limits {
  const at = reader.at;
  const { forbidden, declared } = readLimits(reader, what);
  if (what === 'memory') draft.memoryCount += 1;
  if (draft.memoryCount > 1) note(draft, 'more than one memory', at);
  if (forbidden !== null) note(draft, forbidden, at);
  return declared;
}

function readGlobalType(reader: ByteReader, draft: Draft): void {
  const at = reader.at;
  const type = readByte(reader);
  if (!isAdmittedValueType(type)) return note(draft, featureOfType(type), at);
  draft.globals.push(type);
  if (readByte(reader) > 1) note(draft, 'shared globals and threads', at);
}

function readGlobal(reader: ByteReader, draft: Draft): void {
  readGlobalType(reader, draft);
  const at = reader.at;
  const { forbidden } = readConstantExpression(reader, draft.importedGlobals);
  if (forbidden !== null) note(draft, forbidden, at);
}

function readExport(reader: ByteReader, draft: Draft): void {
  const name = readName(reader);
  const at = reader.at;
  const kind = kinds[readByte(reader)];
  const index = readU32(reader);
  if (kind === 'tag') note(draft, 'exceptions', at);
  else if (kind === undefined) damage(reader);
  else draft.exports.push({ name, kind, index });
}

function readElements(reader: ByteReader, draft: Draft): void {
  keepSegment(draft, readElementSegment(reader, draft.importedGlobals));
}

function readData(reader: ByteReader, draft: Draft): void {
  keepSegment(draft, readDataSegment(reader, draft.importedGlobals));
}

function keepSegment(draft: Draft, { forbidden, active, at }: ReadSegment): void {
  if (forbidden !== null) return note(draft, forbidden, at);
  if (active !== null) draft.activeSegments.push(active);
}

/** The type of an exported or imported function; null when the module names one that is not there. */
export function functionTypeOf(layout: ModuleLayout, functionIndex: number): FunctionType | null {
  return layout.types[layout.functions[functionIndex] ?? -1] ?? null;
}
