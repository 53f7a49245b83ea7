/** Who is turned away is told why, and says it to its person until all is well again. */
import { expect, test } from 'vitest';
import { turnedAwaySentence } from '../../shared/api/turned-away.ts';
import { turnedAwayMax } from '../../main/engine/peers/farewells.ts';
import { setup } from '../support/engine-world.ts';
import { createRawPeer } from '../support/raw-peer.ts';

test('what somebody said when they ended the connection is known until they are here again', async () => {
  const { world, bob } = await setup('bob');
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello();
  mallory.send({ type: 'goodbye', name: 'false_receipt\u202e' });
  mallory.made.at(-1)?.close();
  await world.time.pass(500);
  const { present, turnedAway } = bob.people();
  expect(present).toEqual([]);
  expect(turnedAway).toMatchObject([{ person: { name: 'mallory' }, reason: 'false_receipt' }]);
  await world.time.until(() => mallory.made.length > 1, 600_000);
  mallory.hello();
  await world.time.pass(500);
  expect(bob.people()).toMatchObject({ present: [{}], turnedAway: [] });
});

test('who has not said who they are puts no words on anybody’s page', async () => {
  const { world, bob } = await setup('bob');
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.send({ type: 'goodbye', name: 'send money' });
  await world.time.pass(500);
  expect(bob.people().turnedAway).toEqual([]);
  expect(turnedAwayMax).toBeLessThan(10);
});

test.for([
  ['false_receipt', /false receipt.*after ten minutes.*restore the newest one\.$/],
  ['rating_out_of_range', /rating out of range.*after ten minutes.*update Common Hours/],
] as const)('%s: the sentence names the next step', ([reason, says]) => {
  const person = { id: 'ab'.repeat(32), name: 'Ines' };
  expect(turnedAwaySentence({ person, reason, atMs: 0 }, 1)).toMatch(says);
});
