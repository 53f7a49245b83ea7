/** `status`, `hours` and `people`: how things stand, read from the topics that the page watches. */
import type {
  EntryView,
  NodeStatusView,
  PersonView,
  StatementView,
} from '../../../shared/api/contract.ts';
import {
  connectionSentence,
  formatCpuHours,
  formatCpuTime,
  formatEquation,
  formatMeasuredRating,
  formatRating,
  formatWhen,
  inOneLine,
  personName,
  plural,
  shortKey,
  statusSentence,
} from '../../../shared/api/words.ts';
import { turnedAwaySentence } from '../../../shared/api/turned-away.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { activeCommunity } from '../../../shared/api/community-words.ts';
import { connectTo, present } from '../connect.ts';
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
import type { AccountStatement } from './community-hours.ts';
import { choose, openedCommunities } from './community-session.ts';
import type { Named } from './community-session.ts';

interface Common {
  readonly data: string;
  readonly json: boolean;
}

const entriesAtOnce = 1000;

/** `common-hours status` */
export function showStatus(options: Common): Promise<number> {
  return show(options, async ({ client, node }, output) => {
    const status = await present(client.node.status);
    if (!status.ok) return status;
    const lending = await present(client.lending.state);
    if (!lending.ok) return lending;
    const now = Date.now();
    const { machine, community, me, connection } = status.value;
    output.line(inOneLine(statusSentence(status.value, lending.value, now)));
    const record = await present(client.place.record);
    if (!record.ok) return record;
    const { phase, reason, trouble } = record.value;
    output.line(
      `You are ${nameAndKey(me)} in the community “${community.name}”: ${lowerFirst(connectionSentence(connection, now))}.`,
    );
    if (trouble !== null) output.line(trouble);
    const people = await present(client.people.list);
    if (!people.ok) return people;
    for (const each of people.value.turnedAway) output.line(turnedAwaySentence(each, now));
    if (phase === 'down')
      output.line(`The process of the record has ended. ${reason ?? ''}`.trim());
    output.line(
      machine.ratingMilli === null
        ? `${plural(machine.cores, 'core')}; their speed is not measured yet.`
        : `${plural(machine.cores, 'core')}, each ${formatMeasuredRating(machine.ratingMilli, machine.ratingSpreadMilli)} × the reference core.`,
    );
    if (lending.value.on) output.line(lending.value.wall.sentence);
    output.line(`The page is at ${node.url}`);
    output.json({
      ...status.value,
      lending: lending.value,
      record: record.value,
      url: node.url,
      pid: node.pid,
    });
    return ok(0);
  });
}

export interface HoursOptions extends Common {
  readonly all: boolean;
  readonly why?: string;
  readonly export?: 'csv' | 'json';
}

/** `common-hours hours` */
export function showHours(options: HoursOptions): Promise<number> {
  return show(options, async (connection, output) => {
    const statement = await present(connection.client.hours.statement);
    if (!statement.ok) return statement;
    const { why, export: exported, all } = options;
    const wantsAll = all || why !== undefined || exported !== undefined;
    const entries = await entriesOf(connection, statement.value, wantsAll);
    if (!entries.ok) return entries;
    if (why !== undefined) return explain(entries.value, why, output);
    const account = await accountOf(connection.client, wantsAll);
    if (!account.ok) return account;
    const { total, people, receipts } = statement.value;
    const about = { total, people, receipts, entries: entries.value };
    if (exported !== undefined) {
      return exportHours(connection.client, exported, about, account.value);
    }
    if (account.value !== null) {
      const { community, statements } = account.value;
      for (const said of accountSentences(community, statements, Date.now())) output.line(said);
    }
    const { given, used, difference } = formatEquation(total.given, total.used);
    output.line(
      `Given ${given} − used ${used} = ${difference} CPU-h, in ${plural(receipts, 'receipt')}.`,
    );
    for (const { with: person, balance } of people) {
      const each = formatEquation(balance.given, balance.used);
      output.line(`  ${personName(person)}: given ${each.given}, used ${each.used}`);
    }
    for (const entry of entries.value) output.line(entryLine(entry));
    output.json({ ...about, ...accountJson(account.value) });
    return ok(0);
  });
}

interface Account {
  readonly community: CommunityView;
  readonly statements: readonly AccountStatement[];
}

/** One's account in the community in use; null in an open group, where nothing is certified. */
async function accountOf(
  client: NodeConnection['client'],
  wantsAll: boolean,
): Promise<Result<Account | null, Refusal>> {
  const status = await present(client.node.status);
  if (!status.ok) return status;
  if (status.value.community.kind === 'group') return ok(null);
  const view = await openedCommunities(client);
  if (!view.ok) return view;
  const community = activeCommunity(status.value.community, view.value.communities);
  if (community === null) return ok(null);
  const statements = await accountStatements(client, community, wantsAll);
  return statements.ok ? ok({ community, statements: statements.value }) : statements;
}

function accountJson(account: Account | null): object {
  if (account === null) return {};
  const { id, name, accounts } = account.community;
  return { community: { id, name }, accounts, statements: account.statements };
}

/** To standard output: the statement of a community, or the receipts of an open group. */
async function exportHours(
  client: NodeConnection['client'],
  format: 'csv' | 'json',
  about: { readonly entries: readonly EntryView[] },
  account: Account | null,
): Promise<Result<number, Refusal>> {
  if (format === 'csv') {
    const table = account === null ? entriesCsv(about.entries) : statementsCsv(account.statements);
    process.stdout.write(table);
    return ok(0);
  }
  const lines =
    account === null ? ok([]) : await accountLines(client, account.community, account.statements);
  if (!lines.ok) return lines;
  createOutput(true).json({ ...about, ...accountJson(account), lines: lines.value });
  return ok(0);
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

/** `common-hours people` */
export function showPeople(options: Common): Promise<number> {
  return show(options, async ({ client }, output) => {
    const people = await present(client.people.list);
    if (!people.ok) return people;
    if (people.value.present.length === 0) {
      const status = await present(client.node.status);
      if (!status.ok) return status;
      output.line(nobodyHere(status.value.community));
    }
    for (const { person, lending, freeSlots } of people.value.present) {
      const does = lending ? `lends, ${plural(freeSlots, 'core')} free` : 'does not lend now';
      output.line(`${personName(person)} (${shortKey(person.id)}) ${does}`);
    }
    for (const each of people.value.turnedAway) {
      output.line(turnedAwaySentence(each, Date.now()));
    }
    for (const { reason, times } of people.value.refused) {
      output.line(`Turned away: ${plural(times, 'connection')} (${reason.replaceAll('_', ' ')})`);
    }
    output.json(people.value);
    return ok(0);
  });
}

function nameAndKey({ name, id }: PersonView): string {
  return name === null ? `${shortKey(id)}, without a name,` : `${name} (${shortKey(id)})`;
}

function lowerFirst(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}

function nobodyHere({ kind, name: code }: NodeStatusView['community']): string {
  if (kind === 'community') {
    return `Nobody else of “${code}” is here. Bring people in with: common-hours community invite`;
  }
  return `Nobody else is here. Whoever starts common-hours node --community "${code}" appears here.`;
}

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

async function show(
  { data, json }: Common,
  action: (connection: NodeConnection, output: Output) => Promise<Result<number, Refusal>>,
): Promise<number> {
  const output = createOutput(json);
  const connection = await connectTo(data);
  if (!connection.ok) return output.fail(connection.error);
  const shown = await action(connection.value, output);
  connection.value.close();
  return shown.ok ? shown.value : output.fail(shown.error);
}
