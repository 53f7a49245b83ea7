/** The node's side of paying for downloads: terms, whom this computer gives to, and counters that enter the record. */
import { expect, test, vi } from 'vitest';
import { createAllowing } from '../../main/downloads/allowing.ts';
import { createBringing } from '../../main/downloads/bringing.ts';
import { costOf, paidFor } from '../../main/downloads/costs.ts';
import { createDownloadTerms } from '../../main/downloads/download-terms.ts';
import { createPayments } from '../../main/downloads/payments.ts';
import { createSetAsides } from '../../main/downloads/set-asides.ts';
import { tellSetAsides } from '../../main/downloads/telling-set-asides.ts';
import type { Both } from '../../main/downloads/download-cost.ts';
import { createSoftware } from '../../main/software.ts';
import type { Log } from '../../main/engine/ports.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { counterCodec } from '../../shared/ledger/record.ts';
import { createDownloadPorts } from '../support/download-ports.ts';
import { hexOf } from '../support/sample-views.ts';
import { madeBytes } from '../support/made-receipts.ts';
import { createMovableClock } from '../support/swarm-clock.ts';

const [community, release, dora] = [hexOf('community'), hexOf('release'), hexOf('dora')];
const about = { community, release };

/** A counter of one series, as the process of the releases says it. */
function counterOf(sequence: number, epoch = 5) {
  const body = {
    supplier: madeBytes(32, 'supplier'),
    consumer: madeBytes(32, 'consumer'),
    ...{ currency: 0, cause: madeBytes(32, 'release'), epoch, sequence },
    ...{ count: sequence * 64, quantity: BigInt(sequence), root: madeBytes(32, 'root') },
  };
  const signature = new Uint8Array(64);
  const view = { community, body: counterCodec.encode(body) };
  return { ...view, supplierSignature: signature, consumerSignature: signature };
}

