/**
 * Checks the file of a round, without the record: that what it says of itself fits together, that its proof holds (no
 * better clearing exists), and that computing the round again leads to every number in it.
 *
 * What it must take from the record is who was there and what they held, had worked for and offered; that those are
 * the record's own is seen by comparing the file's hash with that of another node.
 */
import { toWire } from '../base/fields.ts';
import type { Refusal, Result } from '../base/result.ts';
import { ok, refuse } from '../base/result.ts';
import { checkClearing } from './check-clearing.ts';
import { computeRound } from './compute-round.ts';
import type { Entrant } from './entry.ts';
import type { Round, RoundMove, RoundOffer } from './market.ts';
import { readRound } from './read-round.ts';
import { bookOf } from './round-book.ts';
import { factFault } from './round-facts.ts';
import { roundFileOf } from './round-text.ts';
import { floorOf } from './shares.ts';

export type RoundFileRefusal = Refusal<'round_file_malformed' | 'round_file_differs'>;

/** The round of a text, if all of it holds; else what does not, in one sentence. */
export function checkRoundFile(text: string): Result<Round, RoundFileRefusal> {
  const read = readRound(text);
  if (!read.ok) return read;
  const round = read.value;
  const fault = factFault(round) ?? proofFault(round) ?? floorFault(round);
  if (fault !== null) return refuse('round_file_differs', fault);
  const again = computedAgain(round);
  if (roundFileOf(again) === text) return ok(round);
  return refuse('round_file_differs', firstDifference(round, again));
}

/** The proof as it stands in the file, checked in one pass and without clearing anything. */
function proofFault({
  agents,
  tags,
  offers,
  slices,
  potentials,
  isExhausted,
}: Round): string | null {
  if (isExhausted) return null;
  const { book, arcs, isExact } = bookOf(agents, tags, offers, slices);
  if (!isExact) return 'The numbers of this round are too large to be computed exactly.';
  const fills = [
    ...arcs.map(({ offer, want }) => Number(offers[offer]?.got[want] ?? 0n)),
    ...tags.flatMap(({ carriers }) => carriers.map(({ brought }) => Number(brought))),
  ];
  const proof = {
    fills: Float64Array.from(fills),
    potentials: Float64Array.from(potentials, Number),
  };
  const checked = checkClearing(book, proof);
  return checked.ok ? null : `The proof of this round does not hold. ${checked.error.detail}`;
}

/** Nobody gives what they do not hold, nor of themselves below the floor. */
function floorFault({ sharesPerIssuer, rules, moves }: Round): string | null {
  const floor = floorOf(sharesPerIssuer, rules);
  for (const { holder, issuer, units, before } of moves) {
    const after = before + units;
    const least = holder === issuer && units < 0n ? floor : 0n;
    if (after < least) return 'In this round somebody gives more than they may.';
    if (after > sharesPerIssuer)
      return 'In this round somebody gets more of one person than there is.';
  }
  return null;
}

function computedAgain(round: Round): Round {
  const free = new Map(round.offers.map((offer) => [`${offer.member} ${offer.give}`, offer.free]));
  const carriers = new Map(round.tags.map((each) => [each.tag, each.carriers]));
  const before = new Map(round.moves.map((move) => [lotKey(move), move.before]));
  return computeRound({
    ...round,
    entrants: round.offers.map(entrantOf),
    carriersOf: (tag) => carriers.get(tag) ?? [],
    freeOfOthers: (member, issuer) => ({
      ...{ units: free.get(`${member} ${issuer}`) ?? 0n, why: 'pledged' },
    }),
    heldBefore: (move) => before.get(lotKey(move)) ?? 0n,
  });
}

function entrantOf(offer: RoundOffer): Entrant {
  const { id, member, give, giveCause, quantity, wants, reason, rounds, waited, matched } = offer;
  const { held, lapsed } = offer;
  return {
    ...{ id, member, give, giveCause, quantity, wants, reason, rounds, waited, matched },
    ...{ held, lapsed },
  };
}

function lotKey({ holder, issuer, cause }: Pick<RoundMove, 'holder' | 'issuer' | 'cause'>): string {
  return `${holder} ${issuer} ${cause}`;
}

function firstDifference(stated: Round, again: Round): string {
  for (const [index, offer] of again.offers.entries()) {
    const said = stated.offers[index];
    if (plain(said) !== plain(offer)) {
      return `Computed again, something else comes of the offer ${offer.id.slice(0, 8)}.`;
    }
  }
  const parts = [
    ['tags', 'what the tags brought'],
    ['moves', 'what changed hands'],
    ['potentials', 'the proof'],
  ] as const;
  for (const [part, words] of parts) {
    if (plain(stated[part]) !== plain(again[part])) {
      return `Computed again, ${words} is something else than this file says.`;
    }
  }
  return 'Computed again, the sums of this round are others than this file says.';
}

/** Fields in one order, whatever order they were made in. */
function plain(value: unknown): string {
  return JSON.stringify(toWire(value), (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
