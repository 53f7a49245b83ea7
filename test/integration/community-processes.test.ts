/**
 * Four people, three of them witnesses, and a fourth witness that comes late, as real processes: they work for each
 * other while nodes and processes of the record are killed in the middle of it and the network falls into two, and in
 * the end all hold the same record, with every acknowledged record in it once and every receipt behind it. Fewer kills
 * than `COMMON_HOURS_RUNS=15`, which is the whole; `COMMON_HOURS_SEED` brings back the moments of a run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalDht } from '../../main/adapters/local-dht.ts';
import type { LocalDht } from '../../main/adapters/local-dht.ts';
import { netOf } from '../../shared/api/account-words.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { epochValueCodec } from '../../shared/ledger/epoch-value.ts';
import { howAllStand } from '../support/how-all-stand.ts';
import { cardFor, createMemberNode, sendJob, surely } from '../support/member-nodes.ts';
import type { MemberNode } from '../support/member-nodes.ts';

const kills = Number(process.env['COMMON_HOURS_RUNS'] ?? 3);
const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 1_000_000);
const epochMs = 3_000n;

const folder = mkdtempSync(join(tmpdir(), 'common-hours-'));
const node = (name: string, lends: boolean) => createMemberNode(folder, name, lends);
const alice = node('Alice', false);
const bob = node('Bob', true);
const carol = node('Carol', false);
const dave = node('Dave', false);
const erin = node('Erin', true);
const early = [alice, bob, carol, erin];
const everybody = [...early, dave];

let network: LocalDht;
let island: LocalDht;
let community = '';
/** Records that a node has said are kept. */
const acknowledged: string[] = [];

beforeAll(async () => {
  [network, island] = await Promise.all([startLocalDht(), startLocalDht()]);
});

