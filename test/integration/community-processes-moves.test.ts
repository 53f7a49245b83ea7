/** What a node does when the place in which it works changes under it: real nodes, one witness, short epochs. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startLocalDht } from '../../main/adapters/local-dht.ts';
import type { LocalDht } from '../../main/adapters/local-dht.ts';
import { connectTo } from '../../main/headless/connect.ts';
import { createMemberNode, sendJob, surely } from '../support/member-nodes.ts';
import type { MemberNode } from '../support/member-nodes.ts';

const folder = mkdtempSync(join(tmpdir(), 'common-hours-'));
const alice = createMemberNode(folder, 'Alice', false);
const bob = createMemberNode(folder, 'Bob', true);
let network: LocalDht;
let community = '';

/** Generous, because the machine may be busy and an epoch has to end. */
const eventually = (holds: () => Promise<void>) =>
  vi.waitFor(holds, { timeout: 90_000, interval: 100 });

/** Longer than any wait in between. */
const longCount = '40000000';

const receiptsOf = async (node: MemberNode) =>
  (await node.look((client) => client.hours.statement)).receipts;

/** One more job of Alice's is done by Bob. */
async function work(): Promise<void> {
  const before = await receiptsOf(alice);
  await eventually(async () => {
    if (!(await sendJob(alice))) throw new Error('the job is not taken');
  });
  await eventually(async () => {
    expect(await receiptsOf(alice)).toBeGreaterThan(before);
  });
}

beforeAll(async () => {
  network = await startLocalDht();
  await Promise.all([alice, bob].map((node) => node.start(network)));
  ({ community } = await surely(alice, (client) =>
    client.communities.create({
      ...{ name: 'The allotment', memberName: 'Alice', founders: [], witnesses: 1 },
      parameters: [{ name: 'epochMs', value: 2_000n }],
    }),
  ));
  const { link } = await surely(alice, (client) =>
    client.invitations.make({ community, validDays: 1 }),
  );
  await surely(bob, (client) => client.communities.join({ link, memberName: 'Bob' }));
  for (const node of [alice, bob]) {
    await surely(node, (client) => client.place.use({ community, code: null }));
  }
});

afterAll(async () => {
  await Promise.all([alice, bob].map((node) => node.kill()));
  await network.close();
  rmSync(folder, { recursive: true, force: true });
});

test('work goes on while the process of the record is away, and is certified when it is back', async () => {
  await work();
  // It is away for a moment only, so that whoever asks now and then might not see it.
  const link = await connectTo(alice.dataFolder);
  if (!link.ok) throw new Error(link.error.detail);
  const reasons: (string | null)[] = [];
  link.value.client.place.record.subscribe(({ phase, reason }) => {
    if (phase === 'down') reasons.push(reason);
  });
  expect(alice.killRecord()).toBe(true);
  await eventually(() => {
    expect(reasons).toContainEqual(expect.stringContaining('SIGKILL'));
    return Promise.resolve();
  });
  link.value.close();
  await work();
  await eventually(async () => {
    const { phase } = await alice.look((client) => client.place.record);
    const { total } = await alice.look((client) => client.hours.statement);
    const [cpu] = (await alice.community()).accounts;
    expect({ phase, owes: cpu?.certified.promise }).toEqual({
      phase: 'running',
      owes: -total.difference,
    });
  });
});

test('a page goes along when the machine changes over, and finds all as it was on the way back', async () => {
  const page = await connectTo(alice.dataFolder);
  if (!page.ok) throw new Error(page.error.detail);
  const { client, close } = page.value;
  const places: string[] = [];
  client.node.status.subscribe(({ community: { name } }) => {
    if (places.at(-1) !== name) places.push(name);
  });
  const before = await receiptsOf(alice);
  const moved = await client.place.use({ community: null, code: 'our code' });
  expect(moved.ok).toBe(true);
  expect(await receiptsOf(alice)).toBe(0);
  const back = await client.place.use({ community, code: null });
  expect(back.ok).toBe(true);
  await eventually(async () => {
    expect(await receiptsOf(alice)).toBe(before);
    expect(places).toEqual(['The allotment', 'our code', 'The allotment']);
  });
  const both = { community, code: 'our code' };
  expect(await client.place.use(both)).toMatchObject({ error: { name: 'bad_community_code' } });
  const nowhere = { community: 'ab'.repeat(32), code: null };
  expect(await client.place.use(nowhere)).toMatchObject({ error: { name: 'unknown_community' } });
  close();
  await work();
});

test('what runs for others is handed back when its lender changes over', async () => {
  await eventually(async () => {
    if (!(await sendJob(alice, longCount))) throw new Error('the job is not taken');
  });
  const stateOf = async () => {
    const { jobs } = await alice.look((client) => client.jobs.list);
    return jobs.find(({ endedAtMs }) => endedAtMs === null)?.state ?? 'none';
  };
  await eventually(async () => expect(await stateOf()).toBe('running'));
  await surely(bob, (client) => client.place.use({ community: null, code: 'our code' }));
  await eventually(async () => expect(await stateOf()).toBe('waiting'));
  await surely(bob, (client) => client.place.use({ community, code: null }));
  const { jobs } = await alice.look((client) => client.jobs.list);
  const open = jobs.filter(({ endedAtMs }) => endedAtMs === null);
  await eventually(async () => expect(await stateOf()).toBe('running'));
  for (const { id } of open) await surely(alice, (client) => client.jobs.cancel({ job: id }));
});

test('a folder of an earlier time takes a fresh key, and works with it', async () => {
  await bob.kill();
  const copy = join(folder, 'earlier');
  cpSync(bob.dataFolder, copy, { recursive: true });
  await bob.start(network);
  await surely(bob, (client) => client.members.relabel({ community, label: 'Desk' }));
  await eventually(async () => {
    const { members } = await surely(alice, (client) =>
      client.members.list({ community, after: null, limit: 10 }),
    );
    expect(members.flatMap(({ devices }) => devices.map(({ label }) => label))).toContain('Desk');
  });
  const { device: former } = await bob.look((client) => client.communities.list);
  await bob.kill();
  rmSync(bob.dataFolder, { recursive: true });
  cpSync(copy, bob.dataFolder, { recursive: true });
  await bob.start(network);
  await eventually(async () => {
    const { device } = await bob.look((client) => client.communities.list);
    expect(device).not.toBe(null);
    expect(device).not.toBe(former);
    expect((await bob.community()).me.status).toBe('member');
  });
  await work();
  const { device: fresh } = await bob.look((client) => client.communities.list);
  await eventually(async () => {
    const { health } = await bob.community();
    const { lines } = await surely(bob, (client) =>
      client.accounts.lines({ community, height: health.height }),
    );
    expect(lines.map(({ mine }) => mine)).toContain(fresh);
  });
});
