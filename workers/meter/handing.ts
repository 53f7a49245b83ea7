/**
 * Which functions are handed what is left of the allowance by whoever calls them, and hand it back.
 *
 * A call by name need not settle the global and read it again: what is left goes along as one more parameter and comes
 * back as one more result, in registers, and where the engine expands the call nothing remains of it but the charges.
 * What is called through a table keeps its type, since whoever calls it knows no more than that. A function that is
 * also exported keeps its place as a shim, which hands it what the global holds and puts back what it answers.
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

const i64 = 0x7e;
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
    const type = typeOf(plan, [...parameters, i64], [...results, i64]);
    if (!shown.has(index)) {
      plan.handed.set(index, { index: moved(plan, index), type });
      return;
    }
    const place = behind + plan.shims.size;
    plan.handed.set(index, { index: place, type });
    plan.shims.set(index, shimOf(plan, parameters.length, place));
  });
}

/** Whether a call hands on what is left. */
export function isHandedOn({ handed }: Plan, { code, index }: Instruction): boolean {
  return code === op.call && handed.has(index);
}

const emptyType: ModuleLayout['types'][number] = { parameters: [], results: [] };

/** Functions that a host can call by their names. */
function shownToHosts({ bytes, layout }: Plan): ReadonlySet<number> {
  const functions = layout.exports.filter(({ kind }) => kind === 'function');
  const start = sectionOf(layout, startSection);
  const started = start === undefined ? [] : [nextU32({ bytes, at: start.content })];
  return new Set([...functions.map(({ index }) => index), ...started]);
}

function shimOf({ left }: Plan, parameters: number, place: number): readonly number[] {
  const global = unsigned(left);
  const given = Array.from({ length: parameters }, (_, local) => [
    ...[op.localGet, ...unsigned(local)],
  ]);
  return [
    ...[0, ...given.flat(), op.globalGet, ...global],
    ...[op.call, ...unsigned(place), op.globalSet, ...global, op.end],
  ];
}