afterAll(async () => {
  await Promise.all(everybody.map((each) => each.kill()));
  await Promise.all([network.close(), island.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** The same choices for the same seed (mulberry32): below `most`. */
function createChance(from: number): (most: number) => number {
  let state = from;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * most);
  };
}

const chapters: string[] = [];
let chapterAtMs = performance.now();

/** A part of the story is over: how long it took is said at the end. */
function ended(chapter: string): void {
  const nowMs = performance.now();
  chapters.push(`${chapter} ${Math.round((nowMs - chapterAtMs) / 1_000)} s`);
  chapterAtMs = nowMs;
}

async function eventually(what: string, withinMs: number, holds: () => Promise<string | null>) {
  const until = performance.now() + withinMs;
  for (;;) {
    const why = await holds();
    if (why === null) return;
    if (performance.now() > until) {
      const stand = await howAllStand(everybody);
      expect.fail(`${what}: ${why} (COMMON_HOURS_SEED=${seed})\n${stand}`);
    }
    await wait(200);
  }
}

/** Alice, Bob, Carol and Dave found it; Erin is invited; Dave's machine is not on yet. */
async function found(): Promise<void> {
  const founders = [bob, carol, dave].map(cardFor);
  await Promise.all(early.map((each) => each.start(network)));
  const created = await surely(alice, (client) =>
    client.communities.create({
      ...{ name: 'The allotment', memberName: 'Alice', founders, witnesses: 4 },
      // What was signed at the beginning is not too late at the end of the longest run.
      parameters: [
        { name: 'epochMs', value: epochMs },
        { name: 'lateEpochs', value: 2_000n },
      ],
    }),
  );
  community = created.community;
  const { link } = await surely(alice, (client) => client.communities.link({ community }));
  for (const founder of [bob, carol]) {
    await surely(founder, (client) => client.communities.open({ link, label: null }));
  }
  const invitation = await surely(alice, (client) =>
    client.invitations.make({ community, validDays: 1 }),
  );
  await surely(erin, (client) =>
    client.communities.join({ link: invitation.link, memberName: 'Erin' }),
  );
  await Promise.all(early.map(moveIn));
}

/** Lends and asks in the community, as soon as its record has taken this machine up. */
async function moveIn(each: MemberNode): Promise<void> {
  await surely(each, (client) => client.place.use({ community, code: null }));
}

async function relabel(each: MemberNode, label: string): Promise<void> {
  const answer = await each.ask((client) => client.members.relabel({ community, label }));
  if (answer?.ok === true) acknowledged.push(answer.value.record);
}

async function receiptsOf(each: MemberNode): Promise<number> {
  return (await each.look((client) => client.hours.statement)).receipts;
}

test(
  `what was acknowledged is certified once by all, whatever is killed and cut off (COMMON_HOURS_SEED=${seed})`,
  { timeout: 300_000 + kills * 20_000 },
  async () => {
    const chance = createChance(seed);
    await found();
    const sponsored = await surely(alice, (client) =>
      client.members.list({ community, after: null, limit: 10 }).then((page) =>
        client.members.sponsor({
          ...{ community, quantity: 1_000_000n },
          member: page.ok
            ? (page.value.members.find(({ person }) => person.name === 'Erin')?.person.id ?? '')
            : '',
        }),
      ),
    );
    acknowledged.push(sponsored.record);

    ended('founded');

    // Kills at random moments, with jobs and records under way.
    const third = Math.ceil(kills / 2);
    for (let run = 0; run < third; run += 1) await strike(run, early, network, chance);
    ended('killed');

    // The network falls into two, without enough witnesses on either side, and work goes on on both.
    const others = [bob, carol];
    await Promise.all(others.map((each) => each.kill()));
    await Promise.all(others.map((each) => each.start(island)));
    const before = await Promise.all([alice, carol].map(receiptsOf));
    await eventually('both sides work', 90_000, async () => {
      await Promise.all([sendJob(alice), sendJob(carol)]);
      const after = await Promise.all([alice, carol].map(receiptsOf));
      const idle = after.findIndex((count, index) => count <= (before[index] ?? 0));
      await wait(500);
      return idle < 0 ? null : `side ${idle} has ${after[idle] ?? 0} receipts`;
    });
    await Promise.all(others.map((each) => relabel(each, 'On the island')));
    ended('cut off');

    // It heals, and the late witness comes.
    await Promise.all(others.map((each) => each.kill()));
    await Promise.all([...others, dave].map((each) => each.start(network)));
    const { link } = await surely(alice, (client) => client.communities.link({ community }));
    await surely(dave, (client) => client.communities.open({ link, label: null }));
    await moveIn(dave);
    for (let run = third; run < kills; run += 1) await strike(run, everybody, network, chance);
    ended('healed and killed');

    await agree();
    ended('agreed');
    await adds();
    ended('audited');
    console.log(chapters.join(', '));
  },
);

/** Jobs and a record are asked for, and one process is killed somewhere in the middle of it. */
async function strike(
  run: number,
  nodes: readonly MemberNode[],
  where: LocalDht,
  chance: (most: number) => number,
): Promise<void> {
  const victim = nodes[chance(nodes.length)] ?? alice;
  const author = nodes[chance(nodes.length)] ?? alice;
  const moment = chance(900);
  const wholeNode = chance(2) === 0;
  const work = Promise.all([
    sendJob(alice),
    sendJob(carol),
    sendJob(erin),
    relabel(author, `${run}`),
  ]);
  await wait(moment);
  if (wholeNode) {
    await victim.kill();
    await victim.start(where);
  } else victim.killRecord();
  await work;
}

/** All jobs have ended, nothing waits, and every node computes the same state from the same certificates. */
async function agree(): Promise<void> {
  await eventually('all is certified everywhere', 150_000, async () => {
    const heights = new Set<number>();
    for (const each of everybody) {
      const { jobs } = await each.look((client) => client.jobs.list);
      const open = jobs.find(({ endedAtMs }) => endedAtMs === null);
      if (open !== undefined) return `a job of ${each.name} is ${open.state}: ${open.sentence}`;
      const { health, accounts } = await each.community();
      if (health.waiting > 0) return `${each.name}: ${health.waiting} wait; ${health.sentence}`;
      heights.add(health.height);
      const { total } = await each.look((client) => client.hours.statement);
      const certified = accounts[0] === undefined ? 0n : netOf(accounts[0].certified);
      if (certified !== total.difference) {
        return `${each.name} has ${certified} certified, and receipts of ${total.difference}`;
      }
    }
    return heights.size === 1 ? null : `heights ${[...heights].join(', ')}`;
  });
}

/** The state root that a node reaches when it computes all of the record again. */
async function computedAgain(each: MemberNode): Promise<string> {
  await surely(each, (client) => client.audits.start({ community, fromHeight: null }));
  let root = '';
  await eventually(`${each.name} audits`, 30_000, async () => {
    const { audits } = await each.look((client) => client.audits.list);
    const [audit] = audits;
    root = audit?.stateRoot ?? '';
    return audit?.state === 'same' ? null : (audit?.sentence ?? 'nothing');
  });
  return root;
}

/** Once in the record, and the same record everywhere. */
async function adds(): Promise<void> {
  const roots = new Set<string>();
  for (const each of everybody) {
    const { health } = await each.community();
    const times = new Map<string, number>();
    for (let height = 1; height <= health.height; height += 1) {
      const page = await surely(each, (client) =>
        client.records.export({ community, height, offset: 0 }),
      );
      for (const { id } of page.records) times.set(id, (times.get(id) ?? 0) + 1);
      if (height === health.height) {
        const value = epochValueCodec.decode(page.value);
        roots.add(bytesToHex(value?.stateRoot ?? new Uint8Array()));
      }
    }
    roots.add(await computedAgain(each));
    const astray = acknowledged.filter((id) => times.get(id) !== 1);
    expect(astray, `${each.name}’s record, COMMON_HOURS_SEED=${seed}`).toEqual([]);
    expect([...times.values()].every((count) => count === 1)).toBe(true);
  }
  expect([...roots]).toHaveLength(1);
  const nets = await Promise.all(
    everybody.map(async (each) => {
      const { accounts } = await each.community();
      return accounts[0] === undefined ? 0n : netOf(accounts[0].certified);
    }),
  );
  expect(nets.reduce((sum, each) => sum + each, 0n)).toBe(0n);
  const receipts = await Promise.all(everybody.map(receiptsOf));
  expect(receipts.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(kills);
  console.log(`${kills} kills, ${acknowledged.length} records, receipts ${receipts.join(' ')}`);
}
