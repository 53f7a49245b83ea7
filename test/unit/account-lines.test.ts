/** Why an account moved, where some of the records are not here. */
import { expect, test } from 'vitest';
import type { OpenCommunity } from '../../main/adapters/record-process/communities/communities.ts';
import { createAccountLines } from '../../main/adapters/record-process/views/account-lines.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { madeValue } from '../support/community-store-world.ts';
import { counter, found } from '../support/ledger-world.ts';

const world = found(['alice', 'bob']);
const [alice, bob] = [world.of('alice'), world.of('bob')];

/** What alice gave bob in an epoch, hour after hour: this counter names so many hours. */
const given = (epoch: number, hours: number) =>
  counter(world, alice, bob, { epoch, sequence: hours, count: hours, quantity: BigInt(hours) });

/** Heights from 1 on, each of the epoch of its number; null where the records are not here. */
function linesOf(heights: readonly (readonly CheckedRecord[] | null)[]) {
  const records = heights.flatMap((each) => each ?? []);
  const state = genesisState(world.genesis);
  const community = {
    key: world.genesis.community,
    store: {
      lastHeight: () => heights.length,
      epoch: (height: number) => ({ value: madeValue(height) }),
      idsOf: (height: number) => heights[height - 1]?.map(({ id }) => id) ?? null,
      bytesOf: (id: Uint8Array) => records.find((each) => each.id === id)?.bytes ?? null,
      pool: () => [],
    },
    node: { state: () => state, view: () => ({ device: alice.device.publicKey }) },
  };
  const lines = createAccountLines(community as unknown as OpenCommunity, alice.member.hex);
  return heights.map((_, index) => {
    const at = lines.at(index + 1);
    return at === 'pruned' ? at : at.map(({ quantity }) => Number(quantity));
  });
}

test('a later counter credits what it says beyond the one before it', () => {
  expect(linesOf([[given(1, 2)], [given(1, 5), given(2, 1)], [given(3, 4)]])).toEqual([
    [2],
    [1, 3],
    [4],
  ]);
});

test('what came before may be missing, and then nobody says what a counter credited', () => {
  expect(linesOf([null, [given(1, 5)], [given(2, 3)], [given(2, 7)]])).toEqual([
    'pruned',
    'pruned',
    [3],
    [4],
  ]);
});

test('behind a gap only what began there, or is about a later epoch, is told', () => {
  const gap = [[given(1, 2)], null];
  expect(linesOf([...gap, [given(1, 3)]])).toEqual([[2], 'pruned', 'pruned']);
  expect(linesOf([...gap, [given(2, 1), given(2, 4)], [given(2, 6)]])).toEqual([
    ...[[2], 'pruned'],
    ...[[4], [2]],
  ]);
  expect(linesOf([...gap, [given(3, 5)]])).toEqual([[2], 'pruned', [5]]);
});
