/** Small things about paying for downloads, each by itself; the whole is in the simulation of downloads. */
import { expect, test } from 'vitest';
import { unpaidMax } from '../../main/engine/downloads/contract.ts';
import { accountBytes, readAccount } from '../../main/engine/downloads/kept-account.ts';
import {
  newAccount,
  newSeries,
  paidOf,
  seriesAt,
  seriesMax,
  withSeries,
} from '../../main/engine/downloads/pay-account.ts';
import type { KeptAccount, PaySeries } from '../../main/engine/downloads/pay-account.ts';
import {
  createPayEnd,
  guarded,
  payAbout,
  payCommunity,
  payRelease,
} from '../support/pay-world/end.ts';
import type { PayEnd, PayEndOptions } from '../support/pay-world/end.ts';
import { createPlainTime } from '../support/pay-world/time.ts';
import { createPayWatch } from '../support/pay-world/watch.ts';

function agreed(epoch: number, change: Partial<PaySeries> = {}): PaySeries {
  const both = { supplierSignature: new Uint8Array(64), consumerSignature: new Uint8Array(64) };
  const last = { sequence: 2, count: 10, quantity: 3n, ...both };
  return { ...newSeries(epoch), last, signed: 2, ...change };
}

function setup(options: Partial<PayEndOptions> = {}) {
  const [time, watch] = [createPlainTime(), createPayWatch()];
  const alice = createPayEnd('alice', { time, watch });
  const bob = createPayEnd('bob', { time, watch, ...options });
  alice.start();
  bob.start();
  for (const [me, other] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    me.paying().met(payCommunity, other.machine, (frame) => {
      me.says(frame);
      const hear = () => void other.paying().heard(payCommunity, me.machine.device, frame);
      time.after(1, guarded({ isUp: true }, hear));
    });
  }
  return { time, watch, alice, bob };
}

function give(from: PayEnd, to: PayEnd, pieces: number): void {
  for (let each = 0; each < pieces; each += 1) from.paying().gave(payAbout, to.machine);
}

test('epochs that are settled are summed up, and none of them is signed any more', () => {
  let kept: KeptAccount = newAccount;
  for (let epoch = 5; epoch < 20; epoch += 1)
    kept = withSeries(kept, agreed(epoch, { settled: 2 }));
  expect(kept.series).toHaveLength(8);
  expect(paidOf(kept)).toEqual({ pieces: 150, quantity: 45n });
  expect(seriesAt(kept, 11)).toBeNull();
  expect(seriesAt(kept, 12)?.last?.count).toBe(10);
  expect(readAccount(accountBytes(kept))).toEqual(kept);
});

test('an account of the first version is read, with nothing unpaid', () => {
  const kept = withSeries({ ...newAccount, gave: 30, base: 7 }, agreed(5));
  const bytes = accountBytes({ ...kept, unpaid: 9 });
  expect(readAccount(new Uint8Array([1, ...bytes.slice(5)]))).toEqual(kept);
});

test('epochs that are not settled are kept, as many as there is room for', () => {
  let kept: KeptAccount = newAccount;
  for (let epoch = 0; epoch < seriesMax + 5; epoch += 1) kept = withSeries(kept, agreed(epoch));
  expect(kept.series).toHaveLength(seriesMax);
  expect(paidOf(kept).pieces).toBe((seriesMax + 5) * 10);
  expect(accountBytes(kept).byteLength).toBeLessThan(64 * 1024);
});

test.for([
  ['epochs that fall', [agreed(7), agreed(6)]],
  ['a number that was not signed', [agreed(7, { signed: 1 })]],
  [
    'a proposal of a number that is used up',
    [
      agreed(7, {
        proposal: {
          sequence: 2,
          count: 11,
          quantity: 4n,
          signature: new Uint8Array(64),
          spare: 0n,
        },
      }),
    ],
  ],
] as const)('an account with %s is not read', ([, series]) => {
  expect(readAccount(accountBytes({ ...newAccount, series }))).toBeNull();
});

test('nothing is given to anybody before the node allows it, and it is asked once', () => {
  const { alice, bob } = setup();
  expect(alice.paying().room(payAbout, bob.machine)).toBe(0);
  alice.paying().room(payAbout, bob.machine);
  expect(alice.paying().waiting()).toEqual([{ ...payAbout, ...bob.machine }]);
  alice.paying().allow(payAbout, bob.machine.member, null);
  expect(alice.paying().waiting()).toEqual([]);
  expect(alice.paying().room(payAbout, bob.machine)).toBe(unpaidMax);
});

