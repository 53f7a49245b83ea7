/** A community of two real nodes by the link alone, from its founding to the account that its certificate holds. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../main/headless/connect.ts';
import {
  countPrimes,
  eventually,
  finalEntries,
  handAt,
  meet,
  workInCommunity,
} from '../support/community-hand.ts';
import type { Hand } from '../support/community-hand.ts';
import { createCommunity } from '../support/nodes.ts';
import type { TestCommunity } from '../support/nodes.ts';
import { valueOf } from '../support/record-processes.ts';

let nodes: TestCommunity;
let ada: Hand;
let ben: Hand;

beforeAll(async () => {
  nodes = await createCommunity();
  ada = await handAt(await nodes.start('Ada'));
  ben = await handAt(await nodes.start('Ben', 'on'));
});

afterAll(async () => {
  for (const hand of [ada, ben]) hand?.close();
  await nodes?.close();
});

const epochMs = 5_000n;

test('a community founded on one node is joined by another with an invitation', async () => {
  const { community } = valueOf(
    await ada.client.communities.create({
      ...{ name: 'The allotment', memberName: 'Ada', founders: [], witnesses: 1 },
      parameters: [{ name: 'epochMs', value: epochMs }],
    }),
  );
  await eventually(() => expect(ada.community()).toMatchObject({ id: community, members: 1 }));
  await workInCommunity(ada);
  expect(ada.status().community).toEqual({
    ...{ kind: 'community', name: 'The allotment', topic: community },
  });

  const { link } = valueOf(await ada.client.invitations.make({ community, validDays: 1 }));
  const read = valueOf(await ben.client.communities.read({ link }));
  expect(read).toEqual({
    ...{ community, name: 'The allotment', isThere: false },
    inviter: ada.status().me.id,
  });
  valueOf(await ben.client.communities.join({ link, memberName: 'Ben' }));
  await eventually(() => expect(ben.community().me.status).toBe('member'));
  await eventually(() => expect(ada.community().members).toBe(2));
  expect(ada.community().invitations).toMatchObject([{ state: 'used', usedBy: { name: 'Ben' } }]);
  expect(ben.communities().joining).toEqual([]);
});

test('the hours of a job are provisional at once, and final with the next certificate, on both sides', async () => {
  await workInCommunity(ben);
  await meet(ada, ben);
  const steps: (string | undefined)[] = [];
  ada.client.hours.statement.subscribe(
    ({ newest }) => {
      const state = newest.at(-1)?.finality?.state;
      if (state !== undefined && state !== steps.at(-1)) steps.push(state);
    },
    () => undefined,
  );
  const job = await countPrimes(ada, 10_000_000);
  expect(job).toMatchObject({ state: 'done', slices: { done: 1 } });
  const cost = job.used;
  expect(cost).toBeGreaterThan(0n);

  const [used, given] = await Promise.all([finalEntries(ada), finalEntries(ben)]);
  expect(used.reduce((sum, each) => sum + each.microCpuHours, 0n)).toBe(cost);
  expect(given.map(({ receipt }) => receipt)).toEqual(used.map(({ receipt }) => receipt));

  expect(steps[0]).toBe('provisional');
  expect(steps.at(-1)).toBe('final');

  await eventually(() => {
    const [hers, his] = [ada, ben].map((hand) => hand.community().accounts[0]?.certified);
    expect(hers).toMatchObject({ balance: 0n, promise: cost, line: 10_000_000n });
    expect(his).toMatchObject({ balance: cost, promise: 0n });
  });
});

test('every line of an account has a reason, and the supply says what came into being', async () => {
  const { id: community } = ben.community();
  const asked = { community, currency: 'cpu', before: null, limit: 50 } as const;
  const cost = ben.community().accounts[0]?.certified.balance ?? 0n;
  const { epochs } = valueOf(await ben.client.accounts.epochs(asked));
  for (const { opening, given, used, closing } of epochs) {
    expect(opening + given - used).toBe(closing);
  }
  const earned = epochs.find(({ given, height }) => given > 0n && height !== null);
  expect(earned).toMatchObject({ given: cost, received: cost, minted: cost });
  const { lines } = valueOf(
    await ben.client.accounts.lines({ community, height: earned?.height ?? 0 }),
  );
  expect(lines).toMatchObject([{ direction: 'given', with: { name: 'Ada' }, quantity: cost }]);
  const supply = valueOf(await ben.client.supply.epochs(asked)).epochs;
  expect(supply[0]).toMatchObject({ supply: cost, surplus: cost, treasury: 0n });
});

test('hours of an open group and of a community are kept apart', async () => {
  const { id: community } = ben.community();
  const kept = ben.statement().receipts;
  valueOf(await ben.client.place.use({ community: null, code: nodes.code }));
  await eventually(() => expect(ben.statement()).toMatchObject({ receipts: 0, available: null }));
  expect(ben.status().community).toMatchObject({ kind: 'group', name: nodes.code });
  valueOf(await ben.client.place.use({ community, code: null }));
  await eventually(() => expect(ben.statement().receipts).toBe(kept));
});

test('each node says the present epoch, also when nothing else happens', async () => {
  const { presentEpoch } = ada.community().health;
  const moves = () => expect(ada.community().health.presentEpoch).toBeGreaterThan(presentEpoch);
  await eventually(moves);
});

test('a member recomputes the whole record and finds it the same', async () => {
  const { id: community } = ben.community();
  valueOf(await ben.client.audits.start({ community, fromHeight: null }));
  const audit = valueOf(
    await until(ben.client.audits.list, ({ audits }) => {
      const [last] = audits;
      return last === undefined || last.state === 'running' ? null : last;
    }),
  );
  expect(audit).toMatchObject({ state: 'same', differsAt: null });
  const { health } = ben.community();
  expect(audit.to).toBeLessThanOrEqual(health.height);
  const { records } = valueOf(
    await ben.client.records.export({ community, height: audit.to, offset: 0 }),
  );
  expect(records.length).toBeGreaterThan(0);
});
