/**
 * `common-hours rules settle`: the settlement that the ledger itself runs, behind a door of its own, so that anybody
 * can compute an epoch again by hand. It reads one JSON object from standard input and writes one; it needs no node,
 * no key and no record. What it answers as `state` can be given to it again, to go on from there.
 */
import * as v from 'valibot';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Obligation } from '../../../shared/economy/circulation.ts';
import { mergedObligations } from '../../../shared/economy/circulation.ts';
import type { CurrencyState, Settlement } from '../../../shared/economy/settle.ts';
import { emptyCurrency, settleEpoch } from '../../../shared/economy/settle.ts';
import { computeByHand, fields, listRule, readText, wholeUnits } from './by-hand.ts';
import type { ByHandOptions } from './by-hand.ts';

/** Sizes beyond which the answer would not fit into one JSON text. */
const most = {
  nameLength: 128,
  digits: 40,
  epochs: 10_000,
  receipts: 1_000_000,
  /** Members times epochs: each epoch lists everybody. */
  lines: 2_000_000,
} as const;

/** Answers 0 with the epochs settled, and 2 with one sentence where the input is not as it must be. */
export function settleByHand(options: ByHandOptions): Promise<number> {
  return computeByHand(options, settleText);
}

/** Settles what the bytes of an input say, epoch after epoch. */
export function settleText(input: Uint8Array): Result<object, Refusal<'malformed_input'>> {
  const read = readInput(input);
  if (!read.ok) return read;
  const { lines, state: given, epochs } = read.value;
  const lineOf = new Map(Object.entries(lines));
  const known = new Set([...lineOf.keys(), ...Object.keys(given?.balances ?? {})]);
  for (const member of Object.keys(given?.promises ?? {})) known.add(member);
  for (const { debtor, creditor } of given?.owed ?? []) known.add(debtor).add(creditor);
  let state = given === null || given === undefined ? emptyCurrency : stateOf(given);
  const answers = epochs.map(({ receipts }) => {
    for (const { supplier, consumer } of receipts) known.add(supplier).add(consumer);
    const settlement = settleEpoch(state, receipts, (member) => lineOf.get(member) ?? 0n);
    state = settlement.state;
    return answerOf(settlement, [...known].sort());
  });
  return ok({
    epochs: answers,
    state: { supply: state.supply, ...listed(state, [...known].sort()) },
  });
}

function answerOf(settlement: Settlement, members: readonly string[]) {
  const { cleared, minted, supply, treasury, state } = settlement;
  return { cleared, minted, supply, treasury, ...listed(state, members) };
}

/** Everybody is listed, with nothing too: a reader need not know who is left out. */
function listed({ members: accounts, owed }: CurrencyState, members: readonly string[]) {
  const each = (what: 'balance' | 'promise') =>
    Object.fromEntries(members.map((member) => [member, accounts.get(member)?.[what] ?? 0n]));
  return { balances: each('balance'), promises: each('promise'), owed };
}

type GivenState = v.InferOutput<typeof StateSchema>;

function stateOf({ supply, balances, promises, owed }: GivenState): CurrencyState {
  const [has, promised] = [new Map(Object.entries(balances)), new Map(Object.entries(promises))];
  const names = [...new Set([...has.keys(), ...promised.keys()])].sort();
  const members = names.map(
    (name) => [name, { balance: has.get(name) ?? 0n, promise: promised.get(name) ?? 0n }] as const,
  );
  return {
    supply,
    members: new Map(members.filter(([, { balance, promise }]) => balance + promise > 0n)),
    owed: mergedObligations(owed),
  };
}

const nameRule = `must be a name of 1 to ${most.nameLength} characters`;
/** Names that JavaScript gives a meaning of its own: an object cannot list them safely. */
const reserved = new Set(['__proto__', 'constructor', 'prototype']);
const Name = v.pipe(
  v.string(nameRule),
  v.check((name) => name.length > 0 && name.length <= most.nameLength, nameRule),
  v.check((name) => !reserved.has(name), 'must be another name, since this one is reserved'),
);
const Quantity = wholeUnits(most.digits);
const byMemberRule = 'must be an object of quantities by member';
const ByMember = v.pipe(
  v.custom<object>((given) => typeof given === 'object' && given !== null, byMemberRule),
  v.check((given) => !Array.isArray(given), byMemberRule),
  v.check((given) => !Object.keys(given).some((name) => reserved.has(name)), 'has a reserved name'),
  v.record(Name, Quantity, byMemberRule),
);
const OwedSchema = v.pipe(
  v.strictObject({ debtor: Name, creditor: Name, quantity: Quantity }, fields),
  v.check(({ debtor, creditor }: Obligation) => debtor !== creditor, 'must be between two members'),
);
const StateSchema = v.pipe(
  v.strictObject(
    {
      supply: Quantity,
      balances: ByMember,
      promises: ByMember,
      owed: v.array(OwedSchema, listRule),
    },
    fields,
  ),
  v.check(
    ({ balances, promises }) => sumOf(balances) === sumOf(promises),
    'must have balances and promises of the same sum',
  ),
  v.check(
    ({ balances, supply }) => sumOf(balances) <= supply,
    'must have a supply that all balances fit into',
  ),
  v.check(
    ({ balances, promises }) =>
      Object.entries(balances).every(
        ([name, balance]) => balance === 0n || (promises[name] ?? 0n) === 0n,
      ),
    'must give nobody both a balance and a promise',
  ),
);
const ReceiptSchema = v.pipe(
  v.strictObject({ supplier: Name, consumer: Name, quantity: Quantity }, fields),
  v.check(({ supplier, consumer }) => supplier !== consumer, 'must be between two members'),
);
const EpochSchema = v.strictObject({ receipts: v.array(ReceiptSchema, listRule) }, fields);
const InputSchema = v.strictObject(
  {
    lines: ByMember,
    state: v.optional(v.nullable(StateSchema)),
    epochs: v.array(EpochSchema, listRule),
  },
  fields,
);

function sumOf(quantities: Readonly<Record<string, bigint>>): bigint {
  return Object.values(quantities).reduce((sum, each) => sum + each, 0n);
}

function readInput(
  bytes: Uint8Array,
): Result<v.InferOutput<typeof InputSchema>, Refusal<'malformed_input'>> {
  const read = readText(bytes, InputSchema);
  if (!read.ok) return read;
  const { lines, state, epochs } = read.value;
  const receipts = epochs.reduce((sum, epoch) => sum + epoch.receipts.length, 0);
  if (epochs.length > most.epochs) return tooMany('epochs', `${most.epochs} entries`);
  if (receipts > most.receipts) return tooMany('epochs', `${most.receipts} receipts in all`);
  const named = new Set(Object.keys({ ...lines, ...state?.balances, ...state?.promises }));
  for (const epoch of epochs) {
    for (const { supplier, consumer } of epoch.receipts) named.add(supplier).add(consumer);
  }
  if (named.size * epochs.length > most.lines) {
    return tooMany('epochs', `${most.lines} entries times members`);
  }
  return ok(read.value);
}

function tooMany(field: string, limit: string) {
  return refuse('malformed_input', `${field} may have at most ${limit}.`);
}
