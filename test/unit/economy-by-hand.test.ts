/** Settling by hand: what goes in and comes out as text, and the one sentence for what cannot be read. */
import { expect, test } from 'vitest';
import { settleText } from '../../main/headless/commands/rules-settle.ts';
import { textToBytes } from '../../shared/base/bytes.ts';
import { toWire } from '../../shared/base/fields.ts';

const gave = (supplier: string, quantity: string, consumer: string) => ({
  supplier,
  consumer,
  quantity,
});
const lines = { A: '100', B: '100', C: '100' };
const first = { receipts: [gave('A', '10', 'B'), gave('B', '4', 'C'), gave('C', '2', 'A')] };
const second = { receipts: [gave('B', '5', 'A')] };
const third = { receipts: [gave('A', '6', 'C')] };

interface Answer {
  readonly epochs: readonly unknown[];
  readonly state: unknown;
}

function settled(input: unknown): Answer {
  const answer = settleText(textToBytes(JSON.stringify(input)));
  expect(answer).toMatchObject({ ok: true });
  return (answer.ok ? toWire(answer.value) : null) as Answer;
}

test('each epoch says what was cleared, minted and is left, for everybody who was named so far', () => {
  const { epochs } = settled({ lines, state: null, epochs: [first, second, third] });
  expect(epochs[0]).toEqual({
    cleared: '6',
    minted: '8',
    supply: '8',
    treasury: '0',
    balances: { A: '8', B: '0', C: '0' },
    promises: { A: '0', B: '6', C: '2' },
    owed: [],
  });
  expect(epochs).toMatchObject([
    { minted: '8', supply: '8', treasury: '0' },
    { minted: '0', supply: '8', treasury: '5' },
    { minted: '1', supply: '9', treasury: '0' },
  ]);
});

test('a state that was answered goes on where it stood', () => {
  const short = { A: '1' };
  const whole = settled({ lines: short, epochs: [first, second, third] });
  const start = settled({ lines: short, epochs: [first] });
  const rest = settled({ lines: short, state: start.state, epochs: [second, third] });
  expect([...start.epochs, ...rest.epochs]).toEqual(whole.epochs);
  expect(rest.state).toEqual(whole.state);
});

test('a member without a line promises nothing, and owes', () => {
  const { epochs } = settled({ lines: {}, state: null, epochs: [second] });
  const owed = [{ debtor: 'A', creditor: 'B', quantity: '5' }];
  expect(epochs).toMatchObject([{ minted: '0', balances: { A: '0', B: '0' }, owed }]);
});

const good = { lines, state: null, epochs: [first] };
const one = gave('A', '1', 'B');
const state = { supply: '5', balances: { A: '5' }, promises: { B: '5' }, owed: [] };
const withReceipt = (receipt: unknown) => ({ ...good, epochs: [{ receipts: [receipt] }] });
const withState = (change: object) => ({ ...good, state: { ...state, ...change } });

test.each<readonly [string, unknown, string]>([
  ['no object', 7, 'The input must be an object'],
  ['no lines', { epochs: [] }, 'lines is missing'],
  ['an unknown field', { ...good, more: 1 }, 'more is no field that belongs here'],
  ['a list of lines', { ...good, lines: [] }, 'lines must be an object of quantities by member'],
  [
    'a negative line',
    { ...good, lines: { A: '-1' } },
    'lines.A must be a string of decimal digits',
  ],
  [
    'a number',
    withReceipt({ ...one, quantity: 1 }),
    'epochs.0.receipts.0.quantity must be a string',
  ],
  ['a zero in front', withReceipt(gave('A', '01', 'B')), 'epochs.0.receipts.0.quantity must be'],
  [
    'a very long number',
    withReceipt(gave('A', '1'.repeat(41), 'B')),
    'epochs.0.receipts.0.quantity',
  ],
  ['nobody', withReceipt(gave('', '1', 'B')), 'epochs.0.receipts.0.supplier must be a name'],
  ['oneself', withReceipt(gave('A', '1', 'A')), 'epochs.0.receipts.0 must be between two members'],
  [
    'a reserved name',
    withReceipt(gave('__proto__', '1', 'A')),
    'epochs.0.receipts.0.supplier must be',
  ],
  ['no receipts', { ...good, epochs: [{}] }, 'epochs.0.receipts is missing'],
  ['sums that differ', withState({ promises: {} }), 'state must have balances and promises of the'],
  ['a supply too small', withState({ supply: '4' }), 'state must have a supply that all balances'],
  ['both at once', withState({ promises: { A: '5' } }), 'state must give nobody both'],
  ['a strange debt', withState({ owed: [{ debtor: 'A' }] }), 'state.owed.0.creditor is missing'],
  ['too many epochs', { ...good, epochs: Array(10_001).fill({ receipts: [] }) }, 'epochs may have'],
])('an input with %s is refused by one sentence that names the field', (_, input, sentence) => {
  const answer = settleText(textToBytes(JSON.stringify(input)));
  expect(answer).toMatchObject({ ok: false, error: { name: 'malformed_input' } });
  const detail = answer.ok ? '' : answer.error.detail;
  expect(detail.startsWith(sentence), detail).toBe(true);
  expect(detail).toMatch(/^[^.]+(\.\w[^.]*)*\.$/);
});

test.each([
  ['nothing', ''],
  ['half an object', '{"lines":'],
  ['broken text', '\uFFFD'],
  ['a list', '[]'],
])('%s is no input', (_, text) => {
  const refusal = { error: { detail: 'The input must be one JSON object.' } };
  expect(settleText(textToBytes(text))).toMatchObject(refusal);
  expect(settleText(Uint8Array.of(0xff, 0xfe)).ok).toBe(false);
});

test('a reserved name among the lines is refused, though JSON can spell it', () => {
  const text = '{"lines":{"__proto__":"5"},"state":null,"epochs":[]}';
  expect(settleText(textToBytes(text))).toMatchObject({ ok: false });
});
