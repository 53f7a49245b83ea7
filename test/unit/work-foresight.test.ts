/** What a community foresees of its days (rules R8): the vector, the first days, and that all who count come to the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noForecast } from '../../shared/economy/forecast.ts';
import { noDemand, pastDaysMax, pledgeKey } from '../../shared/work/demand-state.ts';
import type { DemandState } from '../../shared/work/demand-state.ts';
import {
  foresightAfter,
  launchDays,
  levelsFor,
  stretchMax,
  withGiven,
} from '../../shared/work/foresight.ts';
import type { HoursGiven } from '../../shared/work/foresight.ts';
import { takenOf } from '../../shared/work/hours-offers.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 2 ** 31);
const hour = 1_000_000n;
const parts = 1_000_000n;
const times = { epochMs: 3_600_000, requestDays: 1 };
/** The epoch whose end is that of a day, and of the time in which counters of it are still taken in. */
const endOf = (day: number) => (day + 1) * 24 + 1;

function given(epoch: number, quantity: bigint, supplier = 'ana'): HoursGiven {
  return { supplier, epoch, quantity, isDownload: false };
}

/** One height after the other: each closes the epochs up to its own. */
function folded(
  heights: readonly { readonly epoch: number; readonly given: readonly HoursGiven[] }[],
  start = noDemand,
): DemandState {
  return heights.reduce((state, { epoch, given: hours }) => {
    const around = { epoch, members: 3, downloadsOn: () => 0n };
    return foresightAfter(withGiven(state, hours, times), around, times);
  }, start);
}

/** Days on each of which so much was asked for. */
function days(...demands: readonly bigint[]): DemandState {
  return folded(
    demands.flatMap((demand, day) => [
      { epoch: day * 24 + 12, given: [given(day * 24 + 5, demand)] },
      { epoch: endOf(day), given: [] },
    ]),
  );
}

function withOffer(state: DemandState, day: number, member: string, quantity: bigint, since = 0) {
  const offer = { member, day, quantity, since, given: 0n };
  return { ...state, offers: new Map([...state.offers, [pledgeKey(day, member), offer]]) };
}

/** Where 40 hours are foreseen for tomorrow, with a usual error of 10. */
const forty: DemandState = {
  ...noDemand,
  firstOpen: 9,
  forecast: { ...noForecast, days: 9, level: 40n * hour * parts },
  squaredError: (10n * hour) ** 2n,
};

test('forty hours are expected and 45 offered: so much is asked for that 52.8 stay', () => {
  const offered = withOffer(forty, 10, 'ana', 45n * hour);
  const state = folded([{ epoch: endOf(8) + 1, given: [] }], offered);
  expect(levelsFor(state, 10, times)).toEqual({
    offered: 45n * hour,
    predicted: 5n * hour,
    low: 12_800_000n,
    high: 52_800_000n,
  });
  expect(state.request).toEqual({ day: 10, since: endOf(8) + 1 });
  expect(state.foreseen.get(10)?.wanted).toBe(45n * hour + 47_800_000n);
});

test('with 120 offered the request is called off, and nothing was asked where nothing was open', () => {
  const open = folded([{ epoch: endOf(8) + 1, given: [] }], forty);
  expect(open.request).not.toBeNull();
  const epoch = endOf(8) + 2;
  const off = folded([{ epoch, given: [] }], withOffer(open, 10, 'ana', 120n * hour));
  expect(off).toMatchObject({ request: null, calledOff: { day: 10, since: epoch } });
  const never = folded([{ epoch, given: [] }], withOffer(forty, 10, 'ana', 120n * hour));
  expect(never).toMatchObject({ request: null, calledOff: null });
});

test('a request stays while the level lies between the margins, and lapses when its day begins', () => {
  const open = folded([{ epoch: endOf(8) + 1, given: [] }], forty);
  const kept = folded([{ epoch: endOf(8) + 2, given: [] }], withOffer(open, 10, 'ana', 60n * hour));
  expect(kept.request).toEqual({ day: 10, since: endOf(8) + 1 });
  const next = folded([{ epoch: 10 * 24 - 1, given: [] }], kept);
  expect(next.request?.day).toBe(11);
});

test('in the first days the same is asked of everybody', () => {
  const state = days(5n * hour);
  expect(state.foreseen.get(2)).toMatchObject({ wanted: 3n * hour, isGeneral: true });
  expect(state.request?.day).toBe(2);
  const enough = folded([{ epoch: 40, given: [] }], withOffer(state, 2, 'ana', 3n * hour));
  expect(enough.request).toBeNull();
  const later = days(...Array.from({ length: launchDays }, () => 5n * hour));
  expect(later.foreseen.get(launchDays + 1)).toMatchObject({ isGeneral: false });
});

