/** The lender's line: whose turn it is, which modules are kept, and who may wait. */
import { expect, test } from 'vitest';
import { admit } from '../../main/engine/lending/admission.ts';
import type { LendingNow } from '../../main/engine/lending/admission.ts';
import type { LiveRun } from '../../main/engine/lending/live-run.ts';
import { createModuleCache } from '../../main/engine/lending/module-cache.ts';
import { createQueue } from '../../main/engine/lending/queue.ts';
import { createRoom } from '../../main/engine/lending/room.ts';
import { createUnderWay } from '../../main/engine/lending/under-way.ts';
import type { AskMessage } from '../../shared/peers/protocol.ts';
import {
  alicesMachine as alice,
  askOf,
  bobsMachine as bob,
  waitingRun,
} from '../support/lending-runs.ts';

const [known, unknown] = ['11', '22'].map((byte) => byte.repeat(32)) as [string, string];

let nowMs = 0;
const clock = { now: () => nowMs, elapsed: () => nowMs };
const runOf = (peer: string, number: number, change: Partial<AskMessage> = {}): LiveRun =>
  waitingRun(peer, number, change, clock);

test('members take turns, and each one’s slices keep their order', () => {
  const queue = createQueue();
  const runs = [runOf(alice, 1), runOf(alice, 2), runOf(alice, 3), runOf(bob, 4), runOf(bob, 5)];
  for (const run of runs) queue.add(run);
  const order = runs.map(() => queue.take(() => true)?.ask.attempt.at(-1));
  expect(order).toEqual(['1', '4', '2', '5', '3']);
  expect(queue.take(() => true)).toBe(null);
});

test('who does not fit now lets others go first, and keeps the turn', () => {
  const queue = createQueue();
  const [large, small] = [runOf(alice, 1, { memoryBytes: 1_000_000 }), runOf(bob, 2)];
  queue.add(large);
  queue.add(small);
  const fits = ({ ask }: LiveRun) => ask.memoryBytes < 100_000;
  expect(queue.take(fits)).toBe(small);
  expect(queue.take(fits)).toBe(null);
  queue.add(small);
  expect(queue.take(() => true)).toBe(large);
  queue.remove(small);
  expect(queue.has(small)).toBe(false);
});

test('modules are kept up to so many bytes, and go in the order of their last use', () => {
  const modules = createModuleCache(30);
  for (const name of ['a', 'b', 'c']) modules.keep(name, new Uint8Array(10));
  expect(modules.find('a')).toHaveLength(10);
  modules.keep('d', new Uint8Array(10));
  expect(['a', 'b', 'c', 'd'].map((name) => modules.find(name) !== null)).toEqual([
    true,
    false,
    true,
    true,
  ]);
  modules.keep('too large', new Uint8Array(31));
  expect(modules.find('too large')).toBe(null);
  expect(modules.find('a')).not.toBe(null);
});

test('as many may wait as begin within a second, shared among who is here', () => {
  nowMs = 0;
  const underWay = createUnderWay();
  let unsaid = 0;
  const unsaidTo = (member: string) => (member === 'aa'.repeat(32) ? unsaid : 0);
  const room = createRoom({ clock, underWay, cores: () => 2, unsaidTo });
  expect([room.of('aa'), room.mayWait(alice, known, 0)]).toEqual([0, false]);
  room.took(known, 100);
  expect(room.of('aa'.repeat(32))).toBe(20);
  underWay.taken(runOf(bob, 1));
  expect(room.of('aa'.repeat(32))).toBe(10);
  expect(room.of('bb'.repeat(32))).toBe(19);
  // Whoever hears that a run has ended counts on its place, and must not count on it twice.
  unsaid = 3;
  expect(room.of('aa'.repeat(32))).toBe(7);
});

test('behind slices that take long nobody waits', () => {
  nowMs = 0;
  const underWay = createUnderWay();
  const room = createRoom({ clock, underWay, cores: () => 1, unsaidTo: () => 0 });
  room.took(known, 50);
  const run = runOf(alice, 1);
  underWay.taken(run);
  underWay.began(run);
  nowMs = 999;
  expect(room.places()).toBe(20);
  nowMs = 1_000;
  expect(room.places()).toBe(0);
});

