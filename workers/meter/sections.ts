/** Writes the sections beside the code: with the meter's imports, globals, exports, types and helpers. */
import type { ModuleLayout, Section } from '../sandbox/module-layout.ts';
import { sectionIds } from '../sandbox/module-layout.ts';
import { tableElementsMax } from '../sandbox/cap-limits.ts';
import { meterExports, meterImports, meterModuleName } from './contract.ts';
import type { Cursor } from './decode.ts';
import { nextByte, nextInstruction, nextU32, op } from './decode.ts';
import { pagesMax } from './helpers.ts';
import type { Plan } from './plan.ts';
import { moved, typeOf } from './plan.ts';
import type { Writer } from './writer.ts';
import {
  writeByte,
  writeBytes,
  writeName,
  writeRange,
  writeSigned,
  writeSized,
  writeU32,
} from './writer.ts';

const [i32, i64, funcref] = [0x7f, 0x7e, 0x70];
export const startSection = 8;
const elementSection = 9;
const functionKind = 0;
const globalKind = 3;

/** Passes over the count, and answers it. */
interface Content {
  readonly cursor: Cursor;
  readonly count: number;
}

/** The content of a section behind its count of entries; none when there is no such section. */
function contentOf(plan: Plan, id: number): Content {
  const { bytes, layout } = plan;
  const section = sectionOf(layout, id);
  if (section === undefined) return { cursor: { bytes, at: 0 }, count: 0 };
  const cursor = { bytes, at: section.content };
  return { cursor, count: nextU32(cursor) };
}

export function sectionOf(layout: ModuleLayout, id: number): Section | undefined {
  return layout.sections.find((one) => one.id === id);
}

/** Writes a section of `count` entries; nothing when there are none. */
function writeEntries(
  writer: Writer,
  id: number,
  count: number,
  write: (inside: Writer) => void,
): void {
  if (count === 0) return;
  writeByte(writer, id);
  writeSized(writer, (inside) => {
    writeU32(inside, count);
    write(inside);
  });
}

/** Copies the entries of a section as they stand. */
function copyEntries(inside: Writer, plan: Plan, id: number): void {
  const section = sectionOf(plan.layout, id);
  if (section !== undefined)
    writeRange(inside, plan.bytes, contentOf(plan, id).cursor.at, section.end);
}

