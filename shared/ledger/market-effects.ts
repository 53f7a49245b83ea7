/**
 * What records do in the stake market (rules R10 and R15). Which round it is, and whether offers are sealed or opened in
 * it, follows from the certified state alone: from the first epoch of the height that the records are certified in.
 */
import { epochsOfDays } from '../economy/parameters.ts';
import { offerFault } from '../stake/admission.ts';
import type { MarketContext } from '../stake/admission.ts';
import { offersPerMemberMax } from '../stake/market.ts';
import type { OpenOffer } from '../stake/market.ts';
import type { Draft } from './draft.ts';
import { idsOfMember, isSealing } from './market-draft.ts';
import { contextBefore } from './market-context.ts';
import type { BodyOf } from './record.ts';
import type { RecordFailure } from './verdict.ts';

/** Causes of one member that are not over. */
export const causesPerMemberMax = 20;
/** A cause is due within so long. */
export const causeDaysMax = 730;

export function makeCause(
  { before, epoch, market }: Draft,
  issuer: string,
  id: string,
  { author: _author, number: _number, previous: _previous, ...cause }: BodyOf<'cause'>,
): RecordFailure | null {
  const { parameters } = before;
  let live = 0;
  for (const each of market.causes.values()) {
    if (each.issuer === issuer && each.outcome === null) live += 1;
  }
  if (live >= causesPerMemberMax) return 'too_many_causes';
  const ahead = cause.deadline - epoch;
  if (ahead < parameters.roundEpochs || ahead > epochsOfDays(parameters, causeDaysMax)) {
    return 'deadline_out_of_range';
  }
  if (cause.replaces !== null && market.causes.get(cause.replaces)?.issuer !== issuer) {
    return 'replaces_no_cause';
  }
  const fresh = { countedBefore: 0n, drawn: [], seen: new Map(), outcome: null };
  market.causes.set(id, { ...cause, issuer, since: epoch, ...fresh });
  return null;
}

export function attest(
  { market }: Draft,
  by: string,
  { cause, seen, note }: BodyOf<'attestation'>,
): RecordFailure | null {
  const live = market.causes.get(cause);
  if (live === undefined) return 'cause_unknown';
  if (live.outcome !== null) return 'cause_over';
  if (!live.drawn.includes(by)) return 'not_an_attestor';
  market.causes.set(cause, { ...live, seen: new Map([...live.seen, [by, seen]]) });
  market.attested.push({ cause, by, seen, note });
  return null;
}

export function commit(
  { before, market }: Draft,
  member: string,
  id: string,
  { round, seal }: BodyOf<'seal'>,
): RecordFailure | null {
  const now = before.market.round;
  if (round < now || (round === now && !isSealingNow(before))) return 'offer_too_late';
  if (round > now + 1) return 'seal_too_early';
  const ids = idsOfMember(market, member);
  if (ids.size >= offersPerMemberMax) return 'too_many_offers';
  ids.add(id);
  market.commitments.set(id, { member, seal, round });
  return null;
}

/** What is sealed in a height can only be opened in a later one, which begins when no more is sealed for its round. */
export function open(
  draft: Draft,
  member: string,
  { commitment, member: said, seal, offer }: BodyOf<'opening'>,
): RecordFailure | null {
  const { before, market } = draft;
  const known = market.commitments.get(commitment);
  if (known?.member !== member || said !== member) return 'seal_unknown';
  if (known.seal !== seal) return 'seal_broken';
  const isOpening = known.round === before.market.round && !isSealingNow(before);
  if (!isOpening || !before.market.commitments.has(commitment)) return 'opened_too_early';
  const fault = offerFault({ ...before.market, ...market }, member, offer, contextOf(draft));
  if (fault !== null) return fault;
  market.commitments.delete(commitment);
  market.offers.set(commitment, { ...offer, member, waited: 0, matched: 0n });
  return null;
}

export function withdraw(
  { market }: Draft,
  member: string,
  { offer }: BodyOf<'withdrawal'>,
): RecordFailure | null {
  const known = market.commitments.get(offer) ?? market.offers.get(offer);
  if (known?.member !== member) return 'no_such_offer';
  idsOfMember(market, member).delete(offer);
  market.commitments.delete(offer);
  market.offers.delete(offer);
  return null;
}

function isSealingNow({ epoch, parameters }: Draft['before']): boolean {
  return isSealing(epoch + 1, parameters);
}

const contexts = new WeakMap<Draft, MarketContext>();

/** Made once for all openings of a height. */
function contextOf(draft: Draft): MarketContext {
  const known = contexts.get(draft);
  if (known !== undefined) return known;
  const offersOf = (member: string): Iterable<OpenOffer> =>
    [...idsOfMember(draft.market, member)].flatMap((id) => draft.market.offers.get(id) ?? []);
  const context = { ...contextBefore(draft.before), offersOf };
  contexts.set(draft, context);
  return context;
}
