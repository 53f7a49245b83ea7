/**
 * The control flow of a function as a graph whose edges are the places where something can be counted.
 *
 * Nodes are the points where paths part or meet. Node 0 is the world outside: a function is entered from it and
 * left to it, and so is every call that must find the count settled (an anchor). An edge is either a stretch of
 * straight-line code, or a branch that is taken; it carries what executing it costs. So every execution is a walk
 * from node 0 to node 0, and its cost the sum over its edges.
 *
 * WebAssembly is structured, hence one pass suffices: all edges but those back to the head of a loop lead
 * forward, and stand in the list behind every edge that leads to where they begin. Code that no path reaches has no
 * edges and is left out.
 */
import type { DecodedFunction, Instruction } from './decode.ts';
import { hints, op } from './decode.ts';

export interface Edge {
  readonly from: number;
  readonly to: number;
  /** Units. */
  readonly cost: number;
  /** How often it is taken for each time that the function is entered: an estimate. */
  readonly frequency: number;
  /** `stretch`: from the gap before instruction `first` to the gap before instruction `last`. */
  readonly kind: 'stretch' | 'taken' | 'no else';
  /** The branching instruction of the other kinds. */
  readonly first: number;
  /** For `taken` of a `br_table`: the label's depth. */
  readonly last: number;
}

export interface Flow {
  readonly nodeCount: number;
  readonly edges: readonly Edge[];
  /** For each instruction, whether it is kept. */
  readonly isLive: Uint8Array;
  /** After an `end` that nothing passes. */
  readonly isDeadAfter: Uint8Array;
  /** The `loop` instructions that something leads back to, and their nodes. */
  readonly heads: ReadonlyMap<number, number>;
}

/** What the graph must know about an instruction beside its kind. */
export interface Costs {
  /** Units that it costs where it stands. */
  readonly unitsOf: (instruction: Instruction, at: number) => number;
  /** Whether the count must be settled when it begins: a call of what counts or looks at the count itself. */
  readonly isAnchor: (instruction: Instruction, at: number) => boolean;
}

interface Frame {
  readonly code: number;
  /** One of `hints`, or 0. */
  readonly hint: number;
  /** Node of its label; -1 while nothing leads there. */
  label: number;
  readonly at: number;
  /** Of an `if`: the node where its paths part, -1 once `else` was seen. */
  parting: number;
  readonly frequency: number;
  /** Of the blocks around it and itself, how many are loops. */
  readonly loops: number;
  /** Sum over what leads to the label. */
  incoming: number;
}

/** How often the body of a loop is run, when nothing is known. */
const loopRounds = 4;

export function flowOf(fn: DecodedFunction, costs: Costs): Flow {
  const walk = createWalk(fn);
  fn.code.forEach((instruction, at) => step(walk, instruction, at, costs));
  const { nodeCount, edges, isLive, isDeadAfter, heads } = walk;
  return { nodeCount, edges, isLive, isDeadAfter, heads };
}

type Walk = ReturnType<typeof createWalk>;

function createWalk(fn: DecodedFunction) {
  const outermost: Frame = {
    code: op.block,
    hint: 0,
    label: 0,
    at: -1,
    parting: -1,
    frequency: 1,
    loops: 0,
    incoming: 0,
  };
  return {
    nodeCount: 1,
    edges: [] as Edge[],
    isLive: new Uint8Array(fn.code.length),
    isDeadAfter: new Uint8Array(fn.code.length),
    heads: new Map<number, number>(),
    frames: [outermost],
    /** Node that the present stretch began at; -1 in code that nothing reaches. */
    node: 0,
    first: 0,
    cost: 0,
    frequency: 1,
    /** Blocks within code that nothing reaches. */
    deadDepth: 0,
  };
}

function step(walk: Walk, instruction: Instruction, at: number, costs: Costs): void {
  const { code } = instruction;
  if (walk.node < 0 && isInsideDeadCode(walk, code)) return;
  walk.isLive[at] = 1;
  if (walk.node >= 0) walk.cost += costs.unitsOf(instruction, at);
  switch (code) {
    case op.block:
      return void pushFrame(walk, instruction, at, -1, -1);
    case op.loop:
      return enterLoop(walk, instruction, at);
    case op.if:
      closeStretch(walk, addNode(walk), at, true);
      return void pushFrame(walk, instruction, at, -1, walk.node);
    case op.else:
      return enterElse(walk, at);
    case op.end:
      return leaveBlock(walk, at);
    case op.br:
    case op.leave:
      branch(walk, instruction.index, at);
      return die(walk);
    case op.brIf:
    case op.far:
      return branchIf(walk, instruction.index, at);
    case op.brTable:
      branchByTable(walk, instruction.targets, at);
      return die(walk);
    case op.return:
    case op.returnCall:
    case op.returnCallIndirect:
      closeStretch(walk, 0, at, false);
      return die(walk);
    case op.unreachable:
      return die(walk);
    default:
      if (costs.isAnchor(instruction, at)) closeStretch(walk, 0, at, true);
  }
}

/** Keeps count of the blocks in dead code; false for the `else` or `end` where it may come to life again. */
function isInsideDeadCode(walk: Walk, code: number): boolean {
  if (code === op.block || code === op.loop || code === op.if) walk.deadDepth += 1;
  else if (code === op.end && walk.deadDepth > 0) {
    walk.deadDepth -= 1;
    return true;
  } else if (walk.deadDepth === 0 && (code === op.else || code === op.end)) return false;
  return true;
}

function addNode(walk: Walk): number {
  walk.nodeCount += 1;
  return walk.nodeCount - 1;
}

