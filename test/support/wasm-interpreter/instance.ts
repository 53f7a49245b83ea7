/**
 * An interpreter of WebAssembly for tests of the meter. It knows the admitted features, gives the canonical NaN
 * for every NaN that an instruction makes, and counts by the words of `workers/meter/contract.ts`; it imports nothing
 * of the product, so that both do not err alike.
 */
import { writeSegments } from './bulk.ts';
import { callFunction } from './execute.ts';
import type { Module } from './read-module.ts';
import type { State, Surroundings } from './state.ts';
import { createState } from './state.ts';
import type { TrapKind, Value } from './value.ts';
import { Trap } from './value.ts';

export interface RunOutcome {
  readonly results: readonly Value[];
  /** Null when it ended by itself. */
  readonly trap: TrapKind | null;
  /** Units used, also by what came before a trap. */
  readonly count: number;
}

export interface Instance {
  readonly state: State;
  /** Runs the start function, where there is one. */
  readonly start: () => RunOutcome;
  readonly invoke: (name: string, values: readonly Value[]) => RunOutcome;
}

/** Null when an active segment does not fit. */
export function instantiate(module: Module, surroundings: Surroundings): Instance | null {
  const state = createState(module, surroundings);
  try {
    writeSegments(state);
  } catch (error) {
    if (error instanceof Trap) return null;
    throw error;
  }
  return {
    state,
    start: () =>
      module.start === null
        ? { results: [], trap: null, count: 0 }
        : outcomeOf(state, module.start, []),
    invoke: (name, values) => {
      const found = module.exports.find((each) => each.name === name)!;
      return outcomeOf(state, found.index, values);
    },
  };
}

function outcomeOf(state: State, index: number, values: readonly Value[]): RunOutcome {
  state.count = 0;
  state.depth = 0;
  const stack = [...values];
  try {
    callFunction(state, index, stack);
    return { results: stack, trap: null, count: state.count };
  } catch (error) {
    // The interpreter recurses with the module, and may have less stack than it asked for.
    if (error instanceof RangeError) return { results: [], trap: 'too_deep', count: state.count };
    if (!(error instanceof Trap)) throw error;
    return { results: [], trap: error.kind, count: state.count };
  }
}