test('who asks within what was said is not turned away, but waits for no unknown job behind others', () => {
  nowMs = 0;
  const underWay = createUnderWay();
  const room = createRoom({ clock, underWay, cores: () => 1, unsaidTo: () => 0 });
  room.took(known, 10);
  expect(room.say()).toBe(100);
  nowMs = 5_000;
  expect(room.mayWait(alice, known, 0)).toBe(true);
  for (let number = 0; number < 4; number += 1)
    underWay.taken(runOf(alice, number, { job: unknown }));
  expect(room.mayWait(alice, unknown, 0)).toBe(false);
  expect(room.mayWait(alice, known, 0)).toBe(true);
  expect(room.mayWait(alice, known, 100 * 1024 * 1024)).toBe(false);
  room.say();
  expect(room.mayWait(alice, known, 0)).toBe(false);
});

test('what is under way is added up as it comes, begins, waits for long and goes', () => {
  const underWay = createUnderWay();
  const [one, other] = [runOf(alice, 1), runOf(bob, 2, { job: unknown, memoryBytes: 5 })];
  const { memoryBytes, inputBytes, ceiling } = one.ask;
  const { member } = one;
  underWay.taken(one);
  underWay.taken(other);
  expect(underWay.of(member)).toMatchObject({
    runs: 1,
    slow: 0,
    ceilings: Number(ceiling),
    waiting: 1,
  });
  expect(underWay.placed()).toEqual({ runs: 2, memoryBytes: memoryBytes + 5 });
  expect(underWay.waitingBytes()).toBe(2 * inputBytes);
  expect(underWay.isJobOfAnother(unknown, member)).toBe(true);
  expect(underWay.isJobOfAnother(unknown, other.member)).toBe(false);
  underWay.slow(other, true);
  underWay.slow(other, true);
  expect([underWay.placed().runs, underWay.of(other.member).slow]).toEqual([1, 1]);
  underWay.slow(other, false);
  underWay.began(one);
  expect([underWay.of(member).waiting, underWay.waitingBytes()]).toEqual([0, inputBytes]);
  expect([...underWay.atWork]).toEqual([one]);
  underWay.ended(one);
  underWay.ended(other);
  expect([underWay.members(), underWay.waitingBytes(), underWay.atWork.size]).toEqual([0, 0, 0]);
  expect(underWay.placed()).toEqual({ runs: 0, memoryBytes: 0 });
});

const free: LendingNow = {
  isLending: true,
  ratingMilli: 1000,
  freeSlots: 1,
  mayWait: false,
  isWelcome: true,
  memoryBytesFree: 1_000_000,
  runsForMember: 0,
  slowForMember: 0,
  unsigned: { answers: 0, bytes: 0, microCpuHours: 0n },
  answers: 0,
  hasRoomOnDisk: true,
  isJobOfAnother: false,
  isAskedTooOften: false,
  availableToMember: null,
  measuredRate: null,
};

const MiB = 1024 * 1024;
const unsigned = (answers: number, bytes: number, microCpuHours: bigint): Partial<LendingNow> => ({
  unsigned: { answers, bytes, microCpuHours },
});
const cases: Readonly<{ [says: string]: readonly [Partial<LendingNow>, string | null] }> = {
  'a free core is enough': [{}, null],
  'a place in line too': [{ freeSlots: 0, mayWait: true }, null],
  'nothing of both is not': [{ freeSlots: 0 }, 'no_free_core'],
  'seven may wait for their parts': [{ slowForMember: 7 }, null],
  'eight may not': [{ slowForMember: 8 }, 'too_many_for_one'],
  'fifteen long answers may wait unsigned': [unsigned(15, 120 * MiB, 15_000_000n), null],
  'sixteen may not': [unsigned(16, 0, 15_000_000n), 'too_many_unsigned'],
  'short ones may in their thousands': [unsigned(1_999, 64 * MiB, 166_667n), null],
  'but not any number': [unsigned(2_000, 0, 0n), 'too_many_unsigned'],
  'nor any size': [unsigned(16, 64 * MiB + 1, 0n), 'too_many_unsigned'],
};

test.for(Object.entries(cases))('%s', ([, [change, name]]) => {
  const rated = admit(askOf(1), { ...free, ...change });
  expect(rated.ok ? null : rated.error.name).toBe(name);
});
