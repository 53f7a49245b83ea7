/** A member's own offers, through their life: from being written to what the rounds made of them. */
import type { OfferView } from '../../../../shared/api/stake-shape.ts';
import { formatPart } from '../../../../shared/api/stake-words.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import { offerRefusals } from '../../../../shared/stake/market.ts';
import type { Offer, RoundOffer } from '../../../../shared/stake/market.ts';
import type { SealedOffer } from '../../../engine/record/stake-keeping.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { namesIn } from './stake-people.ts';
import type { Names } from './stake-people.ts';
import type { StakeReader } from './stake-reader.ts';

type State = OfferView['state'];

/** How an offer stands apart from what it says. */
export interface Standing {
  readonly state: State;
  readonly matched: bigint;
  readonly waited: number;
}

export function offerViews(community: OpenCommunity, reader: StakeReader): OfferView[] {
  const names = namesIn(community, reader.book);
  return [...community.node.sealed()]
    .sort((one, other) => other.placedAtMs - one.placedAtMs || (one.id < other.id ? -1 : 1))
    .map((sealed) => {
      const standing = standingOf(community, reader, sealed);
      const { refusal, placedAtMs, round } = sealed;
      return {
        ...offerText(sealed.id, sealed.offer, names, { community, standing, round }),
        ...{ refusal, placedAtMs },
        ...(refusal === null ? {} : { sentence: offerRefusals[refusal] }),
      };
    });
}

/** An offer of this member as a round saw it, after that round. */
export function offerAfterRound(
  community: OpenCommunity,
  names: Names,
  offer: RoundOffer,
  round: number,
): OfferView {
  const standing = afterRound(offer);
  const placed = community.node.sealed().find(({ id }) => id === offer.id);
  return {
    ...offerText(offer.id, offer, names, { community, standing, round: round + 1 }),
    ...{ refusal: null, placedAtMs: placed?.placedAtMs ?? 0 },
    isWithdrawable: false,
  };
}

function afterRound(offer: RoundOffer): Standing {
  const matched = offer.got.reduce((sum, units) => sum + units, offer.matched);
  const waited = offer.waited + 1;
  const isOpen = matched < offer.quantity && waited < offer.rounds;
  return { matched, waited, state: isOpen ? 'open' : endOf(offer, matched) };
}

function endOf({ quantity }: Offer, matched: bigint): State {
  if (matched >= quantity) return 'matched';
  return matched > 0n ? 'partly matched' : 'not matched';
}

function standingOf(community: OpenCommunity, reader: StakeReader, sealed: SealedOffer): Standing {
  const { market } = community.node.state();
  const open = market.offers.get(sealed.id);
  if (open !== undefined) return { state: 'open', matched: open.matched, waited: open.waited };
  const none = { matched: 0n, waited: 0 };
  if (sealed.refusal !== null) return { state: 'refused', ...none };
  const last = lastRoundOf(community, reader, sealed);
  if (sealed.isWithdrawn) {
    const { matched, waited } = last ?? none;
    return { state: 'withdrawn', matched, waited };
  }
  if (last !== null) return last;
  if (sealed.isOver) return { state: 'lost', ...none };
  if (sealed.isOpeningSent) return { state: 'opening', ...none };
  const isSealed = sealed.isSealCertified || market.commitments.has(sealed.id);
  return { state: isSealed ? 'sealed' : 'sealing', ...none };
}

/** What the last round made of it in which it took part. */
function lastRoundOf(
  { node }: OpenCommunity,
  { book }: StakeReader,
  { id, round, offer }: SealedOffer,
): Standing | null {
  if (round >= node.state().market.round) return null;
  for (const number of book.numbers(round + offer.rounds + 1, offer.rounds + 1)) {
    if (number < round) return null;
    const found = book.roundSums(number)?.mine.find((each) => each.id === id);
    if (found !== undefined) return afterRound(found);
  }
  return null;
}

interface About {
  readonly community: OpenCommunity;
  readonly standing: Standing;
  /** The round that it takes part in next, or would have. */
  readonly round: number;
}

function offerText(id: string, offer: Offer, names: Names, about: About) {
  const { give, giveCause, quantity, wants, reason, rounds } = offer;
  const { standing } = about;
  return {
    ...{ id, quantity, rounds, ...standing },
    give: giveCause === '' ? null : { person: names.person(give), cause: names.cause(giveCause) },
    wants: wants.map((want) => ({
      person: want.kind === 'member' ? names.person(want.member) : null,
      cause: want.kind === 'member' ? names.cause(want.cause) : null,
      tag: want.kind === 'tag' ? want.tag : null,
      weightPpm: want.weightPpm,
    })),
    reason: shownReason(reason),
    sentence: sentenceOf(offer, about),
    isWithdrawable: ['sealing', 'sealed', 'opening', 'open'].includes(standing.state),
  };
}

export function shownReason(reason: string): string {
  return reason === '' ? '' : shownName(reason);
}

function sentenceOf({ quantity, rounds }: Offer, { community, standing, round }: About): string {
  const { state, matched, waited } = standing;
  const part = (units: bigint) => formatPart(units, BigInt(community.parameters.sharesPerIssuer));
  const next = Math.max(round, community.node.state().market.round);
  switch (state) {
    case 'sealing':
      return 'It is on its way to the record. Nobody else can read it. You can take it back.';
    case 'sealed':
      return `It is sealed for round ${next}: nobody else can read it yet. You can take it back until the round closes.`;
    case 'opening':
      return `It is being opened, and takes part in round ${next}. You can take it back until the round closes.`;
    case 'open':
      return waited === 0
        ? `It takes part in round ${next}. You can take it back until the round closes.`
        : `${carriedWords(matched, quantity, part)} The rest is carried over and takes part in round ${next}; you can take it back.`;
    case 'matched':
      return 'All of it was matched.';
    case 'partly matched':
      return `${carriedWords(matched, quantity, part)} The rest stays yours: ${rounds === 1 ? 'its round is' : 'its rounds are'} over.`;
    case 'not matched':
      return 'Nothing of it was matched, and all of it stays yours. You can offer it again.';
    case 'withdrawn':
      return matched > 0n
        ? `${carriedWords(matched, quantity, part)} You took the rest back.`
        : 'You took it back.';
    case 'lost':
      return 'It was not opened in time, and all of it stays yours. You can offer it again.';
    case 'refused':
      return 'It was refused, and all of it stays yours.';
  }
}

function carriedWords(matched: bigint, quantity: bigint, part: (units: bigint) => string): string {
  return matched === 0n
    ? 'Nothing of it is matched yet.'
    : `${part(matched)} of ${part(quantity)} was matched.`;
}
