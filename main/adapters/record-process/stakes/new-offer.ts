/** An offer before it is sealed: whether it may be made as the certified record stands, and what it would do. */
import type { OfferTextInput } from '../../../../shared/api/stake-shape.ts';
import { oneLine } from '../../../../shared/api/words.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../../shared/base/result.ts';
import { offerFault as formFault } from '../../../../shared/ledger/market-claims.ts';
import { offerFault } from '../../../../shared/stake/admission.ts';
import { directionRounds } from '../../../../shared/stake/directions.ts';
import { unitsOf } from '../../../../shared/stake/lots.ts';
import { isOfferRefusal, noCause, offerRefusals } from '../../../../shared/stake/market.ts';
import type { Offer, OfferRefusal, Want } from '../../../../shared/stake/market.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { ownContext } from './market-now.ts';
import type { StakeReader } from './stake-reader.ts';

export type OfferName = OfferRefusal | 'refused';

export function offerOf(me: string, typed: OfferTextInput): Offer {
  const { give, quantity, wants, reason, rounds } = typed;
  return {
    ...(give === null
      ? { give: me, giveCause: noCause }
      : { give: give.member, giveCause: give.cause }),
    ...{ quantity, wants, rounds, reason: oneLine(reason) },
  };
}

/** Why it would be refused now; what changes until it is opened is judged then. */
export function faultOf(
  community: OpenCommunity,
  me: string,
  offer: Offer,
): Refusal<OfferName> | null {
  const form = formFault(offer);
  if (form !== null) return { name: 'refused', detail: form };
  const name = offerFault(community.node.state().market, me, offer, ownContext(community, me));
  return name === null ? null : { name, detail: offerRefusals[name] };
}

export function placeOffer(
  community: OpenCommunity,
  me: string,
  typed: OfferTextInput,
): Result<{ offer: string }, Refusal<OfferName>> {
  const offer = offerOf(me, typed);
  const fault = faultOf(community, me, offer);
  if (fault !== null) return refuse(fault.name, fault.detail);
  const sealed = community.node.seal(offer);
  if (sealed.ok) return ok({ offer: sealed.value.id });
  const { name, detail } = sealed.error;
  return refuse(isOfferRefusal(name) ? name : 'refused', detail);
}

export function previewOf(
  community: OpenCommunity,
  me: string,
  typed: OfferTextInput,
  { book }: StakeReader,
) {
  const offer = offerOf(me, typed);
  const { lots } = community.node.state().market;
  const own = unitsOf(lots, me, me);
  const fault = faultOf(community, me, offer);
  const lately = book
    .numbers(null, directionRounds)
    .flatMap((number) => book.roundSums(number) ?? []);
  return {
    ownBefore: own,
    ownAfter: ownAfter(own, me, offer),
    refusal: fault === null ? null : { name: fault.name, sentence: fault.detail },
    wanted: offer.wants.map((want) => {
      const came = lately.map(({ came: units, cameByTag }) => cameOf(want, units, cameByTag));
      return rangeOf(came.filter((units) => units > 0n));
    }),
  };
}

function ownAfter(own: bigint, me: string, { give, wants, quantity }: Offer): bigint {
  if (give !== me) return wants.length === 0 ? own + quantity : own;
  return quantity > own ? 0n : own - quantity;
}

type Units = ReadonlyMap<string, bigint>;

function cameOf(want: Want, came: Units, cameByTag: Units): bigint {
  return (
    (want.kind === 'tag' ? cameByTag.get(want.tag) : came.get(`${want.member} ${want.cause}`)) ?? 0n
  );
}

function rangeOf(units: readonly bigint[]): { low: bigint; high: bigint } | null {
  const [first, ...others] = units;
  if (first === undefined) return null;
  let [low, high] = [first, first];
  for (const each of others) {
    if (each < low) low = each;
    if (each > high) high = each;
  }
  return { low, high };
}
