/** What an honest machine makes of one that wants more than is its due. */
import { beforeEach, expect, test } from 'vitest';
import { unpaidMax } from '../../main/engine/downloads/contract.ts';
import type { CounterBody } from '../../shared/ledger/record.ts';
import {
  createPayEnd,
  payAbout,
  payCommunity,
  payEpochMs,
  payPieceMost,
} from '../support/pay-world/end.ts';
import type { PayEnd } from '../support/pay-world/end.ts';
import { createPayStranger, payReleaseId } from '../support/pay-world/stranger.ts';
import type { PayStranger } from '../support/pay-world/stranger.ts';
import { createPlainTime } from '../support/pay-world/time.ts';
import type { PlainTime } from '../support/pay-world/time.ts';
import { createPayWatch } from '../support/pay-world/watch.ts';
import type { PayWatch } from '../support/pay-world/watch.ts';

let time: PlainTime;
let watch: PayWatch;
let alice: PayEnd;
let mallory: PayStranger;

beforeEach(() => {
  time = createPlainTime();
  watch = createPayWatch();
  alice = createPayEnd('alice', { time, watch });
  alice.start();
  mallory = createPayStranger('mallory', alice);
  mallory.meet();
});

/** Pieces and micros: what 100 pieces may be charged is 55. */
const fair = { sequence: 1, count: 100, quantity: 55n };

function propose(body: CounterBody): boolean {
  return mallory.say({ kind: 'counter', body, signature: mallory.sign(body) });
}

function refusals(): readonly string[] {
  return mallory.heard('refused').map(({ name }) => name);
}

function giveSome(pieces: number): void {
  for (let each = 0; each < pieces; each += 1) alice.paying().gave(payAbout, mallory.machine);
}

function startAnew(): void {
  alice.kill();
  alice.start();
  mallory.meet();
}

/** Gives as much as there is room for, in so many steps. */
function giveAll(times = 1): number {
  alice.paying().allow(payAbout, mallory.machine.member, null);
  let given = 0;
  for (let each = 0; each < times; each += 1) {
    while (alice.paying().room(payAbout, mallory.machine) > 0) {
      alice.paying().gave(payAbout, mallory.machine);
      given += 1;
    }
    if (each + 1 < times) time.pass(1_000);
  }
  return given;
}

test.for([
  ['more pieces than arrived', { count: 101 }, 'more_than_arrived'],
  ['pieces dearer than anybody pays', { quantity: 56n }, 'too_dear'],
  ['pieces of an epoch far ahead', { epoch: 5 }, 'epoch_ahead'],
] as const)('whoever asks to be paid %s is not', ([, change, name]) => {
  alice.paying().arrived(payAbout, mallory.machine, 100);
  expect(propose(mallory.counter({ ...fair, ...change }, change))).toBe(true);
  expect(refusals()).toEqual([name]);
  expect(alice.paying().paid(payAbout)).toEqual({ pieces: 0, quantity: 0n });
  expect(alice.paying().troubleWith(payAbout, mallory.machine.device)).not.toBeNull();
  expect(propose(mallory.counter({ ...fair, sequence: 2 }))).toBe(true);
  expect(alice.paying().paid(payAbout)).toEqual({ pieces: 100, quantity: 55n });
  expect(alice.paying().troubleWith(payAbout, mallory.machine.device)).toBeNull();
});

test('an epoch that is long over is not paid for', () => {
  alice.paying().arrived(payAbout, mallory.machine, 100);
  time.pass(3 * payEpochMs);
  expect(propose(mallory.counter(fair))).toBe(true);
  expect(refusals()).toEqual(['epoch_over']);
});

test('what was paid in one epoch is not paid again in the next', () => {
  alice.paying().arrived(payAbout, mallory.machine, 100);
  propose(mallory.counter(fair));
  expect(propose(mallory.counter(fair, { epoch: 1 }))).toBe(true);
  expect(refusals()).toEqual(['more_than_arrived']);
  expect(alice.paying().paidTo(payAbout, mallory.machine.device)).toBe(100);
});

test('a release of which nothing came is not paid for, and nothing is kept of it', () => {
  expect(propose(mallory.counter(fair))).toBe(true);
  expect(refusals()).toEqual(['more_than_arrived']);
  expect(alice.disk.accounts.size).toBe(0);
});

