import { expect, test } from 'vitest';
import { previewEpoch } from '../../shared/ledger/fold.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { assertLedger } from '../../shared/ledger/invariants.ts';
import { accountOf, lineOf } from '../../shared/ledger/state.ts';
import { fold, hour, netHours } from '../support/ledger-fold.ts';
import {
  addMachine,
  counter,
  found,
  invite,
  join,
  machineOf,
  write,
  zeros,
} from '../support/ledger-world.ts';
import type { LedgerWorld, Machine } from '../support/ledger-world.ts';

/** Alice and Bob found a community. */
function setup(parameters: Parameters<typeof found>[1] = {}) {
  const world = found(['alice', 'bob'], parameters);
  return { world, state: genesisState(world.genesis) };
}

function pair(world: LedgerWorld): readonly [Machine, Machine] {
  return [world.of('alice'), world.of('bob')];
}

test('founders begin with their lines, no hours and a committee of the first of them', () => {
  const { world, state } = setup();
  assertLedger(state);
  const [alice, bob] = pair(world);
  expect(netHours(state, alice, bob)).toEqual([0, 0]);
  expect(lineOf(state, alice.member.hex, 0)).toBe(10n * hour);
  const [first] = [alice, bob].sort((a, b) => (a.member.hex < b.member.hex ? -1 : 1));
  expect(state.committee).toEqual([first?.device.hex]);
});

test('the first counter between founders mints what flowed', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const gave = counter(world, alice, bob, { epoch: 0, quantity: 3n * hour });
  const { state: after, report, verdictsOf } = fold(state, 0, gave);
  expect(verdictsOf(gave)).toEqual(['applied']);
  expect(netHours(after, alice, bob)).toEqual([3, -3]);
  expect(report.accounts[0]).toMatchObject({ volume: 3n * hour, minted: 3n * hour, treasury: 0n });
  expect(report.accounts[0].members.map(({ member }) => member).sort()).toEqual(
    [alice.member.hex, bob.member.hex].sort(),
  );
});

test('a later counter is credited by the difference to the certified one', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const first = counter(world, alice, bob, { epoch: 0, quantity: hour });
  const third = counter(world, alice, bob, { epoch: 0, sequence: 3, quantity: 3n * hour });
  const one = fold(state, 0, first).state;
  const two = fold(one, 1, third);
  expect(netHours(two.state, alice, bob)).toEqual([3, -3]);
  expect(two.report.accounts[0].volume).toBe(2n * hour);
});

test('of several counters of one epoch the last one counts, and the others are superseded', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const [one, two] = [1, 2].map((sequence) =>
    counter(world, alice, bob, { epoch: 0, sequence, quantity: BigInt(sequence) * hour }),
  );
  if (one === undefined || two === undefined) throw new Error('two counters');
  const { state: after, verdictsOf } = fold(state, 0, one, two);
  expect(verdictsOf(one, two)).toEqual(['refused: superseded', 'applied']);
  expect(netHours(after, alice)).toEqual([2]);
  expect(fold(after, 1, one, two).verdictsOf(one, two)).toEqual([
    'refused: superseded',
    'refused: already_certified',
  ]);
});

test('a counter that says less, or stands on fewer receipts, is refused', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const first = counter(world, alice, bob, { epoch: 0, count: 5, quantity: 2n * hour });
  const less = counter(world, alice, bob, { epoch: 0, sequence: 2, count: 6, quantity: hour });
  const fewer = counter(world, alice, bob, {
    epoch: 0,
    sequence: 3,
    count: 4,
    quantity: 3n * hour,
  });
  const one = fold(state, 0, first).state;
  const { state: after, verdictsOf } = fold(one, 1, less, fewer);
  expect(verdictsOf(less, fewer)).toEqual(['refused: quantity_fell', 'refused: count_fell']);
  expect(netHours(after, alice)).toEqual([2]);
});

test('two counters of one number are void, and freeze the pair’s hour at what was certified', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const make = (sequence: number, quantity: bigint) =>
    counter(world, alice, bob, { epoch: 0, sequence, quantity });
  const [first, second, twin, third] = [make(1, 1n), make(2, 2n), make(2, 9n), make(3, 10n)];
  const one = fold(state, 0, first).state;
  const { state: after, verdictsOf, report } = fold(one, 1, second, twin, third);
  expect(verdictsOf(second, twin, third)).toEqual(['void', 'void', 'refused: pair_frozen']);
  expect(accountOf(after, alice.member.hex, 0).balance).toBe(1n);
  expect(report.frozen).toEqual([{ supplier: alice.device.hex, consumer: bob.device.hex }]);
  expect(fold(after, 2, make(4, 20n)).verdictsOf(make(4, 20n))).toEqual(['refused: pair_frozen']);
  const elsewhere = counter(world, bob, alice, { epoch: 0, quantity: 1n });
  expect(fold(after, 2, elsewhere).verdictsOf(elsewhere)).toEqual(['applied']);
});

