import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSwarms } from '../../main/adapters/hyperswarm.ts';
import { placeIdentity, readIdentity } from '../../main/adapters/keys.ts';
import { startLocalDht } from '../../main/adapters/local-dht.ts';
import { systemClock } from '../../main/adapters/system-clock.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { createRecordWorld, eventually, valueOf } from '../support/record-processes.ts';
import type { RecordNodeUnderTest } from '../support/record-processes.ts';

const parameters = [{ name: 'epochMs', value: 2_000n }];
const aDay = { validDays: 1 };

async function found(alice: RecordNodeUnderTest): Promise<string> {
  const created = await alice.client.communities.create({
    ...{ name: 'The allotment', memberName: 'Alice', founders: [], witnesses: 1 as const },
    parameters,
  });
  const { community } = valueOf(created);
  await eventually(() => expect(alice.community().id).toBe(community));
  return community;
}

const nameOf = (result: { ok: boolean; error?: { name: string } }) => result.error?.name;

test('an invitation that is not whole, or leads where one is already, is refused with a sentence', async () => {
  const world = await createRecordWorld();
  const [alice, bob] = [world.start('alice'), world.start('bob')];
  const community = await found(alice);
  const { link } = valueOf(await alice.client.invitations.make({ community, ...aDay }));
  const join = (text: string, node = bob) =>
    node.client.communities.join({ link: text, memberName: 'Bob' });
  expect(nameOf(await join('Hello Bob!'))).toBe('invitation_missing');
  expect(nameOf(await join(link.slice(0, -9)))).toBe('invitation_malformed');
  expect(nameOf(await join(link, alice))).toBe('already_there');
  expect(nameOf(await bob.client.communities.open({ link, label: null }))).toBe('link_malformed');
  expect(nameOf(await bob.client.communities.leave({ community }))).toBe('unknown_community');
  const create = { name: 'B', memberName: 'Bob', founders: [], witnesses: 1 as const };
  const wrong = [{ name: 'epochMs', value: 5n }];
  expect(nameOf(await bob.client.communities.create({ ...create, parameters: wrong }))).toBe(
    'bad_parameters',
  );
  const four = { ...create, witnesses: 4 as const, parameters };
  expect(nameOf(await bob.client.communities.create(four))).toBe('too_few_founders');
  const card = { ...create, founders: ['abc'], parameters };
  expect(nameOf(await bob.client.communities.create(card))).toBe('bad_card');
});

test('who uses an invitation second is told so; an attempt outlives its process, and can be given up', async () => {
  const world = await createRecordWorld();
  const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((name) => world.start(name)) as [
    RecordNodeUnderTest,
    RecordNodeUnderTest,
    RecordNodeUnderTest,
  ];
  const community = await found(alice);
  const { link } = valueOf(await alice.client.invitations.make({ community, ...aDay }));
  await alice.record.close();
  valueOf(await bob.client.communities.join({ link, memberName: 'Bob' }));
  await eventually(() => expect(bob.seen().joining).toMatchObject([{ state: 'looking' }]));
  process.kill(bob.record.pid() ?? 0, 'SIGKILL');
  await eventually(() => expect(bob.record.state()).toMatchObject({ phase: 'up', ends: 1 }));

  const again = world.start('alice', { dataFolder: alice.dataFolder });
  await eventually(() => expect(bob.community().me.status).toBe('member'));
  await eventually(() => expect(again.community().members).toBe(2));
  valueOf(await carol.client.communities.join({ link, memberName: 'Carol' }));
  await eventually(() => {
    const refused = { state: 'refused', refusal: 'invitation_used' };
    expect(carol.seen().joining).toMatchObject([refused]);
  });
  expect(carol.seen().joining[0]?.sentence).toContain('has used this invitation');
  valueOf(await carol.client.communities.cancelJoin({ community }));
  await eventually(() => expect(carol.seen().joining).toEqual([]));

  // Bob leaves, and takes the community from his list.
  expect(nameOf(await bob.client.communities.putAway({ community }))).toBe('still_a_member');
  await eventually(async () => {
    valueOf(await bob.client.communities.leave({ community }));
  });
  await eventually(() => expect(bob.community().me.status).toBe('left'));
  valueOf(await bob.client.communities.putAway({ community }));
  await eventually(() => expect(bob.seen().communities).toEqual([]));
});

