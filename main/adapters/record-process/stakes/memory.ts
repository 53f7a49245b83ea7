/** The memory of the market (R15): what was offered, matched, said and found out, round by round, the newest first. */
import type { MemoryView, RememberedView } from '../../../../shared/api/stake-shape.ts';
import { aimSentence, formatMilli, formatPart } from '../../../../shared/api/stake-words.ts';
import { nameList, personName } from '../../../../shared/api/words.ts';
import type { MarketNotes } from '../../../../shared/stake/market-notes.ts';
import type { RoundOffer } from '../../../../shared/stake/market.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { epochStartMs } from '../views/health.ts';
import { hasWords } from './causes.ts';
import { shownReason } from './offers.ts';
import type { Names } from './stake-people.ts';
import { namesIn } from './stake-people.ts';
import type { StakeReader } from './stake-reader.ts';

export interface MemoryQuery {
  readonly search: string;
  readonly before: { readonly round: number; readonly index: number } | null;
  readonly limit: number;
}

/** So many rounds are searched for one answer. Rounds in which nothing fits cost as much as others. */
const roundsMax = 200;
/** Nor more than so many offers of them. */
const offersMax = 50_000;

export function memoryView(
  community: OpenCommunity,
  { book }: StakeReader,
  { search, before, limit }: MemoryQuery,
): MemoryView {
  const names = namesIn(community, book);
  const byRound = notesByRound(book.notes());
  const newest = community.node.state().market.round;
  const entries: RememberedView[] = [];
  const known = roundsFrom(before?.round ?? newest, byRound, book);
  const rounds = known.slice(0, roundsMax);
  let searched = 0;
  let last: number | null = null;
  for (const round of rounds) {
    const offers = book.round(round)?.offers ?? [];
    const kept = { notes: byRound.get(round) ?? [], offers };
    for (const [index, { words, tell }] of saidIn(community, names, round, kept).entries()) {
      const isAfter = before === null || round < before.round || index > before.index;
      if (!isAfter || !hasWords(words(), search)) continue;
      entries.push({ round, index, ...tell() });
      if (entries.length >= limit) return { entries, next: { round, index }, isCut: false };
    }
    last = round;
    searched += offers.length;
    if (searched > offersMax) break;
  }
  // more files than are searched at once are not even listed
  if (last === null || (last === known.at(-1) && known.length < roundsMax)) {
    return { entries, next: null, isCut: false };
  }
  return { entries, next: { round: last, index: Number.MAX_SAFE_INTEGER }, isCut: true };
}

/** Rounds of which anything is kept, from one on, the newest first. */
function roundsFrom(
  from: number,
  notes: ReadonlyMap<number, unknown>,
  book: StakeReader['book'],
): readonly number[] {
  const files = book.numbers(from + 1, roundsMax);
  const noted = [...notes.keys()].filter((round) => round <= from);
  return [...new Set([...files, ...noted])].sort((one, other) => other - one);
}

function notesByRound(notes: readonly MarketNotes[]): ReadonlyMap<number, readonly MarketNotes[]> {
  const byRound = new Map<number, MarketNotes[]>();
  for (const each of notes) {
    const known = byRound.get(each.round);
    if (known === undefined) byRound.set(each.round, [each]);
    else known.push(each);
  }
  return byRound;
}

interface Kept {
  readonly notes: readonly MarketNotes[];
  readonly offers: readonly RoundOffer[];
}

/** Something that was said or done: what it is found by, and how it is told, which takes longer. */
interface Said {
  readonly words: () => string;
  readonly tell: () => Entry;
}

type Entry = Omit<RememberedView, 'round' | 'index'>;

/** In one order for ever, so that the place of an entry is its name: outcomes, offers, attestations, causes. */
function saidIn(
  community: OpenCommunity,
  names: Names,
  round: number,
  { notes, offers }: Kept,
): readonly Said[] {
  const closed = (round + 1) * community.parameters.roundEpochs;
  const closedAtMs = epochStartMs(community, closed);
  const atMs = ({ epoch }: MarketNotes) => epochStartMs(community, epoch + 1);
  return [
    ...notes.flatMap((each) =>
      each.outcomes.map((one) => told(outcomeEntry(names, one, atMs(each)))),
    ),
    ...offers.map((offer) => ({
      words: () => offerWords(names, offer),
      tell: () => offerEntry(community, names, offer, closedAtMs),
    })),
    ...notes
      .flatMap((each) =>
        each.attestations.map((one) => told(attestationEntry(names, one, atMs(each)))),
      )
      .reverse(),
    ...notes
      .flatMap((each) =>
        each.causes.map((one) => told(causeEntry(community, names, one, atMs(each)))),
      )
      .reverse(),
  ];
}