test.for([
  ['of another machine', { supplier: new Uint8Array(32).fill(7) }],
  ['of man-hours', { currency: 1 }],
  ['with receipts behind it', { root: new Uint8Array(32).fill(7) }],
  ['of no pieces', { count: 0 }],
  ['without a number', { sequence: 0 }],
] as const)('whoever proposes a counter %s is let go', ([, change]) => {
  alice.paying().arrived(payAbout, mallory.machine, 100);
  expect(propose(mallory.counter(fair, change))).toBe(false);
});

test('whoever signs a counter for something else is let go', () => {
  alice.paying().arrived(payAbout, mallory.machine, 100);
  const [body, other] = [mallory.counter(fair), mallory.counter({ ...fair, count: 99 })];
  expect(mallory.say({ kind: 'counter', body, signature: mallory.sign(other) })).toBe(false);
});

test('a number that was signed is not signed for anything else', () => {
  alice.paying().arrived(payAbout, mallory.machine, 200);
  propose(mallory.counter(fair));
  propose(mallory.counter({ ...fair, count: 200 }));
  propose(mallory.counter({ ...fair, sequence: 3, count: 200, quantity: 111n }));
  propose(mallory.counter({ ...fair, sequence: 2, count: 150 }));
  expect(mallory.heard('countersigned').map(({ sequence }) => sequence)).toEqual([1, 3]);
  expect(mallory.heard('agreed').map(({ body }) => body.sequence)).toEqual([1, 3]);
  expect(watch.faults).toEqual([]);
});

test('a counter that falls is not signed, and what was agreed is shown', () => {
  alice.paying().arrived(payAbout, mallory.machine, 200);
  propose(mallory.counter(fair));
  propose(mallory.counter({ ...fair, sequence: 2, count: 90 }));
  expect(refusals()).toEqual(['counter_falls']);
  expect(mallory.heard('agreed').map(({ body }) => body.count)).toEqual([100]);
});

test('whoever never signs gets what may be unpaid, and then a piece now and then', () => {
  expect(giveAll()).toBe(unpaidMax);
  mallory.say({ kind: 'arrived', release: payReleaseId, pieces: unpaidMax, paid: 0 });
  expect(giveAll(100)).toBe(0);
  // It says nothing came: a quarter of a minute for each.
  mallory.say({ kind: 'arrived', release: payReleaseId, pieces: 0, paid: 0 });
  expect(giveAll(60)).toBeLessThanOrEqual(160 / 15);
});

test('whoever comes back again and again gets no more for it', () => {
  let given = giveAll();
  for (let each = 0; each < 20; each += 1) {
    mallory.leave();
    mallory.meet();
    given += giveAll();
  }
  expect(given).toBe(unpaidMax);
});

test('whoever comes back after each start gets no more for it', () => {
  let given = giveAll();
  for (let each = 0; each < 8; each += 1) {
    startAnew();
    given += giveAll();
  }
  expect(given).toBe(unpaidMax);
  mallory.say({ kind: 'arrived', release: payReleaseId, pieces: unpaidMax, paid: 0 });
  const proposal = mallory.heard('counter').at(-1);
  if (proposal === undefined) expect.fail('nothing was proposed');
  const signed = { kind: 'countersigned', release: payReleaseId, epoch: 0, sequence: 1 } as const;
  mallory.say({ ...signed, signature: mallory.sign(proposal.body) });
  startAnew();
  expect(giveAll()).toBe(unpaidMax);
});

/** What happens between 50 pieces and the end of the process, and how many it knows of after its start. */
const ends: readonly (readonly [string, () => void, number])[] = [
  ['goes away', () => mallory.leave(), 50],
  ['is quiet for a while', () => time.pass(6_000), 50],
  ['gets more', () => giveSome(50), 64],
];

test.for(ends)(
  'what is unpaid is known after a start where whoever got it %s',
  ([, happens, known]) => {
    giveSome(50);
    happens();
    startAnew();
    expect(giveAll()).toBe(unpaidMax - known);
    expect(watch.faults).toEqual([]);
  },
);

test('fewer pieces than are written down at once are forgotten where it ends in their midst', () => {
  giveSome(50);
  startAnew();
  expect(giveAll()).toBe(unpaidMax);
});

test('whoever says that it has signed what it has not gets no more for it', () => {
  giveAll();
  mallory.say({ kind: 'arrived', release: payReleaseId, pieces: 256, paid: 256 });
  expect(giveAll()).toBe(0);
});