/** Ends the present stretch before instruction `at`; the next one begins behind it, at the same node. */
function closeStretch(walk: Walk, to: number, at: number, goesOn: boolean): void {
  const { node, cost, frequency, first } = walk;
  walk.edges.push({ from: node, to, cost, frequency, kind: 'stretch', first, last: at });
  walk.cost = 0;
  walk.first = at + 1;
  walk.node = goesOn ? to : -1;
}

function die(walk: Walk): void {
  walk.node = -1;
  walk.cost = 0;
}

function pushFrame(
  ...[walk, { code, second }, at, label, parting]: [Walk, Instruction, number, number, number]
): void {
  const { frequency } = walk;
  const loops = topFrame(walk).loops + (code === op.loop ? 1 : 0);
  walk.frames.push({ code, hint: second, label, at, parting, frequency, loops, incoming: 0 });
  if (code === op.if) walk.frequency /= 2;
}

function enterLoop(walk: Walk, instruction: Instruction, at: number): void {
  const head = addNode(walk);
  closeStretch(walk, head, at, true);
  pushFrame(walk, instruction, at, head, -1);
  walk.frequency *= loopRounds;
}

function enterElse(walk: Walk, at: number): void {
  const frame = topFrame(walk);
  arriveAtEnd(walk, frame, at);
  walk.node = frame.parting;
  walk.first = at + 1;
  walk.cost = 0;
  walk.frequency = frame.frequency / 2;
  frame.parting = -1;
}

/** The fall from the present stretch into the end of a block. */
function arriveAtEnd(walk: Walk, frame: Frame, at: number): void {
  if (walk.node < 0) return;
  frame.incoming += walk.frequency;
  closeStretch(walk, labelOf(walk, frame), at, false);
}

function leaveBlock(walk: Walk, at: number): void {
  const frame = topFrame(walk);
  walk.frames.pop();
  if (frame.code === op.loop) {
    walk.frequency = frame.frequency;
  } else if (walk.frames.length === 0) {
    if (walk.node >= 0) closeStretch(walk, 0, at, false);
  } else {
    if (frame.parting >= 0) skipElse(walk, frame);
    // A block that nothing leads to the end of is transparent: the stretch goes on through it.
    if (frame.label >= 0) {
      arriveAtEnd(walk, frame, at);
      walk.node = frame.label;
      walk.first = at + 1;
      walk.cost = 0;
      walk.frequency = frame.incoming;
    }
  }
  if (walk.node < 0 && walk.frames.length > 0) walk.isDeadAfter[at] = 1;
}

function skipElse(walk: Walk, frame: Frame): void {
  const frequency = frame.frequency / 2;
  frame.incoming += frequency;
  const to = labelOf(walk, frame);
  const edge = { from: frame.parting, to, cost: 0, frequency, first: frame.at, last: 0 };
  walk.edges.push({ ...edge, kind: 'no else' });
}

function branch(walk: Walk, depth: number, at: number): void {
  const frame = frameAt(walk, depth);
  arrive(walk, frame, walk.frequency / loopRounds ** loopsLeft(walk, depth));
  closeStretch(walk, labelOf(walk, frame), at, false);
}

function branchIf(walk: Walk, depth: number, at: number): void {
  const frame = frameAt(walk, depth);
  const parting = addNode(walk);
  closeStretch(walk, parting, at, true);
  const likelihood = likelihoodOf(walk, frame, depth);
  takeBranch(walk, frame, depth, at, walk.frequency * likelihood);
  walk.frequency *= 1 - likelihood;
}

/** Back to the head of a loop is likely, out of a loop is not: even less than what else is done once for all rounds. */
function likelihoodOf(walk: Walk, frame: Frame, depth: number): number {
  if (loopsLeft(walk, depth) > 0) return 0.9 / loopRounds;
  if (frame.hint === hints.hardlyLedTo) return 1 / 1024;
  const goesOn = frame.code === op.loop || frame.hint === hints.round;
  return goesOn ? 1 - 1 / loopRounds : 0.5;
}

function branchByTable(walk: Walk, targets: readonly number[], at: number): void {
  const parting = addNode(walk);
  closeStretch(walk, parting, at, true);
  const labels = [...new Set(targets)];
  for (const depth of labels)
    takeBranch(walk, frameAt(walk, depth), depth, at, walk.frequency / labels.length);
}

function takeBranch(walk: Walk, frame: Frame, depth: number, at: number, frequency: number): void {
  const to = labelOf(walk, frame);
  const taken = Math.min(frequency, walk.frequency / loopRounds ** loopsLeft(walk, depth));
  arrive(walk, frame, taken);
  const edge = { from: walk.node, to, cost: 0, frequency: taken, first: at, last: depth };
  walk.edges.push({ ...edge, kind: 'taken' });
}

function arrive(walk: Walk, frame: Frame, frequency: number): void {
  frame.incoming += frequency;
  if (frame.code === op.loop) walk.heads.set(frame.at, frame.label);
}

/** How many loops a branch leaves; the one whose head it leads to is not left. */
function loopsLeft(walk: Walk, depth: number): number {
  return topFrame(walk).loops - frameAt(walk, depth).loops;
}

function labelOf(walk: Walk, frame: Frame): number {
  if (frame.label < 0) frame.label = addNode(walk);
  return frame.label;
}

function frameAt(walk: Walk, depth: number): Frame {
  return walk.frames[walk.frames.length - 1 - depth] as Frame;
}

function topFrame(walk: Walk): Frame {
  return frameAt(walk, 0);
}
