import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { ledgerFault } from '../../shared/ledger/invariants.ts';
import { merkleRoot } from '../../shared/ledger/merkle.ts';
import {
  decodeState,
  encodeState,
  snapshotChunkBytes,
  snapshotChunks,
  stateRootOf,
} from '../../shared/ledger/snapshot.ts';
import type { Books, LedgerState, Member } from '../../shared/ledger/state.ts';
import { sampleHistory } from '../support/ledger-history.ts';

const { world, state } = sampleHistory();
const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((name) => world.of(name).member.hex);

test.each([
  ['before the first epoch', genesisState(world.genesis)],
  ['with every kind of record in it', state],
])('a state %s comes back as it was', (_name, before) => {
  expect(decodeState(encodeState(before))).toEqual(before);
});

test('the order in which a map was filled does not reach the bytes', () => {
  const reversed = <Key, Value>(map: ReadonlyMap<Key, Value>) => new Map([...map].reverse());
  const turned: LedgerState = {
    ...state,
    members: reversed(state.members),
    devices: reversed(state.devices),
    counters: reversed(state.counters),
    invitations: reversed(state.invitations),
  };
  expect(encodeState(turned)).toEqual(encodeState(state));
});

test('the root is over pieces, and says what each byte is', () => {
  const bytes = new Uint8Array(2 * snapshotChunkBytes + 5).fill(7);
  expect(snapshotChunks(bytes).map(({ byteLength }) => byteLength)).toEqual([65_536, 65_536, 5]);
  expect(stateRootOf(bytes, cryptography.hash)).toEqual(
    merkleRoot(snapshotChunks(bytes), cryptography.hash),
  );
  const other = new Uint8Array(bytes);
  other[70_000] = 8;
  expect(stateRootOf(other, cryptography.hash)).not.toEqual(stateRootOf(bytes, cryptography.hash));
});

test('a snapshot that is cut, grown or of another version is none', () => {
  const bytes = encodeState(state);
  expect(decodeState(bytes.slice(0, -1))).toBe(null);
  expect(decodeState(new Uint8Array([...bytes, 0]))).toBe(null);
  expect(decodeState(new Uint8Array([2, ...bytes.slice(1)]))).toBe(null);
  expect(decodeState(new Uint8Array())).toBe(null);
});

function withMember(key: string | undefined, change: Partial<Member>): LedgerState {
  const member = state.members.get(key ?? '');
  if (key === undefined || member === undefined) throw new Error('a member');
  return { ...state, members: new Map([...state.members, [key, { ...member, ...change }]]) };
}

function withBooks(change: Partial<Books>): LedgerState {
  return { ...state, books: [{ ...state.books[0], ...change }, state.books[1]] };
}

function withAccount(member: string | undefined, balance: bigint, promise: bigint): LedgerState {
  const { settled } = state.books[0];
  const account = [member ?? '', { balance, promise }] as const;
  return withBooks({ settled: { ...settled, members: new Map([...settled.members, account]) } });
}

const { settled, trust } = state.books[0];
const debt = { debtor: alice ?? '', creditor: bob ?? '', quantity: 1n };
const ended = { status: 'left', endedEpoch: 2, delta: 0n, voice: null } as const;

test.each([
  ['a balance more than promises', withAccount(alice, 10n ** 12n, 0n)],
  ['a stranger’s account', withAccount('0'.repeat(64), 1n, 0n)],
  ['a balance and a promise at once', withAccount(alice, 5n, 5n)],
  ['less supply than balances', withBooks({ settled: { ...settled, supply: 1n } })],
  ['what is owed twice', withBooks({ settled: { ...settled, owed: [debt, debt] } })],
  ['promises without their age', withBooks({ lots: new Map() })],
  ['trust from nowhere', withBooks({ trust: new Map([...trust, [carol ?? '', 10n ** 13n]]) })],
  ['a line of who has left', withBooks({ lines: new Map([[carol ?? '', 1n]]) })],
  ['a delegated line from nowhere', withMember(alice, { delta: 10n ** 15n })],
  ['an end of who is still there', withMember(alice, { endedEpoch: 1 })],
  ['a voice of who has left', withMember(bob, { ...ended, voice: [...state.committee] })],
  ['an inviter whom nobody knows', withMember(alice, { inviter: '0'.repeat(64) })],
  ['a name that cannot be shown', withMember(alice, { name: ' ' })],
  ['a committee of two', { ...state, committee: [...state.devices.keys()].slice(0, 2).sort() }],
  ['a witness whom nobody knows', { ...state, upcoming: ['0'.repeat(64)] }],
  ['more heights than epochs', { ...state, height: 9 }],
  ['an invitation that has expired', { ...state, invitations: new Map([['1'.repeat(64), 1]]) }],
  ['no machines', { ...state, devices: new Map() }],
] as readonly (readonly [string, LedgerState])[])(
  'a state with %s is not sound',
  (_name, wrong) => {
    expect(ledgerFault(state)).toBe(null);
    expect(ledgerFault(wrong)).not.toBe(null);
  },
);

test('a snapshot of a state that is not sound is refused', () => {
  expect(decodeState(encodeState(withMember(alice, { delta: 10n ** 15n })))).toBe(null);
  expect(decodeState(encodeState(withBooks({ lots: new Map() })))).toBe(null);
});