test('whoever signs something else than was proposed is let go, and is given no more', () => {
  giveAll();
  mallory.say({ kind: 'arrived', release: payReleaseId, pieces: 256, paid: 0 });
  const proposal = mallory.heard('counter').at(-1);
  expect(proposal?.body).toMatchObject({ sequence: 1, count: 256, quantity: 76n });
  const other = mallory.counter({ ...fair, count: 10 }, {}, 'gets');
  const release = payReleaseId;
  const signed = { kind: 'countersigned', release, epoch: 0, sequence: 1 } as const;
  expect(mallory.say({ ...signed, signature: mallory.sign(other) })).toBe(false);
  expect(giveAll()).toBe(0);
  if (proposal === undefined) expect.fail('nothing was proposed');
  expect(mallory.say({ ...signed, signature: mallory.sign(proposal.body) })).toBe(true);
  expect(giveAll()).toBe(unpaidMax);
  expect(alice.paying().open()).toHaveLength(1);
});

test('whoever shows a counter that was never signed here is let go', () => {
  const body = mallory.counter(fair);
  const [supplierSignature, consumerSignature] = [mallory.sign(body), mallory.sign(body)];
  expect(mallory.say({ kind: 'agreed', body, supplierSignature, consumerSignature })).toBe(false);
  expect(alice.disk.accounts.size).toBe(0);
});

test('whoever says it pays next to nothing is not given any more than may be unpaid', () => {
  giveAll();
  mallory.say({ kind: 'arrived', release: payReleaseId, pieces: 256, paid: 0 });
  for (let each = 0; each < 6; each += 1) {
    const body = mallory.heard('counter').at(-1)?.body;
    if (body === undefined) expect.fail('nothing was proposed');
    const { epoch, sequence } = body;
    const words = { name: 'too_dear', detail: 'It is too dear.', pieceMost: 1n };
    mallory.say({ kind: 'refused', release: payReleaseId, epoch, sequence, ...words });
    time.pass(60_000);
  }
  const least = (256n * 300_000n) / 1_000_000n;
  expect(mallory.heard('counter').every(({ body }) => body.quantity === least)).toBe(true);
  const numbers = mallory.heard('counter').map(({ body }) => `${body.epoch} ${body.sequence}`);
  expect(new Set(numbers).size).toBeGreaterThanOrEqual(7);
  expect(giveAll()).toBe(0);
  expect(watch.faults).toEqual([]);
  expect(alice.paying().troubleWith(payAbout, mallory.machine.device)).toBe('It is too dear.');
});

test('whoever pays a little less than is asked is asked for less', () => {
  alice.kill();
  alice = createPayEnd('alice', { time, watch, pieceCost: payPieceMost });
  alice.start();
  mallory = createPayStranger('mallory', alice);
  mallory.meet();
  giveAll();
  mallory.say({ kind: 'arrived', release: payReleaseId, pieces: 100, paid: 0 });
  const words = { name: 'too_dear', detail: 'It is too dear.', pieceMost: 500_000n };
  mallory.say({ kind: 'refused', release: payReleaseId, epoch: 0, sequence: 1, ...words });
  time.pass(2_000);
  expect(mallory.heard('counter').at(-1)?.body).toMatchObject({ sequence: 2, quantity: 50n });
});

test('whoever claims releases without end leaves no trace of them', () => {
  for (let each = 0; each < 1_000; each += 1) {
    const release = new Uint8Array(32).fill(each % 256);
    release[0] = each >>> 8;
    mallory.say({ kind: 'arrived', release, pieces: 0, paid: 0 });
  }
  mallory.leave();
  expect(alice.disk.accounts.size).toBe(0);
});

test('whoever says more than anybody has to say is let go, and later heard again', () => {
  const frame = { kind: 'arrived', release: payReleaseId, pieces: 0, paid: 0 } as const;
  let heard = 0;
  while (mallory.say(frame)) heard += 1;
  expect(heard).toBe(4_000);
  time.pass(1_000);
  expect(mallory.say(frame)).toBe(true);
});

test.for([
  ['nothing', new Uint8Array()],
  ['half a claim', new Uint8Array([1, 2, 3])],
  ['more than fits', new Uint8Array(1_025).fill(9)],
] as const)('whoever says %s is let go', ([, bytes]) => {
  expect(mallory.say(bytes)).toBe(false);
});

test('what a later version says is let pass', () => {
  expect(mallory.say(new Uint8Array([200, 1, 2, 3]))).toBe(true);
});

test('what comes late from somebody who has left is let pass', () => {
  const frame = new Uint8Array([1]);
  expect(alice.paying().heard(payCommunity, 'ff'.repeat(32), frame)).toBe(true);
});
