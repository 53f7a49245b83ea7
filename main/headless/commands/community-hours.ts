/** `hours` in a community: what is certified and what is not yet, by certificate, and the way behind a receipt. */
import {
  finalitySentence,
  formatHours,
  lineName,
  netOf,
  receiptFinalitySentence,
  settlementSentences,
  unitOf,
} from '../../../shared/api/account-words.ts';
import { takenBackSentence } from '../../../shared/api/taken-back-words.ts';
import { formatAccount } from '../../../shared/api/amounts.ts';
import type {
  AccountEpochView,
  AccountLineView,
  CommunityView,
} from '../../../shared/api/community-contract.ts';
import { currencyWords, pageSizeMax } from '../../../shared/api/community-shape.ts';
import type { EntryView } from '../../../shared/api/contract.ts';
import {
  formatCpuHours,
  formatCpuTime,
  formatNumber,
  formatRating,
  formatWhen,
  personName,
  plural,
} from '../../../shared/api/words.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { NodeConnection } from '../connect.ts';

type Client = NodeConnection['client'];
export type Currency = (typeof currencyWords)[number];

export interface AccountStatement {
  readonly currency: Currency;
  readonly epochs: readonly AccountEpochView[];
}

const epochsShown = 12;

/** One's own certificates of both currencies, the newest first: a dozen, or all that are here. */
export async function accountStatements(
  client: Client,
  { id }: CommunityView,
  wantsAll: boolean,
): Promise<Result<readonly AccountStatement[], Refusal>> {
  const statements: AccountStatement[] = [];
  for (const currency of currencyWords) {
    const epochs = await accountEpochs(client, id, currency, wantsAll);
    if (!epochs.ok) return epochs;
    statements.push({ currency, epochs: epochs.value });
  }
  return ok(statements);
}

async function accountEpochs(
  client: Client,
  community: string,
  currency: Currency,
  wantsAll: boolean,
): Promise<Result<readonly AccountEpochView[], Refusal>> {
  const epochs: AccountEpochView[] = [];
  const limit = wantsAll ? pageSizeMax : epochsShown;
  let before: number | null = null;
  for (;;) {
    const page = await client.accounts.epochs({ community, currency, before, limit });
    if (!page.ok) return page;
    epochs.push(...page.value.epochs);
    before = page.value.epochs.at(-1)?.height ?? null;
    if (!wantsAll || before === null || page.value.epochs.length < limit) return ok(epochs);
  }
}

/** What is behind a certificate, with its height; null where nothing is certified yet. */
export type CertifiedLine = AccountLineView & { readonly height: number | null };

/** The counters behind every certificate that is shown, with the height at which they were certified. */
export async function accountLines(
  client: Client,
  { id: community }: CommunityView,
  statements: readonly AccountStatement[],
): Promise<Result<readonly CertifiedLine[], Refusal>> {
  const heights = new Set(statements.flatMap(({ epochs }) => epochs.map(({ height }) => height)));
  const lines: CertifiedLine[] = [];
  for (const height of heights) {
    const found = await client.accounts.lines({ community, height });
    if (!found.ok && found.error.name !== 'pruned') return found;
    if (found.ok) lines.push(...found.value.lines.map((line) => ({ ...line, height })));
  }
  return ok(lines);
}

interface AccountBehind {
  readonly statements: readonly AccountStatement[];
  readonly lines: readonly CertifiedLine[];
}

/** The account in sentences. A currency in which nothing ever happened is one line. */
export function accountSentences(
  community: CommunityView,
  { statements, lines }: AccountBehind,
  now: number,
): readonly string[] {
  return [
    ...community.accounts.flatMap(({ currency, certified, provisional, given, used }) => {
      const epochs = statements.find((each) => each.currency === currency)?.epochs ?? [];
      const has = `Certified in “${community.name}”: ${formatHours(netOf(certified), currency)}; you may borrow up to ${formatHours(certified.line, currency)}.`;
      if (epochs.length === 0) return [has];
      const moved = given + used > 0n;
      const then = `Not certified yet: given ${formatHours(given, currency)}, used ${formatHours(used, currency)}, which makes ${formatHours(netOf(provisional), currency)}.`;
      return [
        has,
        ...(moved ? [then] : []),
        ...epochs.flatMap((each) => [
          epochLine(each, currency, now),
          ...behindSentences(lines, each.height, currency),
        ]),
      ];
    }),
    finalitySentence(community, now),
  ];
}

