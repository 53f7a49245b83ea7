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
import { createOutput } from '../output.ts';
import { readLimited } from './files.ts';

export interface RulesOptions {
  readonly json: boolean;
}

/** Sizes beyond which the answer would not fit into one JSON text. */
const most = {
  inputMebibytes: 64,
  nameLength: 128,
  digits: 40,
  epochs: 10_000,
  receipts: 1_000_000,
  /** Members times epochs: each epoch lists everybody. */
  lines: 2_000_000,
} as const;

/** The exit code of a misuse. */
const malformed = 2;

/** Answers 0 with the epochs settled, and 2 with one sentence where the input is not as it must be. */
export async function settleByHand(options: RulesOptions): Promise<number> {
  const output = createOutput(options.json);
  const input = await readLimited('-', most.inputMebibytes * 2 ** 20, 'input');
  if (!input.ok) {
    const { name, detail } = input.error;
    const tooLarge = `The input is larger than ${most.inputMebibytes} MiB, the most that is read.`;
    output.fail({ name, detail: name === 'too_large' ? tooLarge : detail });
    return malformed;
  }
  const settled = settleText(input.value);
  if (!settled.ok) {
    output.fail(settled.error);
    return malformed;
  }
  createOutput(true).json(settled.value);
  return 0;
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

const fields = ({ expected }: v.StrictObjectIssue) => {
  if (expected === 'never') return 'is no field that belongs here';
  return expected === 'Object' ? 'must be an object' : 'is missing';
};
const nameRule = `must be a name of 1 to ${most.nameLength} characters`;
/** Names that JavaScript gives a meaning of its own: an object cannot list them safely. */
const reserved = new Set(['__proto__', 'constructor', 'prototype']);
const Name = v.pipe(
  v.string(nameRule),
  v.check((name) => name.length > 0 && name.length <= most.nameLength, nameRule),
  v.check((name) => !reserved.has(name), 'must be another name, since this one is reserved'),
);
const quantityRule = `must be a string of decimal digits, ${most.digits} at most, without leading zeros`;
const Quantity = v.pipe(
  v.string(quantityRule),
  v.check((digits) => digits.length <= most.digits && /^(0|[1-9]\d*)$/.test(digits), quantityRule),
  v.transform((digits: string) => BigInt(digits)),
);
const listRule = 'must be a list';
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
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse('malformed_input', 'The input must be one JSON object.');
  }
  const read = v.safeParse(InputSchema, json, { abortEarly: true });
  if (!read.success) {
    const [issue] = read.issues;
    const where = (v.getDotPath(issue) ?? 'The input').slice(0, 200);
    return refuse('malformed_input', `${where} ${issue.message}.`);
  }
  const { lines, state, epochs } = read.output;
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
  return ok(read.output);
}

function tooMany(field: string, limit: string) {
  return refuse('malformed_input', `${field} may have at most ${limit}.`);
}
