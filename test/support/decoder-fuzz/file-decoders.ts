/** What lies in the data folder and may have been changed there, and what people give the command line. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSeed } from '../../../main/adapters/key-file.ts';
import { openCommunityBook } from '../../../main/adapters/record-process/communities/community-book.ts';
import { readSettings } from '../../../main/adapters/settings.ts';
import { cryptography } from '../../../main/adapters/cryptography.ts';
import { keptErrandText, parseKeptErrand } from '../../../main/engine/errands/kept-errand.ts';
import {
  jobsSubject,
  keptSeries,
  parseSeries,
} from '../../../main/engine/ledger/counters/series.ts';
import { seriesKey } from '../../../main/engine/ledger/counters/series.ts';
import type { Series } from '../../../main/engine/ledger/counters/series.ts';
import { parseKeptRun } from '../../../main/engine/lending/run.ts';
import { settleText } from '../../../main/headless/commands/rules-settle.ts';
import { readNodeFile } from '../../../main/local-server/node-file.ts';
import { bytesToHex, textToBytes } from '../../../shared/base/bytes.ts';
import { toWire } from '../../../shared/base/fields.ts';
import { assert } from '../../../shared/base/assert.ts';
import { receiptBodyBytes } from '../../../shared/ledger/receipt.ts';
import { madeBytes } from '../made-receipts.ts';
import { bytesOf, textOf } from './decoder.ts';
import type { Decoder } from './decoder.ts';

const hex = 'ab'.repeat(32);
const json = (value: unknown) => bytesOf(JSON.stringify(toWire(value)));
const folder = fs.mkdtempSync(join(tmpdir(), 'common-hours-decoders-'));
process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

/** A reader of a file that lies in a data folder. */
function inFolder(name: string, read: () => unknown): Decoder['read'] {
  return (bytes) => {
    fs.writeFileSync(join(folder, name), bytes);
    const value = read();
    return value === null || value === undefined ? null : json(value);
  };
}

const settings = {
  ...{ name: 'Zoë', community: 'our street', lending: true, coresLent: 2, shareMilli: 450 },
  ...{ place: { id: hex, name: 'Choir', startsAtMs: 5, epochMs: 600_000 }, pausedUntilMs: 0 },
  rating: { milli: 1_250, spreadMilli: 7, atMs: 9, processor: 'A processor', measure: 'mix 2' },
};
const invitation = { id: hex, link: 'commonhours://join/AAAA', madeAtMs: 4, expiresEpoch: 9 };
const book = {
  version: 1,
  communities: [
    {
      ...{ id: hex, memberName: 'Zoë', label: 'desk', isAway: false, isLeaving: false },
      ...{ credential: null, invitations: [{ ...invitation, usedBy: null }] },
    },
  ],
  attempts: [{ id: hex, name: 'Choir', memberName: 'Zoë', startedAtMs: 3, credential: 'abcd' }],
};

function readBook(): unknown {
  let isAside = false;
  const log = { info: () => undefined, warn: () => (isAside = true) };
  const opened = openCommunityBook(folder, { log, onFailure: () => undefined });
  return isAside ? null : opened.get();
}

function readKey(): unknown {
  const seed = readSeed(folder, 'device');
  return seed.ok ? seed.value : null;
}

function readNode(): unknown {
  const node = readNodeFile(folder);
  return node.ok ? node.value : null;
}

const seed = new Uint8Array(32).fill(9);
const seedCheck = cryptography.hash(textToBytes('common-hours/device-check/v1'), seed);
const keyText = `common-hours device 1 ${bytesToHex(seed)} ${bytesToHex(seedCheck.subarray(0, 8))}\n`;

/** A key file is not written in JSON; what it holds is. */
function readKeyFile(bytes: Uint8Array): Uint8Array | null {
  return inFolder('device.key', readKey)(bytes) === null ? null : bytesOf(keyText);
}

const attempt = { nonce: 'ab'.repeat(16), peer: `${hex}.${hex}`, askedAtMs: 5 };
const running = { at: 'running', attempt, ratingMilli: 900, startedAtMs: 6, absentSinceMs: null };
const begun = { attempt, ratingMilli: 900, startedAtMs: 6, endedAtMs: 7 };
const answer = { hash: hex, bytes: 3, cpuMicroseconds: 5, workCount: 6, cost: 12n };
const proposal = { body: madeBytes(receiptBodyBytes, 'body'), signature: madeBytes(64, 'theirs') };
const errands = [
  running,
  { at: 'answered', ...begun, answer, proposal },
  { at: 'paid', ...begun, answer, receipt: hex },
  { at: 'waiting', reason: null },
].map((state, order) => ({
  wish: {
    ...{ job: hex, slice: 3, ceiling: 1_000n, memoryBytes: 65_536, wallMs: 1_000 },
    ...{ not: [hex], audience: null },
  },
  ...{ order, state, failedAttempts: 0, femtosecondsPerUnit: null, result: madeBytes(3, 'result') },
}));
const run = {
  ...{ state: 'answered', job: hex, peer: `${hex}.${hex}`, atMs: 4, failure: null, detail: null },
  ...{ microCpuHours: '7', resultBytes: 5, unrated: null },
  receipt: { body: madeBytes(receiptBodyBytes, 'body'), signature: madeBytes(64, 'signature') },
};

