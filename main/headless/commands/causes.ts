/** `cause list`, `show`, `new` and `attest`: what people set out to bring about, and what became of it. */
import type { CauseTextInput, CauseView } from '../../../shared/api/cause-shape.ts';
import {
  aimSentence,
  causeStateWord,
  checkSentence,
  formatMilli,
  parseMilli,
  progressSentence,
} from '../../../shared/api/stake-words.ts';
import { pageSizeMax } from '../../../shared/api/community-shape.ts';
import { personName, plural } from '../../../shared/api/words.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { CauseCheck, Comparator } from '../../../shared/stake/market.ts';
import { createOutput } from '../output.ts';
import {
  allMembers,
  allPages,
  choose,
  inCommunity,
  memberWords,
  numberWithin,
} from './community-session.ts';
import type { CommunityOptions, Named, Session } from './community-session.ts';
import { millisecondsOf, minutesOf, shortId } from './values.ts';

const ofAnybody = { issuers: null, dueBeforeMs: null, isChecked: null };

export interface CauseListOptions extends CommunityOptions {
  readonly search?: string;
  readonly tag?: string;
  readonly state?: 'live' | 'due' | 'over';
  /** From now. */
  readonly dueBefore?: string;
  readonly checked?: 'yes' | 'no';
  readonly by: readonly string[];
  readonly limit: string;
}

/** `common-hours cause list`, and `stake causes`. */
export function listCauses(options: CauseListOptions): Promise<number> {
  const limit = numberWithin(options.limit, [1, pageSizeMax], 'The number of causes');
  if (!limit.ok) return Promise.resolve(createOutput(options.json).fail(limit.error));
  const soon =
    options.dueBefore === undefined ? ok(null) : millisecondsOf(options.dueBefore, '--due-before');
  if (!soon.ok) return Promise.resolve(createOutput(options.json).fail(soon.error));
  return inCommunity(options, async (session, { id, name }) => {
    const { client, output } = session;
    const { search = '', tag = null, state = null, checked } = options;
    const issuers = await issuersOf(session, id, options.by);
    if (!issuers.ok) return issuers;
    const page = await client.causes.list({
      ...{ community: id, after: null, limit: limit.value, search, tag, state },
      issuers: issuers.value,
      dueBeforeMs: soon.value === null ? null : Date.now() + soon.value,
      isChecked: checked === undefined ? null : checked === 'yes',
    });
    if (!page.ok) return page;
    const { causes, total } = page.value;
    if (total === 0) output.line(`Nobody in “${name}” has written such a cause yet.`);
    for (const each of causes) output.line(causeLine(each));
    if (total > causes.length) output.line(`${total - causes.length} more: see --limit.`);
    output.json(page.value);
    return ok(0);
  });
}

/** The members who are meant; null for anybody. */
async function issuersOf(
  session: Session,
  community: string,
  by: readonly string[],
): Promise<Result<string[] | null, Refusal>> {
  if (by.length === 0) return ok(null);
  const members = await allMembers(session, community);
  if (!members.ok) return members;
  const keys = new Set<string>();
  for (const wanted of by) {
    const found = choose(members.value, wanted, memberWords);
    if (!found.ok) return found;
    keys.add(found.value.person.id);
  }
  return ok([...keys]);
}

function causeLine(cause: CauseView): string {
  const held = cause.holders === 0 ? 'held by nobody else' : `held by ${people(cause.holders)}`;
  return `${shortId(cause.id)} ${personName(cause.issuer)}: ${cause.statement} (${causeStateWord(cause).toLowerCase()}; ${held})`;
}

function people(count: number): string {
  return plural(count, 'person', 'people');
}

/** `common-hours cause show CAUSE` */
export function showCause(wanted: string, options: CommunityOptions): Promise<number> {
  return inCommunity(options, async (session, { id }) => {
    const found = await findCause(session, id, wanted);
    if (!found.ok) return found;
    for (const line of causeLines(found.value, Date.now())) session.output.line(line);
    session.output.json(found.value);
    return ok(0);
  });
}

function causeLines(cause: CauseView, now: number): readonly string[] {
  const { statement, issuer, beneficiaries, tags, replacedBy } = cause;
  const progress = progressSentence(cause);
  return [
    statement,
    `By ${personName(issuer)}, for ${beneficiaries}.`,
    `${aimSentence(cause, now)}.`,
    checkSentence(cause),
    `${causeStateWord(cause)}. ${progress ?? ''}`.trim(),
    `Held by ${people(cause.holders)} besides its author: ${cause.direction}.`,
    ...(tags.length === 0 ? [] : [`Tags: ${tags.join(', ')}.`]),
    ...(replacedBy === null ? [] : [`Another stands in its place: ${shortId(replacedBy)}.`]),
    `Its key is ${cause.id}.`,
  ];
}

