/** What a node keeps of its work and reads again when it starts, as it may have been changed on the disk. */
import type { WorkStore } from '../../../main/engine/ports.ts';
import { parseShelf, shelfText } from '../../../main/adapters/release-process/shelf-file.ts';
import type { KeptShelf } from '../../../main/adapters/release-process/shelf-file.ts';
import { createCheckpointBook } from '../../../main/engine/errands/checkpoint-book.ts';
import { jobSpecText, parseJobSpec } from '../../../main/engine/jobs/job-spec.ts';
import type { JobSpec } from '../../../main/engine/jobs/job-spec.ts';
import { keptSliceText, newFacts, parseKeptSlice } from '../../../main/engine/jobs/kept-slice.ts';
import { createContested } from '../../../main/engine/ledger/contested.ts';
import { createRunLog } from '../../../main/engine/lending/run-log.ts';
import { createKnownRates } from '../../../main/engine/metering/known-rates.ts';
import { createNames } from '../../../main/engine/peers/names.ts';
import { toWire } from '../../../shared/base/fields.ts';
import type { Run, Slice } from '../../../shared/jobs/slice-state.ts';
import { noTrust, parseTrust, trustText } from '../../../shared/jobs/trust.ts';
import { readMarketNotes, writeMarketNotes } from '../../../shared/stake/market-notes.ts';
import type { MarketNotes } from '../../../shared/stake/market-notes.ts';
import { bytesOf, textOf } from './decoder.ts';
import type { Decoder } from './decoder.ts';

const hex = 'ab'.repeat(32);
const peer = `${hex}.${hex}`;
const json = (value: unknown) => bytesOf(JSON.stringify(toWire(value)));

const run: Run = {
  ...{ run: 0, errand: 'cd'.repeat(16), purpose: 'answer', peer, at: 'answered', pay: 'paid' },
  ...{ isVoid: false, credited: 'checked' },
  answer: { hash: hex, workCount: 7, bytes: 3, cost: 12n },
};
const failure = { failure: 'trapped', reason: 'It divided by zero.' };
const slice: Slice = {
  ...{ at: 'settled', need: 2, isProbe: false, failure: null },
  runs: [run, { ...run, run: 1, peer: 'here', errand: null, purpose: 'audit', answer: failure }],
  settled: { hash: hex, workCount: 7, bytes: 3, verified: true },
};
const keptSlices = [
  { slice, facts: new Map([[0, { ...newFacts(5), cost: 12n, receipt: hex, reason: 'Why.' }]]) },
  { slice: { ...slice, at: 'new' as const, runs: [], settled: null }, facts: new Map() },
];
const job: JobSpec = {
  ...{ name: 'Primes', createdAtMs: 5, kind: 'command', entry: '_start', args: ['2', '99'] },
  ...{ moduleHash: hex, moduleBytes: 400, inputBytes: 6, certainty: 'two', memoryBytes: 65_536 },
  ...{ wallMs: 60_000, audience: [hex], notBeforeMs: null, ceiling: 1_000n, phase: 'open' },
  ...{ startedAtMs: 6, endedAtMs: null, reason: null, changed: 0 },
  shape: { kind: 'slices', lengths: [2, 4], names: ['one', 'two'] },
  deadline: { atMs: 9, then: 'stop' },
};
const jobs: readonly JobSpec[] = [
  job,
  { ...job, shape: { kind: 'range', from: -5, to: 99, step: 2, perSlice: 10 }, audience: null },
  { ...job, shape: { kind: 'once' }, deadline: null, phase: 'failed', reason: 'It trapped.' },
];
const trust = { ...noTrust, answered: 9, points: 16, lately: [hex], lastCheckedAtMs: 4, wrong: 1 };
const rates = { probe: 600_000, others: [], own: 5 };
const logged = {
  ...{ number: 1, job: hex, peer, startedAtMs: 3, endedAtMs: 4, outcome: 'answered' },
  ...{ microCpuHours: 7n, detail: null },
  module: { hash: hex, bytes: 400, memoryLimitBytes: 65_536, wallLimitMs: 60_000 },
};
const checkpoint = { bytes: 70_000, hash: hex, workCount: 8, cpuMicroseconds: 9, by: [hex] };

const notes: MarketNotes = {
  ...{ height: 5, epoch: 30, round: 1 },
  causes: [
    {
      ...{ id: hex, issuer: hex, countedBefore: 0n, statement: 'Answers for all', unit: 'answers' },
      ...{ beneficiaries: 'All', metric: 'Answered', comparator: 'at_least', check: 'attestors' },
      ...{ baseline: -1n, target: 5n, deadline: 60, attestors: 3, tags: ['help'], replaces: hex },
    },
  ],
  attestations: [{ cause: hex, by: hex, seen: 7n, note: 'Counted.' }],
  outcomes: [{ cause: hex, outcome: { verdict: 'missed', achieved: null, round: 1 } }],
};

