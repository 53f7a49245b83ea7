/**
 * The meter: makes a module count its own instructions, as `contract.ts` says what counts.
 *
 * Each function is decoded (`decode.ts`), its small loops are made several rounds long (`unroll.ts`), and its control
 * flow is made a graph whose edges cost what executing them costs (`flow.ts`). Only the chords of a spanning tree of the
 * edges that are executed most carry a charge, from which the exact total follows (`spanning-tree.ts`). What is executed
 * and not charged is known at every place, hence the allowance can be looked at anywhere, exactly; `checks.ts` decides
 * where it must be, from who calls whom (`call-graph.ts`). `stack-depth.ts` counts the stack, `nan.ts` finds the NaNs
 * whose bits could be seen, and `emit.ts` writes it all down.
 *
 * The same bytes come out for the same bytes on every machine: nothing here depends on the engine, the time or chance.
 */
import type { Refusal, Result } from '../../shared/base/result.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import type { ModuleRefusalName } from '../../shared/jobs/task.ts';
import type { ModuleLayout } from '../sandbox/module-layout.ts';
import { sectionIds } from '../sandbox/module-layout.ts';
import { meterModuleName, meterPrefix } from './contract.ts';
import type { Plan } from './plan.ts';
import { createPlan, moved } from './plan.ts';
import type { WrittenFunction } from './rewrite.ts';
import { writeFunctions } from './rewrite.ts';
import { sectionOf, writeHead } from './sections.ts';
import type { Writer } from './writer.ts';
import {
  createWriter,
  writeByte,
  writeBytes,
  writeName,
  writeRange,
  writeSized,
  writeU32,
  written,
} from './writer.ts';

const dataCountSection = 12;
const dataSection = 11;

/**
 * The metered form of a module that was admitted, and that V8 found valid. Only a module that uses a name of the
 * meter's is refused.
 */
export function meterModule(
  bytes: Uint8Array,
  layout: ModuleLayout,
): Result<Uint8Array, Refusal<ModuleRefusalName>> {
  const reserved = checkNames(layout);
  if (!reserved.ok) return reserved;
  const plan = createPlan(bytes, layout);
  const { code, functions } = writeFunctions(plan);
  const module = createWriter(code.length + bytes.length);
  writeHead(module, plan);
  copySection(module, plan, dataCountSection);
  writeHints(module, plan, functions);
  if (functions.length + plan.helpers.length > 0) {
    writeByte(module, sectionIds.code);
    writeSized(module, (inside) => writeCode(inside, plan, code, functions));
  }
  copySection(module, plan, dataSection);
  return ok(written(module));
}

/** Where a shim has taken a function's place, the function itself stands behind the module's own. */
function writeCode(
  inside: Writer,
  plan: Plan,
  code: Writer,
  functions: readonly WrittenFunction[],
): void {
  const { shims, helpers } = plan;
  writeU32(inside, functions.length + shims.size + helpers.length);
  const added = (body: readonly number[]) => {
    writeU32(inside, body.length);
    writeBytes(inside, body);
  };
  const copied = ({ start, end }: WrittenFunction) => writeRange(inside, code.bytes, start, end);
  for (const one of functions) {
    const shim = shims.get(one.index);
    if (shim === undefined) copied(one);
    else added(shim);
  }
  for (const one of functions) if (shims.has(one.index)) copied(one);
  for (const { body } of helpers) added(body);
}

function checkNames(layout: ModuleLayout): Result<null, Refusal<ModuleRefusalName>> {
  const asked = layout.imports.find((one) => one.module === meterModuleName);
  if (asked !== undefined)
    return refuse(
      'import_refused',
      `This module asks for something of “${meterModuleName}”, which is the name of the meter.`,
    );
  const exported = layout.exports.find((one) => one.name.startsWith(meterPrefix));
  if (exported !== undefined)
    return refuse(
      'feature_refused',
      `This module exports a name that begins with “${meterPrefix}”: those are the meter's own.`,
    );
  return ok(null);
}

/**
 * That calling out is unlikely keeps it out of the way of the code that counts. An engine that does not know
 * the section passes over it.
 */
function writeHints(module: Writer, plan: Plan, functions: readonly WrittenFunction[]): void {
  const given = functions
    .filter(({ unlikely }) => unlikely.length > 0)
    .map(({ index, unlikely }) => ({ place: placeOf(plan, index), unlikely }))
    .sort((a, b) => a.place - b.place);
  if (given.length === 0) return;
  writeByte(module, sectionIds.custom);
  writeSized(module, (inside) => {
    writeName(inside, 'metadata.code.branch_hint');
    writeU32(inside, given.length);
    for (const { place, unlikely } of given) {
      writeU32(inside, place);
      writeU32(inside, unlikely.length);
      for (const at of unlikely) {
        writeU32(inside, at);
        writeBytes(inside, [1, 0]);
      }
    }
  });
}

/** Where the code of a function stands in the metered module. */
function placeOf(plan: Plan, index: number): number {
  return plan.handed.get(index)?.index ?? moved(plan, index);
}

function copySection(module: Writer, plan: Plan, id: number): void {
  const section = sectionOf(plan.layout, id);
  if (section !== undefined) writeRange(module, plan.bytes, section.start, section.end);
}
