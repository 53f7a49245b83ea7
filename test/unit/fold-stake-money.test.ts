/** What stake does to hours (rules R13, R14, R15): returns, lines, pledges, and causes that the record counts itself. */
import { expect, test } from 'vitest';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { contextBefore } from '../../shared/ledger/market-context.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { lotOf, unitsOf } from '../../shared/stake/lots.ts';
import { fold, hour } from '../support/ledger-fold.ts';
import { cause, idOf, offerOf, sealed, wantsOf } from '../support/ledger-market.ts';
import { counter, found } from '../support/ledger-world.ts';
import type { Machine } from '../support/ledger-world.ts';

/** Three founders who each gave a fifth of themselves for a tenth of each of the others. */
function afterRound() {
  const world = found(['alice', 'bob', 'carol'], {
    ...{ roundEpochs: 4, sealEpochs: 2, sharesPerIssuer: 1_000_000 },
    ...{ newcomerReleasePpm: 250_000, overdueDays: 30 },
  });
  const [alice, bob, carol] = ['alice', 'bob', 'carol'].map(world.of) as [
    Machine,
    Machine,
    Machine,
  ];
  const people = [alice, bob, carol];
  const made = people.map((machine) => cause(world, machine));
  const wanted = made.map((record, index) => ({
    ...{ member: people[index]?.member.hex ?? '', cause: idOf(record) },
  }));
  const at0 = fold(genesisState(world.genesis), 0, ...made).state;
  const all = people.map((machine, index) => {
    const wants = wantsOf(...wanted.filter((_, each) => each !== index));
    return sealed(world, machine, offerOf(machine, { quantity: 200_000n, wants }));
  });
  const at1 = fold(at0, 1, ...all.map(({ seal }) => seal)).state;
  const at2 = fold(at1, 2, ...all.map(({ open }) => open())).state;
  const { state } = fold(at2, 3);
  return { world, alice, bob, carol, wanted, state };
}

const balanceOf = ({ books: [cpu] }: LedgerState, { member }: Machine) => {
  const { balance, promise } = cpu.settled.members.get(member.hex) ?? { balance: 0n, promise: 0n };
  return balance - promise;
};

test('who holds stake in somebody gets their part of a fifth of the hours that these receive', () => {
  const { world, alice, bob, carol, state } = afterRound();
  expect(unitsOf(state.market.lots, alice.member.hex, bob.member.hex)).toBe(100_000n);
  const paid = fold(state, 4, counter(world, bob, carol, { epoch: 4, quantity: hour })).state;
  expect(balanceOf(paid, alice)).toBe(20_000n);
  // Carol used the hour, and holds a tenth of Bob.
  expect(balanceOf(paid, carol)).toBe(20_000n - hour);
  expect(balanceOf(paid, bob)).toBe(hour - 40_000n);
});

test('stake in who supplies others raises a line, and is pledged while it supports a promise', () => {
  const { world, alice, bob, carol, state } = afterRound();
  const worked = [
    counter(world, bob, carol, { epoch: 4, quantity: 6n * hour }),
    counter(world, carol, bob, { epoch: 4, quantity: 4n * hour }),
    counter(world, alice, carol, { epoch: 4, quantity: hour }),
  ];
  const lent = fold(state, 4, ...worked).state;
  const { lines } = lent.books[0];
  const line = lines.get(alice.member.hex) ?? 0n;
  expect(line).toBeGreaterThan(lent.parameters.founderLine);
  const freeIn = (at: LedgerState) =>
    contextBefore(at).unpledged(alice.member.hex, bob.member.hex, new Map());
  expect(freeIn(lent)).toBe(100_000n);
  expect(freeIn(withPromise(lent, alice, lent.parameters.founderLine))).toBe(100_000n);
  // A few units are worth less than a millionth of an hour.
  expect(freeIn(withPromise(lent, alice, line))).toBeLessThan(10n);
  const half = freeIn(withPromise(lent, alice, line - 50_000n));
  expect(half).toBeGreaterThan(0n);
  expect(half).toBeLessThan(100_000n);
});

/** As if the member had promised so much and had nothing. */
function withPromise(state: LedgerState, { member }: Machine, promise: bigint): LedgerState {
  const [cpu, man] = state.books;
  const members = new Map([...cpu.settled.members, [member.hex, { balance: 0n, promise }]]);
  return { ...state, books: [{ ...cpu, settled: { ...cpu.settled, members } }, man] };
}

test('hours that an issuer gave since a cause was made are counted by the record itself', () => {
  const { world, alice, bob, state } = afterRound();
  const counted = { attestors: 0, check: 'hours_given', unit: 'CPU-hours', deadline: 11 } as const;
  const met = cause(world, alice, { ...counted, target: 2_000n });
  const missed = cause(world, alice, { ...counted, target: 2_001n });
  const early = counter(world, alice, bob, { epoch: 4, quantity: hour });
  const at4 = fold(state, 4, met, missed, early).state;
  const late = counter(world, alice, bob, { epoch: 5, quantity: 2n * hour });
  const over = fold(fold(at4, 5, late).state, 11).state;
  const outcomes = [met, missed].map((each) => over.market.causes.get(idOf(each))?.outcome);
  expect(outcomes).toEqual([
    { verdict: 'met', achieved: 2_000n, round: 1 },
    { verdict: 'missed', achieved: 2_000n, round: 1 },
  ]);
});

test('work is remembered when a round closes, and a settled cause that is held is not forgotten', () => {
  const { world, alice, bob, carol, wanted, state } = afterRound();
  const gave = [bob, carol, alice].map((machine, index, all) =>
    counter(world, machine, all[(index + 1) % all.length] ?? machine, { epoch: 4, quantity: hour }),
  );
  const worked = fold(state, 4, ...gave).state;
  const closed = fold(worked, 7).state;
  expect(closed.market.work.get(bob.member.hex)).toBeGreaterThan(0n);
  const [ofAlice] = wanted;
  const years = fold(fold(closed, 2_000).state, 4_000).state;
  expect(years.market.causes.get(ofAlice?.cause ?? '')?.outcome?.verdict).toBe('contested');
  const held = lotOf(years.market.lots, bob.member.hex, alice.member.hex, ofAlice?.cause ?? '');
  expect(held).toBe(100_000n);
});
