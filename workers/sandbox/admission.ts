/**
 * Decides whether a module may run as a job. Pure: bytes in, a report or a refusal out, nothing is run.
 *
 * The checks stand in the order of `ModuleRefusalName`, so that the same module is refused for the same
 * reason everywhere. V8 validates last: it admits more than a job may have, and its sentences change.
 */
import type { Refusal, Result } from '../../shared/base/result.ts';
import { ok } from '../../shared/base/result.ts';
import type { ModuleKind, ModuleRefusalName, ModuleReport } from '../../shared/jobs/task.ts';
import { limits } from '../../shared/domain/limits.ts';
import { meterPrefix } from '../meter/contract.ts';
import { findFlawInCode } from './code-scan.ts';
import { checkSizes } from './declared-sizes.ts';
import type { FunctionType, ModuleLayout } from './module-layout.ts';
import { functionTypeOf, readLayout } from './module-layout.ts';
import { bytesInWords, quoted, sentence } from './sentence.ts';
import { wasiModule, wasiNames } from './wasi-names.ts';

export interface AdmittedModule {
  readonly report: ModuleReport;
  readonly layout: ModuleLayout;
}

type Admission<Value> = Result<Value, Refusal<ModuleRefusalName>>;

const i32 = 0x7f;
const i64 = 0x7e;

/** Whether a job of these limits may run this module. `entry` is null when only the module is asked about. */
export function admitModule(
  bytes: Uint8Array,
  memoryBytesMax: number,
  entry: string | null,
): Admission<AdmittedModule> {
  const read = checkModule(bytes);
  if (!read.ok) return read;
  const layout = read.value;
  const names = checkNames(layout);
  if (!names.ok) return names;
  const kind = kindOf(layout);
  const imports = checkImports(layout, kind);
  if (!imports.ok) return imports;
  const memory = checkSizes(layout, memoryBytesMax);
  if (!memory.ok) return memory;
  const entries = checkEntries(layout, kind, entry);
  if (!entries.ok) return entries;
  const report: ModuleReport = {
    kind,
    entries: entries.value,
    imports: layout.imports.map((one) => `${one.module}.${one.name}`),
    memoryBytes: memory.value,
  };
  return ok({ report, layout });
}

/** Whether this is a module that the meter understands, whatever it imports and exports. */
export function checkModule(bytes: Uint8Array): Admission<ModuleLayout> {
  if (bytes.length > limits.moduleBytes) {
    const size = `It has ${bytesInWords(bytes.length)}, and ${bytesInWords(limits.moduleBytes)} is`;
    return refused('module_too_large', `This module is too large. ${size} the most that is sent.`);
  }
  const isWasm = [0x00, 0x61, 0x73, 0x6d].every((byte, index) => bytes[index] === byte);
  if (!isWasm) return refused('not_webassembly', notWasm(bytes));
  if (bytes[6] === 1 && bytes[7] === 0)
    return refused(
      'feature_refused',
      'This is a WebAssembly component. Jobs run core modules: build for WASI preview 1 instead.',
    );
  if (bytes[4] !== 1 || bytes[5] !== 0)
    return refused('not_webassembly', damagedSentence('its version', 4));
  const read = readLayout(bytes);
  const flaw = read.ok ? findFlawInCode(bytes, read.value) : read.error;
  if (flaw?.kind === 'feature')
    return refused('feature_refused', featureSentence(flaw.what, flaw.at));
  if (flaw !== null) return refused('not_webassembly', damagedSentence(flaw.what, flaw.at));
  if (!read.ok || !WebAssembly.validate(bytes))
    return refused('not_webassembly', damagedSentence('it', invalidAt(bytes)));
  return read;
}

function damagedSentence(what: string, at: number): string {
  return (
    `This WebAssembly module is damaged: ${what} is not as the format demands (byte ${at}). ` +
    'Build it again, or choose another .wasm file.'
  );
}

function featureSentence(feature: string, at: number): string {
  return `This module uses ${feature} (byte ${at}), which jobs do not have. Build it without.`;
}

