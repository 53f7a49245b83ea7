/**
 * Random histories beside plain sums of what people gave each other. `COMMON_HOURS_SEED=7` replays one history,
 * `COMMON_HOURS_RUNS=1000` tries as many.
 */
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { foldEpoch } from '../../shared/ledger/fold.ts';
import { assertLedger } from '../../shared/ledger/invariants.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { decodeState, encodeState, stateRootOf } from '../../shared/ledger/snapshot.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { chargedFor, priceOf } from '../../shared/work/release-charges.ts';
import type { Flow } from '../../shared/economy/settle.ts';
import { checkRoundFile } from '../../shared/stake/round-file.ts';
import { roundFileOf } from '../../shared/stake/round-text.ts';
import { createChance } from '../support/engine-world/chance.ts';
import type { Chance } from '../support/engine-world/chance.ts';
import { randomHistory } from '../support/ledger-history.ts';
import type { History } from '../support/ledger-history.ts';

const { COMMON_HOURS_SEED: only, COMMON_HOURS_RUNS: runs = '24' } = process.env;
const seeds =
  only === undefined ? Array.from({ length: Number(runs) }, (_, index) => index) : [Number(only)];

const histories = new Map<number, History>();

/** Each history is made once, and all tests look at it. */
function historyOf(seed: number): History {
  const history = histories.get(seed) ?? randomHistory(createChance(seed));
  if (seeds.length <= 100) histories.set(seed, history);
  return history;
}

/** Runs a check over all histories; a failure names the seed. */
function forEachHistory(check: (history: History, chance: Chance) => void): void {
  for (const seed of seeds) {
    try {
      check(historyOf(seed), createChance(seed + 1));
    } catch (error) {
      throw new Error(`COMMON_HOURS_SEED=${String(seed)} replays this`, { cause: error });
    }
  }
}

