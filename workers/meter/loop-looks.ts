/**
 * Which loops must look at the allowance themselves. One whose every round passes the head of a loop inside need not:
 * that one looks. So of nested loops, those that do little but run the inner ones cost nothing.
 *
 * Only loops that have none inside look for others, and they always look themselves. Hence it is enough to know, for each
 * place, from which of the heads around it the place can be reached without passing one of those; and of the heads around
 * a place, whoever comes from an outer one has passed all that are further inside: one number says it all.
 */
import type { DecodedFunction } from './decode.ts';
import { op } from './decode.ts';
import type { Edge, Flow } from './flow.ts';

/** Nodes of `flow.heads` at which it must be looked. */
export function headsThatLook(fn: DecodedFunction, flow: Flow): Set<number> {
  const { innermost, depths } = nestingOf(fn, flow);
  if (innermost.size === flow.heads.size) return innermost;
  const looking = new Set(innermost);
  /** By node: the depth of the outermost loop from whose head it is reached; `nowhere` from none. */
  const reached = new Float64Array(flow.nodeCount).fill(nowhere);
  /** The same behind calls, by the gap there. */
  const behind = new Map<number, number>();
  for (const edge of flow.edges) {
    const { from, to, kind, first, last } = edge;
    const outermost = from === 0 ? (behind.get(first) ?? nowhere) : (reached[from] ?? nowhere);
    if (to === 0) {
      if (kind === 'stretch') behind.set(last + 1, outermost);
      continue;
    }
    const depth = depths.get(to);
    if (depth === undefined) reached[to] = Math.min(reached[to] ?? nowhere, outermost);
    else if (innermost.has(to)) continue;
    else if (isEntry(flow, edge)) reached[to] = Math.min(outermost, depth);
    else if (outermost <= depth) looking.add(to);
  }
  return looking;
}

const nowhere = Infinity;

/** Whether an edge enters the loop that it leads to, and does not lead back. */
export function isEntry({ heads }: Flow, { kind, last, to }: Edge): boolean {
  return kind === 'stretch' && heads.get(last) === to;
}

/** Of loops that something leads back to, by the node of their heads: how many are around it, and those with none inside. */
function nestingOf(fn: DecodedFunction, { heads }: Flow) {
  const depths = new Map<number, number>();
  const innermost = new Set<number>();
  /** The blocks that are open: the node of a loop, or -1. */
  const open: number[] = [];
  const around: number[] = [];
  fn.code.forEach(({ code }, at) => {
    if (code === op.block || code === op.loop || code === op.if) {
      const head = heads.get(at) ?? -1;
      open.push(head);
      if (head < 0) return;
      depths.set(head, around.length);
      innermost.delete(around.at(-1) ?? -1);
      innermost.add(head);
      around.push(head);
    } else if (code === op.end && (open.pop() ?? -1) >= 0) around.pop();
  });
  return { depths, innermost };
}
