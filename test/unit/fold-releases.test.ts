/** Releases by records (rules R6): what goes into one, what its downloads cost, and how the hours come back. */
import { expect, test } from 'vitest';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { supplyClaimFault } from '../../shared/ledger/release-claims.ts';
import { publishingFault } from '../../shared/ledger/release-effects.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { decodeState, encodeState } from '../../shared/ledger/snapshot.ts';
import { accountOf } from '../../shared/ledger/state.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { freeManHours } from '../../shared/ledger/man-hours.ts';
import { launchPiece, pieceMost, servingRate } from '../../shared/ledger/supply-days.ts';
import { mostOf, priceOf } from '../../shared/work/release-charges.ts';
import { fold, hour } from '../support/ledger-fold.ts';
import { idOf } from '../support/ledger-market.ts';
import type { ReleaseChange } from '../support/ledger-releases.ts';
import {
  acceptedTasks,
  released,
  releaseBody,
  releaseIn,
  served,
} from '../support/ledger-releases.ts';
import { counter, found, write } from '../support/ledger-world.ts';
import type { Machine } from '../support/ledger-world.ts';

const parameters = { founderLine: 5_000n * hour, launchForecast: 4, horizonDays: 2 };

function community(change: Partial<typeof parameters> = {}) {
  const world = found(['alice', 'bob', 'carol', 'dave'], { ...parameters, ...change });
  const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map((name) =>
    world.of(name),
  ) as [Machine, Machine, Machine, Machine];
  return { world, alice, bob, carol, dave, state: genesisState(world.genesis) };
}

const man = (state: LedgerState, { member }: Machine) => {
  const { balance, promise } = accountOf(state, member.hex, 1);
  return balance - promise;
};

/** Alice asked Bob for these, accepted them, and published what came of it. */
function published(prices: readonly number[], change: Partial<typeof parameters> = {}) {
  const about = community(change);
  const { world, alice, bob } = about;
  const done = acceptedTasks(world, about.state, [alice, bob], prices);
  const release = released(world, alice, { tasks: done.ids });
  const folded = fold(done.state, done.state.epoch + 1, release);
  expect(folded.verdictsOf(release)).toEqual(['applied']);
  return { ...about, release, tasks: done.ids, state: folded.state };
}

const priceNow = (state: LedgerState, record: Parameters<typeof releaseIn>[1], currency = 1) =>
  priceOf(releaseIn(state, record), currency, state.epoch, state.parameters);

test('two thousand man-hours over ten thousand downloads cost each a fifth of an hour, by records', () => {
  const prices = Array.from({ length: 25 }, () => 80);
  const { world, alice, bob, carol, state, release } = published(prices, {
    launchForecast: 10_000,
  });
  const before = releaseIn(state, release);
  expect(before).toMatchObject({ prior: 10_000, priorOf: 0, expected: 10_000n });
  expect(before.parts[1]).toMatchObject({ cost: 2_000n * hour, firstPrice: 200_000n });
  expect([...before.parts[1].investors]).toEqual([[alice.member.hex, 2_000n * hour]]);
  const epoch = state.epoch + 1;
  const after = fold(
    state,
    epoch,
    served(world, [bob, carol], release, { epoch, pieces: 10 }),
  ).state;
  expect(man(after, carol)).toBe(-200_000n);
  expect(man(after, alice) - man(state, alice)).toBe(200_000n);
  expect(releaseIn(after, release).parts[1].recouped).toBe(200_000n);
});

test('pieces are charged as they arrive, from whichever seeder, and only once', () => {
  const { world, alice, bob, carol, dave, state, release } = published([8]);
  expect(priceNow(state, release)).toBe(2n * hour);
  const epoch = state.epoch + 1;
  const first = served(world, [bob, dave], release, { epoch, pieces: 4 });
  const second = served(world, [carol, dave], release, { epoch, pieces: 3 });
  const half = fold(state, epoch, first, second).state;
  // twice the first price, and later no more than what is left of the hours in it
  const most = (at: LedgerState) => mostOf(releaseIn(at, release), 1, at.epoch, at.parameters);
  expect([most(state), most(half)]).toEqual([4n * hour, 4n * hour]);
  expect(man(half, dave)).toBe(-1_400_000n);
  const more = served(world, [bob, dave], release, { epoch, pieces: 9, sequence: 2 });
  const whole = fold(half, epoch + 1, more).state;
  // Three pieces were left of ten, by the price after 1.4 of 8 hours came back, of which four were expected.
  const left = (3n * priceNow(half, release)) / 10n;
  expect(man(whole, dave)).toBe(-1_400_000n - left);
  expect(releaseIn(whole, release).arrivedAll).toBe(10n);
  expect(accountOf(whole, bob.member.hex, 0).balance).toBe(27n);
  expect(man(whole, alice) + man(whole, bob) + man(whole, dave)).toBe(0n);
});

