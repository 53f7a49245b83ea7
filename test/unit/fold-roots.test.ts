/**
 * What the fold has always made of these histories: roots of states that were written down once. Whoever makes the
 * fold quicker must not change one of them; whoever changes a rule writes them down again, and says so.
 */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { toWire } from '../../shared/base/fields.ts';
import { emptyCurrency, settleEpoch } from '../../shared/economy/settle.ts';
import type { Flow } from '../../shared/economy/settle.ts';
import type { EpochReport } from '../../shared/ledger/epoch-report.ts';
import { foldEpoch } from '../../shared/ledger/fold.ts';
import { decodeState, encodeState, stateRootOf } from '../../shared/ledger/snapshot.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { createChance } from '../support/engine-world/chance.ts';
import type { Chance } from '../support/engine-world/chance.ts';
import { createCrowd } from '../support/ledger-crowd.ts';
import { randomHistory, sampleHistory } from '../support/ledger-history.ts';

function rootOf(state: LedgerState): string {
  return bytesToHex(stateRootOf(encodeState(state), cryptography.hash)).slice(0, 16);
}

function reportHash(reports: readonly EpochReport[]): string {
  return hashOf(JSON.stringify(reports.map(toWire)));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** A history as its last root and what its reports say. */
function traceOf(seed: number): string {
  const { steps } = randomHistory(createChance(seed));
  const roots = steps.map(({ state }) => rootOf(state)).join();
  return `${hashOf(roots)} ${reportHash(steps.map(({ report }) => report))}`;
}

test('a history with every kind of record comes to the state it always came to', () => {
  expect(rootOf(sampleHistory().state)).toMatchInlineSnapshot(`"5c274958582c11aa"`);
});

test('random histories come to the states and reports they always came to', () => {
  const traces = Array.from({ length: 8 }, (_, seed) => traceOf(seed));
  expect(traces).toMatchInlineSnapshot(`
    [
      "b0114371df3d82c2 12bb126af3c41936",
      "e386bfcb862ec9b1 238c0671c0f69e26",
      "859fe63c7aaa0e3e 3d39b256b3ede34d",
      "1695d38dff2924ff d7d70491bef261a8",
      "4f7140cc7f929be9 7bf3aa2892493638",
      "046fb46cb024ecab 90a3604c781ace8a",
      "bc3802dcbdd852d1 aeb388706b9d5ae0",
      "11cbe40deda4a46d f4aece36e112d3d4",
    ]
  `);
});

test('a crowd comes to the states and reports it always came to, also when it is read back', () => {
  const { state, recordsOf } = createCrowd(250, 8_000_000n);
  const traces: string[] = [];
  let before = state;
  for (let epoch = 0; epoch < 4; epoch += 1) {
    const folded = foldEpoch(before, { epoch, records: recordsOf(epoch, 1_500) });
    const read = decodeState(encodeState(folded.state));
    if (read === null) throw new Error('a state is read back');
    traces.push(`${rootOf(folded.state)} ${reportHash([folded.report])}`);
    before = epoch % 2 === 0 ? read : folded.state;
  }
  expect(traces).toMatchInlineSnapshot(`
    [
      "1f03322e673956c5 251f31c0655295a8",
      "2cd6f1c8f1cca6d5 9ba018f87416c031",
      "398b6c343cdcb2bb 1014c629cb9e1f99",
      "9a35db5341c30a82 1e6b3fb594a6a61f",
    ]
  `);
});

/** Members at random, most hours from few of them; quantities up to so many units. */
function randomFlows(chance: Chance, people: number, count: number, most: bigint): readonly Flow[] {
  const name = (number: number) => number.toString(16).padStart(64, '0');
  return Array.from({ length: count }, () => {
    const supplier = Math.floor(chance.next() ** 2 * people);
    const consumer = (supplier + chance.whole(1, people - 1)) % people;
    const quantity = (most * BigInt(chance.whole(1, 1_000_000))) / 1_000_000n;
    return { supplier: name(supplier), consumer: name(consumer), quantity };
  });
}

test('settlements of small and of huge quantities come out as they always did', () => {
  const traces: string[] = [];
  for (const [seed, most] of [5_000_000n, 10n ** 14n, 10n ** 30n].entries()) {
    const chance = createChance(seed);
    let state = emptyCurrency;
    const settlements = [1, 2, 3].map(() => {
      const flows = randomFlows(chance, 60, 500, most);
      const settled = settleEpoch(state, flows, (member) => BigInt(member.length) * (most / 100n));
      state = settled.state;
      return { ...settled, state: { ...state, members: [...state.members] } };
    });
    const text = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value);
    traces.push(hashOf(JSON.stringify(settlements, text)));
  }
  expect(traces).toMatchInlineSnapshot(`
    [
      "15b0f0161dbf51e7",
      "eb4d6dd55f7d4a46",
      "64b1b2630313f977",
    ]
  `);
});