function told(entry: Entry): Said {
  const { sentence, reason, person, cause } = entry;
  const about = cause === null ? '' : `${cause.statement} ${personName(cause.issuer)}`;
  const words = [sentence, reason, personName(person), about].join(' ');
  return { words: () => words, tell: () => entry };
}

/** Everybody and every cause that an offer names, and its reason. */
function offerWords(names: Names, { member, give, wants, reason }: RoundOffer): string {
  const wanted = wants.map((want) => {
    if (want.kind === 'tag') return `#${want.tag}`;
    return `${personName(names.person(want.member))} ${names.cause(want.cause).statement}`;
  });
  const [who, whom] = [member, give].map((each) => personName(names.person(each)));
  return [who, 'offered', whom, 'stake in', ...wanted, reason].join(' ');
}

function outcomeEntry(
  names: Names,
  { cause: id, outcome }: MarketNotes['outcomes'][number],
  atMs: number,
): Entry {
  const cause = names.cause(id);
  const { verdict, achieved } = outcome;
  const word = { met: 'reached', missed: 'not reached', contested: 'contested' }[verdict];
  const seen =
    achieved === null ? 'Nobody said what came of it.' : `Seen: ${formatMilli(achieved)}.`;
  const sentence = `A cause of ${personName(cause.issuer)} was ${word}. ${seen}`;
  return { kind: 'outcome', atMs, person: cause.issuer, sentence, reason: '', cause, units: null };
}

function offerEntry(
  community: OpenCommunity,
  names: Names,
  offer: RoundOffer,
  atMs: number,
): Entry {
  const { member, give, giveCause, quantity, matched, wants, reason, got } = offer;
  const issued = BigInt(community.parameters.sharesPerIssuer);
  const person = names.person(member);
  const left = formatPart(quantity - matched, issued);
  const came = got.reduce((sum, units) => sum + units, 0n);
  const whom = give === member ? 'themselves' : personName(names.person(give));
  const people = wants.flatMap((want) => (want.kind === 'member' ? names.person(want.member) : []));
  const tags = wants.flatMap((want) => (want.kind === 'tag' ? `#${want.tag}` : []));
  const wanted = [...(people.length > 0 ? [nameList(people)] : []), ...tags].join(', ');
  const forWhat = wants.length === 0 ? 'stake in themselves' : `stake in ${wanted}`;
  const sentence = `${personName(person)} offered ${left} of ${whom} for ${forWhat}: ${formatPart(came, issued)} was matched.`;
  const first = wants.find((want) => want.kind === 'member');
  const causeId = first?.kind === 'member' ? first.cause : giveCause;
  return {
    ...{ kind: 'offer', atMs, person, sentence, units: came },
    reason: shownReason(reason),
    cause: names.causeOrNone(causeId),
  };
}

function attestationEntry(
  names: Names,
  { cause: id, by, seen, note }: MarketNotes['attestations'][number],
  atMs: number,
): Entry {
  const [person, cause] = [names.person(by), names.cause(id)];
  const sentence = `${personName(person)} saw ${formatMilli(seen)} of a cause of ${personName(cause.issuer)}.`;
  return {
    ...{ kind: 'attestation', atMs, person, sentence, cause, units: null },
    reason: shownReason(note),
  };
}

function causeEntry(
  community: OpenCommunity,
  names: Names,
  note: MarketNotes['causes'][number],
  atMs: number,
): Entry {
  const person = names.person(note.issuer);
  const dueAtMs = epochStartMs(community, note.deadline + 1);
  const sentence = `${personName(person)} set out: ${aimSentence({ ...note, dueAtMs }, atMs)}.`;
  const cause = names.cause(note.id);
  return { kind: 'cause', atMs, person, sentence, reason: '', cause, units: null };
}