test('the report says who was charged for which pieces, and to whom it went', () => {
  const { world, alice, bob, carol, dave, state, release } = published([8]);
  const epoch = state.epoch + 1;
  const first = served(world, [bob, dave], release, { epoch, pieces: 4 });
  const second = served(world, [carol, dave], release, { epoch, pieces: 9 });
  const own = served(world, [bob, alice], release, { epoch, pieces: 2 });
  const { report } = fold(state, epoch, first, second, own);
  const about = { release: idOf(release) };
  const paid = [[], [{ supplier: alice.member.hex, quantity: 2n * hour }]];
  const said = [
    { ...about, consumer: alice.member.hex, pieces: 2, charges: [[], []] },
    { ...about, consumer: dave.member.hex, pieces: 10, charges: paid },
  ];
  expect(report.downloads).toEqual(said.sort((a, b) => (a.consumer < b.consumer ? -1 : 1)));
  const used = report.accounts[1].members.find(({ member }) => member === dave.member.hex)?.used;
  expect(used).toBe(2n * hour);
});

test('what a download costs beyond the line is owed, and counts in what is free at once', () => {
  const { world, bob, carol, dave, state, release } = published([8], {
    ...{ founderLine: 8n * hour, launchForecast: 1 },
  });
  expect(priceNow(state, release)).toBe(8n * hour);
  const epoch = state.epoch + 1;
  const before = counter(world, carol, dave, { epoch, currency: 1, quantity: 3n * hour });
  const all = served(world, [bob, dave], release, { epoch, pieces: 10 });
  const after = fold(state, epoch, before, all).state;
  const owed = after.books[1].settled.owed.filter(({ debtor }) => debtor === dave.member.hex);
  expect(owed.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(3n * hour);
  expect(freeManHours(after, dave.member.hex)).toBe(-3n * hour);
});

test('a piece may cost twice what pieces took lately, or as much as all begin with', () => {
  const { world, bob, carol, dave, state, release } = published([8]);
  expect(pieceMost(state.counters, state.work.releases)).toBe(launchPiece);
  const epoch = state.epoch + 1;
  const seen = [carol, dave].map((each) =>
    served(world, [bob, each], release, { epoch, pieces: 10 }),
  );
  const after = fold(state, epoch, ...seen).state;
  expect(pieceMost(after.counters, after.work.releases)).toBe(6_000_000n);
});

test('what is paid back is free from then on, and the last of one height share what is left', () => {
  const { world, bob, carol, dave, state, release } = published([1], { launchForecast: 1 });
  const epoch = state.epoch + 1;
  const both = [carol, dave].map((each) =>
    served(world, [bob, each], release, { epoch, pieces: 10 }),
  );
  const after = fold(state, epoch, ...both).state;
  expect([man(after, carol), man(after, dave)]).toEqual([-hour / 2n, -hour / 2n]);
  expect(priceNow(after, release)).toBe(0n);
  const later = served(world, [dave, bob], release, { epoch: epoch + 1, pieces: 10 });
  expect(man(fold(after, epoch + 1, later).state, bob)).toBe(man(after, bob));
});

test('at its horizon the rest stays with whoever spent the hours', () => {
  const { world, bob, carol, state, release } = published([8]);
  const epoch = state.epoch + 48;
  const { state: over } = fold(state, epoch);
  expect(priceNow(over, release)).toBe(0n);
  const late = served(world, [bob, carol], release, { epoch: epoch + 1, pieces: 10 });
  const after = fold(over, epoch + 1, late).state;
  expect(man(after, carol)).toBe(0n);
  expect(releaseIn(after, release)).toMatchObject({ arrivedAll: 0n, expected: 0n });
});

test('hours of building go in by their counters, and come back in CPU-hours', () => {
  const { world, alice, bob, carol, state } = community();
  const build = counter(world, bob, alice, { epoch: 0, quantity: 4n * hour });
  const one = fold(state, 0, build).state;
  const release = released(world, alice, { receipts: [idOf(build)] });
  expect(foretold(one, alice, release)).toBeNull();
  const two = fold(one, 1, release).state;
  expect(releaseIn(two, release).parts[0]).toMatchObject({ cost: 4n * hour, firstPrice: hour });
  const again = released(world, alice, { receipts: [idOf(build)] });
  expect(fold(two, 2, again).verdictsOf(again)).toEqual(['without_effect: receipt_used']);
  const download = served(world, [bob, carol], release, { epoch: 2, pieces: 10 });
  const three = fold(two, 2, download).state;
  expect(accountOf(three, carol.member.hex, 0).promise).toBe(hour + 30n);
  expect(accountOf(three, alice.member.hex, 0).promise).toBe(3n * hour);
  expect(servingRate(three.counters, three.work.releases)).toBe(3_000_000n);
});

/** What whoever publishes it is told before it is written. */
function foretold(state: LedgerState, { member }: Machine, record: CheckedRecord) {
  return record.kind === 'release' ? publishingFault(state, member.hex, record.body) : null;
}

test('a task goes into one release, of those who asked for it or did it', () => {
  const { world, alice, bob, carol, dave, state: before, tasks } = published([3, 5]);
  const { ids, state } = acceptedTasks(world, before, [alice, bob], [2]);
  const verdictOf = (machine: Machine, change: ReleaseChange) => {
    const record = released(world, machine, change);
    const [verdict] = fold(state, state.epoch + 1, record).verdictsOf(record);
    expect(verdict).toBe(`without_effect: ${String(foretold(state, machine, record))}`);
    return verdict;
  };
  expect(verdictOf(bob, { tasks })).toBe('without_effect: task_used');
  expect(verdictOf(carol, { tasks: ['5'.repeat(64)] })).toBe('without_effect: task_unknown');
  expect(verdictOf(dave, { tasks: ids })).toBe('without_effect: task_of_others');
});

test('what is not accepted, not certified, not one’s own or there already goes into no release', () => {
  const { world, alice, bob, carol, state } = community();
  const open = write(world, alice, 'task', {
    ...{ title: 'Draw', done: 'It is drawn.', skills: [], due: 50, most: 5, isEstimated: false },
    takers: [],
  });
  const build = counter(world, bob, carol, { epoch: 0, quantity: hour });
  const one = fold(state, 0, open, build).state;
  const first = released(world, alice);
  const two = fold(one, 1, first).state;
  const verdictOf = (machine: Machine, change: ReleaseChange) => {
    const record = released(world, machine, change);
    const [verdict] = fold(two, 2, record).verdictsOf(record);
    expect(verdict).toBe(`without_effect: ${String(foretold(two, machine, record))}`);
    return verdict;
  };
  const { drive } = releaseIn(two, first);
  expect(verdictOf(bob, { tasks: [idOf(open)] })).toBe('without_effect: task_not_accepted');
  expect(verdictOf(carol, { receipts: ['6'.repeat(64)] })).toBe('without_effect: receipt_unknown');
  expect(verdictOf(alice, { receipts: [idOf(build)] })).toBe('without_effect: receipt_of_others');
  expect(verdictOf(world.of('dave'), { drive })).toBe('without_effect: release_known');
});

test('maintainers sign by their member keys, as many as it needs', () => {
  const { world, alice, bob, carol, state } = community();
  const two = released(world, alice, { others: [bob, carol], needed: 2, signers: [alice, carol] });
  const folded = fold(state, 0, two);
  expect(folded.verdictsOf(two)).toEqual(['applied']);
  expect(releaseIn(folded.state, two).needed).toBe(2);
  const few = releaseBody(world, alice, { others: [bob], needed: 2, signers: [alice] });
  const record = { kind: 'release', body: { ...chained(alice), ...few } } as const;
  expect(supplyClaimFault(record)).toBe('Too few of its maintainers have signed the release.');
  const body = releaseBody(world, alice, { others: [bob] });
  const signatures = body.signatures.map((each) => ({ ...each, signature: new Uint8Array(64) }));
  expect(() => write(world, alice, 'release', { ...body, signatures })).toThrow('does not fit');
});

const chained = (machine: Machine) => ({
  author: machine.device.publicKey,
  number: machine.number,
  previous: machine.previous,
});

test.each<[ReleaseChange, RegExp]>([
  [{ licence: 'Proprietary' }, /licence/i],
  [{ name: '' }, /name of a release/],
  [{ version: 'a\nb' }, /version of a release/],
  [{ platforms: ['web', 'linux'] }, /platforms/],
  [{ source: 'javascript:1' }, /link to the source/],
  [{ notes: 'x'.repeat(2_001) }, /notes take/],
  [{ pieces: 9 }, /pieces/],
  [{ pieces: 14 }, /pieces/],
  [{ files: 0 }, /files/],
  [{ needed: 2 }, /maintainers/],
])('a release that says %o is refused', (change, words) => {
  const { world, alice } = community();
  const body = { ...chained(alice), ...releaseBody(world, alice, change) };
  expect(supplyClaimFault({ kind: 'release', body })).toMatch(words);
});

test('the makers’ earlier releases say how many downloads of the next are expected', () => {
  const days = 40;
  const about = published([8], { horizonDays: days });
  const { world, alice, bob, carol, dave, release } = about;
  let { state } = about;
  for (let day = 0; day < 6; day += 1) {
    const epoch = state.epoch + 24;
    const seeders = [
      [bob, carol],
      [bob, dave],
      [carol, bob],
    ] as const;
    const pair = seeders[day];
    const records = pair ? [served(world, pair, release, { epoch, pieces: 10 })] : [];
    state = fold(state, epoch, ...records).state;
  }
  const { downloads, expected, arrivedAll } = releaseIn(state, release);
  expect(downloads.days).toBeGreaterThanOrEqual(4);
  expect(arrivedAll).toBe(30n);
  const next = released(world, alice, { version: '2.0.0' });
  const after = fold(state, state.epoch + 1, next).state;
  expect(releaseIn(after, next)).toMatchObject({ prior: 3 + Number(expected), priorOf: 1 });
  expect(decodeState(encodeState(after))).toEqual(after);
});

test('offers of hours stand until their day begins, one of each member for a day', () => {
  const { world, alice, bob, state } = community();
  const offer = (machine: Machine, day: number, quantity: bigint, currency = 0) =>
    write(world, machine, 'hours_offer', { currency, day, quantity });
  const records = [
    offer(alice, 1, 5n * hour),
    offer(alice, 1, 8n * hour),
    offer(bob, 1, 3n * hour, 1),
    offer(bob, 0, hour),
    offer(bob, 32, hour),
    offer(bob, 2, 0n),
  ];
  const folded = fold(state, 3, ...records);
  expect(folded.verdictsOf(...records)).toEqual([
    ...['applied', 'applied', 'applied', 'without_effect: day_begun'],
    ...['without_effect: day_too_far', 'without_effect: no_hours_offered'],
  ]);
  const [cpu, hours] = folded.state.work.demand;
  expect([...cpu.offers.values()]).toMatchObject([
    { member: alice.member.hex, quantity: 8n * hour },
  ]);
  expect([...hours.offers.values()]).toMatchObject([{ quantity: 3n * hour, given: 0n }]);
  expect(decodeState(encodeState(folded.state))).toEqual(folded.state);
  const back = offer(alice, 1, 0n);
  const taken = fold(folded.state, 4, back).state;
  expect(taken.work.demand[0].offers.size).toBe(0);
  const leave = write(world, bob, 'leave', { member: bob.member.publicKey });
  expect(fold(taken, 5, leave).state.work.demand[1].offers.size).toBe(0);
});

test('every node foresees the same from the same record: jobs by their counters, tasks when they are accepted', () => {
  const { world, alice, bob, carol, state } = community();
  let now = state;
  for (let day = 0; day < 6; day += 1) {
    const epoch = day * 24 + 20;
    now = fold(now, epoch, counter(world, bob, carol, { epoch, quantity: 7n * hour })).state;
  }
  now = acceptedTasks(world, now, [alice, bob], [5]).state;
  now = fold(now, 6 * 24 + 1).state;
  const [cpu, hours] = now.work.demand;
  expect(cpu.forecast).toMatchObject({ days: 6, quietDays: 0, level: 7n * hour * 1_000_000n });
  expect(cpu.history.at(-1)).toMatchObject({ foreseen: 7n * hour, happened: 7n * hour });
  expect(cpu.request).toMatchObject({ day: 7 });
  expect(hours.sums.get(6)).toEqual({ asked: 5n * hour, downloads: 0n });
});
