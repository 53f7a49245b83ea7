/** People who want hours for nothing, or two machines to disagree: what must hold whatever they sign. */
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { checkRecord, encodeRecord } from '../../shared/ledger/check-record.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { ledgerFault } from '../../shared/ledger/invariants.ts';
import { decodeState, encodeState } from '../../shared/ledger/snapshot.ts';
import { accountOf, lineOf } from '../../shared/ledger/state.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { fold, hour, netHours } from '../support/ledger-fold.ts';
import {
  addMachine,
  counter,
  evidence,
  found,
  invite,
  join,
  machineOf,
  write,
} from '../support/ledger-world.ts';
import type { LedgerWorld, Machine } from '../support/ledger-world.ts';

function started(names: readonly string[], witnesses = 1) {
  const world = found(names, {}, witnesses);
  return { world, machines: names.map(world.of), state: genesisState(world.genesis) };
}

/** All delegated lines together, in hours. */
function linesOf({ members }: LedgerState): number {
  const sum = [...members.values()].reduce((all, { delta }) => all + delta, 0n);
  return Number(sum) / Number(hour);
}

function expelledBy(state: LedgerState, { member }: Machine): boolean {
  return state.members.get(member.hex)?.status === 'expelled';
}

function sponsoring(world: LedgerWorld, from: Machine, to: Machine, hours: bigint) {
  const member = to.member.publicKey;
  return write(world, from, 'sponsor', { member, quantity: hours * hour });
}

test('one invitation lets in one member, in one epoch or in two', () => {
  const { world, machines, state } = started(['alice']);
  const [alice] = machines as [Machine];
  const invitation = invite(world, alice, 'once');
  const first = join(world, machineOf('bob'), invitation);
  const second = join(world, machineOf('carol'), invitation);
  const both = fold(state, 0, first, second);
  expect(both.verdictsOf(first, second).toSorted()).toEqual([
    'applied',
    'refused: invitation_used',
  ]);
  const one = fold(state, 0, first);
  expect(fold(one.state, 1, second).verdictsOf(second)).toEqual(['refused: invitation_used']);
});

test('an invitation is open in its last epoch, and not in the next', () => {
  const { world, machines, state } = started(['alice']);
  const [alice] = machines as [Machine];
  const late = join(world, machineOf('bob'), invite(world, alice, 'late', 5));
  expect(fold(state, 5, late).verdictsOf(late)).toEqual(['applied']);
  expect(fold(state, 6, late).verdictsOf(late)).toEqual(['refused: invitation_expired']);
});

test('whom somebody invited in the very epoch in which they fork still joins, and nobody after it', () => {
  const { world, machines, state } = started(['alice', 'bob']);
  const [alice, bob] = machines as [Machine, Machine];
  const guest = join(world, machineOf('guest'), invite(world, alice, 'one'));
  const later = join(world, machineOf('later'), invite(world, alice, 'two'));
  const fork = { ...alice };
  const twins = [sponsoring(world, alice, bob, 1n), sponsoring(world, fork, bob, 2n)];
  const one = fold(state, 0, guest, ...twins);
  expect(one.verdictsOf(guest, ...twins)).toEqual(['applied', 'void', 'void']);
  expect(expelledBy(one.state, alice)).toBe(true);
  expect(fold(one.state, 1, later).verdictsOf(later)).toEqual(['refused: inviter_not_a_member']);
});

test('lines that are passed in a circle, kept, burnt and left behind never become more', () => {
  const { world, machines, state } = started(['alice', 'bob', 'carol']);
  const [alice, bob, carol] = machines as [Machine, Machine, Machine];
  const one = fold(
    state,
    0,
    sponsoring(world, alice, bob, 10n),
    sponsoring(world, bob, carol, 10n),
    sponsoring(world, bob, carol, 10n),
    sponsoring(world, carol, alice, 10n),
  ).state;
  expect(linesOf(one)).toBe(30);
  const gone = write(world, carol, 'leave', { member: carol.member.publicKey });
  const two = fold(one, 1, sponsoring(world, alice, carol, 1n), gone).state;
  expect(linesOf(two)).toBeLessThan(30);
  const machine = machineOf('carol', 'again');
  const again = join(world, machine, invite(world, alice, 'again'));
  const three = fold(two, 2, again).state;
  expect(three.members.get(carol.member.hex)?.status).toBe('member');
  expect(linesOf(three)).toBe(linesOf(two));
});

test('a line that stands against a promise is not passed on, and who leaves it behind has none', () => {
  const { world, machines, state } = started(['alice', 'bob', 'carol']);
  const [alice, bob, carol] = machines as [Machine, Machine, Machine];
  const work = counter(world, bob, alice, { epoch: 0, quantity: 8n * hour });
  const [much, little] = [sponsoring(world, alice, carol, 3n), sponsoring(world, alice, carol, 2n)];
  const one = fold(state, 0, work, much, little);
  expect(one.verdictsOf(much, little)).toEqual(['without_effect: sponsored_too_much', 'applied']);
  const leave = write(world, alice, 'leave', { member: alice.member.publicKey });
  const two = fold(one.state, 1, leave).state;
  const back = machineOf('alice', 'back');
  const three = fold(two, 2, join(world, back, invite(world, bob, 'back'))).state;
  expect(lineOf(three, alice.member.hex, 0)).toBeLessThan(hour);
  expect(accountOf(three, alice.member.hex, 0).promise).toBe(8n * hour);
});

