/** Which loops are worth being made several rounds long: small ones that call nothing and have no loop inside. */
import type { FunctionCosts } from './costs.ts';
import type { DecodedFunction, Instruction } from './decode.ts';
import { op } from './decode.ts';
import type { Flow } from './flow.ts';

export interface UnrolledLoop {
  /** Its `loop` and its `end`. */
  readonly start: number;
  readonly end: number;
  readonly rounds: number;
  /** Units that one round costs at the most. */
  readonly units: number;
  /** How much code it gets. */
  readonly added: number;
}

/** A look costs about two of the engine's instructions: a fourth of that is little even in the smallest loop. */
const roundsMax = 4;
/** In instructions: twice a body longer than half of it would spend more of the engine's cache than looks spend. */
const sizeMax = 260;
/** So that all rounds together stay far below the units between two looks. */
const unitsMax = 1000;

/** A loop that is looked through. */
interface Candidate {
  readonly start: number;
  size: number;
  units: number;
}

/** In the order of the code; none is inside of another. `heads`: the loops that something leads back to. */
export function unrolledLoops(
  fn: DecodedFunction,
  heads: Flow['heads'],
  costs: FunctionCosts,
  hasParameters: (blockType: number) => boolean,
): readonly UnrolledLoop[] {
  const found: UnrolledLoop[] = [];
  const open: number[] = [];
  let loop: Candidate | null = null;
  fn.code.forEach((instruction, at) => {
    const { code, index, targets } = instruction;
    if (isOpening(code)) open.push(at);
    if (code === op.loop) {
      loop = heads.has(at) && !hasParameters(index) ? { start: at, size: 0, units: 0 } : null;
    } else if (loop !== null) {
      loop.size += 1 + targets.length;
      loop.units += costs.unitsOf(instruction, at);
      if (isExcluded(instruction, at, costs)) loop = null;
    }
    if (code !== op.end) return;
    const start = open.pop() ?? -1;
    if (loop?.start !== start) return;
    const { size, units } = loop;
    const rounds = Math.min(roundsMax, Math.floor(sizeMax / size));
    if (rounds > 1 && units <= unitsMax)
      found.push({ start, end: at, rounds, units, added: (rounds - 1) * size + 6 });
    loop = null;
  });
  return found;
}

export function isOpening(code: number): boolean {
  return code === op.block || code === op.loop || code === op.if;
}

/** Whatever finds the count settled. */
function isExcluded(instruction: Instruction, at: number, costs: FunctionCosts): boolean {
  const { code } = instruction;
  const isTail = code === op.returnCall || code === op.returnCallIndirect;
  return isTail || costs.isAnchor(instruction, at);
}
