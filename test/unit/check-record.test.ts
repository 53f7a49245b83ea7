import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import {
  checkRecord,
  decodeRecord,
  encodeRecord,
  signRecord,
} from '../../shared/ledger/check-record.ts';
import { checkGenesis } from '../../shared/ledger/check-genesis.ts';
import { genesisCodec } from '../../shared/ledger/genesis.ts';
import type { Founder, Genesis } from '../../shared/ledger/genesis.ts';
import { kindNumbers, quantityMax, recordBytesMax } from '../../shared/ledger/record.ts';
import type { BodyOf, CheckedRecord, RecordBody, RecordKind } from '../../shared/ledger/record.ts';
import { sampleHistory } from '../support/ledger-history.ts';
import { keyPairOf, machineOf, zeros } from '../support/ledger-world.ts';

const { hash } = cryptography;
const { world, records } = sampleHistory();
const { community } = world.genesis;
const kinds = [...new Set(records.map(({ kind }) => kind))].sort();

function nameOf(bytes: Uint8Array, of = community): string {
  const checked = checkRecord(bytes, of, cryptography);
  return checked.ok ? 'kept' : checked.error.name;
}

function sampleOf<Kind extends RecordKind>(kind: Kind): CheckedRecord & { readonly kind: Kind } {
  const record = records.find((each) => each.kind === kind);
  if (record === undefined) throw new Error(`there is a ${kind}`);
  return record as CheckedRecord & { readonly kind: Kind };
}

test('the sample holds every kind', () => {
  expect(kinds).toEqual(Object.keys(kindNumbers).sort());
});

test.each(kinds)('a %s of another community is forged here', (kind) => {
  expect(nameOf(sampleOf(kind).bytes)).toBe('kept');
  const elsewhere = nameOf(sampleOf(kind).bytes, hash());
  const isBound = kind === 'member' || kind === 'opening' || kind === 'reveal';
  expect(elsewhere).toBe(isBound ? 'record_contradicts_itself' : 'record_forged');
});

test.each(kinds)('no bit of a %s can be changed', (kind) => {
  const { bytes } = sampleOf(kind);
  for (let at = 0; at < bytes.byteLength; at += 1) {
    const bent = new Uint8Array(bytes);
    bent[at] = (bent[at] ?? 0) ^ (1 << (at % 8));
    expect(nameOf(bent)).not.toBe('kept');
  }
});

test.each(kinds)('a %s that is cut or grown is none', (kind) => {
  const { bytes } = sampleOf(kind);
  expect(nameOf(bytes.slice(0, -1))).not.toBe('kept');
  expect(nameOf(new Uint8Array([...bytes, 0]))).not.toBe('kept');
});

test('a record that is too large, of a later version or of an unknown kind is named so', () => {
  const { bytes } = sampleOf('counter');
  expect(nameOf(new Uint8Array(recordBytesMax + 1))).toBe('record_too_large');
  expect(nameOf(new Uint8Array([2, ...bytes.slice(1)]))).toBe('record_newer');
  expect(nameOf(new Uint8Array([1, 99, ...bytes.slice(2)]))).toBe('record_newer');
  expect(nameOf(new Uint8Array([0, ...bytes.slice(1)]))).toBe('record_malformed');
  expect(nameOf(new Uint8Array())).toBe('record_malformed');
});

/** Signed by whoever should, so that only what it says can be wrong. */
function faultOf<Kind extends RecordKind>(kind: Kind, change: Partial<BodyOf<Kind>>): string {
  const body = { ...sampleOf(kind).body, ...change };
  const record = { kind, body } as unknown as RecordBody;
  const { bytes } = signRecord(record, community, hash, [
    () => new Uint8Array(64),
    ...(kind === 'counter' ? [() => new Uint8Array(64)] : []),
  ]);
  const decoded = decodeRecord(bytes, community, hash);
  return decoded.ok ? 'decoded' : decoded.error.name;
}

const contradicts = 'record_contradicts_itself';
const one = keyPairOf('one').publicKey;