test('a twin of a certified counter freezes the pair’s hour, too', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const first = counter(world, alice, bob, { epoch: 0, quantity: 5n });
  const twin = counter(world, alice, bob, { epoch: 0, quantity: 6n });
  const { state: after, verdictsOf } = fold(fold(state, 0, first).state, 1, twin);
  expect(verdictsOf(twin)).toEqual(['void']);
  expect(accountOf(after, alice.member.hex, 0).balance).toBe(5n);
});

test('a counter may come as late as the rules say and not later, and never before its hour ends', () => {
  const { world, state } = setup({ lateEpochs: 3 });
  const [alice, bob] = pair(world);
  const of = (epoch: number) => counter(world, alice, bob, { epoch, quantity: hour });
  const [tooLate, late, future] = [of(6), of(7), of(11)];
  const { state: after, verdictsOf } = fold(state, 10, tooLate, late, future);
  expect(verdictsOf(tooLate, late, future)).toEqual([
    'refused: too_late',
    'applied',
    'waits: epoch_not_closed',
  ]);
  expect(netHours(after, alice)).toEqual([1]);
  expect(fold(after, 11, late).verdictsOf(late)).toEqual(['refused: too_late']);
});

test('what a member cannot pay or promise it owes, and no hours come of it', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const gave = counter(world, alice, bob, { epoch: 0, quantity: 12n * hour });
  const { state: after } = fold(state, 0, gave);
  expect(netHours(after, alice, bob)).toEqual([10, -10]);
  expect(after.books[0].settled.owed).toEqual([
    { debtor: bob.member.hex, creditor: alice.member.hex, quantity: 2n * hour },
  ]);
});

test('each currency has books of its own', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const cpu = counter(world, alice, bob, { epoch: 0, quantity: hour });
  const man = counter(world, bob, alice, { epoch: 0, quantity: 2n * hour, currency: 1 });
  const { state: after } = fold(state, 0, cpu, man);
  expect(netHours(after, alice)).toEqual([1]);
  expect(accountOf(after, alice.member.hex, 1).promise).toBe(2n * hour);
});

test('a member joins by invitation, can work at once, and has no line', () => {
  const { world, state } = setup();
  const [alice] = pair(world);
  const carol = machineOf('carol');
  const joins = join(world, carol, invite(world, alice, 'one'));
  const works = counter(world, carol, alice, { epoch: 0, quantity: hour });
  const { state: after, verdictsOf, report } = fold(state, 0, joins, works);
  expect(verdictsOf(joins, works)).toEqual(['applied', 'applied']);
  expect(report.joined).toEqual([carol.member.hex]);
  expect(netHours(after, carol)).toEqual([1]);
  expect(lineOf(after, carol.member.hex, 0)).toBe(0n);
});

test('an inviter may join in the same epoch as the guest, whatever the order', () => {
  const { world, state } = setup();
  const [alice] = pair(world);
  const [carol, dave] = [machineOf('carol'), machineOf('dave')];
  const first = join(world, carol, invite(world, alice, 'one'));
  const second = join(world, dave, invite(world, carol, 'two'));
  expect(fold(state, 0, second).verdictsOf(second)).toEqual(['waits: inviter_unknown']);
  const { state: after, verdictsOf } = fold(state, 0, second, first);
  expect(verdictsOf(first, second)).toEqual(['applied', 'applied']);
  expect(after.members.get(dave.member.hex)?.inviter).toBe(carol.member.hex);
});

test('an invitation works once, and until it expires', () => {
  const { world, state } = setup();
  const [alice] = pair(world);
  const invitation = invite(world, alice, 'one', 5);
  const joins = join(world, machineOf('carol'), invitation);
  const again = join(world, machineOf('dave'), invitation);
  const both = fold(state, 0, joins, again).verdictsOf(joins, again);
  expect([...both].sort()).toEqual(['applied', 'refused: invitation_used']);
  const one = fold(state, 0, joins).state;
  expect(fold(one, 5, again).verdictsOf(again)).toEqual(['refused: invitation_used']);
  expect(fold(one, 6, again).verdictsOf(again)).toEqual(['refused: invitation_expired']);
  expect(fold(one, 5).state.invitations.size).toBe(0);
});

