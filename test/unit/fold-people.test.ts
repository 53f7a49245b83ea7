import { expect, test } from 'vitest';
import type { Parameters } from '../../shared/economy/parameters.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { accountOf, lineOf } from '../../shared/ledger/state.ts';
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

const founders = ['alice', 'bob', 'carol', 'dave', 'erin'];

function setup(witnesses: number, parameters: Partial<Parameters> = {}) {
  const world = found(founders, parameters, witnesses);
  return { world, state: genesisState(world.genesis), of: (name: string) => world.of(name) };
}

function sponsor(world: LedgerWorld, from: Machine, to: Machine, quantity: bigint) {
  return write(world, from, 'sponsor', { member: to.member.publicKey, quantity });
}

test('a sponsor passes on of its line only what no promise stands against', () => {
  const { world, state, of } = setup(1);
  const [alice, bob] = [of('alice'), of('bob')];
  const carla = machineOf('carla');
  const one = fold(state, 0, join(world, carla, invite(world, alice, 'carla'))).state;
  const used = counter(world, bob, alice, { epoch: 1, quantity: 6n * hour });
  const tooMuch = sponsor(world, alice, carla, 5n * hour);
  const right = sponsor(world, alice, carla, 4n * hour);
  const more = sponsor(world, alice, carla, 1n);
  const { state: after, verdictsOf } = fold(one, 1, used, tooMuch, right, more);
  expect(verdictsOf(tooMuch, right, more)).toEqual([
    'without_effect: sponsored_too_much',
    'applied',
    'without_effect: sponsored_too_much',
  ]);
  expect(after.members.get(carla.member.hex)?.delta).toBe(4n * hour);
  const promised = accountOf(after, alice.member.hex, 0).promise;
  expect(promised).toBe(6n * hour);
  const deltas = [...after.members.values()].map(({ delta }) => delta);
  expect(deltas.reduce((sum, delta) => sum + delta)).toBe(50n * hour);
});

test('nobody can pass a line on to themselves, to a stranger or to who has left', () => {
  const { world, state, of } = setup(1);
  const [alice, bob] = [of('alice'), of('bob')];
  const leaves = write(world, bob, 'leave', { member: bob.member.publicKey });
  const one = fold(state, 0, leaves).state;
  const each = [alice, machineOf('zoe'), bob].map((to) => sponsor(world, alice, to, 1n));
  expect(fold(one, 1, ...each).verdictsOf(...each)).toEqual([
    'without_effect: sponsored_nobody',
    'without_effect: sponsored_nobody',
    'without_effect: sponsored_nobody',
  ]);
});

function vote(world: LedgerWorld, by: Machine, ...seats: readonly Machine[]) {
  const committee = seats
    .map(({ device }) => device)
    .sort((a, b) => (a.hex < b.hex ? -1 : 1))
    .map(({ publicKey }) => publicKey);
  return write(world, by, 'vote', { committee });
}

test('voices of more than half of the trust choose who certifies from the next height but one', () => {
  const { world, state, of } = setup(1);
  const erin = of('erin');
  const two = fold(state, 0, vote(world, of('alice'), erin), vote(world, of('bob'), erin)).state;
  expect(two.upcoming).toEqual(state.committee);
  const three = fold(two, 1, vote(world, of('carol'), erin)).state;
  expect([three.committee, three.upcoming]).toEqual([state.committee, [erin.device.hex]]);
  expect(fold(three, 2).state.committee).toEqual([erin.device.hex]);
});

test('a member’s latest voice counts', () => {
  const { world, state, of } = setup(1);
  const [alice, bob, carol, erin] = [of('alice'), of('bob'), of('carol'), of('erin')];
  const before = [alice, bob].map((each) => vote(world, each, erin));
  const again = vote(world, alice, bob);
  const { state: after } = fold(state, 0, ...before, again, vote(world, carol, erin));
  expect(after.upcoming).toEqual(state.upcoming);
});

test('a voice weighs as much as its member is trusted, not one a head', () => {
  const { world, state, of } = setup(1);
  const [alice, bob] = [of('alice'), of('bob')];
  const buys = ['alice', 'carol', 'dave', 'erin'].map((name) =>
    counter(world, bob, of(name), { epoch: 0, quantity: 9n * hour }),
  );
  const sells = ['alice', 'carol', 'dave', 'erin'].map((name) =>
    counter(world, of(name), bob, { epoch: 1, quantity: 9n * hour }),
  );
  const one = fold(fold(state, 0, ...buys).state, 1, ...sells).state;
  const trust = one.books[0].trust.get(bob.member.hex) ?? 0n;
  expect(trust * 5n).toBeGreaterThan(1_000_000_000_000n);
  const voices = [bob, alice].map((each) => vote(world, each, bob));
  expect(fold(one, 2, ...voices).state.upcoming).toEqual([bob.device.hex]);
});

