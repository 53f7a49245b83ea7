import { expect, test } from 'vitest';
import { createJudge } from '../../main/engine/record/judge.ts';
import type { Candidate } from '../../main/engine/record/chain.ts';
import type { WantedSet } from '../../main/engine/record/sets.ts';
import { epochValueCodec } from '../../shared/ledger/epoch-value.ts';

const keyOf = (word: number) => new Uint8Array(32).fill(word);

function judging() {
  const sought = new Set<number>();
  const timers: (() => void)[] = [];
  type Ports = Parameters<typeof createJudge>[0];
  const ports = {
    clock: {
      now: () => 0,
      after(_ms: number, action: () => void) {
        timers.push(action);
        return () => undefined;
      },
    },
    chain: { tip: () => ({ height: 0, epoch: -1, id: keyOf(0), committee: [] }) },
    sets: {
      assemble({ count }: WantedSet) {
        sought.add(count);
        return () => {
          sought.delete(count);
        };
      },
    },
    times: { acceptable: () => 10 },
    votes: { tellersOf: () => [] },
    neighbours: () => [],
    keep: () => undefined,
  } as unknown as Ports;
  const judge = createJudge(ports, () => undefined);
  return {
    judge,
    sought: () => [...sought],
    propose(word: number) {
      const value = { height: 1, epoch: 0, previous: keyOf(0), nextCommittee: [keyOf(1)] };
      const roots = { setRoot: keyOf(word), stateRoot: keyOf(word), setCount: word };
      judge.judge(keyOf(word), epochValueCodec.encode({ ...value, ...roots }));
      for (const timer of timers.splice(0)) timer();
    },
  };
}

test('values that can no longer be decided on are neither kept nor looked for', () => {
  const { judge, sought, propose } = judging();
  for (const word of [1, 2, 3]) propose(word);
  judge.know({ id: keyOf(2) } as Candidate);
  judge.know({ id: keyOf(3) } as Candidate);
  expect(sought()).toEqual([1, 2, 3]);
  judge.keepOnly([keyOf(1), keyOf(3)]);
  expect(sought()).toEqual([1, 3]);
  expect([2, 3].map((word) => judge.candidateOf(keyOf(word)) !== null)).toEqual([false, true]);
  judge.forget();
  expect(sought()).toEqual([]);
  expect(judge.candidateOf(keyOf(3))).toBeNull();
});
