/** `hours`: the statement, with the certificates of a community and what is behind each; to be read or to be kept. */
import type { EntryView, StatementView } from '../../../shared/api/contract.ts';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { activeCommunity } from '../../../shared/api/community-words.ts';
import {
  formatCpuHours,
  formatCpuTime,
  formatEquation,
  formatRating,
  formatWhen,
  personName,
  plural,
  shortKey,
} from '../../../shared/api/words.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { present } from '../connect.ts';
import type { NodeConnection } from '../connect.ts';
import { createOutput } from '../output.ts';
import type { Output } from '../output.ts';
import {
  accountLines,
  accountSentences,
  accountStatements,
  entriesCsv,
  statementsCsv,
  whySentences,
} from './community-hours.ts';
import type { AccountStatement, CertifiedLine } from './community-hours.ts';
import { choose, findCommunity, openedCommunities } from './community-session.ts';
import type { Named } from './community-session.ts';
import { show } from './show.ts';
import type { Common } from './show.ts';

const entriesAtOnce = 1000;

export interface HoursOptions extends Common {
  /** Name or key of a community; the one in use, if left out. */
  readonly community?: string;
  readonly all: boolean;
  readonly why?: string;
  readonly export?: 'csv' | 'json';
}

/** `common-hours hours` */
export function showHours(options: HoursOptions): Promise<number> {
  return show(options, async (connection, output) => {
    const { client } = connection;
    const { why, export: exported, all, community: wanted } = options;
    const wantsAll = all || why !== undefined || exported !== undefined;
    const receipts = await receiptsOf(connection, wantsAll);
    if (!receipts.ok) return receipts;
    if (why !== undefined) return explain(receipts.value.entries, why, output);
    const account = await accountOf(client, wanted, wantsAll);
    if (!account.ok) return account;
    if (exported === 'csv') {
      process.stdout.write(tableOf(account.value, receipts.value));
      return ok(0);
    }
    const lines = await linesOf(client, account.value);
    if (!lines.ok) return lines;
    const told = { account: account.value, lines: lines.value, receipts: receipts.value };
    sayHours(told, exported === 'json' ? createOutput(true) : output);
    return ok(0);
  });
}

function tableOf(account: Account | null, { entries }: Receipts): string {
  return account === null ? entriesCsv(entries) : statementsCsv(account.statements);
}

interface Told {
  readonly account: Account | null;
  readonly lines: readonly CertifiedLine[];
  readonly receipts: Receipts;
}

function sayHours({ account, lines, receipts }: Told, output: Output): void {
  if (account !== null) {
    const { community, statements } = account;
    const said = accountSentences(community, { statements, lines }, Date.now());
    for (const each of said) output.line(each);
  }
  // Receipts are of the place where this computer lends and asks now.
  const isHere = account?.isHere ?? true;
  if (isHere) sayReceipts(receipts, output);
  output.json({ ...(isHere ? receipts : {}), ...accountJson(account, lines) });
}

interface Receipts extends Pick<StatementView, 'total' | 'people' | 'receipts'> {
  readonly entries: readonly EntryView[];
}

async function receiptsOf(
  connection: NodeConnection,
  wantsAll: boolean,
): Promise<Result<Receipts, Refusal>> {
  const statement = await present(connection.client.hours.statement);
  if (!statement.ok) return statement;
  const entries = await entriesOf(connection, statement.value, wantsAll);
  if (!entries.ok) return entries;
  const { total, people, receipts } = statement.value;
  return ok({ total, people, receipts, entries: entries.value });
}

function sayReceipts({ total, people, receipts, entries }: Receipts, output: Output): void {
  const { given, used, difference } = formatEquation(total.given, total.used);
  output.line(
    `Given ${given} − used ${used} = ${difference} CPU-h, in ${plural(receipts, 'receipt')}.`,
  );
  for (const { with: person, balance } of people) {
    const each = formatEquation(balance.given, balance.used);
    output.line(`  ${personName(person)}: given ${each.given}, used ${each.used}`);
  }
  for (const entry of entries) output.line(entryLine(entry));
}

interface Account {
  readonly community: CommunityView;
  readonly statements: readonly AccountStatement[];
  /** Whether this computer lends and asks there. */
  readonly isHere: boolean;
}

/** One's account in a community, or in the one in use; null in an open group, where nothing is certified. */
async function accountOf(
  client: NodeConnection['client'],
  wanted: string | undefined,
  wantsAll: boolean,
): Promise<Result<Account | null, Refusal>> {
  const status = await present(client.node.status);
  if (!status.ok) return status;
  const here = status.value.community;
  if (wanted === undefined && here.kind === 'group') return ok(null);
  const community =
    wanted === undefined
      ? await communityHere(client, here)
      : await findCommunity({ client }, wanted);
  if (!community.ok) return community;
  if (community.value === null) return ok(null);
  const statements = await accountStatements(client, community.value, wantsAll);
  if (!statements.ok) return statements;
  const isHere = here.kind === 'community' && here.topic === community.value.id;
  return ok({ community: community.value, statements: statements.value, isHere });
}

async function communityHere(
  client: NodeConnection['client'],
  here: Parameters<typeof activeCommunity>[0],
): Promise<Result<CommunityView | null, Refusal>> {
  const view = await openedCommunities(client);
  return view.ok ? ok(activeCommunity(here, view.value.communities)) : view;
}

function linesOf(
  client: NodeConnection['client'],
  account: Account | null,
): Promise<Result<readonly CertifiedLine[], Refusal>> {
  if (account === null) return Promise.resolve(ok([]));
  return accountLines(client, account.community, account.statements);
}

function accountJson(account: Account | null, lines: readonly CertifiedLine[]): object {
  if (account === null) return { lines };
  const { id, name, accounts } = account.community;
  return { community: { id, name }, accounts, statements: account.statements, lines };
}

function explain(
  entries: readonly EntryView[],
  receipt: string,
  output: Output,
): Result<number, Refusal> {
  const found = choose(entries, receipt, receiptWords);
  if (!found.ok) return found;
  for (const said of whySentences(found.value, Date.now())) output.line(said);
  output.json(found.value);
  return ok(0);
}

const receiptWords: Named<EntryView> = {
  one: 'receipt',
  several: 'receipts',
  keyOf: ({ receipt }) => receipt,
  nameOf: () => null,
};

async function entriesOf(
  { client }: NodeConnection,
  statement: StatementView,
  wantsAll: boolean,
): Promise<Result<readonly EntryView[], Refusal>> {
  const entries = [...statement.newest];
  while (wantsAll && entries.length < statement.receipts) {
    const before = entries.at(-1)?.receipt ?? null;
    const older = await client.hours.entries({ before, limit: entriesAtOnce });
    if (!older.ok) return older;
    if (older.value.entries.length === 0) break;
    entries.push(...older.value.entries);
  }
  return ok(entries);
}

function entryLine(entry: EntryView): string {
  const verb = entry.direction === 'given' ? 'gave' : 'used';
  const to = entry.direction === 'given' ? 'to' : 'from';
  const cut = entry.cut ? ', cut to what its count explains' : '';
  const measured = `${formatCpuTime(entry.cpuMicroseconds)} × ${formatRating(entry.ratingMilli)}${cut}`;
  return `  ${formatWhen(entry.keptAtMs, Date.now())}  ${verb} ${formatCpuHours(entry.microCpuHours)} ${to} ${personName(entry.with)} (${measured}, receipt ${shortKey(entry.receipt)})`;
}
