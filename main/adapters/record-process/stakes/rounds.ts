/** Closed rounds: what each brought to a member, why, and the file that proves it. */
import type {
  RoundCheckView,
  RoundDetailView,
  RoundRowView,
} from '../../../../shared/api/stake-shape.ts';
import { formatPart } from '../../../../shared/api/stake-words.ts';
import { countWord } from '../../../../shared/api/words.ts';
import { bytesToHex, textToBytes } from '../../../../shared/base/bytes.ts';
import { checkRoundFile } from '../../../../shared/stake/round-file.ts';
import { explainRound } from '../../../../shared/stake/explain.ts';
import type { ExplainedOffer, UnmatchedReason } from '../../../../shared/stake/explain.ts';
import { cryptography } from '../../cryptography.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { epochStartMs } from '../views/health.ts';
import { offerAfterRound } from './offers.ts';
import type { RoundSums } from './stake-book.ts';
import { namesIn } from './stake-people.ts';
import type { StakeReader } from './stake-reader.ts';

export function roundRows(
  community: OpenCommunity,
  { book }: StakeReader,
  before: number | null,
  limit: number,
): RoundRowView[] {
  return book.numbers(before, limit).flatMap((number) => {
    const sums = book.roundSums(number);
    return sums === null ? [] : [rowOf(community, sums)];
  });
}

function rowOf(community: OpenCommunity, sums: RoundSums): RoundRowView {
  const { number, epoch, height, offers, matchedOffers, volume, mine } = sums;
  return {
    ...{ number, height, offers, matchedOffers, volume, mine: mine.length },
    closedAtMs: epochStartMs(community, epoch + 1),
    mineMatched: mine.filter(({ got }) => got.some((units) => units > 0n)).length,
  };
}

export function roundView(
  community: OpenCommunity,
  me: string,
  { book }: StakeReader,
  number: number,
): RoundDetailView | null {
  const [sums, round, file] = [
    book.roundSums(number),
    book.round(number),
    fileOf(community, number),
  ];
  if (sums === null || round === null || file === null) return null;
  const names = namesIn(community, book);
  const explained = explainRound(round, me);
  const issued = round.sharesPerIssuer;
  const { ownBefore, ownAfter, gross, net, isWholeInRings } = explained;
  return {
    ...rowOf(community, sums),
    ...{ epoch: round.epoch, issued, ownBefore, ownAfter, gross, net },
    sentence: firstSentence(number, explained, issued),
    offersOfMine: explained.offers.map(({ offer, got, why }) => ({
      offer: offerAfterRound(community, names, offer, number),
      ...{ admitted: offer.admitted, got },
      why: why === null ? null : unmatched[why],
    })),
    lines: explained.lines.map(({ issuer, cause, units, before, after, offer }) => ({
      ...{ person: names.person(issuer), cause: names.causeOrNone(cause) },
      ...{ units, before, after, offer },
    })),
    rings: explained.rings.map(({ members, units }) => ({
      ...{ people: members.map(names.person), units },
    })),
    isWholeInRings,
    isExhausted: round.isExhausted,
    fileBytes: file.byteLength,
    fileHash: bytesToHex(cryptography.hash(file)),
  };
}

/** The file of a round, as it is saved and checked; null where it is not kept here. */
export function fileOf({ node }: OpenCommunity, number: number): Uint8Array | null {
  const kept = node.round(number);
  return kept === null ? null : textToBytes(kept.text);
}

/** Computes a round again; `elapsed` is in milliseconds. */
export function checkRound(
  { node }: OpenCommunity,
  number: number,
  elapsed: () => number,
): RoundCheckView | null {
  const kept = node.round(number);
  if (kept === null) return null;
  const from = elapsed();
  const checked = checkRoundFile(kept.text);
  const milliseconds = Math.max(0, Math.round(elapsed() - from));
  return checked.ok
    ? { isSame: true, milliseconds, sentence: sameSentence(checked.value.offers.length) }
    : { isSame: false, milliseconds, sentence: checked.error.detail };
}

function sameSentence(offers: number): string {
  const all = offers === 1 ? 'The one offer' : `All ${offers} offers`;
  return `${all} of this round and the method are in this file. This computer worked it out again and got the same result.`;
}

interface Outcome {
  readonly offers: readonly ExplainedOffer[];
  readonly ownBefore: bigint;
  readonly ownAfter: bigint;
}

function firstSentence(number: number, outcome: Outcome, issued: bigint): string {
  const { ownBefore, ownAfter } = outcome;
  const keeps = formatPart(ownAfter, issued);
  const was = ownAfter === ownBefore ? '' : ` (was ${formatPart(ownBefore, issued)})`;
  return `Round ${number}: ${offersSentence(outcome.offers)} You now keep ${keeps} of yourself${was}.`;
}

function offersSentence(offers: readonly ExplainedOffer[]): string {
  const fates = { matched: 0, 'partly matched': 0, 'carried over': 0, 'not matched': 0 };
  for (const { offer, got } of offers) {
    const left = offer.quantity - offer.matched - got;
    if (left <= 0n) fates.matched += 1;
    else if (got > 0n) fates['partly matched'] += 1;
    else if (offer.waited + 1 < offer.rounds) fates['carried over'] += 1;
    else fates['not matched'] += 1;
  }
  const parts = Object.entries(fates).filter(([, count]) => count > 0);
  const [first] = parts;
  if (first === undefined) return 'you had no offer in it.';
  const of = `of your ${countWord(offers.length)} offers`;
  if (offers.length === 1) return `your offer was ${first[0]}.`;
  if (parts.length === 1) return `all ${of} were ${first[0]}.`;
  const words = parts.map(([fate, count], index) => {
    const who = index === 0 ? `${countWord(count)} ${of}` : countWord(count);
    return `${who} ${count === 1 ? 'was' : 'were'} ${fate}`;
  });
  return `${words.slice(0, -1).join(', ')}, ${words.at(-1) ?? ''}.`;
}

const unmatched: Readonly<Record<UnmatchedReason, { sentence: string; nextStep: string }>> = {
  nobody_wanted: {
    sentence: 'No one who could give what you asked for wanted what you gave.',
    nextStep: 'Ask for more people or causes, or for a tag, or let it stay open for more rounds.',
  },
  floor: {
    sentence: 'Your own floor (keep at least 10%) stopped it.',
    nextStep: 'Offer less of yourself, or part of what you hold of others.',
  },
  release: {
    sentence: 'It was more of yourself than the work you have given lets you give in one round.',
    nextStep: 'Let it stay open for more rounds: in each of them a part can go.',
  },
  pledge: {
    sentence: 'It supports hours you have borrowed, so it stays until they are given back.',
    nextStep: 'Give back hours that you borrowed, and offer it again.',
  },
  held: {
    sentence: 'You no longer held as much of it when the round closed.',
    nextStep: 'Look at what you hold now, and offer a part of that.',
  },
  lapsed: {
    sentence: 'Somebody you asked for has left, or their cause is over.',
    nextStep: 'Offer again for causes that are under way.',
  },
  cancelled: {
    sentence: 'Another offer of yours asked for the opposite, and the two cancelled out.',
    nextStep: 'Take one of the two back if you want the other alone.',
  },
};
