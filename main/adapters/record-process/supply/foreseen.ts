/** What a community foresees of its days, as pages and commands see it: by the certified record, for the day that goes on. */
import { currencyWords } from '../../../../shared/api/community-shape.ts';
import { foreseenDaysMax, hoursOffersShownMax } from '../../../../shared/api/orchestrator-shape.ts';
import type { ForeseenView, HoursOfferView } from '../../../../shared/api/orchestrator-shape.ts';
import { basisSentence, foreseenSentence } from '../../../../shared/api/orchestrator-words.ts';
import { assert } from '../../../../shared/base/assert.ts';
import { bytesToHex, textToBytes } from '../../../../shared/base/bytes.ts';
import { isRare } from '../../../../shared/economy/forecast.ts';
import { tierOf } from '../../../../shared/economy/replenishment.ts';
import { squareRoot } from '../../../../shared/economy/square-root.ts';
import { demandAt } from '../../../../shared/ledger/supply-days.ts';
import type { LedgerState } from '../../../../shared/ledger/state.ts';
import { dayAfter, firstEpochOfDay } from '../../../../shared/work/days.ts';
import type { DemandState, ForeseenFor } from '../../../../shared/work/demand-state.ts';
import { levelsFor } from '../../../../shared/work/foresight.ts';
import { offersOfDay, reliabilityOf, takenOf } from '../../../../shared/work/hours-offers.ts';
import { cryptography } from '../../cryptography.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { epochOf, epochStartMs } from '../views/health.ts';
import { personOf } from '../views/state-index.ts';
import { waitingOffer } from './waiting-offers.ts';

export interface Foreseeing {
  readonly community: OpenCommunity;
  readonly state: LedgerState;
  readonly me: string;
  readonly currency: 0 | 1;
  readonly demand: DemandState;
  /** Tomorrow: the first of the days that hours are asked for. */
  readonly day: number;
}

/** Both currencies, in the order of `currencyWords`. */
export function foreseenViews(
  community: OpenCommunity,
  me: string,
  nowMs: number,
): [ForeseenView, ForeseenView] {
  const state = community.node.state();
  const epoch = Math.max(state.epoch, epochOf(community, nowMs) - 1);
  const [cpu, man] = demandAt(state, epoch);
  const day = dayAfter(epoch, state.parameters) + 1;
  const about = { community, state, me, day };
  return [
    foreseenView({ ...about, currency: 0, demand: cpu }),
    foreseenView({ ...about, currency: 1, demand: man }),
  ];
}

function foreseenView(about: Foreseeing): ForeseenView {
  const { community, state, me, demand, day } = about;
  const { parameters } = state;
  const days = parameters.requestDays;
  const [said, levels] = [demand.foreseen.get(day), levelsFor(demand, day, parameters)];
  assert(said !== undefined && levels !== null, 'tomorrow is foreseen once a day goes on');
  const basis = said.isGeneral ? 'launch' : isRare(demand.forecast) ? 'rare' : 'steady';
  const { offered, predicted, low, high } = levels;
  const [currency, daysKnown] = [currencyWords[about.currency], demand.forecast.days];
  const offers = offerViews(about, said);
  const history = demand.history.slice(-foreseenDaysMax);
  const waiting = waitingOffer(community, { member: me, currency: about.currency, day });
  return {
    currency,
    sentence: foreseenSentence({ currency, expected: said.hours, offered, basis, days }),
    ...{ basis, basisSentence: basisSentence({ basis, daysKnown }), daysKnown, day, days },
    startsAtMs: dayStartMs(about, day),
    endsAtMs: dayStartMs(about, day + days),
    ...{ expected: said.hours, expectedDownloads: said.downloads },
    usualError: demand.squaredError === null ? null : squareRoot(demand.squaredError),
    ...{ offered, level: predicted, low, high },
    request: requestView(about, said, offered),
    calledOffAtMs:
      demand.calledOff === null ? null : epochStartMs(community, demand.calledOff.since + 1),
    offers: offers.slice(0, hoursOffersShownMax),
    offerCount: offers.length,
    mine: offers.find(({ isMe, day: of }) => isMe && of === day) ?? null,
    mineWaiting: waiting,
    ...standingOf(demand, me),
    history: history.map((each) => ({ ...each, startsAtMs: dayStartMs(about, each.day) })),
    ...errorsOf(history),
  };
}

function standingOf(demand: DemandState, member: string) {
  const reliability = reliabilityOf(demand, member);
  return { ...reliability, tier: tierOf(reliability) };
}

/** Days begin with the first epoch in them, as the record counts. */
function dayStartMs({ community, state }: Foreseeing, day: number): number {
  return epochStartMs(community, firstEpochOfDay(day, state.parameters));
}

function requestView(
  { community, state, currency, demand }: Foreseeing,
  { wanted, isGeneral }: ForeseenFor,
  offered: bigint,
): ForeseenView['request'] {
  const { request } = demand;
  if (request === null) return null;
  const about = `${state.community} ${currency} ${request.day} ${request.since}`;
  return {
    id: bytesToHex(cryptography.hash(textToBytes('common-hours/request/v1'), textToBytes(about))),
    sinceMs: epochStartMs(community, request.since + 1),
    quantity: wanted,
    missing: wanted > offered ? wanted - offered : 0n,
    isGeneral,
  };
}

/** For the days ahead: each day's in the order in which they are taken, and then those that are not. */
function offerViews(about: Foreseeing, { wanted }: ForeseenFor): readonly HoursOfferView[] {
  const { community, state, me, demand, day } = about;
  const { requestDays } = state.parameters;
  const days = Array.from({ length: requestDays }, (_, index) => day + index);
  return days.flatMap((of) => {
    const taken = new Map(
      takenOf(demand, of, wanted / BigInt(requestDays)).map((each) => [each.member, each.quantity]),
    );
    const offers = offersOfDay(demand.offers, of);
    const order = [
      ...taken.keys(),
      ...offers.flatMap(({ member }) => (taken.has(member) ? [] : member)),
    ];
    return order.flatMap((member) => {
      const offer = offers.find((each) => each.member === member);
      if (offer === undefined) return [];
      return {
        ...{ person: personOf(state, member), isMe: member === me, day: of },
        dayStartsAtMs: dayStartMs(about, of),
        ...{ quantity: offer.quantity, taken: taken.get(member) ?? 0n },
        ...standingOf(demand, member),
        offeredAtMs: epochStartMs(community, offer.since + 1),
      };
    });
  });
}

/** The mean size of the errors, and its part of what was asked for. */
function errorsOf(history: DemandState['history']): Pick<ForeseenView, 'meanError' | 'errorPpm'> {
  if (history.length === 0) return { meanError: null, errorPpm: null };
  let [errors, asked] = [0n, 0n];
  for (const { foreseen, happened } of history) {
    errors += foreseen > happened ? foreseen - happened : happened - foreseen;
    asked += happened;
  }
  const errorPpm = asked === 0n ? null : Number((errors * 1_000_000n) / asked);
  return { meanError: errors / BigInt(history.length), errorPpm };
}