test('a voice for strangers, or for two machines of one member, is without effect', () => {
  const { world, state, of } = setup(1);
  const [alice, bob, carol, dave] = [of('alice'), of('bob'), of('carol'), of('dave')];
  const second = machineOf('alice', 'laptop');
  const adds = addMachine(world, second);
  const twice = vote(world, bob, alice, second, carol, dave);
  const stranger = vote(world, bob, machineOf('zoe'));
  expect(fold(state, 0, adds, twice, stranger).verdictsOf(twice, stranger)).toEqual([
    'without_effect: committee_unknown',
    'without_effect: committee_unknown',
  ]);
});

test('a witness that voted twice is expelled, and the most trusted other takes its seat', () => {
  const { world, state, of } = setup(4);
  const seated = state.committee;
  const guilty = founders.map(of).find(({ device }) => seated.includes(device.hex));
  const outside = founders.map(of).find(({ device }) => !seated.includes(device.hex));
  if (guilty === undefined || outside === undefined) throw new Error('four of five are seated');
  const proof = evidence(world, outside, guilty);
  const { state: after, verdictsOf, report } = fold(state, 0, proof);
  expect(verdictsOf(proof)).toEqual(['applied']);
  expect(report.expelled).toEqual([{ member: guilty.member.hex, why: 'voted_twice' }]);
  const expected = [...seated.filter((key) => key !== guilty.device.hex), outside.device.hex];
  expect([...after.committee].sort()).toEqual(expected.sort());
  const again = evidence(world, outside, guilty);
  expect(fold(after, 1, again).verdictsOf(again)).toEqual(['without_effect: witness_unknown']);
});

test('a committee that cannot be filled becomes smaller, and the last witness keeps its seat', () => {
  const { world, state, of } = setup(4);
  const leaves = founders
    .slice(0, 2)
    .map(of)
    .map((each) => write(world, each, 'leave', { member: each.member.publicKey }));
  const three = fold(state, 0, ...leaves).state;
  expect(three.committee).toHaveLength(1);
  const rest = founders
    .slice(2)
    .map(of)
    .map((each) => write(world, each, 'leave', { member: each.member.publicKey }));
  const { state: nobody } = fold(three, 1, ...rest);
  expect(nobody.committee).toEqual(three.committee);
});

test('the seat of a machine that was given up goes to another one of the same member', () => {
  const { world, state, of } = setup(4);
  const [first] = founders.map(of).filter(({ device }) => state.committee.includes(device.hex));
  if (first === undefined) throw new Error('somebody is seated');
  const laptop = machineOf(first.name, 'laptop');
  const one = fold(state, 0, addMachine(world, laptop)).state;
  const retires = write(world, laptop, 'retire', { device: first.device.publicKey });
  const { committee } = fold(one, 1, retires).state;
  expect(committee).toContain(laptop.device.hex);
  expect(committee).not.toContain(first.device.hex);
});

test('a promise that is overdue burns the line for good, and suspends credit until it is kept', () => {
  const day = 24;
  const { world, state, of } = setup(1, { overdueDays: 2 });
  const [alice, bob] = [of('alice'), of('bob')];
  const used = counter(world, alice, bob, { epoch: 0, quantity: hour });
  const one = fold(state, 0, used).state;
  const two = fold(one, 2 * day - 1).state;
  expect(lineOf(two, bob.member.hex, 0)).toBeGreaterThanOrEqual(10n * hour);
  const three = fold(two, 2 * day).state;
  expect(three.members.get(bob.member.hex)?.delta).toBe(0n);
  expect(lineOf(three, bob.member.hex, 0)).toBe(0n);
  expect(lineOf(three, bob.member.hex, 1)).toBe(0n);
  expect(lineOf(three, alice.member.hex, 0)).toBe(0n);
  const back = counter(world, bob, alice, { epoch: 2 * day + 1, quantity: hour });
  const four = fold(three, 2 * day + 1, back).state;
  expect(netHours(four, alice, bob)).toEqual([0, 0]);
  expect(four.members.get(bob.member.hex)?.delta).toBe(0n);
  expect(lineOf(four, alice.member.hex, 0)).toBeGreaterThanOrEqual(10n * hour);
});

test('an hour that is told after its supplier has left counts, and what they gave is remembered no more', () => {
  const { world, state, of } = setup(1);
  const [alice, bob] = [of('alice'), of('bob')];
  const late = counter(world, bob, alice, { epoch: 0, quantity: hour });
  const leaves = write(world, bob, 'leave', { member: bob.member.publicKey });
  const gone = fold(state, 0, leaves).state;
  const { state: after, verdictsOf } = fold(gone, 1, late);
  expect(verdictsOf(late)).toEqual(['applied']);
  expect(netHours(after, bob, alice)).toEqual([1, -1]);
  expect(after.market.given.has(bob.member.hex)).toBe(false);
});