test('a member invites as many as the rules say in seven days; the next ones wait', () => {
  const { world, state } = setup({ invitationsPerWeek: 2 });
  const [alice, bob] = pair(world);
  const guests = ['carol', 'dave', 'erin'].map((name) =>
    join(world, machineOf(name), invite(world, alice, name)),
  );
  const other = join(world, machineOf('frank'), invite(world, bob, 'frank'));
  const { state: after, verdictsOf } = fold(state, 0, ...guests, other);
  expect([...verdictsOf(...guests)].sort()).toEqual([
    'applied',
    'applied',
    'waits: inviter_over_quota',
  ]);
  expect(verdictsOf(other)).toEqual(['applied']);
  const waiting = guests.filter((each) => verdictsOf(each)[0] !== 'applied');
  expect(fold(after, 167, ...waiting).verdictsOf(...waiting)).toEqual([
    'waits: inviter_over_quota',
  ]);
  expect(fold(after, 168, ...waiting).verdictsOf(...waiting)).toEqual(['applied']);
});

test('two machines of one member share the account, and give each other nothing', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const laptop = machineOf('alice', 'laptop');
  const adds = addMachine(world, laptop);
  const inside = counter(world, laptop, alice, { epoch: 0, quantity: hour });
  const outside = counter(world, laptop, bob, { epoch: 0, quantity: hour });
  const desk = counter(world, alice, bob, { epoch: 0, quantity: hour });
  const { state: after, verdictsOf } = fold(state, 0, adds, inside, outside, desk);
  expect(verdictsOf(adds, inside, outside)).toEqual(['applied', 'refused: same_member', 'applied']);
  expect(netHours(after, alice)).toEqual([2]);
});

test('a machine that was given up counts only for the hours before', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const laptop = machineOf('alice', 'laptop');
  const one = fold(state, 0, addMachine(world, laptop)).state;
  const retires = write(world, alice, 'retire', { device: laptop.device.publicKey });
  const two = fold(one, 1, retires).state;
  expect(two.devices.get(laptop.device.hex)).toMatchObject({ status: 'retired', endedEpoch: 1 });
  const before = counter(world, laptop, bob, { epoch: 1, quantity: hour });
  const after = counter(world, laptop, bob, { epoch: 2, quantity: hour });
  const renames = write(world, laptop, 'device', {
    member: laptop.member.publicKey,
    label: 'again',
    binding: laptop.binding,
  });
  expect(fold(two, 2, before, after, renames).verdictsOf(before, after, renames)).toEqual([
    'applied',
    'refused: device_had_ended',
    'refused: device_not_active',
  ]);
});

test('nobody can give up the machine of somebody else, or leave for them, and the number is used up', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const retires = write(world, alice, 'retire', { device: bob.device.publicKey });
  const leaves = write(world, alice, 'leave', { member: bob.member.publicKey });
  const { state: after, verdictsOf } = fold(state, 0, retires, leaves);
  expect(verdictsOf(retires, leaves)).toEqual([
    'without_effect: no_such_machine',
    'without_effect: not_their_own',
  ]);
  expect(after.devices.get(alice.device.hex)?.lastNumber).toBe(2);
  expect(after.members.get(bob.member.hex)?.status).toBe('member');
});

test('who leaves keeps what it owes and loses its line; it can be invited again', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const used = counter(world, alice, bob, { epoch: 0, quantity: 12n * hour });
  const leaves = write(world, bob, 'leave', { member: bob.member.publicKey });
  const { state: after, report } = fold(state, 0, used, leaves);
  expect(report.left).toEqual([bob.member.hex]);
  expect(netHours(after, bob)).toEqual([-10]);
  expect(after.books[0].settled.owed).toHaveLength(1);
  expect(lineOf(after, bob.member.hex, 0)).toBe(0n);
  const later = counter(world, alice, bob, { epoch: 1, quantity: hour });
  expect(fold(after, 1, later).verdictsOf(later)).toEqual(['refused: member_had_ended']);
  const back = machineOf('bob', 'new');
  const joins = join(world, back, invite(world, alice, 'back'));
  const { state: again, verdictsOf } = fold(after, 1, joins);
  expect(verdictsOf(joins)).toEqual(['applied']);
  expect(netHours(again, bob)).toEqual([-10]);
  expect(lineOf(again, bob.member.hex, 0)).toBe(0n);
});

