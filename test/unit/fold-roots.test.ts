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
  expect(rootOf(sampleHistory().state)).toMatchInlineSnapshot(`"45c6ad4f1ae8ac18"`);
});

test('random histories come to the states and reports they always came to', () => {
  const traces = Array.from({ length: 8 }, (_, seed) => traceOf(seed));
  expect(traces).toMatchInlineSnapshot(`
    [
      "ec2b712bb561219f e5e0ec98a6378fe2",
      "9366dc354d59381c b56c25aef9c36a44",
      "e13336af6c505cae d5297ef2f472ee61",
      "028bc98777feb532 de3dde9593200efe",
      "bdfe9878aa2d6bd5 ad3d3fbcd8cbf3e4",
      "ad9bc9070d91c146 40ee468a0a844a61",
      "837ca9b6ae7d572c 731e2e0e463adfae",
      "e0ee0272a8167fe9 f29bfce8066a1aef",
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
      "a1e3556f37c51017 d51ff4946865580c",
      "8846dcdab06cfb1f c505f886a44786c3",
      "27d6f73e10919a2b 64a2de5f039fb6ae",
      "677a8fce809c4311 2f3824c1953edd3d",
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
