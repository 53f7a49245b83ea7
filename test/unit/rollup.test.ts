import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { merkleRoot } from '../../shared/ledger/merkle.ts';
import { quantityMax } from '../../shared/ledger/record.ts';
import type { CounterBody } from '../../shared/ledger/record.ts';
import { checkCounterProposal, nextCounter } from '../../shared/ledger/rollup.ts';
import type { AgreedCounter, CountedReceipt } from '../../shared/ledger/rollup.ts';
import { madeBytes } from '../support/made-receipts.ts';

const { hash } = cryptography;
const subject = {
  supplier: madeBytes(32, 'supplier'),
  consumer: madeBytes(32, 'consumer'),
  currency: 0,
  cause: new Uint8Array(32),
  epoch: 7,
};
const nothing: AgreedCounter = { last: null, receipts: [] };
const receipts = [3n, 5n, 0n, 8n].map((quantity, index): CountedReceipt => ({
  id: madeBytes(32, 'receipt', index),
  quantity,
}));

function next(agreed: AgreedCounter, added: readonly CountedReceipt[]): CounterBody {
  const counter = nextCounter(subject, agreed, added, hash);
  if (!counter.ok) throw new Error(counter.error.detail);
  return counter.value;
}

test('a counter says in all what its receipts say, and goes on from the one before', () => {
  const first = next(nothing, receipts.slice(0, 2));
  expect(first).toMatchObject({ ...subject, sequence: 1, count: 2, quantity: 8n });
  const agreed = { last: first, receipts: receipts.slice(0, 2).map(({ id }) => id) };
  const second = next(agreed, receipts.slice(2));
  expect(second).toMatchObject({ sequence: 2, count: 4, quantity: 16n });
  const ids = receipts.map(({ id }) => id);
  expect(second.root).toEqual(merkleRoot(ids, hash));
});

const proposed = next(nothing, receipts);
const added = receipts.map(({ id }) => id);
const known = new Map(receipts.map(({ id, quantity }) => [id.join(), quantity]));
const quantityOf = (id: Uint8Array) => known.get(id.join()) ?? null;

function answer(
  change: Partial<CounterBody>,
  names = added,
  agreed: AgreedCounter = nothing,
): string {
  const checked = checkCounterProposal(
    { ...proposed, ...change },
    { subject, agreed },
    { added: names, quantityOf },
    hash,
  );
  return checked.ok ? 'signed' : checked.error.name;
}

test('the consumer signs what it computes itself', () => {
  expect(answer({})).toBe('signed');
});

test.each([
  [{ supplier: madeBytes(32, 'x') }, 'counter_of_others'],
  [{ consumer: madeBytes(32, 'x') }, 'counter_of_others'],
  [{ cause: madeBytes(32, 'x') }, 'counter_of_others'],
  [{ currency: 1 }, 'counter_of_others'],
  [{ epoch: 8 }, 'counter_of_others'],
  [{ sequence: 0 }, 'counter_out_of_turn'],
  [{ quantity: 17n }, 'counter_differs'],
  [{ quantity: 15n }, 'counter_differs'],
  [{ count: 5 }, 'counter_differs'],
  [{ root: madeBytes(32, 'x') }, 'counter_differs'],
] as const)('a proposal that says %o instead is %s', (change, name) => {
  expect(answer(change)).toBe(name);
});

test('a receipt that is unknown, twice there or counted before is not counted', () => {
  expect(answer({}, [...added, madeBytes(32, 'x')])).toBe('receipt_unknown');
  expect(answer({}, [...added, ...added.slice(0, 1)])).toBe('receipt_counted_twice');
  expect(answer({ sequence: 2 }, added, { last: proposed, receipts: added })).toBe(
    'receipt_counted_twice',
  );
  expect(answer({}, [])).toBe('counter_adds_nothing');
  expect(answer({}, [...added].reverse())).toBe('counter_differs');
});

test('a number that the supplier has signed and given up is left out, and not signed again', () => {
  const given = nextCounter(subject, { ...nothing, signed: 4 }, receipts, hash);
  expect(given.ok && given.value.sequence).toBe(5);
  expect(answer({ sequence: 5 })).toBe('signed');
  const agreed = { last: { ...proposed, sequence: 5 }, receipts: added };
  expect(answer({ sequence: 5 }, added, agreed)).toBe('counter_out_of_turn');
  expect(answer({ sequence: 4 }, added, agreed)).toBe('counter_out_of_turn');
  // One that stands on more than is agreed here was agreed on by whoever forgot it.
  expect(answer({ sequence: 2, count: 9 })).toBe('counter_out_of_turn');
});

test('no counter grows beyond what a record holds', () => {
  const most = [{ id: madeBytes(32, 'most'), quantity: quantityMax }];
  const full = { last: next(nothing, most), receipts: most.map(({ id }) => id) };
  const over = nextCounter(subject, full, receipts.slice(0, 1), hash);
  expect(over.ok ? 'counted' : over.error.name).toBe('counter_too_large');
});