export const causeWords: Named<CauseView> = {
  one: 'cause',
  several: 'causes',
  keyOf: ({ id }) => id,
  nameOf: ({ statement }) => statement,
};

/** The cause that is meant: its key, the beginning of it, or its whole statement. */
async function findCause(
  session: Pick<Session, 'client'>,
  community: string,
  wanted: string,
): Promise<Result<CauseView, Refusal>> {
  const causes = await allCauses(session, community);
  return causes.ok ? choose(causes.value, wanted, causeWords) : causes;
}

/** Every cause, to choose from. */
export function allCauses(
  { client }: Pick<Session, 'client'>,
  community: string,
): Promise<Result<readonly CauseView[], Refusal>> {
  const all = { community, search: '', tag: null, state: null, ...ofAnybody };
  return allPages<CauseView>(async (last, limit) => {
    const page = await client.causes.list({ ...all, after: last?.id ?? null, limit });
    return page.ok ? ok(page.value.causes) : page;
  });
}

export interface NewCauseOptions extends CommunityOptions {
  readonly statement: string;
  readonly forWhom: string;
  readonly metric: string;
  readonly unit: string;
  readonly from: string;
  readonly to: string;
  readonly comparator: Comparator;
  readonly due: string;
  readonly check: CauseCheck;
  readonly attestors: string;
  readonly tag: readonly string[];
  readonly replaces?: string;
}

/** `common-hours cause new` */
export function newCause(options: NewCauseOptions): Promise<number> {
  const text = causeOf(options, Date.now());
  if (!text.ok) return Promise.resolve(createOutput(options.json).fail(text.error));
  return inCommunity(options, async (session, { id }) => {
    const { replaces } = options;
    const before = replaces === undefined ? ok(null) : await findCause(session, id, replaces);
    if (!before.ok) return before;
    const made = await session.client.causes.make({
      ...{ community: id, ...text.value, replaces: before.value?.id ?? null },
    });
    if (!made.ok) return made;
    session.output.line(
      `With the next certificate your cause stands on the record: ${made.value.cause}. It never changes; an edit is a new one.`,
    );
    session.output.json(made.value);
    return ok(0);
  });
}

/** All that is typed, but for what it replaces; or the first thing that is wrong with it. */
function causeOf(
  options: NewCauseOptions,
  now: number,
): Result<Omit<CauseTextInput, 'replaces'>, Refusal> {
  const [baseline, target] = [options.from, options.to].map(parseMilli);
  if (typeof baseline !== 'bigint' || typeof target !== 'bigint') {
    const detail =
      '--from and --to are numbers such as 40 or 2.5, three digits behind the point at most.';
    return refuse('bad_number', detail);
  }
  const minutes = minutesOf(options.due);
  if (!minutes.ok) return minutes;
  const isCounted = options.check === 'hours_given';
  const attestors = isCounted ? ok(0) : numberWithin(options.attestors, [3, 7], 'The attestors');
  if (!attestors.ok) return attestors;
  const { statement, metric, comparator, check, tag } = options;
  return ok({
    ...{ statement, beneficiaries: options.forWhom, metric, comparator, baseline, target, check },
    unit: isCounted ? 'CPU-hours' : options.unit,
    dueAtMs: now + (minutes.value ?? 0) * 60_000,
    attestors: attestors.value,
    tags: [...new Set(tag)].sort(),
  });
}

export interface AttestOptions extends CommunityOptions {
  readonly note: string;
}

/** `common-hours cause attest CAUSE SEEN` */
export function attest(typed: string, saw: string, options: AttestOptions): Promise<number> {
  const seen = parseMilli(saw);
  if (seen === null) {
    const wrong = refuse('bad_number', `“${saw}” is no number: write what you see, such as 40.`);
    return Promise.resolve(createOutput(options.json).fail(wrong.error));
  }
  return inCommunity(options, async (session, { id }) => {
    const found = await findCause(session, id, typed);
    if (!found.ok) return found;
    const { unit } = found.value;
    const said = await session.client.causes.attest({
      ...{ community: id, cause: found.value.id, seen, note: options.note },
    });
    if (!said.ok) return said;
    session.output.line(
      `With the next certificate it is known that you see ${formatMilli(seen)} ${unit}. You can say so again until it is settled.`,
    );
    session.output.json({ ...said.value, cause: found.value.id, seen });
    return ok(0);
  });
}
