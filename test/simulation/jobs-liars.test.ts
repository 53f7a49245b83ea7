/** A lender who breaks every rule of an answer: nothing is paid twice, nothing wrong delivered, and the job ends. */
import { expect, test } from 'vitest';
import type { Message } from '../../shared/peers/protocol.ts';
import { auditRecords } from '../support/audit-world.ts';
import { setup, setupIn } from '../support/engine-world.ts';
import { sendSliced, wrongWith } from '../support/engine-world/sliced-job.ts';
import { createRawPeer, lendFalsely } from '../support/raw-peer.ts';
import type { RawPeer } from '../support/raw-peer.ts';

type Ask = Extract<Message, { readonly type: 'ask' }>;

const take = (peer: RawPeer, { attempt }: Ask, needsModule: boolean) =>
  peer.send({ type: 'take', attempt, ratingMilli: 1000, needsModule });

/** What it does with each asking. */
const manners: Readonly<Record<string, (peer: RawPeer, ask: Ask, asks: readonly Ask[]) => void>> = {
  'takes and declines in a loop': (peer, ask) => {
    take(peer, ask, true);
    const { attempt } = ask;
    peer.send({ type: 'decline', attempt, name: 'busy', detail: 'No.' });
    take(peer, ask, true);
  },
  'declines everything at once': (peer, { attempt }) =>
    peer.send({ type: 'decline', attempt, name: 'busy', detail: 'No.' }),
  'says that it has no free core': (peer, { attempt }) =>
    peer.send({ type: 'decline', attempt, name: 'no_free_core', detail: 'No.' }),
  'wants the module again and again': (peer, ask) => {
    take(peer, ask, true);
    const { attempt } = ask;
    for (let times = 0; times < 200; times += 1) peer.send({ type: 'need', attempt });
  },
  'tells what it uses a thousand times': (peer, ask) => {
    take(peer, ask, false);
    const { attempt } = ask;
    const used = { cpuMicroseconds: 1, workCount: 1, suspended: true } as const;
    peer.send({ type: 'began', attempt });
    for (let times = 0; times < 1_000; times += 1) peer.send({ type: 'used', attempt, ...used });
  },
  'says of another attempt that it failed': (peer, ask, [first]) => {
    take(peer, ask, false);
    const used = { cpuMicroseconds: 1, workCount: 1 };
    const { attempt } = first ?? ask;
    peer.send({ type: 'failed', attempt, name: 'trapped', detail: 'It ended.', ...used });
  },
  'says of every slice that the job is at fault': (peer, ask) => {
    take(peer, ask, false);
    const { attempt } = ask;
    const used = { cpuMicroseconds: 1, workCount: 1 };
    peer.send({ type: 'failed', attempt, name: 'trapped', detail: 'It ended.', ...used });
  },
};

test.for(Object.entries(manners))('a lender %s', async ([, manner]) => {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  const mallory = await createRawPeer(world, 'mallory', alice);
  const asks: Ask[] = [];
  mallory.onMessage = (message) => {
    if (message.type !== 'ask') return;
    asks.push(message);
    manner(mallory, message, asks);
  };
  mallory.hello();
  mallory.send({ type: 'standing', lending: true, freeSlots: 4, room: 0, ratingMilli: 1000 });
  for (const person of [bob, carol]) await person.lend();
  const job = await sendSliced(alice, { slices: 8, certainty: 'two' });
  await world.time.pass(3_600_000);
  expect(asks.length).toBeGreaterThan(0);
  expect(await wrongWith(alice, job, 8)).toEqual([]);
  expect(auditRecords(world.people)).toEqual([]);
});

/** Chance decides which slices are checked beyond the two answers that were asked for. */
const unending = [
  ['declines everything at once', 7],
  ['declines everything at once', 12],
  ['says that it has no free core', 8],
  ['takes and declines in a loop', 1],
] as const;
test.for(unending)('nobody waits for a lender who %s (seed %i)', async ([manner, seed]) => {
  const { world, alice, bob, carol } = await setupIn({ seed }, 'alice', 'bob', 'carol');
  const mallory = await createRawPeer(world, 'mallory', alice);
  mallory.onMessage = (message) => {
    if (message.type === 'ask') manners[manner]?.(mallory, message, []);
  };
  mallory.hello();
  mallory.send({ type: 'standing', lending: true, freeSlots: 4, room: 0, ratingMilli: 1000 });
  for (const person of [bob, carol]) await person.lend();
  const job = await sendSliced(alice, { slices: 8, certainty: 'two' });
  await world.time.pass(600_000);
  // A third answer that only the decliner could give is given by this computer.
  expect(await wrongWith(alice, job, 8)).toEqual([]);
});

test('however often the module is asked for, it is sent once', async () => {
  const { world, alice } = await setup('alice');
  const mallory = await createRawPeer(world, 'mallory', alice);
  let frames = 0;
  mallory.onMessage = (message) => {
    if (message.type === 'ask') manners['wants the module again and again']?.(mallory, message, []);
  };
  mallory.hello();
  mallory.send({ type: 'standing', lending: true, freeSlots: 1, room: 0, ratingMilli: 1000 });
  mallory.onPiece = () => {
    frames += 1;
  };
  await sendSliced(alice, { slices: 1, certainty: 'one' });
  await world.time.pass(10_000);
  expect(frames).toBe(1);
});

test.for([
  ['a count of nothing', { workCount: 0 }],
  ['a count beyond all measure', { workCount: Number.MAX_SAFE_INTEGER }],
] as const)('an answer with %s is not paid', async ([, change]) => {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  const mallory = await createRawPeer(world, 'mallory', alice);
  lendFalsely(world, mallory, { body: () => change });
  for (const person of [bob, carol]) await person.lend();
  const job = await sendSliced(alice, { slices: 4, certainty: 'two' });
  await world.time.pass(600_000);
  expect(await wrongWith(alice, job, 4)).toEqual([]);
  expect(mallory.heard.filter(({ type }) => type === 'signed')).toEqual([]);
});