/** Everything that stands before the code. The types come from the plan, so the code must have been written before. */
export function writeHead(writer: Writer, plan: Plan): void {
  const slices = typeOf(plan, [], []);
  writeBytes(writer, [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  writeTypes(writer, plan);
  const { count } = contentOf(plan, sectionIds.import);
  writeEntries(writer, sectionIds.import, count + meterImports.length, (inside) => {
    copyEntries(inside, plan, sectionIds.import);
    for (const name of meterImports) {
      writeName(inside, meterModuleName);
      writeName(inside, name);
      writeByte(inside, functionKind);
      writeU32(inside, slices);
    }
  });
  writeFunctions(writer, plan);
  writeLimits(writer, sectionIds.table, plan.layout.tables, tableElementsMax, [funcref]);
  writeLimits(writer, sectionIds.memory, plan.layout.memories, pagesMax, []);
  writeGlobals(writer, plan);
  writeExports(writer, plan);
  writeElements(writer, plan);
}

function writeTypes(writer: Writer, plan: Plan): void {
  writeEntries(writer, sectionIds.type, plan.types.length, (inside) => {
    for (const { parameters, results } of plan.types) {
      writeByte(inside, 0x60);
      writeU32(inside, parameters.length);
      writeBytes(inside, parameters);
      writeU32(inside, results.length);
      writeBytes(inside, results);
    }
  });
}

function writeFunctions(writer: Writer, plan: Plan): void {
  const { layout, importedFunctions, handed, shims, helpers } = plan;
  const own = layout.functions.slice(importedFunctions).map((type, order) => {
    const index = importedFunctions + order;
    return shims.has(index) ? type : (handed.get(index)?.type ?? type);
  });
  const behind = [...shims.keys()].map((index) => handed.get(index)?.type ?? 0);
  const all = [...own, ...behind, ...helpers.map(({ type }) => type)];
  writeEntries(writer, sectionIds.function, all.length, (inside) => {
    for (const type of all) writeU32(inside, type);
  });
}

/** The declared maxima are lowered: what a module says about itself, the engine enforces. */
function writeLimits(
  writer: Writer,
  id: number,
  all: ModuleLayout['memories'],
  most: number,
  prefix: readonly number[],
): void {
  writeEntries(writer, id, all.length, (inside) => {
    for (const { initial, maximum } of all) {
      writeBytes(inside, [...prefix, 0x01]);
      writeU32(inside, initial);
      writeU32(inside, Math.max(initial, Math.min(maximum ?? most, most)));
    }
  });
}

function writeGlobals(writer: Writer, plan: Plan): void {
  const { cursor, count } = contentOf(plan, sectionIds.global);
  const own = plan.hasMemory ? 4 : 2;
  writeEntries(writer, sectionIds.global, count + own, (inside) => {
    for (let index = 0; index < count; index += 1) {
      writeByte(inside, nextByte(cursor));
      writeByte(inside, nextByte(cursor));
      copyExpression(inside, plan, cursor);
    }
    writeBytes(inside, [i64, 1, op.i64Const, 0, op.end]);
    writeBytes(inside, [i32, 1, op.i32Const, 0, op.end]);
    if (!plan.hasMemory) return;
    writeBytes(inside, [i32, 1, op.i32Const]);
    writeSigned(inside, pagesMax);
    writeBytes(inside, [op.end, i32, 1, op.i32Const, 0, op.end]);
  });
}

/** A constant expression, in which functions may be referred to. */
function copyExpression(writer: Writer, plan: Plan, cursor: Cursor): void {
  for (;;) {
    const { code, start, end, index } = nextInstruction(cursor);
    if (code === op.refFunc) {
      writeByte(writer, code);
      writeU32(writer, moved(plan, index));
    } else writeRange(writer, plan.bytes, start, end);
    if (code === op.end) return;
  }
}

function writeExports(writer: Writer, plan: Plan): void {
  const own = exportsOf(plan);
  const all = plan.layout.exports;
  writeEntries(writer, sectionIds.export, all.length + own.length, (inside) => {
    copyExports(inside, plan);
    for (const { name, kind, index } of own) {
      writeName(inside, name);
      writeByte(inside, kind);
      writeU32(inside, index);
    }
  });
}

/** Names are copied byte for byte: two that differ must not become the same. */
function copyExports(inside: Writer, plan: Plan): void {
  const { cursor, count } = contentOf(plan, sectionIds.export);
  for (let index = 0; index < count; index += 1) {
    const start = cursor.at;
    const length = nextU32(cursor);
    cursor.at += length;
    const kind = nextByte(cursor);
    writeRange(inside, plan.bytes, start, cursor.at);
    const what = nextU32(cursor);
    writeU32(inside, kind === functionKind ? moved(plan, what) : what);
  }
}

function exportsOf(plan: Plan) {
  const start = sectionOf(plan.layout, startSection);
  const started = start === undefined ? null : nextU32({ bytes: plan.bytes, at: start.content });
  const global = (name: string, index: number) => ({ name, kind: globalKind, index });
  return [
    global(meterExports.left, plan.left),
    global(meterExports.depth, plan.depth),
    ...(plan.hasMemory
      ? [
          global(meterExports.pagesMax, plan.pagesMax),
          global(meterExports.growthRefused, plan.growthRefused),
        ]
      : []),
    ...(started === null
      ? []
      : [{ name: meterExports.start, kind: functionKind, index: moved(plan, started) }]),
  ];
}

function writeElements(writer: Writer, plan: Plan): void {
  const { cursor, count } = contentOf(plan, elementSection);
  writeEntries(writer, elementSection, count, (inside) => {
    for (let index = 0; index < count; index += 1) copySegment(inside, plan, cursor);
  });
}

/** All eight forms: bit 0 passive or declared, bit 1 a table's index or declared, bit 2 expressions. */
function copySegment(inside: Writer, plan: Plan, cursor: Cursor): void {
  const flags = nextU32(cursor);
  writeU32(inside, flags);
  const isActive = (flags & 1) === 0;
  const hasKind = (flags & 3) !== 0;
  if (isActive && (flags & 2) !== 0) writeU32(inside, nextU32(cursor));
  if (isActive) copyExpression(inside, plan, cursor);
  if (hasKind) writeByte(inside, nextByte(cursor));
  const count = nextU32(cursor);
  writeU32(inside, count);
  for (let index = 0; index < count; index += 1)
    if ((flags & 4) === 0) writeU32(inside, moved(plan, nextU32(cursor)));
    else copyExpression(inside, plan, cursor);
}
