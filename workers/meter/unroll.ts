/**
 * Makes small loops several rounds long, so that they look at the allowance, and charge, once for all of them.
 *
 *     loop                             block $out
 *       body                             loop $again
 *     end                                  block $rest
 *                                            far: to $rest unless enough is left for all rounds
 *                                            block $next
 *                                              body, whose branches to the head lead to $next
 *                                              leave: to $out
 *                                            end
 *                                            … once more for each round but the last
 *                                          end
 *                                          body, whose branches to the head lead to $again
 *                                        end
 *                                      end
 *
 * Where less is left, each look is followed by one round, as if the loop had stayed as it was: so the module calls out
 * at the same places with the same count. Only what is calculated before a loop is rewritten may depend on this: the
 * stack that a function needs, where NaNs are made canonical, and what the instructions cost.
 */
import type { FunctionCosts } from './costs.ts';
import type { DecodedFunction, Instruction } from './decode.ts';
import { hints, op } from './decode.ts';
import type { Flow } from './flow.ts';
import type { FloatKind } from './nan-roles.ts';
import type { CanonicalSites } from './nan-sites.ts';
import type { UnrolledLoop } from './unrolled-loops.ts';
import { isOpening, unrolledLoops } from './unrolled-loops.ts';

export interface Unrolled {
  readonly fn: DecodedFunction;
  /** By instruction: which one it was before; -1 for those that were added. */
  readonly origins: Int32Array;
  /** By the `far` instruction: units that all rounds but the last may cost. */
  readonly ahead: ReadonlyMap<number, number>;
}

/** How much more code a module may get by it; counted down. */
export interface Room {
  left: number;
}

/** Instructions that a module may get, those with many labels counted as many. */
export const roomOfModule = 2 ** 17;
/** Of those, what one function may get: engines compile a function as a whole. */
const roomOfFunction = 2 ** 13;

/** Null when no loop gets longer. `hasParameters` answers for the immediate of a block. */
export function unrolled(
  ...[fn, heads, costs, hasParameters, room]: [
    ...[DecodedFunction, Flow['heads'], FunctionCosts, (blockType: number) => boolean, Room],
  ]
): Unrolled | null {
  const own: Room = { left: Math.min(roomOfFunction, room.left) };
  const loops = unrolledLoops(fn, heads, costs, hasParameters).filter(({ added }) => {
    if (added > own.left) return false;
    own.left -= added;
    room.left -= added;
    return true;
  });
  if (loops.length === 0) return null;
  const output: Output = { code: [], origins: [], ahead: new Map() };
  let at = 0;
  for (const loop of loops) {
    copyTo(output, fn, at, loop.start);
    addLoop(output, fn, loop);
    at = loop.end + 1;
  }
  copyTo(output, fn, at, fn.code.length);
  const { code, origins, ahead } = output;
  return { fn: { ...fn, code }, origins: Int32Array.from(origins), ahead };
}

/** The same sites in every round. */
export function sitesIn({ origins }: Unrolled, { before, after }: CanonicalSites): CanonicalSites {
  const everywhere = (sites: CanonicalSites['before']) => {
    const found = new Map<number, FloatKind>();
    if (sites.size === 0) return found;
    origins.forEach((origin, at) => {
      const kind = sites.get(origin);
      if (kind !== undefined) found.set(at, kind);
    });
    return found;
  };
  return { before: everywhere(before), after: everywhere(after) };
}

interface Output {
  readonly code: Instruction[];
  readonly origins: number[];
  readonly ahead: Map<number, number>;
}

function add({ code, origins }: Output, instruction: Instruction, origin: number): void {
  code.push(instruction);
  origins.push(origin);
}

function copyTo(output: Output, fn: DecodedFunction, from: number, end: number): void {
  for (let at = from; at < end; at += 1) add(output, fn.code[at] as Instruction, at);
}

function addLoop(output: Output, fn: DecodedFunction, loop: UnrolledLoop): void {
  const { start, end, rounds, units } = loop;
  const head = fn.code[start] as Instruction;
  const make = (code: number, index: number, second = 0) =>
    add(output, { code, start: -1, end: -1, index, second, targets: [] }, -1);
  make(op.block, head.index);
  add(output, head, start);
  make(op.block, emptyBlock, hints.hardlyLedTo);
  output.ahead.set(output.code.length, units * (rounds - 1));
  make(op.far, 0);
  for (let round = 1; round < rounds; round += 1) {
    make(op.block, emptyBlock, hints.round);
    copyBody(output, fn, loop, 3);
    make(op.leave, 3);
    make(op.end, 0);
  }
  make(op.end, 0);
  copyBody(output, fn, loop, 1);
  add(output, fn.code[end] as Instruction, end);
  make(op.end, 0);
}

const emptyBlock = -64;

/** What leads out of the loop leads over the blocks that were added around it, too. */
function copyBody(
  output: Output,
  fn: DecodedFunction,
  { start, end }: UnrolledLoop,
  blocks: number,
): void {
  let depth = 0;
  const moved = (label: number) => (label > depth ? label + blocks : label);
  for (let at = start + 1; at < end; at += 1) {
    const instruction = fn.code[at] as Instruction;
    const { code, index, targets } = instruction;
    const isBranch = code === op.br || code === op.brIf;
    if (isBranch) add(output, { ...instruction, index: moved(index) }, at);
    else if (code !== op.brTable) add(output, instruction, at);
    else add(output, { ...instruction, targets: targets.map(moved) }, at);
    if (isOpening(code)) depth += 1;
    else if (code === op.end) depth -= 1;
  }
}
