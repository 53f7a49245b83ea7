/**
 * Where everything stands in the metered module. The meter's imports follow the module's own functions that are
 * imported, so that every function of its own moves up by three; its globals, types and helpers follow
 * at the end of theirs, so that nothing else moves.
 */
import type { FunctionType, ModuleLayout } from '../sandbox/module-layout.ts';
import { sectionIds } from '../sandbox/module-layout.ts';
import { nextU32 } from './decode.ts';
import { meterImports } from './contract.ts';

export interface Plan {
  readonly bytes: Uint8Array;
  readonly layout: ModuleLayout;
  readonly importedFunctions: number;
  readonly importedTables: number;
  readonly hasMemory: boolean;
  /** Indices in the metered module. */
  readonly slice: number;
  readonly tooDeep: number;
  readonly noMemory: number;
  readonly left: number;
  readonly depth: number;
  readonly pagesMax: number;
  readonly growthRefused: number;
  /** The module's types and those that were added; these are looked up by `typeKey`. */
  readonly types: FunctionType[];
  readonly typeByKey: Map<string, number>;
  /** Functions that were added behind the module's own. */
  readonly helpers: Helper[];
  readonly helperByKey: Map<string, number>;
  /** By function index, those that are handed what is left (`handing.ts`), and where they stand. */
  readonly handed: Map<number, Handed>;
  /** By function index, the bodies that stand where those did that moved behind the module's own functions, in order. */
  readonly shims: Map<number, readonly number[]>;
  /** Of those that are handed what is left, who is handed the depth too, as the parameter before it. */
  readonly deep: Set<number>;
}

export interface Handed {
  /** In the metered module. */
  readonly index: number;
  readonly type: number;
}

export interface Helper {
  readonly type: number;
  /** Declarations of locals and instructions, with the `end`. */
  readonly body: readonly number[];
}

export function createPlan(bytes: Uint8Array, layout: ModuleLayout): Plan {
  const imported = (kind: string) => layout.imports.filter((one) => one.kind === kind).length;
  const importedFunctions = imported('function');
  const left = imported('global') + countIn(bytes, layout, sectionIds.global);
  const types = [...layout.types];
  const typeByKey = new Map<string, number>();
  types.forEach((type, index) => {
    const key = typeKey(type.parameters, type.results);
    if (!typeByKey.has(key)) typeByKey.set(key, index);
  });
  return {
    bytes,
    layout,
    importedFunctions,
    importedTables: imported('table'),
    hasMemory: layout.memories.length + imported('memory') > 0,
    slice: importedFunctions,
    tooDeep: importedFunctions + 1,
    noMemory: importedFunctions + 2,
    left,
    depth: left + 1,
    pagesMax: left + 2,
    growthRefused: left + 3,
    types,
    typeByKey,
    helpers: [],
    helperByKey: new Map(),
    handed: new Map(),
    shims: new Map(),
    deep: new Set(),
  };
}

/** How many entries a section has; zero when there is no such section. */
export function countIn(bytes: Uint8Array, layout: ModuleLayout, id: number): number {
  const section = layout.sections.find((one) => one.id === id);
  return section === undefined ? 0 : nextU32({ bytes, at: section.content });
}

/** The index of a function in the metered module. */
export function moved(plan: Plan, functionIndex: number): number {
  return functionIndex < plan.importedFunctions
    ? functionIndex
    : functionIndex + meterImports.length;
}

function typeKey(parameters: readonly number[], results: readonly number[]): string {
  return `${parameters.join(',')}>${results.join(',')}`;
}

/** The index of a function type, added if the module has none like it. */
export function typeOf(
  plan: Plan,
  parameters: readonly number[],
  results: readonly number[],
): number {
  const key = typeKey(parameters, results);
  const known = plan.typeByKey.get(key);
  if (known !== undefined) return known;
  plan.types.push({ parameters, results });
  plan.typeByKey.set(key, plan.types.length - 1);
  return plan.types.length - 1;
}

/** The index of a helper, made at the first need. */
export function helperOf(plan: Plan, key: string, make: () => Helper): number {
  const known = plan.helperByKey.get(key);
  if (known !== undefined) return known;
  const own = plan.layout.functions.length + meterImports.length + plan.shims.size;
  const index = own + plan.helpers.length;
  plan.helpers.push(make());
  plan.helperByKey.set(key, index);
  return index;
}

/** The types of what a block takes and leaves, from the immediate of a `block`, `loop` or `if`. */
export function blockTypeOf(plan: Plan, immediate: number): FunctionType {
  if (immediate >= 0) return plan.types[immediate] ?? emptyType;
  return immediate === -64 ? emptyType : { parameters: [], results: [immediate + 0x80] };
}

const emptyType: FunctionType = { parameters: [], results: [] };

/** The immediate of a block of these types. */
export function blockTypeFor(
  plan: Plan,
  parameters: readonly number[],
  results: readonly number[],
): number {
  const [only] = results;
  if (parameters.length > 0 || results.length > 1) return typeOf(plan, parameters, results);
  return only === undefined ? -64 : only - 0x80;
}
