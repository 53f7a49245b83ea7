import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from '../support/processes.ts';
import { counterOf, createRecordWorld, eventually, valueOf } from '../support/record-processes.ts';
import type { RecordNodeUnderTest } from '../support/record-processes.ts';

const epochMs = 2_000;

async function found(alice: RecordNodeUnderTest, witnesses: 1 | 4 | 7 = 1): Promise<string> {
  const created = await alice.client.communities.create({
    ...{ name: 'The allotment', memberName: 'Alice', founders: [], witnesses },
    parameters: [{ name: 'epochMs', value: BigInt(epochMs) }],
  });
  const { community } = valueOf(created);
  await eventually(() => expect(alice.community().id).toBe(community));
  return community;
}

async function invite(host: RecordNodeUnderTest, guest: RecordNodeUnderTest): Promise<void> {
  const community = host.community().id;
  const { link } = valueOf(await host.client.invitations.make({ community, validDays: 1 }));
  const read = valueOf(await guest.client.communities.read({ link: `Come along: ${link} !` }));
  expect(read).toMatchObject({ community, name: 'The allotment', isThere: false });
  valueOf(await guest.client.communities.join({ link, memberName: guest.name }));
}

async function isMember(node: RecordNodeUnderTest): Promise<void> {
  await eventually(() => expect(node.seen().communities[0]?.me.status).toBe('member'));
}

test(
  'three people found a community, come in, give hours, and a killed process loses none of them',
  { timeout: 150_000 },
  async () => {
    const world = await createRecordWorld();
    const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((name) => world.start(name)) as [
      RecordNodeUnderTest,
      RecordNodeUnderTest,
      RecordNodeUnderTest,
    ];
    const community = await found(alice);
    expect(alice.community()).toMatchObject({ members: 1, me: { status: 'member' } });
    await Promise.all([invite(alice, bob), invite(alice, carol)]);
    await Promise.all([isMember(bob), isMember(carol)]);
    await eventually(() => expect(alice.community().members).toBe(3));
    await eventually(() => {
      expect(
        alice
          .community()
          .invitations.map(({ usedBy }) => usedBy?.name)
          .sort(),
      ).toEqual(['bob', 'carol']);
    });
    expect(bob.seen().joining).toEqual([]);

    // Bob gives Alice an hour and a half, which she may promise as a founder.
    const epoch = bob.community().health.presentEpoch;
    const given = { epoch, sequence: 1, count: 3, quantity: 1_500_000n };
    const record = counterOf(bob, alice, given);
    const submitted = valueOf(await bob.client.work.submit({ community, records: [record] }));
    expect(submitted.results[0]?.refusal).toBe(null);
    await eventually(() => {
      const [cpu] = bob.community().accounts;
      expect(cpu).toMatchObject({ certified: { balance: 1_500_000n } });
    });
    const balances = async (node: RecordNodeUnderTest) => {
      const page = await node.client.members.list({ community, after: null, limit: 10 });
      return valueOf(page).members.map(({ person, accounts }) => {
        const { balance, promise } = accounts[0]?.certified ?? { balance: 0n, promise: 0n };
        return `${person.name ?? ''} ${balance} ${promise}`;
      });
    };
    await eventually(() =>
      expect(carol.community().health.height).toBe(bob.community().health.height),
    );
    const agreed = ['Alice 0 1500000', 'bob 1500000 0', 'carol 0 0'];
    for (const node of [alice, bob, carol]) expect((await balances(node)).sort()).toEqual(agreed);

    // What was acknowledged is there after the witness's process was killed, and is certified then.
    const next = { epoch, sequence: 2, count: 4, quantity: 2_000_000n };
    const records = [counterOf(bob, alice, next)];
    const kept = valueOf(await alice.client.work.submit({ community, records }));
    expect(kept.results[0]?.refusal).toBe(null);
    const pid = alice.record.pid() ?? 0;
    process.kill(pid, 'SIGKILL');
    await eventually(() => expect(alice.record.state().phase).toBe('down'));
    expect(alice.record.state().reason).toContain('SIGKILL');
    await eventually(() => {
      expect(bob.community().accounts[0]).toMatchObject({ certified: { balance: 2_000_000n } });
    });
    expect(alice.record.state()).toMatchObject({ phase: 'up', ends: 1 });

    await explains(bob, community);
    await audits(carol, community);
    expect(bob.community().health.state).toBe('in step');
  },
);

