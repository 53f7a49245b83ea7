/**
 * Merkle trees as in RFC 6962 (section 2.1): a leaf is hashed behind a byte 0, a node behind a byte 1, and the
 * left half of a tree is the largest power of two that is less than the whole. Whoever knows the root can be
 * shown any leaf with as many hashes as the tree is high; no leaf can pass for a node.
 */
import { sameBytes } from '../base/bytes.ts';

export type Hash = (...parts: readonly Uint8Array[]) => Uint8Array;

const leafMark = new Uint8Array([0]);
const nodeMark = new Uint8Array([1]);

/** The root over these leaves in their order; of none, the hash of nothing. */
export function merkleRoot(leaves: readonly Uint8Array[], hash: Hash): Uint8Array {
  const frontier = createFrontier(hash);
  for (const leaf of leaves) frontier.append(leaf);
  return frontier.root();
}

/** The root over a set of ids, given in ascending order. */
export function idsRoot(sortedIds: readonly Uint8Array[], hash: Hash): Uint8Array {
  return merkleRoot(sortedIds, hash);
}

/** What stands for a leaf in its tree. */
export function leafHash(leaf: Uint8Array, hash: Hash): Uint8Array {
  return hash(leafMark, leaf);
}

/**
 * The root over leaves of which only the hashes are known. Hashes of nodes make the same root: that these stand for
 * leaves is known for each when its leaf has come.
 */
export function rootOfLeafHashes(hashes: readonly Uint8Array[], hash: Hash): Uint8Array {
  const frontier = createFrontier(hash);
  for (const each of hashes) frontier.appendHash(each);
  return frontier.root();
}

/** A root over leaves that are only ever added: it keeps one hash for each level instead of the leaves. */
export interface Frontier {
  append(leaf: Uint8Array): void;
  /** The same, of a leaf of which only the hash is known. */
  appendHash(leafHash: Uint8Array): void;
  count(): number;
  /** Of all that was appended so far. */
  root(): Uint8Array;
}

export function createFrontier(hash: Hash): Frontier {
  /** Roots of whole trees, the largest first: one for each bit of the count. */
  const peaks: Uint8Array[] = [];
  let count = 0;
  function appendHash(leaf: Uint8Array): void {
    let node = leaf;
    for (let rest = count; rest % 2 === 1; rest = (rest - 1) / 2) {
      node = hash(nodeMark, peaks.pop() ?? node, node);
    }
    peaks.push(node);
    count += 1;
  }
  return {
    append(leaf) {
      appendHash(leafHash(leaf, hash));
    },
    appendHash,
    count: () => count,
    root() {
      const last = peaks.at(-1);
      if (last === undefined) return hash();
      return peaks.slice(0, -1).reduceRight((right, left) => hash(nodeMark, left, right), last);
    },
  };
}

/** The hashes beside the way from a leaf to the root, the lowest first; null for an index outside. */
export function merkleProof(
  leaves: readonly Uint8Array[],
  index: number,
  hash: Hash,
): readonly Uint8Array[] | null {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) return null;
  const proof: Uint8Array[] = [];
  let [first, end] = [0, leaves.length];
  while (end - first > 1) {
    const middle = first + leftSize(end - first);
    const isLeft = index < middle;
    const beside = isLeft ? leaves.slice(middle, end) : leaves.slice(first, middle);
    proof.unshift(merkleRoot(beside, hash));
    if (isLeft) end = middle;
    else first = middle;
  }
  return proof;
}

/** Whether this leaf stands at this index in a tree of so many leaves with this root. */
export function checkMerkleProof(
  claim: {
    readonly leaf: Uint8Array;
    readonly index: number;
    readonly count: number;
    readonly proof: readonly Uint8Array[];
    readonly root: Uint8Array;
  },
  hash: Hash,
): boolean {
  const { leaf, index, count, proof, root } = claim;
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(count)) return false;
  if (index < 0 || index >= count) return false;
  const sides = sidesOf(index, count);
  if (sides.length !== proof.length) return false;
  let node = hash(leafMark, leaf);
  for (const [level, beside] of proof.entries()) {
    node = sides[level] === 'right' ? hash(nodeMark, beside, node) : hash(nodeMark, node, beside);
  }
  return sameBytes(node, root);
}

/** On which side of each node the way from the leaf comes up, the lowest first. */
function sidesOf(index: number, count: number): readonly ('left' | 'right')[] {
  const sides: ('left' | 'right')[] = [];
  let [first, end] = [0, count];
  while (end - first > 1) {
    const middle = first + leftSize(end - first);
    if (index < middle) {
      sides.unshift('left');
      end = middle;
    } else {
      sides.unshift('right');
      first = middle;
    }
  }
  return sides;
}

/** The largest power of two below `size`, which is at least 2. */
function leftSize(size: number): number {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}
