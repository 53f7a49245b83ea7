/** What the community will need, and hours that a member gives towards it. */
import type { currencyWords } from '../../../../shared/api/community-shape.ts';
import type { Handlers } from '../../../../shared/api/handlers.ts';
import type { orchestratorContract } from '../../../../shared/api/orchestrator-contract.ts';
import { formatHours } from '../../../../shared/api/orchestrator-words.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../../shared/base/result.ts';
import { offerDaysMax } from '../../../../shared/ledger/hours-effects.ts';
import { hoursOfferMost } from '../../../../shared/ledger/release-claims.ts';
import { dayOfEpoch } from '../../../../shared/work/days.ts';
import { pledgeKey } from '../../../../shared/work/demand-state.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { foreseenViews } from '../supply/foreseen.ts';
import { waitingOffer } from '../supply/waiting-offers.ts';
import { epochOf } from '../views/health.ts';
import { author, findCommunity, findOwn, meOf } from './house.ts';
import type { House } from './house.ts';

type Page = Handlers<typeof orchestratorContract>['orchestrator'];

export function orchestratorAnswers(house: House): { readonly orchestrator: Page } {
  return {
    orchestrator: {
      forecast({ community }) {
        const found = findCommunity(house, community);
        if (!found.ok) return found;
        return ok({
          currencies: foreseenViews(found.value, meOf(house), house.clock.now()),
          isMember: findOwn(house, community).ok,
        });
      },
      offer({ community, currency: word, day: wanted, quantity }) {
        const found = findOwn(house, community);
        if (!found.ok) return found;
        const currency = word === 'cpu' ? 0 : 1;
        const most = hoursOfferMost[currency];
        if (quantity < 1n || quantity > most) {
          const bound = formatHours(most, word);
          return refuse('bad_quantity', `Offer more than nothing, and at most ${bound} for a day.`);
        }
        const day = dayFor(house, found.value, wanted);
        if (!day.ok) return day;
        const body = { currency, day: day.value, quantity };
        return author(found.value, { kind: 'hours_offer', body });
      },
      takeBack({ community, currency: word, day: wanted }) {
        const found = findOwn(house, community);
        if (!found.ok) return found;
        const currency = word === 'cpu' ? 0 : 1;
        const day = dayFor(house, found.value, wanted);
        if (
          !day.ok ||
          !hasOffered(found.value, { member: meOf(house), currency, day: day.value })
        ) {
          return refuse('no_such_offer', `You have offered no ${unitOf(word)} for this day.`);
        }
        const body = { currency, day: day.value, quantity: 0n };
        return author(found.value, { kind: 'hours_offer', body });
      },
    },
  };
}

function unitOf(word: (typeof currencyWords)[number]): string {
  return word === 'cpu' ? 'CPU-hours' : 'man-hours';
}

/** Null is tomorrow. A day has not begun while its first epoch has not. */
function dayFor(
  { clock }: House,
  community: OpenCommunity,
  wanted: number | null,
): Result<number, Refusal<'bad_day'>> {
  const today = dayOfEpoch(epochOf(community, clock.now()), community.parameters);
  const day = wanted ?? today + 1;
  if (day <= today) return refuse('bad_day', 'Hours are offered for a day before it begins.');
  return day <= today + offerDaysMax
    ? ok(day)
    : refuse('bad_day', `Hours are offered for ${offerDaysMax} days ahead at most.`);
}

function hasOffered(
  community: OpenCommunity,
  which: { readonly member: string; readonly currency: 0 | 1; readonly day: number },
): boolean {
  const waiting = waitingOffer(community, which);
  if (waiting !== null) return waiting > 0n;
  const { offers } = community.node.state().work.demand[which.currency];
  return offers.has(pledgeKey(which.day, which.member));
}