test('a founder comes in by the link, and so does the second machine of a member', async () => {
  const world = await createRecordWorld();
  const [alice, bob] = [world.start('alice'), world.start('bob')];
  const { card } = valueOf(await bob.client.communities.card({ name: 'Bob' }));
  const created = await alice.client.communities.create({
    ...{ name: 'Two', memberName: 'Alice', founders: [card], witnesses: 1 as const, parameters },
  });
  const { community } = valueOf(created);
  const { link } = valueOf(await alice.client.communities.link({ community }));
  valueOf(await bob.client.communities.open({ link, label: null }));
  await eventually(() => expect(bob.community().me.status).toBe('member'));

  const identity = valueOf(readIdentity(bob.dataFolder));
  const second = mkdtempSync(join(tmpdir(), 'common-hours-second-'));
  onTestFinished(() => rmSync(second, { recursive: true, force: true }));
  valueOf(placeIdentity(second, identity?.seed ?? new Uint8Array()));
  const laptop = world.start('laptop', { dataFolder: second });
  valueOf(await laptop.client.communities.open({ link, label: 'Laptop' }));
  await eventually(() => expect(laptop.community().me.status).toBe('member'));
  const member = bytesToHex(bob.keys.member);
  const shown = valueOf(await alice.client.members.show({ community, member }));
  expect(shown.devices.map(({ label }) => label).sort()).toEqual(['Bob', 'Laptop']);
});

test('a copy of an earlier time takes a fresh key, and is the same member', async () => {
  const world = await createRecordWorld();
  const [alice, bob] = [world.start('alice'), world.start('bob')];
  const community = await found(alice);
  const { link } = valueOf(await alice.client.invitations.make({ community, ...aDay }));
  valueOf(await bob.client.communities.join({ link, memberName: 'Bob' }));
  await eventually(() => expect(bob.community().me.status).toBe('member'));
  await bob.record.close();
  const copy = mkdtempSync(join(tmpdir(), 'common-hours-copy-'));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(bob.dataFolder, copy, { recursive: true });

  const later = world.start('bob', { dataFolder: bob.dataFolder });
  await eventually(() => expect(later.community().me.status).toBe('member'));
  await eventually(async () => {
    valueOf(await later.client.members.relabel({ community, label: 'Desk' }));
  });
  const member = bytesToHex(bob.keys.member);
  await eventually(async () => {
    const { devices } = valueOf(await alice.client.members.show({ community, member }));
    expect(devices.map(({ label }) => label)).toEqual(['Desk']);
  });
  const before = later.community().me.device;
  await later.record.close();

  const rewound = world.start('bob', { dataFolder: copy });
  await eventually(() => {
    expect(rewound.community().me).toMatchObject({ status: 'member', name: 'Bob' });
    expect(rewound.community().me.device).not.toBe(before);
  });
});

test('swarms of two topics share one place in the network, and one can end without the other', async () => {
  const dht = await startLocalDht();
  onTestFinished(() => dht.close());
  const log = { info: () => {}, warn: () => {} };
  const topics = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const sides = [3, 4].map((seed) => {
    const transportSeed = new Uint8Array(32).fill(seed);
    const swarms = createSwarms({
      ...{ transportSeed, bootstrap: dht.bootstrap, clock: systemClock, log },
    });
    const met = [0, 0];
    const open = topics.map((topic, index) => {
      const swarm = swarms.open(topic);
      void swarm.start({
        connected(connection) {
          met[index] = (met[index] ?? 0) + 1;
          connection.onClose(() => (met[index] = (met[index] ?? 0) - 1));
        },
        reachable: () => undefined,
      });
      return swarm;
    });
    return { swarms, open, met };
  });
  const [left, right] = sides;
  await eventually(() =>
    expect([left?.met, right?.met]).toEqual([
      [1, 1],
      [1, 1],
    ]),
  );
  const keys = sides.flatMap(({ open }) =>
    open.map(({ transportKey }) => bytesToHex(transportKey)),
  );
  expect(new Set(keys).size).toBe(4);
  await left?.open[0]?.close();
  await eventually(() => expect(right?.met).toEqual([0, 1]));
  await left?.open[1]?.close();
  await eventually(() => expect(right?.met).toEqual([0, 0]));
  for (const swarm of right?.open ?? []) await swarm.close();
  for (const { swarms } of sides) await swarms.close();
});
