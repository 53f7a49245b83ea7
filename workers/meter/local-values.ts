/**
 * Which value a local variable has at each place of a function. Compilers use one variable for many purposes, one
 * after the other; taken as one place, a value that is stored would drag along all others that were ever kept there.
 *
 * It is the single assignment form (Cytron et al. 1991), which is simple for code in blocks: values join only where a
 * block ends and where a loop begins, and only those of variables that are written inside.
 */
import type { DecodedFunction } from './decode.ts';
import { op } from './decode.ts';
import { valueTypes } from './effects.ts';

export interface LocalValues {
  readonly local: (index: number) => number;
  readonly assign: (index: number, value: number) => void;
  /** A block begins at this instruction; answers its place, which the others are told. */
  readonly enter: (code: number, at: number) => number;
  /** The variables as they are now reach the label of the block. */
  readonly reach: (place: number) => void;
  /** The other arm of a choice begins with what the first began with. */
  readonly otherwise: (place: number) => void;
  readonly leave: (place: number) => void;
}

interface Place {
  readonly code: number;
  /** The variables that are written in the block. */
  readonly written: readonly number[];
  /** Their values where it began; empty when nobody asks. */
  before: readonly number[];
  /** Their values at its label, once something reached it. */
  joined: readonly number[] | null;
}

export interface Joining {
  readonly join: (type: number) => number;
  readonly move: (from: number, to: number) => void;
  /** A value of a variable that was never written. */
  readonly zero: (type: number) => number;
  /** The value of a parameter. */
  readonly passed: number;
  /** Whether so many steps more may be made; once they may not, no answer matters any more. */
  readonly isWithin: (steps: number) => boolean;
}

export function createLocalValues(
  fn: DecodedFunction,
  { join, move, zero, passed, isWithin }: Joining,
): LocalValues {
  const { parameters } = fn.type;
  const current = fn.locals.map((type, index) => (index < parameters.length ? passed : zero(type)));
  const writtenIn = writtenLocals(fn, isWithin);
  const places: Place[] = [];
  const now = (place: Place) => place.written.map((index) => current[index] ?? 0);
  const reachWith = (place: Place, values: readonly number[]) => {
    place.joined ??= place.written.map((index) => join(fn.locals[index] ?? 0));
    place.joined.forEach((node, order) => move(values[order] ?? 0, node));
  };
  const restore = (place: Place, values: readonly number[]) => {
    place.written.forEach((index, order) => (current[index] = values[order] ?? 0));
  };
  return {
    local: (index) => current[index] ?? 0,
    assign: (index, value) => (current[index] = value),
    enter(code, at) {
      const all = writtenIn.get(at) ?? [];
      const written = isWithin(all.length) ? all : [];
      const place: Place = { code, written, before: [], joined: null };
      const values = now(place);
      if (code === op.if) place.before = values;
      if (code === op.loop) {
        reachWith(place, values);
        restore(place, place.joined ?? values);
      }
      return places.push(place) - 1;
    },
    reach(index) {
      const place = places[index];
      if (place === undefined || !isWithin(place.written.length)) return;
      reachWith(place, now(place));
    },
    otherwise(index) {
      const place = places[index];
      if (place === undefined) return;
      restore(place, place.before);
      places[index] = { ...place, code: op.else };
    },
    leave(index) {
      const place = places[index];
      if (place === undefined || place.code === op.loop) return;
      if (place.code === op.if) reachWith(place, place.before);
      restore(place, place.joined ?? []);
    },
  };
}

/** By the instruction with which a block begins: the floating-point variables that are written in it. */
function writtenLocals(
  fn: DecodedFunction,
  isWithin: (steps: number) => boolean,
): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, readonly number[]>();
  const open: { readonly at: number; readonly written: Set<number> }[] = [];
  fn.code.forEach(({ code, index }, at) => {
    if (code === op.block || code === op.loop || code === op.if)
      open.push({ at, written: new Set() });
    else if (code === op.localSet || code === op.localTee) {
      if (isFloating(fn.locals[index] ?? 0)) open.at(-1)?.written.add(index);
    } else if (code === op.end) {
      const block = open.pop();
      if (block === undefined || !isWithin(block.written.size)) return;
      found.set(block.at, [...block.written]);
      for (const one of block.written) open.at(-1)?.written.add(one);
    }
  });
  return found;
}

export function isFloating(type: number): boolean {
  return type === valueTypes.f32 || type === valueTypes.f64 || type === valueTypes.v128;
}
