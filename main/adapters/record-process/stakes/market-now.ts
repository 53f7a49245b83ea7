/** Where the market stands, and what a member may still offer. */
import type { MarketNowView } from '../../../../shared/api/stake-shape.ts';
import { contextBefore } from '../../../../shared/ledger/market-context.ts';
import { isSealing, roundOfEpoch } from '../../../../shared/ledger/market-draft.ts';
import { offerableOf } from '../../../../shared/stake/admission.ts';
import type { MarketContext } from '../../../../shared/stake/admission.ts';
import { unitsOf } from '../../../../shared/stake/lots.ts';
import type { OpenOffer } from '../../../../shared/stake/market.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { epochOf, epochStartMs } from '../views/health.ts';

export function marketNow(community: OpenCommunity, me: string, nowMs: number): MarketNowView {
  const { parameters, node } = community;
  const { market } = node.state();
  const { round, phase } = roundNow(community, nowMs);
  const begins = round * parameters.roundEpochs;
  const offerable = offerableOf(market, me, ownContext(community, me));
  return {
    ...{ round, phase },
    sealsUntilMs: epochStartMs(community, begins + parameters.sealEpochs),
    closesAtMs: epochStartMs(community, begins + parameters.roundEpochs),
    issued: BigInt(parameters.sharesPerIssuer),
    own: unitsOf(market.lots, me, me),
    floor: offerable.floor,
    pledged: offerable.pledged,
    offerable: offerable.most,
    boundBy: offerable.boundBy,
    members: market.lots.size,
    sealed: market.commitments.size,
    open: market.offers.size,
    isMember: market.lots.has(me),
  };
}

/**
 * The round that closes next. Heights are only certified when there is something to certify, so that the certified
 * state may stand in a round that is long over: the clock says which one is next then.
 */
export function roundNow(
  community: OpenCommunity,
  nowMs: number,
): Pick<MarketNowView, 'round' | 'phase'> {
  const { parameters, node } = community;
  const certified = node.state().market.round;
  const epoch = Math.max(0, epochOf(community, nowMs), certified * parameters.roundEpochs);
  return {
    round: roundOfEpoch(epoch, parameters),
    phase: isSealing(epoch, parameters) ? 'sealing' : 'opening',
  };
}

/** By what an offer of this member is judged: what it has sealed already counts with what is open. */
export function ownContext(community: OpenCommunity, me: string): MarketContext {
  const { node } = community;
  const state = node.state();
  const { offers } = state.market;
  return {
    ...contextBefore(state),
    offersOf(member) {
      const open = [...offers.values()].filter((offer) => offer.member === member);
      return member === me ? [...open, ...sealedOffers(community, me)] : open;
    },
  };
}

function sealedOffers({ node }: OpenCommunity, member: string): readonly OpenOffer[] {
  const { offers } = node.state().market;
  return node
    .sealed()
    .filter(({ id, isOver }) => !isOver && !offers.has(id))
    .map(({ offer }) => ({ ...offer, member, waited: 0, matched: 0n }));
}
