/**
 * Random rings of colluders through the fold, epoch after epoch. `COMMON_HOURS_SEED=7` replays one of them,
 * `COMMON_HOURS_RUNS=1000` tries as many.
 */
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { foldEpoch } from '../../shared/ledger/fold.ts';
import { encodeState, stateRootOf } from '../../shared/ledger/snapshot.ts';
import { accountOf } from '../../shared/ledger/state.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { createChance } from '../support/engine-world/chance.ts';
import type { Chance } from '../support/engine-world/chance.ts';
import { honestHoursMax, ringHistory } from '../support/ledger-attack-ring.ts';
import { hour } from '../support/ledger-fold.ts';
import { randomHistory } from '../support/ledger-history.ts';

const { COMMON_HOURS_SEED: only, COMMON_HOURS_RUNS: runs = '5' } = process.env;
const seeds =
  only === undefined ? Array.from({ length: Number(runs) }, (_, index) => index) : [Number(only)];

/** Runs a check for each seed; a failure names it. */
function forEachSeed(check: (chance: Chance) => void): void {
  for (const seed of seeds) {
    try {
      check(createChance(seed));
    } catch (error) {
      throw new Error(`COMMON_HOURS_SEED=${String(seed)} replays this`, { cause: error });
    }
  }
}

function linesOf({ members }: LedgerState): bigint {
  return [...members.values()].reduce((sum, { delta }) => sum + delta, 0n);
}

test('a ring without a founder, from whom nobody outside buys, gets nothing, however much it trades', () => {
  forEachSeed((chance) => {
    const { ring, states } = ringHistory(chance, false);
    for (const state of states) {
      for (const { member } of ring) {
        for (const currency of [0, 1]) {
          expect(accountOf(state, member.hex, currency)).toEqual({ balance: 0n, promise: 0n });
          expect(state.books[currency]?.trust.get(member.hex) ?? 0n).toBe(0n);
        }
      }
    }
  });
});

test('a ring with a founder draws no more in an epoch than its line and its share of what honest people use', () => {
  let inAll = 0n;
  forEachSeed((chance) => {
    const { ring, states, world } = ringHistory(chance, true);
    const { founderLine, alphaPpm } = world.genesis.parameters;
    // F* is at most 1/Σt² times the median of whoever is trusted, and honest people hold most of the trust.
    const typical = BigInt(states.length * 3 * honestHoursMax) * hour;
    const most = founderLine + (BigInt(alphaPpm) * 10n * typical) / 1_000_000n;
    for (const [index, state] of states.entries()) {
      const before = states[index - 1] ?? state;
      for (const currency of [0, 1]) {
        const drawn = ring.reduce((sum, { member }) => {
          const [now, then] = [state, before].map((at) => accountOf(at, member.hex, currency));
          const more = (now?.promise ?? 0n) - (then?.promise ?? 0n);
          return more > 0n ? sum + more : sum;
        }, 0n);
        expect(drawn).toBeLessThanOrEqual(most);
        inAll += drawn;
      }
    }
  });
  expect(inAll).toBeGreaterThan(hour);
});

test('all delegated lines together only ever become less', () => {
  forEachSeed((chance) => {
    const { states, world } = ringHistory(chance, true);
    let last = world.genesis.parameters.founderLine * 4n;
    for (const state of states) {
      expect(linesOf(state)).toBeLessThanOrEqual(last);
      last = linesOf(state);
    }
  });
});

/** Every map of the state filled in another order. */
function shuffledState(state: LedgerState, chance: Chance): LedgerState {
  const shuffle = (value: unknown): unknown => {
    if (value instanceof Map) {
      const entries = [...value].map(([key, each]: [unknown, unknown]) => ({
        entry: [key, shuffle(each)] as const,
        place: chance.next(),
      }));
      return new Map(entries.sort((a, b) => a.place - b.place).map(({ entry }) => entry));
    }
    if (Array.isArray(value)) return value.map(shuffle);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shuffle(each)]));
  };
  return shuffle(state) as LedgerState;
}

test('the order in which a state’s maps were filled reaches no state after it', () => {
  const rootOf = (state: LedgerState) => stateRootOf(encodeState(state), cryptography.hash);
  for (const seed of seeds.slice(0, 3)) {
    const chance = createChance(seed);
    for (const { before, epoch, pool } of randomHistory(chance).steps) {
      const one = foldEpoch(before, { epoch, records: pool });
      const other = foldEpoch(shuffledState(before, chance), { epoch, records: pool });
      expect(rootOf(other.state)).toEqual(rootOf(one.state));
      expect(other.report).toEqual(one.report);
      expect([...other.verdicts].sort()).toEqual([...one.verdicts].sort());
    }
  }
});