test('whoever is refused reads why, until it is given pieces, and is asked about again', () => {
  const { time, alice, bob } = setup();
  const why = 'Two CPU-hours are missing.';
  alice.paying().allow(payAbout, bob.machine.member, why);
  expect(alice.paying().room(payAbout, bob.machine)).toBe(0);
  time.pass(10);
  expect(bob.paying().troubleWith(payAbout, alice.machine.device)).toBe(why);
  expect(alice.paying().waiting()).toEqual([]);
  time.pass(60_000);
  expect(alice.paying().room(payAbout, bob.machine)).toBe(0);
  expect(alice.paying().waiting()).toHaveLength(1);
  alice.paying().allow(payAbout, bob.machine.member, null);
  expect(alice.paying().room(payAbout, bob.machine)).toBe(unpaidMax);
  time.pass(10);
  expect(bob.paying().troubleWith(payAbout, alice.machine.device)).toBeNull();
});

test('between machines of one member there is always room, and nothing is counted', () => {
  const { time, alice, bob } = setup({ member: 'alice' });
  expect(alice.paying().room(payAbout, bob.machine)).toBe(Number.MAX_SAFE_INTEGER);
  give(alice, bob, 300);
  bob.paying().arrived(payAbout, alice.machine, 300);
  time.pass(60_000);
  expect(alice.paying().room(payAbout, bob.machine)).toBe(Number.MAX_SAFE_INTEGER);
  expect([...alice.paying().open(), ...bob.paying().open()]).toEqual([]);
  expect(alice.disk.accounts.size + bob.disk.accounts.size).toBe(0);
});

test('a release that is fetched again is paid again, on top of what was paid', () => {
  const { time, alice, bob } = setup();
  give(alice, bob, 100);
  bob.paying().arrived(payAbout, alice.machine, 100);
  time.pass(5_000);
  bob.paying().again(payAbout);
  give(alice, bob, 70);
  bob.paying().arrived(payAbout, alice.machine, 70);
  time.pass(5_000);
  expect(bob.paying().paid(payAbout).pieces).toBe(170);
  const counts = alice
    .paying()
    .open()
    .map(({ counter }) => counter.body.count);
  expect(counts).toEqual([170]);
});

test('what was agreed and cannot be read any more is not agreed again', () => {
  const { time, alice, bob } = setup();
  bob.paying().arrived(payAbout, alice.machine, 10);
  time.pass(5_000);
  const [[key = '', bytes = new Uint8Array()] = []] = [...bob.disk.accounts];
  expect(key).toContain(payRelease);
  bob.kill();
  bob.disk.accounts.set(key, bytes.slice(1));
  bob.start();
  bob.paying().arrived(payAbout, alice.machine, 20);
  bob.paying().met(payCommunity, alice.machine, () => expect.fail('it says something'));
  time.pass(60_000);
  expect(bob.paying().troubleWith(payAbout, alice.machine.device)).toContain('cannot be read');
});

test('a disk that is full changes nothing: it is signed for once there is room again', () => {
  const { time, alice, bob } = setup();
  bob.paying().arrived(payAbout, alice.machine, 10);
  bob.fillDisk(true);
  time.pass(20_000);
  expect(bob.paying().paid(payAbout).pieces).toBe(0);
  bob.fillDisk(false);
  time.pass(120_000);
  expect(bob.paying().paid(payAbout).pieces).toBe(10);
});

test('accounts that were over a month ago are forgotten, others are not', () => {
  const { time, alice, bob } = setup();
  bob.paying().arrived(payAbout, alice.machine, 10);
  time.pass(5_000);
  for (const end of [alice, bob]) {
    for (const { counter } of end.paying().open()) end.paying().settled(payCommunity, counter.body);
    end.paying().left(payCommunity, (end === alice ? bob : alice).machine.device);
  }
  time.pass(30 * 86_400_000);
  expect(alice.disk.accounts.size).toBe(0);
  // Bob has it on his shelf: what he paid must not be asked for again.
  expect(bob.disk.accounts.size).toBe(1);
});
