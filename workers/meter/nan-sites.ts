/**
 * Where NaNs are made canonical: behind the arithmetic that makes them, or before the instruction that shows them.
 *
 * Before is enough where everything that can get there was made by arithmetic or is known to be no NaN; then a sum
 * in a loop with one store behind it needs one canonicalisation and not one for each round. Values that hang
 * together are decided on together: by which is less often done, taking each loop for eight rounds.
 */
import type { FloatKind } from './nan-roles.ts';
import type { ValueGraph } from './nan-graph.ts';
import { backwards, foreign, forwards, groupsOf, observers } from './nan-graph.ts';

/** By the index of the instruction: what is on top of the stack there, and has to be made canonical. */
export interface CanonicalSites {
  readonly before: ReadonlyMap<number, FloatKind>;
  readonly after: ReadonlyMap<number, FloatKind>;
}

/** A value that arithmetic makes. */
export interface Source {
  readonly node: number;
  readonly at: number;
  readonly kind: FloatKind;
}

/** An instruction that shows the value on top of the stack. */
export interface Sight {
  readonly node: number;
  readonly at: number;
}

export interface Traced {
  readonly graph: ValueGraph;
  readonly sources: readonly Source[];
  readonly sights: readonly Sight[];
  /** How often each instruction is run, estimated. */
  readonly frequency: (at: number) => number;
  /** Whether all ways were followed. */
  readonly isCertain: boolean;
}

interface Group {
  readonly kind: FloatKind;
  isMixed: boolean;
  made: number;
  shown: number;
}

export function sitesOf(traced: Traced): CanonicalSites {
  const { sources, sights, isCertain } = traced;
  const after = new Map<number, FloatKind>();
  const before = new Map<number, FloatKind>();
  if (!isCertain) {
    for (const { at, kind } of sources) after.set(at, kind);
    return { after, before };
  }
  const seen = backwards(traced.graph);
  const bits = seen(observers.bits);
  const atSight = seen(observers.atSight);
  const [asF32, asF64] = [seen(observers.asF32), seen(observers.asF64)];
  const groups = groupsOf(traced.graph);
  const shownByGroup = groupsShown(traced, groups, bits, atSight);
  const isShown = (node: number) => shownByGroup.get(groups[node] ?? 0) !== undefined;
  for (const { node, at, kind } of sources) {
    const otherLanes = kind === 'f32' || kind === 'f32x4' ? asF64 : asF32;
    const isSeen = bits[node] === 1 || otherLanes[node] === 1;
    if (isSeen || (atSight[node] === 1 && !isShown(node))) after.set(at, kind);
  }
  for (const { node, at } of sights) {
    const kind = shownByGroup.get(groups[node] ?? 0);
    if (kind !== undefined) before.set(at, kind);
  }
  return { after, before };
}

/** The groups that are made canonical where they are shown, with what they are. */
function groupsShown(
  { graph, sources, sights, frequency }: Traced,
  roots: Uint32Array,
  bits: Uint8Array,
  atSight: Uint8Array,
): ReadonlyMap<number, FloatKind> {
  if (sights.length === 0) return new Map();
  const isForeign = forwards(graph)(foreign);
  const groups = new Map<number, Group>();
  for (const { node, at, kind } of sources) {
    const root = roots[node] ?? 0;
    const group = groups.get(root) ?? { kind, isMixed: false, made: 0, shown: 0 };
    groups.set(root, group);
    if (group.kind !== kind || bits[node] === 1) group.isMixed = true;
    if (atSight[node] === 1) group.made += frequency(at);
  }
  for (const { node, at } of sights) {
    const group = groups.get(roots[node] ?? 0);
    if (group === undefined) continue;
    group.shown += frequency(at);
    if (isForeign[node] === 1) group.isMixed = true;
  }
  const chosen = [...groups].filter(([, { isMixed, made, shown }]) => !isMixed && shown < made);
  return new Map(chosen.map(([root, { kind }]) => [root, kind]));
}

/** Eight rounds for each loop around an instruction. */
export function frequenciesOf(code: readonly { readonly code: number }[]): Traced['frequency'] {
  const depths = new Uint8Array(code.length);
  const isLoop: boolean[] = [];
  let depth = 0;
  code.forEach((instruction, at) => {
    if (instruction.code >= 0x02 && instruction.code <= 0x04) {
      isLoop.push(instruction.code === 0x03);
      if (instruction.code === 0x03) depth += 1;
    } else if (instruction.code === 0x0b && isLoop.pop() === true) depth -= 1;
    depths[at] = Math.min(depth, loopsMax);
  });
  return (at) => 8 ** (depths[at] ?? 0);
}

/** What is deeper is not told apart. */
const loopsMax = 8;