/** Opening + in - out = closing, and the counters behind it. */
async function explains(bob: RecordNodeUnderTest, community: string): Promise<void> {
  const page = { community, currency: 'cpu' as const, before: null, limit: 50 };
  const { epochs } = valueOf(await bob.client.accounts.epochs(page));
  for (const { opening, given, used, closing } of epochs)
    expect(opening + given - used).toBe(closing);
  expect(epochs.map(({ given, closing }) => [given, closing])).toEqual([
    [500_000n, 2_000_000n],
    [1_500_000n, 1_500_000n],
  ]);
  const height = epochs[0]?.height ?? 0;
  const { lines } = valueOf(await bob.client.accounts.lines({ community, height }));
  expect(lines).toMatchObject([
    { direction: 'given', with: { name: 'Alice' }, quantity: 500_000n, slices: 1, slicesInAll: 4 },
  ]);
  const supply = valueOf(await bob.client.supply.epochs(page)).epochs;
  expect(supply[0]).toMatchObject({ height, minted: 500_000n, supply: 2_000_000n, treasury: 0n });
  const exported = valueOf(await bob.client.records.export({ community, height, offset: 0 }));
  expect(exported.records.map(({ kind }) => kind)).toEqual(['counter']);
}

async function audits(carol: RecordNodeUnderTest, community: string): Promise<void> {
  let state = '';
  carol.client.audits.list.subscribe(({ audits: [audit] }) => {
    state = audit?.state ?? '';
  });
  valueOf(await carol.client.audits.start({ community, fromHeight: null }));
  await eventually(() => expect(state).toBe('same'));
}

test('closing a node ends its process in order', async () => {
  const world = await createRecordWorld();
  const alice = world.start('alice');
  await found(alice);
  const pid = alice.record.pid() ?? 0;
  expect(isAlive(pid)).toBe(true);
  await alice.record.close();
  expect(isAlive(pid)).toBe(false);
});

test('a file that was cut is named with a sentence, and the process goes on', async () => {
  const world = await createRecordWorld();
  const alice = world.start('alice');
  const community = await found(alice);
  await alice.record.close();
  const file = join(alice.dataFolder, `community-${community.slice(0, 16)}.db`);
  truncateSync(file, statSync(file).size / 2);
  const again = world.start('alice', { dataFolder: alice.dataFolder });
  await eventually(() => expect(again.seen().unusable).toHaveLength(1));
  expect(again.seen().unusable[0]?.sentence).toContain('damaged');
  expect(again.seen().communities).toEqual([]);
  const other = { name: 'Another', memberName: 'Alice', founders: [], witnesses: 1 as const };
  valueOf(await again.client.communities.create({ ...other, parameters: [] }));
  await eventually(() => expect(again.community().name).toBe('Another'));
  expect(again.record.state().ends).toBe(0);
});

test('whoever put all communities away has no process at the next start', async () => {
  const world = await createRecordWorld();
  const alice = world.start('alice');
  const community = await found(alice);
  await eventually(async () => {
    valueOf(await alice.client.communities.leave({ community }));
  });
  await eventually(() => expect(alice.community().me.status).toBe('left'));
  valueOf(await alice.client.communities.putAway({ community }));
  await alice.record.close();
  const again = world.start('alice', { dataFolder: alice.dataFolder });
  expect(again.record.state().phase).toBe('resting');
});
