/** Whatever a community does, its settlements keep the laws of the economy. Some ten seconds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advanceLots } from '../../shared/economy/promises.ts';
import type { PromiseLots } from '../../shared/economy/promises.ts';
import { emptyCurrency, settleEpoch } from '../../shared/economy/settle.ts';
import type { CurrencyState, Flow } from '../../shared/economy/settle.ts';
import { auditEpoch, debtOf, sum, sumsByPair } from '../support/economy-audit.ts';
import {
  economySeed,
  memberName,
  runsOf,
  someFlows,
  someHistory,
} from '../support/economy-histories.ts';
import type { History } from '../support/economy-histories.ts';
import { createSolver } from '../support/economy-solver.ts';

const solver = await createSolver();
const seeded = `COMMON_HOURS_SEED=${economySeed}:`;

/** Settles epoch after epoch, and shows each to a visitor. */
function follow(
  { lines, epochs }: History,
  visit: (epoch: {
    readonly before: CurrencyState;
    readonly flows: readonly Flow[];
    readonly lineOf: (member: string) => bigint;
    readonly settlement: ReturnType<typeof settleEpoch>;
    readonly number: number;
  }) => void,
): CurrencyState {
  let state = emptyCurrency;
  const lineOf = (member: string) => lines.get(member) ?? 0n;
  for (const [number, flows] of epochs.entries()) {
    const settlement = settleEpoch(state, flows, lineOf);
    visit({ before: state, flows, lineOf, settlement, number });
    state = settlement.state;
  }
  return state;
}

test(`${seeded} every epoch keeps the sums, the lines, each net position, and leaves no ring`, () => {
  const keeps = (history: History) => {
    let highest = 0n;
    follow(history, (epoch) => {
      const inBalances = auditEpoch({ ...epoch, highest });
      if (inBalances > highest) highest = inBalances;
    });
  };
  fc.assert(fc.property(someHistory, keeps), runsOf(150));
});

test(`${seeded} what is cleared is all that an independent solver can clear`, () => {
  const clears = (history: History) => {
    follow(history, ({ before, flows, settlement }) => {
      const due = Object.entries(sumsByPair([...before.owed, ...flows.map(debtOf)]));
      const obligations = due.map(([pair, quantity]) => {
        const [debtor = '', creditor = ''] = pair.split(' to ');
        return { debtor, creditor, quantity };
      });
      expect(settlement.cleared).toBe(solver.largestCirculation(obligations));
    });
  };
  fc.assert(fc.property(someHistory, clears), runsOf(60));
});

test(`${seeded} the order of an epoch's receipts, and how they are parted, changes nothing`, () => {
  const shuffled = someHistory.chain((history) => {
    const orders = history.epochs.map((flows) =>
      fc.shuffledSubarray([...flows], { minLength: flows.length }),
    );
    return fc.tuple(fc.constant(history), fc.tuple(...orders));
  });
  const isSame = ([history, epochs]: readonly [History, readonly Flow[][]]) => {
    const parted = epochs.map((flows) =>
      flows.flatMap((each) => {
        const part = each.quantity / 3n;
        return [
          { ...each, quantity: part },
          { ...each, quantity: each.quantity - part },
        ];
      }),
    );
    const settled = (given: History) => {
      const all: unknown[] = [];
      follow(given, ({ settlement }) => all.push(settlement));
      return all;
    };
    const expected = settled(history);
    expect(settled({ ...history, epochs })).toEqual(expected);
    expect(settled({ ...history, epochs: parted })).toEqual(expected);
  };
  fc.assert(fc.property(shuffled, isSame), runsOf(60));
});

test(`${seeded} lots add up to each promise, and what is discharged to what was paid and kept`, () => {
  const addsUp = (history: History) => {
    let lots: PromiseLots = new Map();
    follow(history, ({ settlement, number }) => {
      const advanced = advanceLots(lots, number, settlement);
      lots = advanced.lots;
      const kept = sum(settlement.repaid.map(([, quantity]) => quantity));
      const paid = sum(settlement.paid.map(({ quantity }) => quantity));
      expect(sum(advanced.discharged.map(({ quantity }) => quantity))).toBe(paid + kept);
      const promised = [...settlement.state.members].filter(([, { promise }]) => promise > 0n);
      expect([...lots.keys()].sort()).toEqual(promised.map(([member]) => member).sort());
      for (const [member, { promise }] of promised) {
        const own = lots.get(member) ?? [];
        expect(sum(own.map(({ quantity }) => quantity))).toBe(promise);
        expect(own.map(({ epoch }) => epoch)).toEqual(
          own.map(({ epoch }) => epoch).sort((a, b) => a - b),
        );
      }
    });
  };
  fc.assert(fc.property(someHistory, addsUp), runsOf(80));
});

test(`${seeded} colluders mint nothing beyond the lines of the founders among them`, () => {
  const collusion = fc
    .tuple(fc.integer({ min: 2, max: 20 }), fc.nat(3))
    .chain(([members, founders]) =>
      fc.record({
        lines: fc.constant(
          new Map(Array.from({ length: founders }, (_, at) => [memberName(at % members), 100n])),
        ),
        epochs: fc.array(someFlows(members, 40), { minLength: 1, maxLength: 12 }),
      }),
    );
  const isBounded = (history: History) => {
    const { supply } = follow(history, () => undefined);
    expect(supply).toBeLessThanOrEqual(sum([...history.lines.values()]));
  };
  fc.assert(fc.property(collusion, isBounded), runsOf(150));
});

test(`${seeded} whatever comes back to everybody within an epoch mints nothing`, () => {
  const ring = fc.record({
    members: fc.uniqueArray(fc.nat(20), { minLength: 2, maxLength: 8 }),
    quantity: fc.bigInt({ min: 1n, max: 10n ** 9n }),
  });
  const mintsNothing = (rings: readonly { members: number[]; quantity: bigint }[]) => {
    const flows = rings.flatMap(({ members, quantity }) =>
      members.map((from, at) => ({
        supplier: memberName(from),
        consumer: memberName(members[(at + 1) % members.length] ?? 0),
        quantity,
      })),
    );
    const { minted, cleared, state } = settleEpoch(emptyCurrency, flows, () => 10n ** 12n);
    expect({ minted, cleared, state }).toEqual({
      minted: 0n,
      cleared: sum(flows.map(({ quantity }) => quantity)),
      state: emptyCurrency,
    });
  };
  fc.assert(fc.property(fc.array(ring, { maxLength: 12 }), mintsNothing), runsOf(150));
});

test(`${seeded} time alone changes no balance, no promise and no debt`, () => {
  const staysPut = (history: History) => {
    const state = follow(history, () => undefined);
    const { minted, cleared, state: after } = settleEpoch(state, [], () => 10n ** 12n);
    if (state.owed.length > 0) return;
    expect({ minted, cleared, after }).toEqual({ minted: 0n, cleared: 0n, after: state });
  };
  fc.assert(fc.property(someHistory, staysPut), runsOf(60));
});