function bringing() {
  const ports = createDownloadPorts(community);
  const clock = createMovableClock();
  const warnings: string[] = [];
  const log = { info: () => {}, warn: (said: string) => warnings.push(said) };
  createBringing({ ...ports, clock, log });
  /** Time goes by, and what was begun then comes to its end. */
  const wait = async (ms: number) => {
    clock.advance(ms);
    await new Promise(setImmediate);
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  return { ...ports, wait, warnings };
}

test('only the newest of a series is submitted, every few seconds, until it is certified', async () => {
  const { script, wait } = bringing();
  script.counters.set([counterOf(1)]);
  script.counters.set([counterOf(2)]);
  await wait(4_000);
  expect(script.submitted).toHaveLength(1);
  expect(script.settled).toEqual([]);
  script.counters.set([counterOf(3)]);
  await wait(4_000);
  expect(script.submitted).toHaveLength(2);
  script.counted = { sequence: 3, count: 192, quantity: 3n, isFrozen: false };
  script.recordChanged();
  await wait(4_000);
  expect(script.submitted).toHaveLength(2);
  expect(script.settled).toEqual([bytesToHex(counterOf(3).body)]);
});

test('what the record could not take is submitted again, and after it was started anew', async () => {
  const { script, wait } = bringing();
  script.isRecordAway = true;
  script.counters.set([counterOf(1)]);
  await wait(4_000);
  expect(script.submitted).toEqual([]);
  script.isRecordAway = false;
  await wait(21_000);
  expect(script.submitted).toHaveLength(1);
  await wait(21_000);
  expect(script.submitted).toHaveLength(1);
  script.recordIs('starting');
  await wait(21_000);
  expect(script.submitted).toHaveLength(2);
});

test.each([
  ['too late', { oldestEpoch: 6 }],
  ['frozen', { counted: { sequence: 0, count: 0, quantity: 0n, isFrozen: true } }],
  ['refused', { refused: { name: 'device_had_ended', detail: 'The machine had left.' } }],
])('a counter that is %s is let go, with a line in the log', async (_, change) => {
  const { script, wait, warnings } = bringing();
  Object.assign(script, change);
  script.counters.set([counterOf(1)]);
  await wait(4_000);
  expect(script.settled).toEqual([bytesToHex(counterOf(1).body)]);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('64 pieces, of epoch 5');
});

test('a counter that another of its series has overtaken waits for that one', async () => {
  const { script, wait, warnings } = bringing();
  script.refused = { name: 'superseded', detail: 'A later one is certified.' };
  script.counters.set([counterOf(1)]);
  await wait(4_000);
  expect(script.settled).toEqual([]);
  script.counted = { sequence: 2, count: 128, quantity: 2n, isFrozen: false };
  await wait(21_000);
  expect(script.settled).toHaveLength(1);
  expect(warnings).toEqual([]);
});

/** The price may double while it arrives. */
const needOf = (most: Both, free: Both, piecesLeft = 1_000) => ({
  price: [most[0] / 2n, most[1] / 2n] as [bigint, bigint],
  ...{ most: [...most] as [bigint, bigint], free: [...free] as [bigint, bigint] },
  ...{ pieces: 1_000, piecesLeft },
});

test('whoever asks is given to where its hours reach in both currencies, and again when they do', async () => {
  const { script, record, releases } = createDownloadPorts(community);
  const allowing = createAllowing(record, releases);
  // a thousand pieces of half a micro-hour each, beside the price
  script.needs.set(`${release} ${dora}`, needOf([100n, 40n], [599n, 40n]));
  allowing.follow([{ ...about, member: dora, device: hexOf('machine') }]);
  const last = () => script.allowed.at(-1);
  await vi.waitFor(() => expect(last()?.refusal).toContain('0.000001 CPU-h more'));
  expect(last()?.refusal).toMatch(/Lend or work first, .*sponsor.*free\./u);
  script.needs.set(`${release} ${dora}`, needOf([100n, 40n], [600n, 39n]));
  script.recordChanged();
  await vi.waitFor(() => expect(last()?.refusal).toContain('0.000001 man-h more'));
  script.needs.set(`${release} ${dora}`, needOf([100n, 40n], [600n, 40n]));
  script.recordChanged();
  await vi.waitFor(() => expect(last()?.refusal).toBeNull());
  const said = script.allowed.length;
  script.recordChanged();
  // in the midst of it less is left to pay, and less is there
  script.needs.set(`${release} ${dora}`, needOf([50n, 20n], [300n, 20n], 500));
  script.recordChanged();
  allowing.follow([]);
  await new Promise(setImmediate);
  expect(script.allowed).toHaveLength(said);
});

test('whom the record does not know is not given to, and what the process forgot it asks again', async () => {
  const { script, record, releases } = createDownloadPorts(community);
  const allowing = createAllowing(record, releases);
  const waiting = [{ ...about, member: dora, device: hexOf('machine') }];
  allowing.follow(waiting);
  await vi.waitFor(() => expect(script.allowed).toHaveLength(1));
  expect(script.allowed[0]?.refusal).toContain('next certificate');
  script.releasesAre('starting');
  script.recordChanged();
  await new Promise(setImmediate);
  expect(script.allowed).toHaveLength(1);
  allowing.follow(waiting);
  await vi.waitFor(() => expect(script.allowed).toHaveLength(2));
});

test('terms are told at the start, when they change, and after a restart', async () => {
  const { script, record, releases } = createDownloadPorts(community);
  const terms = createDownloadTerms({ record, releases, ratingMilli: () => 1_250 });
  script.recordChanged();
  terms.follow(new Set([community]));
  await vi.waitFor(() => expect(script.terms).toHaveLength(1));
  const told = { startsAtMs: 1_000, epochMs: 60_000, pieceMost: 500_000n, ratingMilli: 1_250 };
  expect(script.terms[0]).toEqual({ community, ...told });
  script.recordChanged();
  await new Promise(setImmediate);
  expect(script.terms).toHaveLength(1);
  script.pieceMost = 700_000n;
  script.recordChanged();
  await vi.waitFor(() => expect(script.terms).toHaveLength(2));
  script.releasesAre('starting');
  script.releasesAre('up');
  await vi.waitFor(() => expect(script.terms).toHaveLength(3));
});

function costsWith(need: ReturnType<typeof needOf>, left: bigint | null = null) {
  const { script, record } = createDownloadPorts(community);
  script.needs.set(`${release} me`, need);
  const setAsides = createSetAsides();
  return { setAsides, costs: { record, setAsides, leftByJobs: () => left } };
}

test('all of it is set aside: the most that the price may be, and what giving every piece may take', async () => {
  const { costs } = costsWith(needOf([100n, 40n], [1_100n, 40n]));
  const cost = await costOf(costs, about);
  expect(cost).toMatchObject({
    value: {
      price: [50n, 20n],
      most: [100n, 40n],
      serving: 1_000n,
      setAside: [1_100n, 40n],
      refusal: null,
    },
  });
});

test('what jobs and other downloads have set aside is not there twice', async () => {
  const { costs, setAsides } = costsWith(needOf([100n, 40n], [2_200n, 50n]), 1_150n);
  setAsides.add({ ...about, release: hexOf('other'), hours: [1_000n, 11n] });
  const cost = await costOf(costs, about);
  expect(cost).toMatchObject({ value: { free: [1_150n, 39n] } });
  if (!cost.ok) throw new Error('it is known');
  expect(cost.value.refusal).toMatch(/^0.0011 CPU-h \+ 0.00004 man-h would be set aside/u);
  expect(cost.value.refusal).toContain('0.000001 man-h more');
  // what is kept for this download already does not stand in its way
  setAsides.add({ ...about, hours: [500n, 0n] });
  expect(await costOf(costs, about)).toMatchObject({ value: { free: [1_200n, 39n] } });
});

test('what hours do not reach for is not fetched, and two downloads do not count on the same hours', async () => {
  const { script, record, releases } = createDownloadPorts(community);
  script.recordChanged();
  const setAsides = createSetAsides();
  const log = { info: () => {}, warn: () => {} } as unknown as Log;
  const software = createSoftware({
    ...{ record, releases, setAsides, log, clock: createMovableClock() },
    ...{ ratingMilli: () => 1_000, leftByJobs: () => null },
  });
  const others = [hexOf('one'), hexOf('two')];
  for (const each of others) {
    script.needs.set(`${each} me`, needOf([100n, 40n], [1_500n, 70n]));
  }
  const both = await Promise.all(
    others.map(async (each) =>
      software.get({ community, release: each, folder: '/srv/here', keepSharing: true }),
    ),
  );
  expect(both[0]).toMatchObject({ ok: true });
  expect(both[1]).toMatchObject({ ok: false, error: { name: 'hours_do_not_reach' } });
  const why = both[1]?.ok === false ? both[1].error.detail : '';
  expect(why).toContain('you have 0.0004 CPU-h + 0.00003 man-h free');
  expect(script.gotten.map(({ setAside }) => setAside)).toEqual([[1_100n, 40n]]);
});

test('each piece that was paid for frees its part of what was set aside', () => {
  const setAsides = createSetAsides();
  const changes = vi.fn();
  setAsides.onChange(changes);
  const size = { files: 1, bytes: 1, pieces: 10 };
  const held = (paidPieces: number, setAside: Both) =>
    ({ ...about, size, paidPieces, setAside }) as never;
  setAsides.learn([held(0, [105n, 20n])]);
  expect(setAsides.of(community)).toEqual([105n, 20n]);
  expect(setAsides.of(community, release)).toEqual([0n, 0n]);
  setAsides.learn([held(4, [105n, 20n])]);
  expect(setAsides.of(community)).toEqual([63n, 12n]);
  setAsides.learn([held(10, [0n, 0n])]);
  setAsides.learn([]);
  expect(setAsides.of(community)).toEqual([0n, 0n]);
  expect(changes).toHaveBeenCalledTimes(3);
});

test('what was paid is what the statement charges, and what it does not know yet by the present price', () => {
  const need = { ...needOf([100n, 40n], [0n, 0n], 500), charged: [60n, 25n] as [bigint, bigint] };
  expect(paidFor({ paid: 7n, paidPieces: 500 }, need)).toEqual([67n, 25n]);
  expect(paidFor({ paid: 8n, paidPieces: 600 }, need)).toEqual([78n, 29n]);
  expect(paidFor({ paid: 8n, paidPieces: 600 }, null)).toEqual([8n, 0n]);
});

test('what was paid is asked for again when a download or the record has moved on, and only then', async () => {
  const { script, record } = createDownloadPorts(community);
  const turn = () => new Promise(setImmediate);
  script.needs.set(`${release} me`, needOf([100n, 40n], [0n, 0n], 500));
  const onChange = vi.fn();
  const payments = createPayments(record, onChange);
  script.recordChanged();
  const held = (each: string, paidPieces: number) =>
    ({ community, release: each, paid: 7n, paidPieces }) as never;
  payments.learn([held(release, 0)]);
  await turn();
  expect(script.asked).toEqual([]);
  payments.learn([held(release, 600)]);
  await turn();
  expect(payments.of(held(release, 600))).toEqual([17n, 4n]);
  payments.learn([held(release, 600)]);
  await turn();
  expect(script.asked).toEqual([[release]]);
  script.recordChanged();
  await turn();
  payments.learn([held(release, 700)]);
  await turn();
  expect(script.asked).toEqual([[release], [release], [release]]);
  // another one, of which as much is paid
  script.needs.set(`${dora} me`, needOf([100n, 40n], [0n, 0n], 500));
  payments.learn([held(dora, 700)]);
  await turn();
  expect(payments.of(held(dora, 700))).toEqual([27n, 8n]);
  expect(onChange).toHaveBeenCalledTimes(4);
});

test('man-hours that downloads have set aside are told to the record, again after it was started anew', async () => {
  const { script, record } = createDownloadPorts(community);
  const setAsides = createSetAsides();
  tellSetAsides(record, setAsides);
  script.recordChanged();
  await new Promise(setImmediate);
  expect(script.keptApart).toEqual([]);
  setAsides.add({ ...about, hours: [5n, 7n] });
  await vi.waitFor(() => expect(script.keptApart).toEqual([7n]));
  script.recordIs('starting');
  script.recordChanged();
  await vi.waitFor(() => expect(script.keptApart).toEqual([7n, 7n]));
  setAsides.learn([]);
  await vi.waitFor(() => expect(script.keptApart).toEqual([7n, 7n, 0n]));
});
