/** Causes as members see them: what each says, how it stands, and who holds stake under it (rules R15). */
import type { CauseView } from '../../../../shared/api/cause-shape.ts';
import { countedOf, middleSeen } from '../../../../shared/ledger/cause-outcome.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import { directionOf, directionRounds } from '../../../../shared/stake/directions.ts';
import type { CauseNote } from '../../../../shared/stake/market-notes.ts';
import type { CauseOutcome } from '../../../../shared/stake/market.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { epochOf, epochStartMs } from '../views/health.ts';
import { pastHoldings } from './past-holdings.ts';
import { namesIn } from './stake-people.ts';
import type { StakeReader } from './stake-reader.ts';

export interface CauseQuery {
  readonly after: string | null;
  readonly limit: number;
  readonly search: string;
  readonly tag: string | null;
  readonly state: 'live' | 'due' | 'over' | null;
  readonly issuers: readonly string[] | null;
  readonly dueBeforeMs: number | null;
  readonly isChecked: boolean | null;
}

/** A cause with all that is known of how it stands. */
interface KnownCause extends CauseNote {
  /** Null for what is not certified yet. */
  readonly since: number | null;
  readonly drawn: readonly string[];
  readonly seen: ReadonlyMap<string, bigint>;
  readonly outcome: CauseOutcome | null;
}

const tagsMax = 200;

export function causeList(
  community: OpenCommunity,
  me: string,
  reader: StakeReader,
  query: CauseQuery,
): { causes: CauseView[]; total: number; tags: { tag: string; causes: number }[] } {
  const all = knownCauses(community, reader);
  const fitting = all.filter((cause) => isFitting(community, cause, query));
  const from = fitting.findIndex(({ id }) => id === query.after) + 1;
  const page = fitting.slice(from, from + query.limit);
  return {
    causes: page.map((cause) => viewOf(community, me, reader, cause)),
    total: fitting.length,
    tags: tagsOf(all.filter((cause) => stateOf(community, cause) === 'live')),
  };
}

export function causeView(
  community: OpenCommunity,
  me: string,
  reader: StakeReader,
  id: string,
): CauseView | null {
  const found = knownCauses(community, reader).find((cause) => cause.id === id);
  return found === undefined ? null : viewOf(community, me, reader, found);
}

/** Those that are on their way first, then by the epoch of their certificate, the newest first. */
function knownCauses({ node }: OpenCommunity, { book }: StakeReader): readonly KnownCause[] {
  const { causes } = node.state().market;
  const nothing = { drawn: [], seen: new Map<string, bigint>(), outcome: null };
  const certified = new Map<string, KnownCause>();
  for (const { epoch, causes: made } of book.notes()) {
    for (const cause of made) certified.set(cause.id, { ...cause, since: epoch, ...nothing });
  }
  for (const { outcomes } of book.notes()) {
    for (const { cause, outcome } of outcomes) {
      const known = certified.get(cause);
      if (known !== undefined) certified.set(cause, { ...known, outcome });
    }
  }
  for (const [id, cause] of causes) certified.set(id, { ...cause, id });
  const waiting = book
    .waiting()
    .filter(({ id }) => !certified.has(id))
    .map((cause): KnownCause => ({ ...cause, countedBefore: 0n, since: null, ...nothing }));
  return [...waiting, ...[...certified.values()].sort(newestFirst)];
}

function newestFirst(one: KnownCause, other: KnownCause): number {
  const difference = (other.since ?? 0) - (one.since ?? 0);
  if (difference !== 0) return difference;
  return one.id < other.id ? -1 : 1;
}

function isFitting(community: OpenCommunity, cause: KnownCause, query: CauseQuery): boolean {
  const { search, tag, state, issuers, dueBeforeMs, isChecked } = query;
  if (issuers !== null && !issuers.includes(cause.issuer)) return false;
  if (dueBeforeMs !== null && dueAtMs(community, cause) >= dueBeforeMs) return false;
  if (isChecked !== null && (achievedOf(community, cause) !== null) !== isChecked) return false;
  if (tag !== null && !cause.tags.includes(tag)) return false;
  const stands = stateOf(community, cause);
  if (state === 'over' && !['met', 'missed', 'contested'].includes(stands)) return false;
  if ((state === 'live' || state === 'due') && stands !== state) return false;
  const name = community.node.state().members.get(cause.issuer)?.name ?? '';
  const { statement, beneficiaries, metric, tags } = cause;
  return hasWords([statement, beneficiaries, metric, name, ...tags].join(' '), search);
}

function dueAtMs(community: OpenCommunity, { deadline }: KnownCause): number {
  return epochStartMs(community, deadline + 1);
}

/** Whether all words that are looked for stand in a text, in whatever case. */
export function hasWords(text: string, search: string): boolean {
  const low = text.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => low.includes(word));
}

function stateOf({ node }: OpenCommunity, cause: KnownCause): CauseView['state'] {
  if (cause.since === null) return 'waiting';
  if (cause.outcome !== null) return cause.outcome.verdict;
  return cause.deadline <= node.state().epoch ? 'due' : 'live';
}

function tagsOf(causes: readonly KnownCause[]): { tag: string; causes: number }[] {
  const counts = new Map<string, number>();
  for (const tag of causes.flatMap(({ tags }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .map(([tag, count]) => ({ tag, causes: count }))
    .sort((one, other) => other.causes - one.causes || (one.tag < other.tag ? -1 : 1))
    .slice(0, tagsMax);
}

function viewOf(
  community: OpenCommunity,
  me: string,
  reader: StakeReader,
  cause: KnownCause,
): CauseView {
  const { node } = community;
  const { book } = reader;
  const names = namesIn(community, book);
  const { id, issuer, comparator, baseline, target, check, attestors, tags, replaces } = cause;
  const held = book.sums().held().get(id);
  const series = pastHoldings(book, directionRounds).under(id);
  const mine = node.state().market.lots.get(me);
  const holders = [...(held?.holders ?? [])];
  const replacedBy = book.replacedBy(id);
  return {
    ...{ id, comparator, baseline, target, check, attestors, replaces, replacedBy },
    issuer: names.person(issuer),
    isMine: issuer === me,
    statement: shownName(cause.statement),
    beneficiaries: shownName(cause.beneficiaries),
    metric: shownName(cause.metric),
    unit: shownName(cause.unit),
    tags: [...tags],
    dueAtMs: dueAtMs(community, cause),
    sinceMs: epochStartMs(community, (cause.since ?? epochOf(community, Date.now())) + 1),
    state: stateOf(community, cause),
    drawn: cause.drawn.map((member) => ({
      ...{ person: names.person(member), isMe: member === me },
      seen: cause.seen.get(member) ?? null,
    })),
    achieved: achievedOf(community, cause),
    heldUnits: held?.units ?? 0n,
    holders: holders.length,
    direction: directionOf(series),
    series,
    heldByMine: holders.filter((holder) => holder !== me && mine?.has(holder) === true).length,
  };
}

function achievedOf({ node }: OpenCommunity, cause: KnownCause): bigint | null {
  if (cause.outcome !== null) return cause.outcome.achieved;
  if (cause.since === null) return null;
  if (cause.check === 'hours_given') return countedOf(cause, node.state().market.given);
  return middleSeen(cause);
}
