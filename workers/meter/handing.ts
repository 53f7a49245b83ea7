/**
 * Which functions are handed what is left of the allowance by whoever calls them, and hand it back.
 *
 * A call by name need not settle the global and read it again: what is left goes along as one more parameter and comes
 * back as one more result, in registers, and where the engine expands the call nothing remains of it but the charges.
 * What is called through a table keeps its type, since whoever calls it knows no more than that. A function that is
 * also exported keeps its place as a shim, which hands it what the global holds and puts back what it answers.
 *
 * The depth goes along too, before it, to all but those who can call nothing, be it for more: it need not come back, since
 * each knows its own. The global has the right one whenever somebody is called who is not handed it.
 */
import type { ModuleLayout } from '../sandbox/module-layout.ts';
import { functionTypeOf } from '../sandbox/module-layout.ts';
import { meterImports } from './contract.ts';
import type { Instruction } from './decode.ts';
import { nextU32, op } from './decode.ts';
import type { FunctionFacts } from './facts.ts';
import type { Plan } from './plan.ts';
import { moved, typeOf } from './plan.ts';
import { sectionOf, startSection } from './sections.ts';
import { unsigned } from './writer.ts';

const [i32, i64] = [0x7f, 0x7e];
/** Of those that have more, few values are in registers anyway; and engines bound how many there may be. */
const parametersMax = 32;

/**
 * Notes in the plan who is handed what is left, before any function is written. Nobody is in a module with tail calls:
 * what they call must answer what their own function does.
 */
export function planHanding(
  plan: Plan,
  facts: readonly (FunctionFacts | null)[],
  addressTaken: ReadonlySet<number>,
  counted: ArrayLike<number>,
): void {
  const { layout } = plan;
  if (facts.some((one) => one?.hasTailCalls === true)) return;
  const called = new Set<number>();
  for (const one of facts) for (const index of one?.direct ?? []) called.add(index);
  const shown = shownToHosts(plan);
  const behind = layout.functions.length + meterImports.length;
  facts.forEach((one, index) => {
    const { parameters, results } = functionTypeOf(layout, index) ?? emptyType;
    const isSuited = called.has(index) && !addressTaken.has(index);
    if (one === null || !isSuited || parameters.length > parametersMax) return;
    const isDeep = !one.isShort || (counted[index] ?? 0) > 0;
    if (isDeep) plan.deep.add(index);
    const type = typeOf(plan, [...parameters, ...(isDeep ? [i32] : []), i64], [...results, i64]);
    if (!shown.has(index)) {
      plan.handed.set(index, { index: moved(plan, index), type });
      return;
    }
    const place = behind + plan.shims.size;
    plan.handed.set(index, { index: place, type });
    plan.shims.set(index, shimOf(plan, parameters.length, place, isDeep));
  });
}

/** Whether a call hands on what is left. */
export function isHandedOn({ handed }: Plan, { code, index }: Instruction): boolean {
  return code === op.call && handed.has(index);
}

const emptyType: ModuleLayout['types'][number] = { parameters: [], results: [] };

/** Whether a call hands on the depth, too. */
export function isHandedDepth({ deep }: Plan, { code, index }: Instruction): boolean {
  return code === op.call && deep.has(index);
}

/** Functions that a host can call by their names. */
function shownToHosts({ bytes, layout }: Plan): ReadonlySet<number> {
  const functions = layout.exports.filter(({ kind }) => kind === 'function');
  const start = sectionOf(layout, startSection);
  const started = start === undefined ? [] : [nextU32({ bytes, at: start.content })];
  return new Set([...functions.map(({ index }) => index), ...started]);
}

/** The depth is put back, too: whoever is handed it leaves the global as it happens to be. */
function shimOf(
  { left, depth }: Plan,
  parameters: number,
  place: number,
  isDeep: boolean,
): readonly number[] {
  const [before, leftGlobal, depthGlobal] = [parameters, left, depth].map(unsigned) as [
    ...[readonly number[], readonly number[], readonly number[]],
  ];
  const given = Array.from({ length: parameters }, (_, local) => [
    ...[op.localGet, ...unsigned(local)],
  ]);
  const passed = [op.globalGet, ...depthGlobal, op.localTee, ...before];
  const putBack = [op.localGet, ...before, op.globalSet, ...depthGlobal];
  return [
    ...(isDeep ? [1, 1, i32] : [0]),
    ...[...given.flat(), ...(isDeep ? passed : []), op.globalGet, ...leftGlobal],
    ...[op.call, ...unsigned(place), op.globalSet, ...leftGlobal],
    ...[...(isDeep ? putBack : []), op.end],
  ];
}