/** V8 knows where the fault is; its sentence changes with each version, so it is not passed on. */
function invalidAt(bytes: Uint8Array): number {
  try {
    new WebAssembly.Module(bytes);
  } catch (error) {
    const at = /@\+(\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    return Number(at ?? 0);
  }
  return 0;
}

function notWasm(bytes: Uint8Array): string {
  if (bytes.length === 0)
    return 'This file is empty. Choose a .wasm file, or JavaScript with a default export.';
  const start = bytes.subarray(0, 8);
  const isText = start.every((byte) => byte >= 0x20 && byte < 0x7f);
  const words = new TextDecoder().decode(start);
  const hex = [...start].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const begins = quoted(isText ? words : hex);
  const what =
    isText && words.startsWith('(module')
      ? 'It is WebAssembly text: compile it first, and choose the .wasm file.'
      : 'Choose a .wasm file, or JavaScript with a default export.';
  return `This is not a WebAssembly module: it begins with ${begins}. ${what}`;
}

/** A command exports `_start` and asks for WASI at most; everything else is taken for a function module. */
function kindOf(layout: ModuleLayout): ModuleKind {
  const hasStart = layout.exports.some((one) => one.kind === 'function' && one.name === '_start');
  return hasStart ? 'command' : 'function';
}

function checkImports(layout: ModuleLayout, kind: ModuleKind): Admission<null> {
  for (const { module, name, kind: what } of layout.imports) {
    const full = quoted(`${module}.${name}`);
    const isWasi = what === 'function' && module === wasiModule && wasiNames.has(name);
    if (isWasi && kind === 'command') continue;
    if (isWasi)
      return refused(
        'import_refused',
        `This module asks for ${full} but has no ${quoted('_start')}. Build it as a WASI command, ` +
          'or as a module without imports.',
      );
    if (what !== 'function')
      return refused(
        'import_refused',
        `This module asks for ${full}, a ${what} from outside. A job brings its own.`,
      );
    return refused(
      'import_refused',
      `This module asks for ${full}. Jobs have no network, no files and no clock, so it cannot run.`,
    );
  }
  return ok(null);
}

/** The names under which a metered module exports what the meter keeps. */
function checkNames(layout: ModuleLayout): Admission<null> {
  const reserved = layout.exports.find(({ name }) => name.startsWith(meterPrefix));
  if (reserved === undefined) return ok(null);
  return refused(
    'feature_refused',
    `This module exports ${quoted(reserved.name)}. Names that begin with ${quoted(meterPrefix)} are ` +
      "the meter's own: choose another.",
  );
}

function checkEntries(
  layout: ModuleLayout,
  kind: ModuleKind,
  entry: string | null,
): Admission<readonly string[]> {
  const isCommand = kind === 'command';
  const entries = isCommand ? ['_start'] : exportedAs(layout, [i32, i32], [i64]);
  if (isCommand && !exportedAs(layout, [], []).includes('_start'))
    return refused(
      'unknown_entry',
      `This program's ${quoted('_start')} takes or returns something. Build it as a WASI command.`,
    );
  if (!isCommand && !exportedAs(layout, [i32], [i32]).includes('alloc'))
    return refused(
      'unknown_entry',
      `This module exports no function ${quoted('alloc(i32) -> i32')}, through which it is given ` +
        'its input. Add one, or build it as a WASI command.',
    );
  const names = entries.slice(0, 5).map(quoted).join(', ');
  if (entries.length === 0)
    return refused(
      'unknown_entry',
      `This module exports nothing that can be called as a job: a function ${quoted('(i32, i32) -> i64')}.`,
    );
  const isDefault = isCommand && entry === '';
  if (entry !== null && !isDefault && !entries.includes(entry))
    return refused('unknown_entry', `This module has no entry ${quoted(entry)}. It has ${names}.`);
  return ok(entries);
}

/** The exported functions of exactly this type, in the module's order. */
function exportedAs(
  layout: ModuleLayout,
  parameters: readonly number[],
  results: readonly number[],
): readonly string[] {
  const isMeant = (type: FunctionType | null) =>
    type !== null && sameTypes(type.parameters, parameters) && sameTypes(type.results, results);
  return layout.exports
    .filter((one) => one.kind === 'function' && isMeant(functionTypeOf(layout, one.index)))
    .map((one) => one.name);
}

function sameTypes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((type, index) => type === b[index]);
}

function refused(
  name: ModuleRefusalName,
  detail: string,
): { readonly ok: false; readonly error: Refusal<ModuleRefusalName> } {
  return { ok: false, error: { name, detail: sentence(detail) } };
}