function shuffled<T>(values: readonly T[], chance: Chance): readonly T[] {
  return values
    .map((value) => ({ value, place: chance.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

function rootOf(state: LedgerState): string {
  return Buffer.from(stateRootOf(encodeState(state), cryptography.hash)).toString('hex');
}

test('what everybody has, promised, owes and is owed is what they gave less what they used', () => {
  forEachHistory(({ steps, truth }) => {
    const last = steps.at(-1);
    if (last === undefined) throw new Error('a history has steps');
    const { books, devices } = last.state;
    const isKnown = (key: Uint8Array) => devices.has(Buffer.from(key).toString('hex'));
    for (const record of last.pool) {
      const verdict = last.verdicts.get(Buffer.from(record.id).toString('hex'))?.verdict;
      if (record.kind !== 'counter' || verdict !== 'waits') continue;
      expect(isKnown(record.body.supplier) && isKnown(record.body.consumer)).toBe(false);
    }
    for (const [currency, { settled }] of books.entries()) {
      const nets = new Map<string, bigint>();
      const add = (member: string, quantity: bigint) => {
        nets.set(member, (nets.get(member) ?? 0n) + quantity);
      };
      for (const [member, { balance, promise }] of settled.members) add(member, balance - promise);
      for (const { debtor, creditor, quantity } of settled.owed) {
        add(debtor, -quantity);
        add(creditor, quantity);
      }
      for (const { supplier, consumer, quantity, ...deed } of truth) {
        if (deed.currency !== currency) continue;
        if (!devices.has(supplier.device.hex) || !devices.has(consumer.device.hex)) continue;
        add(supplier.member.hex, -quantity);
        add(consumer.member.hex, quantity);
      }
      for (const { supplier, consumer, quantity } of currency === 1 ? acceptedIn(steps) : []) {
        add(supplier, -quantity);
        add(consumer, quantity);
      }
      for (const { supplier, consumer, quantity } of chargedIn(steps, currency)) {
        add(supplier, -quantity);
        add(consumer, quantity);
      }
      expect([...nets.values()].filter((net) => net !== 0n)).toEqual([]);
    }
  });
});

/** What tasks cost, each in the step in which it was accepted, and never again. */
function acceptedIn(steps: History['steps']) {
  return steps.flatMap(({ before, state }) =>
    [...state.work.tasks].flatMap(([id, { state: now, price, taker, asker }]) => {
      const isFresh = now === 'accepted' && before.work.tasks.get(id)?.state !== 'accepted';
      if (!isFresh || price === null || taker === null) return [];
      return [{ supplier: taker, consumer: asker, quantity: BigInt(price) * 1_000_000n }];
    }),
  );
}

/** What downloads were charged, each by what arrived in its step and by the prices of the state before it. */
function chargedIn(steps: History['steps'], currency: number): readonly Flow[] {
  return steps.flatMap(({ before, state }) =>
    [...state.work.releases].flatMap(([id, { arrived, parts }]) => {
      const known = before.work.releases.get(id);
      if (known === undefined) return [];
      const fresh = [...arrived].map(([member, pieces]) => ({
        ...{ member, day: 0, pieces: pieces - (known.arrived.get(member) ?? 0) },
      }));
      const price = (each: number) => priceOf(known, each, before.epoch, before.parameters);
      const { release, flows } = chargedFor(known, fresh, [price(0), price(1)]);
      expect(parts.map(({ recouped }) => recouped)).toEqual(
        release.parts.map(({ recouped }) => recouped),
      );
      return flows[currency] ?? [];
    }),
  );
}

test('releases are published and downloaded in these histories, and some bring hours back', () => {
  let [releases, charged, offers] = [0, 0n, 0];
  forEachHistory(({ steps }) => {
    const last = steps.at(-1)?.state.work;
    for (const { parts } of last?.releases.values() ?? []) {
      releases += 1;
      for (const { recouped } of parts) charged += recouped;
    }
    for (const { state } of steps) offers += state.work.demand[0].offers.size;
  });
  // One history alone need not have any of it.
  if (seeds.length > 4) expect(releases > 0 && charged > 0n && offers > 0).toBe(true);
});

test('every state is sound, and the supply is the most that was ever in balances', () => {
  forEachHistory(({ steps }) => {
    const most = [0n, 0n];
    for (const { state } of steps) {
      assertLedger(state);
      for (const [currency, { settled }] of state.books.entries()) {
        const sum = [...settled.members.values()].reduce((all, each) => all + each.balance, 0n);
        if (sum > (most[currency] ?? 0n)) most[currency] = sum;
        expect(settled.supply).toBe(most[currency]);
      }
    }
  });
});

test('all lines together are what the founders began with, less what was burnt', () => {
  forEachHistory(({ steps }) => {
    let most = 60_000_000n;
    for (const { state } of steps) {
      const sum = [...state.members.values()].reduce((all, { delta }) => all + delta, 0n);
      expect(sum).toBeLessThanOrEqual(most);
      most = sum;
    }
  });
});

test('neither order nor repetition of an epoch’s records changes anything', () => {
  forEachHistory(({ steps }, chance) => {
    for (const { before, epoch, pool, state, verdicts } of steps) {
      const again = shuffled([...pool, ...pool.slice(0, chance.whole(0, pool.length))], chance);
      const folded = foldEpoch(before, { epoch, records: again });
      expect(rootOf(folded.state)).toBe(rootOf(state));
      expect(new Map([...folded.verdicts].sort())).toEqual(new Map([...verdicts].sort()));
    }
  });
});

test('what may not be certified leaves no trace, and what is kept needs nothing of it', () => {
  forEachHistory(({ steps }) => {
    for (const { before, epoch, kept, state, report } of steps) {
      const folded = foldEpoch(before, { epoch, records: kept });
      expect(rootOf(folded.state)).toBe(rootOf(state));
      expect(folded.report).toEqual(report);
      for (const { verdict } of folded.verdicts.values()) {
        expect(['applied', 'void', 'without_effect']).toContain(verdict);
      }
    }
  });
});

test('records that are certified already change nothing when they come again', () => {
  forEachHistory(({ steps }) => {
    const certified: CheckedRecord[] = [];
    for (const { before, epoch, kept, pool, state } of steps) {
      const folded = foldEpoch(before, { epoch, records: [...pool, ...certified] });
      expect(rootOf(folded.state)).toBe(rootOf(state));
      certified.push(...kept);
    }
  });
});

test('a state read back from its snapshot goes on to the same states', () => {
  forEachHistory(({ steps }) => {
    let read: LedgerState | null = null;
    for (const { before, epoch, pool, state, report } of steps) {
      read ??= decodeState(encodeState(before));
      if (read === null) throw new Error('a snapshot can be read');
      const folded = foldEpoch(read, { epoch, records: pool });
      expect(rootOf(folded.state)).toBe(rootOf(state));
      expect(folded.report).toEqual(report);
      read = decodeState(encodeState(folded.state));
    }
  });
});

test('the report adds up: what came in and went out is the difference between two states', () => {
  forEachHistory(({ steps }) => {
    for (const { before, state, report } of steps) {
      for (const [currency, account] of report.accounts.entries()) {
        const earlier = before.books[currency]?.settled.members;
        const later = state.books[currency]?.settled.members;
        const moved = new Map(account.members.map((each) => [each.member, each]));
        for (const member of new Set([...(earlier?.keys() ?? []), ...(later?.keys() ?? [])])) {
          const [from, to] = [earlier?.get(member), later?.get(member)];
          const each = moved.get(member);
          const { received = 0n, paid = 0n, drawn = 0n, repaid = 0n } = each ?? {};
          expect(to?.balance ?? 0n).toBe((from?.balance ?? 0n) + received - paid - repaid);
          expect(to?.promise ?? 0n).toBe((from?.promise ?? 0n) + drawn - repaid);
        }
        const minted = account.members.reduce((sum, each) => sum + each.minted, 0n);
        expect(minted).toBe(account.minted);
        expect(account.surplus + account.treasury).toBe(account.supply);
      }
    }
  });
});

test('offers are matched in these histories, and each round can be computed again from its file', () => {
  let moved = 0;
  forEachHistory(({ steps }) => {
    for (const { round } of steps) {
      if (round === null) continue;
      expect(checkRoundFile(roundFileOf(round))).toMatchObject({ ok: true });
      moved += round.moves.length;
    }
  });
  if (seeds.length > 1) expect(moved).toBeGreaterThan(0);
});

test('in these histories tasks are estimated in rounds, agreed on, accepted and sent back', () => {
  const seen = new Set<string>();
  forEachHistory(({ steps }) => {
    for (const { state } of steps) {
      for (const { state: now, round, rounds, taker } of state.work.tasks.values()) {
        seen.add(now);
        seen.add(`round ${round}`);
        if (rounds.length > 0 && taker !== null) seen.add('taken at an estimate');
      }
    }
  });
  const all = ['estimating', 'open', 'taken', 'delivered', 'accepted', 'withdrawn', 'rejected'];
  const rounds = ['round 1', 'round 2', 'round 3', 'taken at an estimate'];
  if (seeds.length > 1) expect([...seen]).toEqual(expect.arrayContaining([...all, ...rounds]));
});
