import { expect, test } from 'vitest';
import { createSetRelay } from '../../main/engine/record/set-relay.ts';
import { setCountMax } from '../../main/engine/record/sets.ts';
import type { WantedSet } from '../../main/engine/record/sets.ts';
import type { Message } from '../../shared/consensus/messages.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { epochValueCodec } from '../../shared/ledger/epoch-value.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';

const keyOf = (word: number) => new Uint8Array(32).fill(word);

interface Proposed {
  readonly round?: number;
  readonly count?: number;
  readonly height?: number;
}

/** `root` stands for the whole proposal. */
function proposal(witness: number, root: number, { round = 0, count = 1, height = 1 }: Proposed) {
  const value = epochValueCodec.encode({
    ...{ height, epoch: 0, previous: keyOf(0), setRoot: keyOf(root), setCount: count },
    ...{ stateRoot: keyOf(0), nextCommittee: [keyOf(1)] },
  });
  const said = {
    kind: 'proposal',
    height,
    round,
    witness,
    id: keyOf(root),
    validRound: -1,
  } as const;
  return { ...said, value, signature: new Uint8Array(64) };
}

function relaying(kept: readonly Message[], waiting: readonly string[] = []) {
  const sought = new Map<number, WantedSet>();
  const relay = createSetRelay({
    sets: {
      isSought: (root) => sought.has(root[0] ?? 0),
      assemble(wanted) {
        const root = wanted.root[0] ?? 0;
        sought.set(root, wanted);
        return () => sought.delete(root);
      },
    },
    votes: { kept: () => kept, tellersOf: () => [] },
    pool: { get: (id) => (waiting.includes(id) ? ({} as CheckedRecord) : null) },
    neighbours: () => [],
    height: () => 0,
  });
  const want = (...roots: readonly number[]) => {
    for (const root of roots) relay.wanted(keyOf(root));
    return [...sought.keys()];
  };
  return { relay, sought, want };
}

test('only what a witness proposes for the next height is looked for', () => {
  const { want } = relaying([
    proposal(1, 11, {}),
    proposal(1, 12, { round: 3 }),
    proposal(2, 21, { count: setCountMax + 1 }),
    proposal(3, 31, { height: 2 }),
  ]);
  // Nobody has named 99; 11 was followed by another; 21 is too large; 31 is for a later height.
  expect(want(99, 11, 21, 31)).toEqual([]);
  expect(want(12)).toEqual([12]);
});

test('many proposals of one witness do not end the search for what another proposes', () => {
  const { want } = relaying(
    [1, 2, 3].map((root) => proposal(1, root, {})).concat(proposal(2, 20, {})),
  );
  expect(want(20, 1, 2, 3)).toEqual([20, 3]);
});

test('a search ends where nobody has the set, and begins anew when it is wanted again', () => {
  const { sought, want } = relaying([proposal(1, 5, {})]);
  want(5);
  sought.get(5)?.nowhere?.();
  expect([...sought.keys()]).toEqual([]);
  expect(want(5)).toEqual([5]);
});

test('records that do not wait here are kept for those who ask, until the height is over', () => {
  const [here, elsewhere] = [keyOf(1), keyOf(2)];
  const { relay, sought, want } = relaying([proposal(1, 5, { count: 2 })], [bytesToHex(here)]);
  want(5);
  const found = [here, elsewhere].map((id) => ({ id, bytes: id }) as CheckedRecord);
  sought.get(5)?.complete(found);
  expect(relay.bytesOf(bytesToHex(here))).toBeNull();
  expect(relay.bytesOf(bytesToHex(elsewhere))).toEqual(elsewhere);
  relay.stop();
  expect(relay.bytesOf(bytesToHex(elsewhere))).toBeNull();
  expect([...sought.keys()]).toEqual([]);
});
