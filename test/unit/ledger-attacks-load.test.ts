/**
 * What somebody could make everybody else compute: a fold must not grow faster than its records. Times are compared
 * with each other, because the machine that runs this may be slow.
 */
import { expect, test } from 'vitest';
import { advanceLots } from '../../shared/economy/promises.ts';
import { foldEpoch } from '../../shared/ledger/fold.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { found, invite, join, machineOf } from '../support/ledger-world.ts';
import type { Machine } from '../support/ledger-world.ts';

/** Keys and signatures take their time on a busy machine. */
const timeout = 60_000;

/** Microseconds of processor time: what else the machine does meanwhile is not counted. */
function spent(attempt: () => void): number {
  const before = process.threadCpuUsage();
  attempt();
  const { user, system } = process.threadCpuUsage(before);
  return user + system;
}

/** That clock may tick in steps of ten milliseconds: as much is measured as makes many of them. */
const enough = 100_000;

/** A moment in which the machine stood still may count as work: what is so every time is the program's. */
const attempts = 3;
const growthMax = 5;

/** How much longer the large one takes than as many small ones as make the same: the least of some readings. */
function growth(small: Load, large: Load): number {
  let least = Infinity;
  for (let count = 0; count < attempts && least >= growthMax; count += 1)
    least = Math.min(least, growthOnce(small, large));
  return least;
}

function growthOnce([small, smallOne]: Load, [large, largeOne]: Load): number {
  smallOne();
  largeOne();
  let [ofSmall, ofLarge] = [0, 0];
  while (ofSmall < enough) {
    ofSmall += spent(() => {
      for (let units = 0; units < large; units += small) smallOne();
    });
    ofLarge += spent(largeOne);
  }
  return ofLarge / ofSmall;
}

type Load = readonly [size: number, attempt: () => void];

test(
  'guests who invite each other in a long chain join in one epoch, and cost the same each',
  { timeout },
  () => {
    const world = found(['alice']);
    const state = genesisState(world.genesis);
    let inviter: Machine = world.of('alice');
    const chain = Array.from({ length: 600 }, (_, index) => {
      const guest = machineOf(`guest ${String(index)}`);
      const record = join(world, guest, invite(world, inviter, String(index)));
      inviter = guest;
      return record;
    });
    const load = (size: number): Load => [
      size,
      () => {
        const { report } = foldEpoch(state, { epoch: 0, records: chain.slice(0, size) });
        expect(report.joined).toHaveLength(size);
      },
    ];
    expect(growth(load(60), load(600))).toBeLessThan(growthMax);
  },
);

test('a promise to thousands of suppliers in one epoch costs the same for each of them', () => {
  const load = (size: number): Load => {
    const drawn = Array.from({ length: size }, (_, index) => ({
      debtor: 'mallory',
      creditor: String(index).padStart(6, '0'),
      quantity: 1n,
    }));
    return [
      size,
      () => {
        const { lots } = advanceLots(new Map(), 0, { paid: [], drawn, repaid: [] });
        expect(lots.get('mallory')?.length).toBe(size);
      },
    ];
  };
  expect(growth(load(2_000), load(20_000))).toBeLessThan(growthMax);
});