test('a chain without a gap is applied, and what comes after a gap waits', () => {
  const { world, state } = setup();
  const [alice] = pair(world);
  const names = ['a', 'b', 'c'].map((label) =>
    write(world, alice, 'device', {
      member: alice.member.publicKey,
      label,
      binding: alice.binding,
    }),
  );
  const [a, b, c] = names;
  if (a === undefined || b === undefined || c === undefined) throw new Error('three');
  const gap = fold(state, 0, c, a);
  expect(gap.verdictsOf(a, c)).toEqual(['applied', 'waits: predecessor_missing']);
  const { state: after, verdictsOf } = fold(gap.state, 1, c, b, a);
  expect(verdictsOf(a, b, c)).toEqual(['refused: already_certified', 'applied', 'applied']);
  expect(after.devices.get(alice.device.hex)).toMatchObject({ label: 'c', lastNumber: 3 });
});

test('two records of one number are void, and expel their member when the epoch ends', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const label = (word: string) =>
    write(world, alice, 'device', {
      member: alice.member.publicKey,
      label: word,
      binding: alice.binding,
    });
  const first = label('first');
  const second = label('second');
  Object.assign(alice, { number: 2, previous: first.id });
  const twin = label('twin');
  const third = label('third');
  const gave = counter(world, alice, bob, { epoch: 0, quantity: hour });
  const { state: after, verdictsOf, report } = fold(state, 0, first, second, twin, third, gave);
  expect(verdictsOf(first, second, twin, third, gave)).toEqual([
    'applied',
    'void',
    'void',
    'refused: device_not_active',
    'applied',
  ]);
  expect(report.expelled).toEqual([{ member: alice.member.hex, why: 'forked' }]);
  expect(after.devices.get(alice.device.hex)?.status).toBe('forked');
  expect(lineOf(after, alice.member.hex, 0)).toBe(0n);
  expect(netHours(after, alice)).toEqual([1]);
  const later = counter(world, alice, bob, { epoch: 1, quantity: hour });
  expect(fold(after, 1, later).verdictsOf(later)).toEqual(['refused: member_had_ended']);
  const back = join(world, machineOf('alice', 'new'), invite(world, bob, 'back'));
  expect(fold(after, 1, back).verdictsOf(back)).toEqual(['refused: member_was_expelled']);
});

test('a twin of a certified record is void and expels, and the record itself does not', () => {
  const { world, state } = setup();
  const [alice] = pair(world);
  const label = (word: string) =>
    write(world, alice, 'device', {
      member: alice.member.publicKey,
      label: word,
      binding: alice.binding,
    });
  const first = label('first');
  const one = fold(state, 0, first).state;
  expect(fold(one, 1, first).report.expelled).toEqual([]);
  Object.assign(alice, { number: 1, previous: zeros });
  const twin = label('twin');
  const { verdictsOf, report } = fold(one, 1, twin);
  expect(verdictsOf(twin)).toEqual(['void']);
  expect(report.expelled).toHaveLength(1);
});

test('one that wrote two first records has joined with neither', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const carol = machineOf('carol');
  const one = join(world, carol, invite(world, alice, 'one'));
  Object.assign(carol, { number: 1, previous: zeros });
  const two = join(world, carol, invite(world, bob, 'two'));
  const { state: after, verdictsOf } = fold(state, 0, one, two);
  expect(verdictsOf(one, two)).toEqual([
    'refused: forked_before_joining',
    'refused: forked_before_joining',
  ]);
  expect(after.members.size).toBe(2);
});

test('what a stranger writes waits, or must join it', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const carol = machineOf('carol');
  const vote = write(world, carol, 'vote', { committee: [alice.device.publicKey] });
  const next = write(world, carol, 'vote', { committee: [bob.device.publicKey] });
  const works = counter(world, carol, bob, { epoch: 0, quantity: hour });
  expect(fold(state, 0, vote, next, works).verdictsOf(vote, next, works)).toEqual([
    'refused: first_record_must_join',
    'waits: author_unknown',
    'waits: device_unknown',
  ]);
});

test('a preview keeps exactly what may be certified, and comes to the same as that alone', () => {
  const { world, state } = setup();
  const [alice, bob] = pair(world);
  const carol = machineOf('carol');
  const records = [
    counter(world, alice, bob, { epoch: 0, quantity: hour }),
    counter(world, alice, bob, { epoch: 0, sequence: 2, quantity: 2n * hour }),
    counter(world, carol, bob, { epoch: 0, quantity: 2n * hour }),
    join(world, machineOf('dave'), invite(world, alice, 'dave')),
  ];
  const preview = previewEpoch(state, { epoch: 0, records });
  expect(preview.kept).toHaveLength(2);
  const again = fold(state, 0, ...preview.kept);
  expect(again.state).toEqual(preview.state);
  expect(again.report).toEqual(preview.report);
});