function readErrand(bytes: Uint8Array): Uint8Array | null {
  const errand = parseKeptErrand(textOf(bytes));
  return errand === null ? null : bytesOf(keptErrandText(errand));
}

function readRun(bytes: Uint8Array): Uint8Array | null {
  const kept = parseKeptRun(textOf(bytes));
  return kept === null ? null : json(kept);
}

const subject = jobsSubject(madeBytes(32, 'supplier'), madeBytes(32, 'consumer'), 4);
const counted = { sequence: 1, count: 2, quantity: 5n, root: madeBytes(32, 'root') };
const signatures = { supplierSignature: madeBytes(64, 's'), consumerSignature: madeBytes(64, 'c') };
const series: Series = {
  ...{ side: 'given', subject, certified: 1, proposal: null, signed: 3 },
  leftOut: [{ id: madeBytes(32, 'three'), reason: 'Their computer does not count it.' }],
  last: { body: { ...subject, ...counted }, ...signatures },
  receipts: [madeBytes(32, 'one'), madeBytes(32, 'two')],
};

function readSeries(bytes: Uint8Array): Uint8Array | null {
  const { blobs } = keptSeries(series);
  const key = seriesKey('given', subject);
  const read = parseSeries(key, textOf(bytes), (name) => blobs[name] ?? null);
  return read === null ? null : bytesOf(keptSeries(read).state);
}

const receipts = [
  { supplier: 'alice', consumer: 'bob', quantity: '7000000' },
  { supplier: 'bob', consumer: 'carol', quantity: '5' },
];
const state = {
  ...{ supply: '9', balances: { alice: '4' }, promises: { bob: '4' } },
  owed: [{ debtor: 'bob', creditor: 'alice', quantity: '4' }],
};
const epochs = [
  { lines: { bob: '3000000' }, epochs: [{ receipts }, { receipts: [] }] },
  { lines: {}, state, epochs: [{ receipts }] },
];

/** What was settled has everybody’s hours in it, and goes on from what was answered. */
function readEpochs(bytes: Uint8Array): Uint8Array | null {
  const settled = settleText(bytes);
  if (!settled.ok) return null;
  const answer = settled.value as { readonly state: { readonly [key: string]: unknown } };
  const [has, owes] = ['balances', 'promises'].map((each) =>
    Object.values(answer.state[each] as Readonly<Record<string, bigint>>).reduce(
      (sum, quantity) => sum + quantity,
      0n,
    ),
  );
  assert(has === owes, 'balances are as much as promises');
  return json({ lines: {}, state: answer.state, epochs: [] });
}

export const fileDecoders: readonly Decoder[] = [
  {
    name: 'settings',
    cost: 20,
    samples: [json(settings), json({})],
    read: inFolder('settings.json', () => readSettings(folder)),
    taken: 'again',
  },
  {
    name: 'list of communities',
    cost: 25,
    samples: [json(book)],
    read: inFolder('communities.json', readBook),
    taken: 'again',
  },
  {
    name: 'file of a key',
    cost: 20,
    samples: [bytesOf(keyText)],
    read: readKeyFile,
    taken: 'exactly',
  },
  {
    name: 'file of a running node',
    cost: 20,
    samples: [json({ url: 'http://x/', port: 80, token: 'abc', pid: process.pid })],
    read: inFolder('node.json', readNode),
    taken: 'again',
  },
  { name: 'kept errand', cost: 5, samples: errands.map(json), read: readErrand, taken: 'again' },
  { name: 'kept run', cost: 4, samples: [json(run)], read: readRun, taken: 'again' },
  {
    name: 'kept series of counters',
    cost: 6,
    samples: [bytesOf(keptSeries(series).state)],
    read: readSeries,
    taken: 'again',
  },
  {
    name: 'epochs to settle by hand',
    cost: 8,
    samples: epochs.map(json),
    read: readEpochs,
    taken: 'again',
  },
];
