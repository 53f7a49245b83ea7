/** Which loops are worth being made several rounds long: small ones that call nothing and have no loop inside. */
import type { FunctionCosts } from './costs.ts';
import type { DecodedFunction, Instruction } from './decode.ts';
import { op } from './decode.ts';

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
const sizeMax = 200;
/** So that all rounds together stay far below the units between two looks. */
const unitsMax = 1000;

/** A loop that is looked through. */
interface Candidate {
  readonly start: number;
  size: number;
  units: number;
  goesBack: boolean;
}

/** In the order of the code; none is inside of another. */
export function unrolledLoops(
  fn: DecodedFunction,
  costs: FunctionCosts,
  hasParameters: (blockType: number) => boolean,
): readonly UnrolledLoop[] {
  const found: UnrolledLoop[] = [];
  const open: number[] = [];
  let loop: Candidate | null = null;
  fn.code.forEach((instruction, at) => {
    const { code, index } = instruction;
    if (isOpening(code)) open.push(at);
    if (code === op.loop) {
      loop = hasParameters(index) ? null : { start: at, size: 0, units: 0, goesBack: false };
    } else if (loop !== null) {
      loop = isExcluded(instruction, at, costs) ? null : passed(loop, instruction, at, costs, open);
    }
    if (code !== op.end) return;
    const start = open.pop() ?? -1;
    if (loop?.start !== start) return;
    const one = { ...loop, end: at };
    const rounds = Math.min(roundsMax, Math.floor(sizeMax / one.size));
    if (one.goesBack && rounds > 1 && one.units <= unitsMax)
      found.push({ start, end: at, rounds, units: one.units, added: (rounds - 1) * one.size + 6 });
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

/** Counts one more instruction of a loop. */
function passed(
  loop: Candidate,
  instruction: Instruction,
  at: number,
  costs: FunctionCosts,
  open: readonly number[],
): Candidate {
  const { code, index, targets } = instruction;
  loop.size += 1 + targets.length;
  loop.units += costs.unitsOf(instruction, at);
  const leadsBack = (depth: number) => open[open.length - 1 - depth] === loop.start;
  if (code === op.br || code === op.brIf) loop.goesBack ||= leadsBack(index);
  else if (code === op.brTable) loop.goesBack ||= targets.some(leadsBack);
  return loop;
}
