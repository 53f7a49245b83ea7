/** People find each other again, whatever one of them did not know yet when they met. */
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { encodeSeveral, messageText } from '../../shared/peers/frames.ts';
import { helloDomain, protocolVersion } from '../../shared/peers/protocol.ts';
import type { MessageOf } from '../../shared/peers/protocol.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { setupIn } from '../support/engine-world.ts';
import type { Person } from '../support/engine-world.ts';
import { createRawPeer, idOf } from '../support/raw-peer.ts';

const founders = ['alice', 'bob', 'carol'];
const community = { founders, epochMs: 120_000 };
const seenBy = (person: Person) =>
  person
    .people()
    .present.map(({ person: { name, id } }) => name ?? id)
    .sort();

test('whoever is not known yet is told nothing worse than goodbye, however much it says at once', async () => {
  const { world, alice } = await setupIn({ community }, 'alice');
  const { record } = world;
  if (record === null) throw new Error('there is no record');
  record.knows('alice', false);
  const bob = await createRawPeer(world, 'bob', alice, record.id);
  const sayAll = () => {
    const { channelHash } = bob.made.at(-1) ?? { channelHash: new Uint8Array(32) };
    const signed = cryptography.hash(
      ...[helloDomain, record.id, channelHash, bob.keys.transportSeed],
    );
    const hello: MessageOf<'hello'> = {
      ...{ type: 'hello', version: protocolVersion, community: bytesToHex(record.id) },
      ...{ ...idOf(bob.keys), name: 'bob', kinds: ['function'] },
      proof: bob.keys.device.sign(signed),
    };
    const standing = { lending: true, freeSlots: 1, room: 0, ratingMilli: 1000 } as const;
    bob.frame(encodeSeveral([messageText(hello), messageText({ type: 'standing', ...standing })]));
  };
  sayAll();
  await world.time.pass(1_000);
  expect(bob.ended).toHaveLength(1);
  const refused = [{ reason: 'not_on_the_record', times: 1 }];
  expect(alice.people()).toEqual({ present: [], refused, turnedAway: [] });
  record.knows('alice', true);
  await world.time.pass(1_000);
  sayAll();
  await world.time.pass(1_000);
  expect(seenBy(alice)).toEqual(['bob']);
});

test('who belongs is known a minute after the start, and everybody is met then', async () => {
  const { world, alice, bob, carol } = await setupIn(
    { community, givesUp: true },
    'alice',
    'bob',
    'carol',
  );
  bob.crash();
  world.record?.knows('bob', false);
  await bob.start();
  await world.time.pass(60_000);
  expect([alice, bob, carol].map(seenBy)).toEqual([['carol'], [], ['alice']]);
  world.record?.knows('bob', true);
  await world.time.pass(2_000);
  expect([alice, bob, carol].map(seenBy)).toEqual([
    ['bob', 'carol'],
    ['alice', 'carol'],
    ['alice', 'bob'],
  ]);
});

test('whoever was let in without knowing it has been met again a moment after it knows', async () => {
  const { world, alice, bob } = await setupIn({ community, givesUp: true }, 'alice', 'bob');
  await bob.lend();
  world.record?.knows('alice', false);
  await world.time.pass(60_000);
  expect(seenBy(alice)).toEqual([]);
  world.record?.knows('alice', true);
  await world.time.pass(2_000);
  expect(seenBy(alice)).toEqual(['bob']);
  await alice.ask();
  await world.time.pass(10_000);
  expect(alice.statement().receipts).toBe(1);
});