const files = { size: { files: 2, bytes: 70_000, pieces: 2 }, drive: hex, manifest: hex };
const origin = { tag: 'v1.5', commit: '5e'.repeat(20), isSigned: true };
const shelf: KeptShelf = {
  ...{ giveRate: 65_536, unfinished: [hex], hasCounters: true },
  imports: [
    { ...files, request: hex, place: '/srv/lines', origin: null },
    { ...files, request: hex, place: '/srv/lines', origin: { ...origin, link: null } },
  ],
  releases: [
    {
      ...{ ...files, community: hex, release: hex, name: 'Linework', version: '1.5' },
      ...{ request: null, place: { folder: '/srv', name: 'Linework' } },
      ...{ state: 'arriving', isShared: true, addedAtMs: 7, setAside: [8n, 9n] },
    },
  ],
};

/** A store that holds one thing. What is put into it is not kept. */
function storeOf(state: string, key = hex): WorkStore {
  return {
    put: () => undefined,
    together: (change) => {
      change();
    },
    hasRoomFor: () => true,
    states: () => [{ key, state }],
    blob: () => null,
    remove: () => undefined,
    close: () => undefined,
  };
}

/** A reader of text that writes again what it has read; null where it has not. */
function rewritten<Value>(
  read: (text: string) => Value | null,
  write: (value: Value) => Uint8Array,
): Decoder['read'] {
  return (bytes) => {
    const value = read(textOf(bytes));
    return value === null ? null : write(value);
  };
}

function nameIn(text: string): { readonly name: string } | null {
  const settings = { get: () => ({ name: null }) } as Parameters<typeof createNames>[0];
  const { name } = createNames(settings, storeOf(text)).person(hex);
  return name === null ? null : { name };
}

/** As much of it as anybody asks for; three others or more are known by their middle. */
function ratesIn(text: string): object | null {
  const known = createKnownRates(storeOf(text));
  const [probe, own] = [known.told(hex), known.own(hex)];
  return probe === null && own === null ? null : { probe, others: [], own };
}

function loggedIn(text: string): object | null {
  const log = createRunLog({
    group: { write: (change) => change() },
    ...{ work: storeOf(text), clock: { after: () => () => undefined }, live: () => new Map() },
    names: { own: () => null, person: (id) => ({ id, name: null }), learn: () => undefined },
    book: { kept: () => new Map() } as unknown as Parameters<typeof createRunLog>[0]['book'],
  });
  const answer = log.answer({ person: null, outcome: null, before: null, limit: 1 });
  const [first] = answer.ok ? answer.value.runs : [];
  if (first === undefined) return null;
  const { id: _, for: whom, ...entry } = first;
  return { number: 1, ...entry, peer: whom.id };
}

function checkpointIn(text: string): object | null {
  const log = { info: () => undefined, warn: () => undefined };
  const group = { write: () => undefined } as unknown as Parameters<typeof createCheckpointBook>[1];
  return createCheckpointBook({ work: storeOf(text), log }, group).find(hex);
}

function claimIn(text: string): object | null {
  return createContested({ work: storeOf(text) }, () => undefined).claimOf(hex);
}

export const keptDecoders: readonly Decoder[] = [
  {
    ...{ name: 'list of releases here', cost: 4, taken: 'again' },
    samples: [bytesOf(shelfText(shelf))],
    read: rewritten(parseShelf, (kept) => bytesOf(shelfText(kept))),
  },
  {
    ...{ name: 'kept claim of hours', cost: 1, taken: 'again' },
    samples: [json({ reason: 'It was wrong.', atMs: 4 })],
    read: rewritten(claimIn, json),
  },
  {
    ...{ name: 'kept slice', cost: 8, taken: 'again' },
    samples: keptSlices.map((each) => bytesOf(keptSliceText(each))),
    read: rewritten(parseKeptSlice, (kept) => bytesOf(keptSliceText(kept))),
  },
  {
    ...{ name: 'kept job', cost: 6, taken: 'again' },
    samples: jobs.map((each) => bytesOf(jobSpecText(each))),
    read: rewritten(parseJobSpec, (spec) => bytesOf(jobSpecText(spec))),
  },
  {
    ...{ name: 'kept trust', cost: 3, taken: 'again' },
    samples: [trust, noTrust].map((each) => bytesOf(trustText(each))),
    read: rewritten(parseTrust, (kept) => bytesOf(trustText(kept))),
  },
  {
    ...{ name: 'kept notes of the market', cost: 6, taken: 'again' },
    samples: [bytesOf(writeMarketNotes(notes))],
    read: rewritten(readMarketNotes, (kept) => bytesOf(writeMarketNotes(kept))),
  },
  {
    ...{ name: 'kept name of a member', cost: 2, taken: 'again' },
    samples: [json({ name: 'Zoë' })],
    read: rewritten(nameIn, json),
  },
  {
    ...{ name: 'kept rates of a module', cost: 3, taken: 'again' },
    samples: [
      json(rates),
      json({ ...rates, others: [5, 6, 7].map((rate) => ({ supplier: hex, rate })) }),
    ],
    read: rewritten(ratesIn, json),
  },
  {
    ...{ name: 'log of what ran here', cost: 5, taken: 'again' },
    samples: [json(logged), json({ ...logged, startedAtMs: null, module: null, detail: 'Why.' })],
    read: rewritten(loggedIn, json),
  },
  {
    ...{ name: 'kept checkpoint of an errand', cost: 4, taken: 'again' },
    samples: [json(checkpoint)],
    read: rewritten(checkpointIn, json),
  },
];