test.each([
  ['counter', { supplier: one, consumer: one }],
  ['counter', { currency: 2 }],
  ['counter', { sequence: 0 }],
  ['counter', { count: 0 }],
  ['counter', { quantity: quantityMax + 1n }],
  ['leave', { number: 0 }],
  ['leave', { number: 2, previous: zeros }],
  ['leave', { number: 1, previous: one }],
  ['sponsor', { quantity: 0n }],
  ['sponsor', { quantity: quantityMax + 1n }],
  ['vote', { committee: [] }],
  ['vote', { committee: [one, keyPairOf('two').publicKey] }],
  ['vote', { committee: [one, one, one, one] }],
  ['device', { label: '' }],
  ['device', { label: 'x'.repeat(41) }],
  ['device', { label: 'two\nlines' }],
  ['member', { name: '' }],
  ['member', { name: '\u202Egnp.exe' }],
  ['member', { invitation: new Uint8Array(40) }],
  ['evidence', { first: new Uint8Array(5) }],
  ['evidence', { first: sampleOf('evidence').body.second }],
  [
    'evidence',
    { first: sampleOf('evidence').body.second, second: sampleOf('evidence').body.first },
  ],
  ['cause', { statement: 'Too short to be falsifiable.' }],
  ['cause', { statement: `${'x'.repeat(60)}\n` }],
  ['cause', { unit: '' }],
  ['cause', { target: -2n }],
  ['cause', { target: quantityMax + 1n }],
  ['cause', { attestors: 2 }],
  ['cause', { check: 'hours_given' }],
  ['cause', { check: 'hours_given', attestors: 0 }],
  ['cause', { tags: ['water', 'health'] }],
  ['cause', { tags: ['-water'] }],
  ['attestation', { seen: -quantityMax - 1n }],
  ['attestation', { note: 'two\nlines' }],
  ['task', { title: '' }],
  ['task', { title: 'x'.repeat(121) }],
  ['task', { title: 'two\nlines' }],
  ['task', { done: '' }],
  ['task', { done: 'It ends with a line that is empty.\n' }],
  ['task', { done: 'x'.repeat(2_001) }],
  ['task', { done: 'a\n'.repeat(100) + 'b' }],
  ['task', { skills: ['linux', 'electron'] }],
  ['task', { skills: ['Electron'] }],
  ['task', { most: 0 }],
  ['task', { most: 4 }],
  ['task', { most: 100 }],
  ['estimate', { round: 0 }],
  ['estimate', { round: 4 }],
  ['estimate', { said: 'Nothing was said before.' }],
  ['estimate', { round: 2, said: 'two\nlines' }],
  ['reveal', { round: 2 }],
  ['reveal', { round: 4 }],
  ['reveal', { salt: zeros }],
  ['reveal', { member: keyPairOf('one').hex }],
  ['reveal', { task: '0'.repeat(64) }],
  ['reveal', { answer: { hours: 8, reason: 'It depends on the desktop.' } }],
  ['reveal', { answer: { hours: 5, reason: 'Something else.' } }],
  ['reveal', { answer: { hours: 0, reason: '' } }],
  ['reveal', { answer: { hours: 81, reason: '' } }],
  ['reveal', { answer: { hours: 'cannot_tell', reason: 'two\nlines' } }],
  ['take', { price: 0 }],
  ['take', { price: 81 }],
  ['step', { link: '', note: '' }],
  ['step', { link: 'javascript:alert(1)' }],
  ['step', { link: 'https://example.org/with space' }],
  ['step', { link: `https://example.org/${'x'.repeat(500)}` }],
  ['step', { note: 'two\nlines' }],
  ['step', { actual: 0 }],
  ['step', { actual: 100_001 }],
  ['step', { says: 'on_track' }],
  ['verdict', { note: '' }],
  ['verdict', { note: 'two\nlines' }],
  ['opening', { salt: zeros }],
  ['opening', { member: keyPairOf('one').hex }],
] as readonly (readonly [RecordKind, object])[])('a %s that says %o is refused', (kind, change) => {
  expect(faultOf(kind, {})).toBe('decoded');
  expect(faultOf(kind, change)).toBe(contradicts);
});

test.each(['binding', 'invitationSignature', 'proof'] as const)(
  'a member whose %s is somebody else’s is forged, although the record is signed',
  (field) => {
    const carol = machineOf('dave');
    const body = { ...sampleOf('member').body, [field]: keyPairOf('mallory').sign(zeros) };
    const record: RecordBody = { kind: 'member', body };
    const { bytes } = signRecord(record, community, hash, [carol.device.sign]);
    expect(nameOf(bytes)).toBe('record_forged');
  },
);

test('a counter needs both signatures, each in its place', () => {
  const { bytes, ...record } = sampleOf('counter');
  const decoded = decodeRecord(bytes, community, hash);
  if (!decoded.ok) throw new Error('a counter');
  const [supplier = zeros, consumer = zeros] = decoded.value.signatures;
  expect(encodeRecord(record, [supplier, consumer])).toEqual(bytes);
  expect(nameOf(encodeRecord(record, [consumer, supplier]))).toBe('record_forged');
  expect(nameOf(encodeRecord(record, [supplier, supplier]))).toBe('record_forged');
  expect(nameOf(encodeRecord(record, [supplier]))).not.toBe('kept');
});

test('evidence against one who did not sign it is forged', () => {
  const alice = world.of('alice');
  const { body } = sampleOf('evidence');
  const record: RecordBody = {
    kind: 'evidence',
    body: { ...body, author: alice.device.publicKey, witness: alice.device.publicKey },
  };
  const { bytes } = signRecord(record, community, hash, [alice.device.sign]);
  expect(nameOf(bytes)).toBe('record_forged');
});

/** One number, which is version 2. */
const earlierParameters = Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0);

function genesisName(change: Partial<Genesis & { version: number }>): string {
  const bytes = genesisCodec.encode({ version: 1, ...world.genesis.genesis, ...change });
  const checked = checkGenesis(bytes, cryptography);
  return checked.ok ? 'kept' : checked.error.name;
}

const [first, ...others] = world.genesis.genesis.founders as readonly [Founder, ...Founder[]];

test.each([
  [{}, 'kept'],
  [{ version: 2 }, 'genesis_newer'],
  [{ version: 0 }, 'genesis_malformed'],
  [{ name: '' }, 'genesis_contradicts_itself'],
  [{ parameters: new Uint8Array(3) }, 'genesis_contradicts_itself'],
  [{ parameters: earlierParameters }, 'genesis_earlier'],
  [{ founders: [] }, 'genesis_contradicts_itself'],
  [{ founders: [first, first, ...others] }, 'genesis_contradicts_itself'],
  [{ founders: [{ ...first, name: ' ' }, ...others] }, 'genesis_contradicts_itself'],
  [
    { founders: [{ ...first, device: others[0]?.device ?? zeros }, ...others] },
    'genesis_contradicts_itself',
  ],
  [{ founders: [{ ...first, binding: new Uint8Array(64) }, ...others] }, 'genesis_forged'],
  [{ witnesses: 0 }, 'genesis_contradicts_itself'],
  [{ witnesses: 2 }, 'genesis_contradicts_itself'],
  [{ witnesses: 4 }, 'genesis_contradicts_itself'],
  [{ startsAtMs: 2n ** 60n }, 'genesis_contradicts_itself'],
] as const)('a genesis that says %o is %s', (change, name) => {
  expect(genesisName(change)).toBe(name);
});
