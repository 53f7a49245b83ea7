import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  checkMerkleProof,
  createFrontier,
  merkleProof,
  merkleRoot,
} from '../../shared/ledger/merkle.ts';
import { bytesToHex, hexToBytes } from '../../shared/base/bytes.ts';

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** The inputs and roots that Certificate Transparency's implementations test themselves by. */
const leaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(hexToBytes);

const roots: readonly (readonly [number, string])[] = [
  [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
  [4, 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
  [5, '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
  [6, '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
  [7, 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
  [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
];

test.each(roots)('the root over the first %i leaves of RFC 6962’s test tree', (count, root) => {
  expect(bytesToHex(merkleRoot(leaves.slice(0, count), sha256))).toBe(root);
});

test('a root that grows leaf by leaf is the root of all leaves at every step', () => {
  const frontier = createFrontier(sha256);
  for (const [index, leaf] of leaves.entries()) {
    frontier.append(leaf);
    expect(frontier.count()).toBe(index + 1);
    expect(frontier.root()).toEqual(merkleRoot(leaves.slice(0, index + 1), sha256));
  }
});

const many = Array.from({ length: 33 }, (_, index) => new Uint8Array([index]));

test('every leaf of trees of every size up to 33 has a proof, and no other place or size fits it', () => {
  for (let count = 1; count <= many.length; count += 1) {
    const part = many.slice(0, count);
    const root = merkleRoot(part, sha256);
    for (const [index, leaf] of part.entries()) {
      const proof = merkleProof(part, index, sha256) ?? [];
      const claim = { leaf, index, count, proof, root };
      expect(checkMerkleProof(claim, sha256)).toBe(true);
      expect(checkMerkleProof({ ...claim, index: (index + 1) % (count + 1) }, sha256)).toBe(false);
      expect(checkMerkleProof({ ...claim, leaf: new Uint8Array([99]) }, sha256)).toBe(false);
      expect(checkMerkleProof({ ...claim, proof: [...proof, root] }, sha256)).toBe(false);
      expect(checkMerkleProof({ ...claim, count: count * 2 + 1 }, sha256)).toBe(false);
    }
  }
});

test('there is no proof for a place outside the tree', () => {
  expect(merkleProof(many, -1, sha256)).toBe(null);
  expect(merkleProof(many, many.length, sha256)).toBe(null);
  const claim = { leaf: new Uint8Array(), index: 0, count: 0, proof: [], root: sha256() };
  expect(checkMerkleProof(claim, sha256)).toBe(false);
});

test('a node cannot pass for a leaf', () => {
  const [a, b] = [many.slice(0, 1), many.slice(1, 2)].map((leaf) => merkleRoot(leaf, sha256));
  const asLeaf = new Uint8Array([...(a ?? []), ...(b ?? [])]);
  expect(merkleRoot([asLeaf], sha256)).not.toEqual(merkleRoot(many.slice(0, 2), sha256));
});
