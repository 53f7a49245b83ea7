/** What pages hear of foreseen hours, over a record of several days: expected, offered, asked for, and how it came. */
import { expect, test } from 'vitest';
import { orchestratorAnswers } from '../../main/adapters/record-process/answers/orchestrator-answers.ts';
import type { House } from '../../main/adapters/record-process/answers/house.ts';
import type { OpenCommunity } from '../../main/adapters/record-process/communities/communities.ts';
import { requestSentence } from '../../shared/api/orchestrator-words.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { fold, hour } from '../support/ledger-fold.ts';
import { counter, found, write } from '../support/ledger-world.ts';
import type { LedgerWorld } from '../support/ledger-world.ts';
import { given } from '../support/stake-house.ts';

/** Alice asks; what she writes waits for its certificate until a test folds it. */
function houseOf(world: LedgerWorld, state: LedgerState, nowEpoch: number) {
  const { genesis, parameters, community: key } = world.genesis;
  const alice = world.of('alice');
  const pool: CheckedRecord[] = [];
  const node = {
    state: () => state,
    view: () => ({ device: alice.device.publicKey }),
    author: ({ kind, body }: { kind: 'hours_offer'; body: never }) => {
      const record = write(world, alice, kind, body);
      pool.push(record);
      return { ok: true, value: record };
    },
  };
  const open = {
    ...{ id: bytesToHex(key), key, genesis, parameters, node, store: { pool: () => pool } },
  } as unknown as OpenCommunity;
  const nowMs = Number(genesis.startsAtMs) + nowEpoch * parameters.epochMs + 1;
  const house = {
    communities: { find: () => open, keys: () => ({ member: alice.member.publicKey }) },
    clock: { now: () => nowMs },
  } as unknown as House;
  const { orchestrator } = orchestratorAnswers(house);
  const forecast = async () => {
    const asked = await given(
      'orchestrator.forecast',
      orchestrator.forecast({ community: open.id }),
    );
    return asked.currencies;
  };
  return { orchestrator, community: open.id, forecast, pool };
}

/** Days on each of which Carol used seven hours of Bob's. */
function after(days: number) {
  const world = found(['alice', 'bob', 'carol'], { founderLine: 1_000n * hour });
  let state = genesisState(world.genesis);
  for (let day = 0; day < days; day += 1) {
    const epoch = day * 24 + 20;
    const used = counter(world, world.of('bob'), world.of('carol'), { epoch, quantity: 7n * hour });
    state = fold(state, epoch, used).state;
  }
  return { world, state };
}

test('with no history the launch is said to be one, and the same is asked of everybody', async () => {
  const { world, state } = after(0);
  const [cpu, man] = await houseOf(world, state, 0).forecast();
  expect(cpu).toMatchObject({ basis: 'launch', daysKnown: 0, expected: 0n, usualError: null });
  expect(cpu.sentence).toBe(
    'Nobody knows yet how many CPU-hours will be needed tomorrow; none are offered yet.',
  );
  expect(cpu.basisSentence).toContain('there is nothing to go by');
  expect(cpu.request).toMatchObject({ quantity: 3n * hour, missing: 3n * hour, isGeneral: true });
  expect(man.currency).toBe('man');
  expect(cpu.request?.id).not.toBe(man.request?.id);
});

test('what is expected and offered is said in one sentence, and what was foreseen stands beside what happened', async () => {
  const { world, state } = after(8);
  const [cpu, man] = await houseOf(world, state, 8 * 24 + 3).forecast();
  expect(cpu).toMatchObject({
    basis: 'steady',
    daysKnown: 8,
    day: 9,
    days: 1,
    expected: 7n * hour,
  });
  expect(cpu.sentence).toBe(
    'The network expects to need 7 CPU-hours tomorrow; none are offered yet.',
  );
  expect(requestSentence(cpu)).toBe('14 CPU-hours asked for, of which 14 are missing.');
  expect(cpu.history.at(-1)).toMatchObject({ day: 7, foreseen: 7n * hour, happened: 7n * hour });
  expect(man).toMatchObject({ basis: 'rare', expected: 0n, request: null });
  expect(cpu.endsAtMs - cpu.startsAtMs).toBe(86_400_000);
});

test('the view moves on with the clock where nothing was certified, and every node sees the same', async () => {
  const { world, state } = after(6);
  const late = houseOf(world, state, 20 * 24);
  const [cpu] = await late.forecast();
  expect(cpu).toMatchObject({ basis: 'rare', day: 21 });
  expect(cpu.expected).toBeLessThan(7n * hour);
  const idle = fold(state, 20 * 24 - 1).state;
  expect((await houseOf(world, idle, 20 * 24).forecast())[0]).toEqual(cpu);
});

test('hours that are offered wait for their certificate, count with it, and can be taken back', async () => {
  const { world, state } = after(8);
  const now = 8 * 24 + 3;
  const house = houseOf(world, state, now);
  const { orchestrator, community } = house;
  const offer = { community, currency: 'cpu', day: null, quantity: 20n * hour } as const;
  await given('orchestrator.offer', orchestrator.offer(offer));
  expect((await house.forecast())[0]).toMatchObject({ mine: null, mineWaiting: 20n * hour });

  const certified = fold(state, now - 1, ...house.pool).state;
  const later = houseOf(world, certified, now);
  const [cpu] = await later.forecast();
  expect(cpu).toMatchObject({ offered: 20n * hour, mineWaiting: null, request: null });
  expect(cpu.mine).toMatchObject({ isMe: true, quantity: 20n * hour, taken: 14n * hour, tier: 2 });
  expect(cpu.sentence).toBe('The network expects to need 7 CPU-hours tomorrow; 20 are offered.');

  const which = { community, currency: 'cpu', day: null } as const;
  await given('orchestrator.takeBack', later.orchestrator.takeBack(which));
  expect((await later.forecast())[0].mineWaiting).toBe(0n);
  expect(await later.orchestrator.takeBack(which)).toMatchObject({
    error: { name: 'no_such_offer', detail: 'You have offered no CPU-hours for this day.' },
  });
});

test('a request that an offer covers is called off, and says when', async () => {
  const { world, state } = after(8);
  const now = 8 * 24 + 3;
  const open = fold(state, now - 2).state;
  const offered = write(world, world.of('bob'), 'hours_offer', {
    ...{ currency: 0, day: 9, quantity: 30n * hour },
  });
  const [cpu] = await houseOf(world, fold(open, now - 1, offered).state, now).forecast();
  expect(cpu.request).toBeNull();
  expect(cpu.calledOffAtMs).toBe(Number(world.genesis.genesis.startsAtMs) + now * 3_600_000);
  expect(requestSentence(cpu)).toBe('Enough is offered: the request was called off.');
});

test.each([
  [{ quantity: 0n }, 'bad_quantity'],
  [{ quantity: -hour }, 'bad_quantity'],
  [{ quantity: 25n * hour, currency: 'man' as const }, 'bad_quantity'],
  [{ day: 8 }, 'bad_day'],
  [{ day: 39 }, 'bad_day'],
])('an offer of %o is refused as %s', async (change, name) => {
  const { world, state } = after(8);
  const { orchestrator, community, pool } = houseOf(world, state, 8 * 24 + 3);
  const offer = { community, currency: 'cpu' as const, day: null, quantity: hour, ...change };
  expect(await orchestrator.offer(offer)).toMatchObject({ ok: false, error: { name } });
  expect(pool).toEqual([]);
});
