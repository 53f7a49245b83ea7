/** `status`, `hours` and `people`: how things stand, read from the topics that the page watches. */
import type { EntryView, PersonView, StatementView } from '../../../shared/api/contract.ts';
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
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { connectTo, present } from '../connect.ts';
import type { NodeConnection } from '../connect.ts';
import { createOutput } from '../output.ts';
import type { Output } from '../output.ts';

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
    output.line(
      `You are ${nameAndKey(me)} in the community “${community.name}”: ${lowerFirst(connectionSentence(connection, now))}.`,
    );
    output.line(
      machine.ratingMilli === null
        ? `${plural(machine.cores, 'core')}; their speed is not measured yet.`
        : `${plural(machine.cores, 'core')}, each ${formatMeasuredRating(machine.ratingMilli, machine.ratingSpreadMilli)} × the reference core.`,
    );
    if (lending.value.on) output.line(lending.value.wall.sentence);
    output.line(`The page is at ${node.url}`);
    output.json({ ...status.value, lending: lending.value, url: node.url, pid: node.pid });
    return ok(0);
  });
}

/** `common-hours hours` */
export function showHours(options: Common & { readonly all: boolean }): Promise<number> {
  return show(options, async (connection, output) => {
    const statement = await present(connection.client.hours.statement);
    if (!statement.ok) return statement;
    const entries = await entriesOf(connection, statement.value, options.all);
    if (!entries.ok) return entries;
    const { total, people, receipts } = statement.value;
    const { given, used, difference } = formatEquation(total.given, total.used);
    output.line(
      `Given ${given} − used ${used} = ${difference} CPU-h, in ${plural(receipts, 'receipt')}.`,
    );
    for (const { with: person, balance } of people) {
      const each = formatEquation(balance.given, balance.used);
      output.line(`  ${personName(person)}: given ${each.given}, used ${each.used}`);
    }
    for (const entry of entries.value) output.line(entryLine(entry));
    output.json({ total, people, receipts, entries: entries.value });
    return ok(0);
  });
}

/** `common-hours people` */
export function showPeople(options: Common): Promise<number> {
  return show(options, async ({ client }, output) => {
    const people = await present(client.people.list);
    if (!people.ok) return people;
    if (people.value.present.length === 0) {
      const status = await present(client.node.status);
      if (!status.ok) return status;
      output.line(nobodyHere(status.value.community.name));
    }
    for (const { person, lending, freeSlots } of people.value.present) {
      const does = lending ? `lends, ${plural(freeSlots, 'core')} free` : 'does not lend now';
      output.line(`${personName(person)} (${shortKey(person.id)}) ${does}`);
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

function nobodyHere(code: string): string {
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
