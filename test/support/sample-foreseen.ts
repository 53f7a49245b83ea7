/** What a node may say of the hours that will be needed, for tests of pages. */
import type { ForeseenDayView, ForeseenView } from '../../shared/api/orchestrator-shape.ts';
import { basisSentence, foreseenSentence } from '../../shared/api/orchestrator-words.ts';
import { ok } from '../../shared/base/result.ts';
import { lastHourMs } from './sample-communities.ts';
import { hexOf, ines, me, tomas } from './sample-views.ts';
import type { ScriptedNode } from './scripted-node.ts';

const hour = 1_000_000n;
const day = 24 * 3_600_000;
const today = Math.floor(lastHourMs / day) * day;

const history: readonly ForeseenDayView[] = Array.from({ length: 21 }, (_, index) => ({
  day: 20 + index,
  startsAtMs: today - (21 - index) * day,
  foreseen: BigInt(80 + 2 * index) * hour,
  happened: BigInt(70 + ((index * 37) % 60)) * hour,
}));

const offers: ForeseenView['offers'] = [ines, tomas].map((person, index) => ({
  ...{ person, isMe: false, day: 42, dayStartsAtMs: today + day },
  quantity: BigInt(24 - 8 * index) * hour,
  taken: BigInt(24 - 8 * index) * hour,
  ...{
    tier: 3 - index,
    committed: 9,
    fulfilled: 8 - 2 * index,
    offeredAtMs: lastHourMs - 7_200_000,
  },
}));

/** Forty of a hundred and twenty CPU-hours are offered. */
function busyCpu(part: Partial<ForeseenView>): ForeseenView {
  const view: ForeseenView = {
    ...{ currency: 'cpu', basis: 'steady', daysKnown: 40, day: 42, days: 1 },
    ...{ startsAtMs: today + day, endsAtMs: today + 2 * day },
    ...{ expected: 120n * hour, expectedDownloads: 18n * hour, usualError: 22n * hour },
    ...{ offered: 40n * hour, level: -80n * hour, low: 28n * hour, high: 148n * hour },
    request: {
      ...{ id: hexOf('request'), sinceMs: lastHourMs, isGeneral: false },
      ...{ quantity: 228n * hour, missing: 188n * hour },
    },
    ...{ calledOffAtMs: null, offers, offerCount: 2, mine: null, mineWaiting: null },
    ...{ tier: 2, committed: 0, fulfilled: 0, history: [...history] },
    ...{ meanError: 19_500_000n, errorPpm: 204_000, sentence: '', basisSentence: '' },
    ...part,
  };
  return { ...view, sentence: foreseenSentence(view), basisSentence: basisSentence(view) };
}

const newMan: ForeseenView = busyCpu({
  ...{ currency: 'man', basis: 'launch', daysKnown: 2, expected: 0n, expectedDownloads: 0n },
  ...{ usualError: null, offered: 0n, level: 0n, low: 0n, high: 0n, offers: [], offerCount: 0 },
  request: {
    ...{ id: hexOf('request man'), sinceMs: lastHourMs, isGeneral: true },
    ...{ quantity: 12n * hour, missing: 12n * hour },
  },
  ...{ history: [], meanError: null, errorPpm: null },
});

/** A community that foresees CPU-hours well, and knows nothing of man-hours yet; it keeps what is offered. */
export function giveForeseen({ communities }: ScriptedNode): void {
  const { answers } = communities;
  const waiting = new Map<string, bigint>();
  answers.set('orchestrator.forecast', () =>
    ok({
      currencies: [busyCpu({}), newMan].map((view) => ({
        ...view,
        mineWaiting: waiting.get(view.currency) ?? null,
      })),
      isMember: true,
    }),
  );
  answers.set('orchestrator.offer', (offer: { currency: string; quantity: bigint }) => {
    waiting.set(offer.currency, offer.quantity);
    return ok({ record: hexOf(`offer of ${me.id}`) });
  });
  answers.set('orchestrator.takeBack', ({ currency }: { currency: string }) => {
    waiting.set(currency, 0n);
    return ok({ record: hexOf(`taking back of ${me.id}`) });
  });
}