test('what was foreseen stands beside what happened, for a month', () => {
  const state = days(...Array.from({ length: 40 }, () => 7n * hour));
  expect(state.history).toHaveLength(pastDaysMax);
  expect(state.history.at(-1)).toEqual({ day: 39, foreseen: 7n * hour, happened: 7n * hour });
  const sudden = days(...Array.from({ length: 20 }, () => 7n * hour), 17n * hour);
  expect(sudden.history.at(-1)).toEqual({ day: 20, foreseen: 7n * hour, happened: 17n * hour });
  expect(sudden.squaredError).toBeGreaterThan(0n);
});

test('downloads count apart: they are foreseen from releases, not from their own past', () => {
  const quiet = folded([
    { epoch: 12, given: [{ ...given(5, 9n * hour), isDownload: true }] },
    { epoch: endOf(0), given: [] },
  ]);
  expect(quiet.forecast).toMatchObject({ days: 1, quietDays: 1 });
  expect(quiet.history).toEqual([]);
  const around = { epoch: endOf(8), members: 3, downloadsOn: () => 2n * hour };
  const both = foresightAfter(forty, around, times);
  expect(both.foreseen.get(10)).toMatchObject({ hours: 42n * hour, downloads: 2n * hour });
});

test('a counter that comes two hours after its day still counts on it, a later one on the next', () => {
  const state = folded([
    { epoch: 24, given: [given(23, hour)] },
    { epoch: 25, given: [] },
    { epoch: 26, given: [given(22, 3n * hour)] },
  ]);
  expect(state.forecast.last?.was).toBe(hour);
  expect(state.sums.get(1)).toEqual({ asked: 3n * hour, downloads: 0n });
});

test('whoever gave their part of what was asked for kept their word, whoever did not has not', () => {
  const foreseen = new Map([
    [10, { hours: 0n, downloads: 0n, wanted: 100n * hour, isGeneral: false }],
  ]);
  const start = { ...noDemand, firstOpen: 10, foreseen };
  const offered = withOffer(withOffer(start, 10, 'ana', 50n * hour), 10, 'ben', 50n * hour);
  // Only ten hours were asked for in all: five of each would have been their part.
  const epoch = 10 * 24 + 3;
  const ended = folded([{ epoch: endOf(10), given: [given(epoch, 10n * hour, 'ana')] }], offered);
  expect(ended.reliability.get('ana')).toEqual({ committed: 1, fulfilled: 1 });
  expect(ended.reliability.get('ben')).toEqual({ committed: 1, fulfilled: 0 });
  expect(ended.offers.size).toBe(0);
});

test('who kept their word is taken first, and nobody for more than two equal parts', () => {
  const state = {
    ...withOffer(withOffer(noDemand, 3, 'ana', 90n, 0), 3, 'ben', 90n, 5),
    reliability: new Map([['ben', { committed: 9, fulfilled: 9 }]]),
  };
  expect(takenOf(state, 3, 60n)).toEqual([{ member: 'ben', quantity: 60n }]);
  const three = withOffer(state, 3, 'cem', 90n, 1);
  expect(takenOf(three, 3, 90n)).toEqual([
    { member: 'ben', quantity: 60n },
    { member: 'ana', quantity: 30n },
  ]);
});

test('a very long silence is taken as a new beginning', () => {
  const state = folded([{ epoch: (stretchMax + 30) * 24, given: [] }], days(7n * hour));
  expect(state.firstOpen).toBe(stretchMax + 29);
  expect(state.forecast).toMatchObject({ days: stretchMax, quietDays: stretchMax, size: 0n });
});

test(`however epochs are grouped into heights, the same is foreseen (seed ${seed})`, () => {
  const hours = fc.array(
    fc.record({ epoch: fc.nat(24 * 8), quantity: fc.bigInt(1n, 10n ** 10n) }),
    { maxLength: 60 },
  );
  const ends = fc.array(fc.nat(24 * 9), { maxLength: 30 });
  fc.assert(
    fc.property(hours, ends, (all, some) => {
      const last = 24 * 10;
      const history = (epochs: readonly number[]) =>
        epochs.map((epoch, index) => ({
          epoch,
          given: all.flatMap(({ epoch: about, quantity }) =>
            about <= epoch && about > (epochs[index - 1] ?? -1) ? given(about, quantity) : [],
          ),
        }));
      const each = folded(history(Array.from({ length: last + 1 }, (_, epoch) => epoch)));
      // What is foreseen on the way hangs on which heights there were; what is known of the days does not.
      const grouped = folded(history([...new Set([...some, last])].sort((a, b) => a - b)));
      expect(grouped.forecast).toEqual(each.forecast);
      expect(grouped.firstOpen).toBe(each.firstOpen);
      expect(grouped.sums).toEqual(each.sums);
      expect(grouped.foreseen.get(11)?.hours).toBe(each.foreseen.get(11)?.hours);
    }),
    { seed },
  );
});