/** Opening + given − used = closing. */
function epochLine(epoch: AccountEpochView, currency: Currency, now: number): string {
  const { opening, given, used, closing } = formatAccount(epoch);
  const what = epoch.height === null ? 'not certified yet' : `certificate ${epoch.height}`;
  const when = formatWhen(epoch.endsAtMs, now);
  return `  until ${when} (${what}): ${opening} + given ${given} − used ${used} = ${closing} ${unitOf(currency)}. ${settlementSentences(epoch, currency).join(' ')}`;
}

const behindMax = 10;

/** Whom the hours of a certificate went to or came from, and what for. */
function behindSentences(
  lines: readonly CertifiedLine[],
  height: number | null,
  currency: Currency,
): readonly string[] {
  const behind = lines.filter((line) => line.height === height && line.currency === currency);
  const more = behind.length - behindMax;
  return [
    ...behind.slice(0, behindMax).map(behindSentence),
    ...(more > 0 ? [`    and ${formatNumber(more)} more: see --export json`] : []),
  ];
}

function behindSentence(line: CertifiedLine): string {
  const { direction, quantity, currency, slices } = line;
  const took = currency === 'cpu' ? 'used' : 'received';
  const [verb, to] = direction === 'given' ? ['gave', 'to'] : [took, 'from'];
  const what = lineName(line) ?? plural(slices, 'slice');
  return `    ${verb} ${formatHours(quantity, currency)} ${to} ${personName(line.with)}: ${what}`;
}

/** Why a receipt is what it is, a line for each step. */
export function whySentences(entry: EntryView, now: number): readonly string[] {
  const takenBack = takenBackSentence(entry);
  const verb = entry.direction === 'given' ? 'You gave' : 'You used';
  const to = entry.direction === 'given' ? 'to' : 'from';
  const clock = `${formatCpuTime(entry.cpuMicroseconds)} of CPU time × ${formatRating(entry.ratingMilli)}, the speed of the core`;
  const count = `${formatNumber(entry.workCount)} counted instructions of ${entry.femtosecondsPerUnit} fs each, and a quarter more`;
  return [
    `${verb} ${formatCpuHours(entry.microCpuHours)} ${to} ${personName(entry.with)}, for slice ${entry.slice} of job ${entry.job}.`,
    `By the clock: ${clock}.`,
    entry.cut
      ? `By the count, which is less and therefore counts: ${count}.`
      : `The count explains that much: ${count}.`,
    `Rule: the lesser of both, in whole millionths of a CPU-hour, rounded down.`,
    `Receipt ${entry.receipt}, of epoch ${entry.epoch}, signed by both.`,
    `Result ${entry.resultHash}, nonce ${entry.nonce}.`,
    ...(entry.finality === null ? [] : [receiptFinalitySentence(entry.finality, now)]),
    ...(takenBack === null ? [] : [takenBack]),
  ];
}

const epochColumns = [
  ...([
    'height',
    'epoch',
    'startsAtMs',
    'endsAtMs',
    'opening',
    'given',
    'used',
    'closing',
  ] as const),
  ...(['received', 'paid', 'drawn', 'repaid', 'minted', 'balance', 'promise', 'line'] as const),
];
const entryColumns = [
  ...(['receipt', 'direction', 'keptAtMs', 'epoch', 'job', 'slice', 'cpuMicroseconds'] as const),
  ...(['ratingMilli', 'workCount', 'femtosecondsPerUnit', 'cut', 'microCpuHours'] as const),
];

/** The statement of a community as a table: micro-hours, empty heights where nothing is certified yet. */
export function statementsCsv(statements: readonly AccountStatement[]): string {
  const rows = statements.flatMap(({ currency, epochs }) =>
    epochs.map((epoch) => [currency, ...epochColumns.map((each) => epoch[each])]),
  );
  return csv([['currency', ...epochColumns], ...rows]);
}

/** Receipts as a table. */
export function entriesCsv(entries: readonly EntryView[]): string {
  const rows = entries.map((entry) => [
    entry.with.id,
    entry.with.name,
    ...entryColumns.map((each) => entry[each]),
  ]);
  return csv([['withKey', 'withName', ...entryColumns], ...rows]);
}

type Cell = string | number | bigint | boolean | null;

/** RFC 4180. A cell that a spreadsheet would take for a formula is kept from being one. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: Cell): string {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