test('whoever was expelled draws on no line with counters signed for earlier hours', () => {
  const { world, machines, state } = started(['alice', 'bob', 'carol']);
  const [alice, bob, carol] = machines as [Machine, Machine, Machine];
  const one = fold(state, 3, evidence(world, bob, alice)).state;
  expect(expelledBy(one, alice)).toBe(true);
  const before = counter(world, carol, alice, { epoch: 3, quantity: 9n * hour });
  const after = counter(world, carol, alice, { epoch: 4, quantity: 9n * hour });
  const two = fold(one, 4, before, after);
  expect(two.verdictsOf(before, after)).toEqual(['applied', 'refused: member_had_ended']);
  expect(two.report.accounts[0].minted).toBe(0n);
  expect(netHours(two.state, carol, alice)).toEqual([0, 0]);
});

test('machines of one member give each other nothing, however many there are', () => {
  const { world, machines, state } = started(['alice', 'bob']);
  const [alice] = machines as [Machine];
  const more = ['a', 'b', 'c'].map((label) => machineOf('alice', label));
  const own = [alice, ...more].flatMap((from, index, all) => {
    const to = all[(index + 1) % all.length] ?? alice;
    return [counter(world, from, to, { epoch: 0, quantity: hour })];
  });
  const joined = more.map((machine) => addMachine(world, machine));
  const { verdictsOf, report } = fold(state, 0, ...joined, ...own);
  expect(new Set(verdictsOf(...own))).toEqual(new Set(['refused: same_member']));
  expect(report.accounts[0].volume).toBe(0n);
});

test('evidence from another community expels nobody here', () => {
  const { world, machines } = started(['alice', 'bob']);
  const [alice, bob] = machines as [Machine, Machine];
  const elsewhere = found(['alice', 'bob'], { lateEpochs: 3 });
  const { body, kind } = evidence(elsewhere, { ...alice }, bob);
  if (kind !== 'evidence') throw new Error('evidence is evidence');
  expect(() => write(world, alice, 'evidence', body)).toThrow('does not fit the record');
});

test('a committee may not be of two machines of one member, of guests who left, or of nobody', () => {
  const names = ['alice', 'bob', 'carol', 'dave'];
  const { world, machines, state } = started(names);
  const [alice, bob, carol, dave] = machines as [Machine, Machine, Machine, Machine];
  const laptop = machineOf('alice', 'laptop');
  const one = fold(
    state,
    0,
    addMachine(world, laptop),
    write(world, dave, 'leave', { member: dave.member.publicKey }),
  ).state;
  const committee = (...keys: readonly Machine[]) => ({
    committee: keys.map(({ device }) => device.publicKey).sort((a, b) => Buffer.compare(a, b)),
  });
  const bad = [
    write(world, alice, 'vote', committee(alice, laptop, bob, carol)),
    write(world, alice, 'vote', committee(alice, bob, carol, dave)),
    write(world, alice, 'vote', committee(machineOf('nobody'))),
  ];
  const two = fold(one, 1, ...bad);
  expect(new Set(two.verdictsOf(...bad))).toEqual(new Set(['without_effect: committee_unknown']));
  expect(two.state.upcoming).toEqual(state.upcoming);
});

test('voices of those who are expelled in the same epoch choose nobody', () => {
  const names = ['alice', 'bob', 'carol'];
  const { world, machines, state } = started(names);
  const [alice, bob, carol] = machines as [Machine, Machine, Machine];
  const choose = (by: Machine, whom: Machine) =>
    write(world, by, 'vote', { committee: [whom.device.publicKey] });
  const { state: after } = fold(
    state,
    0,
    ...[choose(alice, bob), choose(bob, bob)],
    ...[evidence(world, carol, alice), evidence(world, carol, bob)],
  );
  for (const committee of [after.committee, after.upcoming]) {
    expect(committee).toEqual([carol.device.hex]);
  }
});

test('debts beyond every number of a machine are kept exactly, and read back', () => {
  const { world, machines, state } = started(['alice', 'bob', 'carol']);
  const [alice, bob, carol] = machines as [Machine, Machine, Machine];
  const most = 1_000_000_000_000_000n;
  const one = fold(
    state,
    0,
    counter(world, alice, bob, { epoch: 0, quantity: most }),
    counter(world, bob, carol, { epoch: 0, quantity: most }),
    counter(world, carol, alice, { epoch: 0, quantity: most - 1n }),
  ).state;
  const [cpu, man] = one.books;
  const owed = cpu.settled.owed.map((each) => ({ ...each, quantity: each.quantity + 2n ** 90n }));
  const huge: LedgerState = { ...one, books: [{ ...cpu, settled: { ...cpu.settled, owed } }, man] };
  expect(ledgerFault(huge)).toBeNull();
  const two = fold(huge, 1, counter(world, carol, alice, { epoch: 1, quantity: most })).state;
  expect(decodeState(encodeState(two))).toEqual(two);
});

test('bytes behind or between the parts of a record make another record, or none', () => {
  const { world, machines } = started(['alice', 'bob']);
  const [alice, bob] = machines as [Machine, Machine];
  const record = counter(world, alice, bob, { epoch: 0, quantity: hour });
  const [one, two] = [alice.device.sign(record.id), bob.device.sign(record.id)];
  const { community } = world.genesis;
  const isRecord = (signatures: readonly Uint8Array[]) =>
    checkRecord(encodeRecord(record, signatures), community, cryptography).ok;
  expect(isRecord([one, two])).toBe(true);
  for (const bent of [[two, one], [one], [one, one], [one, two, two], [], [one, two.slice(1)]]) {
    expect(isRecord(bent)).toBe(false);
  }
});
