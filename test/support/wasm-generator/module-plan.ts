/** What a generated module has, before its functions are written. */
import type { Choices } from './choices.ts';

export interface Signature {
  readonly parameters: string;
  readonly results: string;
}

export interface PlannedGlobal {
  readonly type: string;
  readonly isMutable: boolean;
}

export interface PlannedTable {
  readonly initial: number;
  readonly maximum: number | null;
  /** The functions that are in it at the start; null for none. */
  readonly content: readonly (number | null)[];
}

export interface ModulePlan {
  /** Whether there are floating-point numbers in it. */
  readonly hasFloats: boolean;
  readonly imports: readonly (Signature & { readonly name: string })[];
  /** The imported ones first; the first two of its own are entries. */
  readonly functions: readonly Signature[];
  /** So many functions, the first, may be in tables, and be referred to. */
  readonly referable: number;
  readonly hasTailCalls: boolean;
  /** The first holds the fuel: how often a module may still branch back or call back. */
  readonly globals: readonly PlannedGlobal[];
  readonly fuel: number;
  readonly tables: readonly PlannedTable[];
  readonly memory: { readonly initial: number; readonly maximum: number | null } | null;
  readonly datas: readonly { readonly isPassive: boolean; readonly bytes: number }[];
  readonly elements: readonly { readonly isPassive: boolean; readonly count: number }[];
  /** The signatures that blocks and functions refer to, in the order of the type section. */
  readonly types: Signature[];
}

/** What a module may import: `call` says what the host answers. */
export const hostFunctions = [
  { name: 'tick', parameters: '', results: '' },
  { name: 'ask', parameters: 'i', results: 'i' },
  { name: 'pair', parameters: 'Ii', results: 'iI' },
] as const;

export function planModule(choices: Choices): ModulePlan {
  const { below, rarely } = choices;
  const hasFloats = below(4) > 1;
  const imports = hostFunctions.slice(0, rarely(2) ? below(4) : 0);
  const own = 1 + below(rarely(8) ? 12 : 5);
  const functions: Signature[] = [...imports];
  for (let index = 0; index < own; index += 1) {
    const isEntry = index < 2;
    functions.push({
      parameters: letters(choices, hasFloats, rarely(10) ? 9 : 3, isEntry),
      results: letters(choices, hasFloats, 3, isEntry),
    });
  }
  const referable = rarely(3) ? functions.length : 1 + below(functions.length);
  const hasTailCalls = rarely(3);
  const globals = Array.from({ length: below(6) }, () => ({
    type: letter(choices, hasFloats),
    isMutable: !rarely(4),
  }));
  const hasMemory = !rarely(8);
  const initial = rarely(8) ? 0 : 1 + below(2);
  const memory = hasMemory ? { initial, maximum: rarely(4) ? null : initial + below(4) } : null;
  const tables = Array.from({ length: [1, 0, 1, 1, 2][below(5)]! }, () => {
    const size = rarely(10) ? 0 : 4 + below(5);
    const content = Array.from({ length: size }, () => (rarely(5) ? null : below(referable)));
    return { initial: size, maximum: rarely(3) ? null : size + below(6), content };
  });
  return {
    hasFloats,
    imports,
    functions,
    referable,
    hasTailCalls,
    globals: [{ type: 'i', isMutable: true }, ...globals],
    fuel: below(rarely(6) ? 300 : 40),
    tables,
    memory,
    datas: Array.from({ length: hasMemory ? below(4) : 0 }, () => ({
      isPassive: below(2) === 0,
      bytes: rarely(10) ? 0 : 3 + below(rarely(8) ? 300 : 12),
    })),
    elements: Array.from({ length: tables.length > 0 ? 1 + below(3) : 0 }, () => ({
      isPassive: below(3) === 0,
      count: rarely(10) ? 0 : 2 + below(5),
    })),
    types: [],
  };
}

/** One type; references to functions and vectors are rarer than numbers. */
export function letter({ oneOf, rarely }: Choices, hasFloats: boolean): string {
  if (rarely(12)) return 'r';
  if (rarely(8)) return 'v';
  return oneOf(hasFloats ? 'iIfF' : 'iI');
}

export function letters(
  choices: Choices,
  hasFloats: boolean,
  most: number,
  isEntry = false,
): string {
  const one = () => (isEntry ? choices.oneOf('iI') : letter(choices, hasFloats));
  return Array.from({ length: choices.below(most + 1) }, one).join('');
}

/** The index of a signature in the type section, where it is put if it is not there. */
export function typeIndexOf({ types }: ModulePlan, parameters: string, results: string): number {
  const found = types.findIndex(
    (each) => each.parameters === parameters && each.results === results,
  );
  return found >= 0 ? found : types.push({ parameters, results }) - 1;
}
