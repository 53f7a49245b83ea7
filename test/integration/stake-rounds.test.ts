/**
 * The stake market among real nodes: causes and offers are written on different machines and opened by them, a round
 * closes while one of them is killed and another is away, and all hold the same round, stakes and influence.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalDht } from '../../main/adapters/local-dht.ts';
import type { LocalDht } from '../../main/adapters/local-dht.ts';
import type { OfferTextInput } from '../../shared/api/stake-shape.ts';
import { unitsOfPpm, weightsOf } from '../../shared/api/stake-words.ts';
import { toWire } from '../../shared/base/fields.ts';
import { howAllStand } from '../support/how-all-stand.ts';
import { cardFor, createMemberNode, sendJob, surely } from '../support/member-nodes.ts';
import type { MemberNode } from '../support/member-nodes.ts';
import { runCommand } from '../support/nodes.ts';

const epochMs = 1_500;
const founderLine = 10_000_000n;
const parameters = [
  { name: 'epochMs', value: BigInt(epochMs) },
  { name: 'roundEpochs', value: 10n },
  { name: 'sealEpochs', value: 6n },
  // Nobody has worked for long: so much of oneself may be given without.
  { name: 'newcomerReleasePpm', value: 200_000n },
];

const folder = mkdtempSync(join(tmpdir(), 'common-hours-'));
const alice = createMemberNode(folder, 'Alice', true);
const bob = createMemberNode(folder, 'Bob', true);
const carol = createMemberNode(folder, 'Carol', true);
const dave = createMemberNode(folder, 'Dave', true);
const everybody = [alice, bob, carol, dave];
const offering = [alice, bob, carol];

let network: LocalDht;
let community = '';

beforeAll(async () => {
  network = await startLocalDht();
});

afterAll(async () => {
  await Promise.all(everybody.map((each) => each.kill()));
  await network.close();
  rmSync(folder, { recursive: true, force: true });
});

async function eventually(what: string, holds: () => Promise<string | null>): Promise<void> {
  const until = performance.now() + 90_000;
  for (;;) {
    const why = await holds();
    if (why === null) return;
    if (performance.now() > until) {
      expect.fail(`${what}: ${why}\n${await howAllStand(everybody)}`);
    }
    await wait(150);
  }
}

const causesOf = (node: MemberNode) =>
  surely(node, (client) =>
    client.causes.list({
      ...{ community, after: null, limit: 50, search: '', tag: null, state: 'live' },
      ...{ issuers: null, dueBeforeMs: null, isChecked: null },
    }),
  );
const nowOf = (node: MemberNode) => surely(node, (client) => client.stakes.now({ community }));
const mineOf = (node: MemberNode) => surely(node, (client) => client.stakes.mine({ community }));
const offersOf = (node: MemberNode) =>
  surely(node, (client) => client.stakes.offers({ community })).then(({ offers }) => offers);

/** Alice, Bob, Carol and Dave found it, and Alice's machine is the witness. */
async function found(): Promise<void> {
  await Promise.all(everybody.map((each) => each.start(network)));
  const founders = [bob, carol, dave].map(cardFor);
  const created = await surely(alice, (client) =>
    client.communities.create({
      ...{ name: 'The allotment', memberName: 'Alice', founders, witnesses: 1, parameters },
    }),
  );
  community = created.community;
  const { link } = await surely(alice, (client) => client.communities.link({ community }));
  for (const founder of [bob, carol, dave]) {
    await surely(founder, (client) => client.communities.open({ link, label: null }));
  }
  for (const each of everybody) {
    await surely(each, (client) => client.place.use({ community, code: null }));
  }
}

function writeCause(node: MemberNode): Promise<{ readonly cause: string }> {
  return surely(node, (client) =>
    client.causes.make({
      ...{ community, replaces: null, comparator: 'at_least', check: 'attestors', attestors: 3 },
      statement: `${node.name} answers the questions that newcomers ask, within a day of asking.`,
      ...{ beneficiaries: 'newcomers', metric: 'Answered questions', unit: 'questions' },
      ...{ baseline: 0n, target: 40_000n, dueAtMs: Date.now() + 3_600_000, tags: ['help'] },
    }),
  );
}

/** A tenth of oneself for stake in both of the others, half of it each. */
async function offerFor(node: MemberNode): Promise<OfferTextInput> {
  const { issued } = await nowOf(node);
  const { causes } = await causesOf(node);
  const others = causes.filter(({ isMine }) => !isMine);
  const weights = weightsOf(others.map(() => 1));
  return {
    give: null,
    quantity: unitsOfPpm(100_000, issued),
    wants: others.map(({ id, issuer }, index) => ({
      ...{ kind: 'member', member: issuer.id, cause: id, weightPpm: weights[index] ?? 0 },
    })),
    reason: 'They answer what I could not.',
    rounds: 3,
  };
}

test(
  'a round closes alike on every node, with one away and one killed',
  { timeout: 300_000 },
  async () => {
    await found();
    // Work counts as verified once it is paid for with hours that were given (R4): all work for each other.
    await eventually('the community trusts in what was given', async () => {
      await Promise.all(everybody.map((each) => sendJob(each)));
      const { accounts } = await bob.community();
      return (accounts[0]?.certified.line ?? 0n) > founderLine ? null : 'no line is longer yet';
    });
    await Promise.all(offering.map(writeCause));
    await eventually('all causes are on every record', async () => {
      const seen = await Promise.all(everybody.map(causesOf));
      return seen.every(({ causes }) => causes.length === 3)
        ? null
        : `${seen.map(({ total }) => total).join()}`;
    });

    await dave.kill();
    const texts = await Promise.all(offering.map(offerFor));
    await refusesWhatIsWrong(texts[0]);
    const placed = await Promise.all(
      offering.map((each, index) =>
        surely(each, (client) =>
          client.stakes.offer({ community, ...(texts[index] ?? expect.fail('has an offer')) }),
        ),
      ),
    );
    expect(new Set(placed.map(({ offer }) => offer)).size).toBe(3);

    await eventually('the offer of Bob is open', async () => {
      const [offer] = await offersOf(bob);
      const isOpen = offer?.state === 'open' || offer?.state === 'matched';
      return isOpen ? null : `${offer?.state ?? ''}: ${offer?.sentence ?? ''}`;
    });
    await bob.kill();
    await eventually('the round closed', async () => {
      const { rounds } = await surely(alice, (client) =>
        client.stakes.rounds({ community, before: null, limit: 50 }),
      );
      return rounds.some(({ matchedOffers }) => matchedOffers === 3)
        ? null
        : JSON.stringify(rounds.map(({ number, offers }) => [number, offers]));
    });
    await Promise.all([bob, dave].map((each) => each.start(network)));
    await agree();
    await recompute();
  },
);

/** What a node refuses before it is sealed, by name. */
async function refusesWhatIsWrong(right: OfferTextInput | undefined): Promise<void> {
  if (right === undefined) expect.fail('there is an offer');
  const [one] = right.wants;
  if (one === undefined) expect.fail('it asks for somebody');
  const { issued } = await nowOf(alice);
  const wrong: readonly (readonly [string, Partial<OfferTextInput>])[] = [
    ['gives_more_than_held', { quantity: issued + 1n }],
    ['below_floor', { quantity: issued - issued / 20n }],
    ['wants_one_person', { wants: [{ ...one, weightPpm: 1_000_000 }] }],
  ];
  for (const [name, change] of wrong) {
    const answer = await alice.ask((client) =>
      client.stakes.offer({ community, ...right, ...change }),
    );
    expect(answer).toMatchObject({ ok: false, error: { name } });
  }
}

/** The number of the round in which the three were matched, which every node must have alike. */
async function agree(): Promise<void> {
  await eventually('all know the same rounds', async () => {
    const seen = await Promise.all(
      everybody.map((each) =>
        surely(each, (client) => client.stakes.rounds({ community, before: null, limit: 50 })),
      ),
    );
    const matched = seen.map(({ rounds }) =>
      rounds.find(({ matchedOffers }) => matchedOffers === 3),
    );
    return matched.every((each) => each !== undefined) ? null : 'not all have it';
  });
  const mine = await Promise.all(everybody.map(mineOf));
  const { issued } = await nowOf(alice);
  for (const each of mine) {
    const held = each.held.reduce((sum, { units }) => sum + units, each.own);
    const holders = each.holders.reduce((sum, { units }) => sum + units, each.own);
    expect([held, holders]).toEqual([issued, issued]);
  }
  const tenth = issued / 10n;
  expect(mine.map(({ own }) => own)).toEqual([...offering.map(() => issued - tenth), issued]);
  await eventually('all see the same values', async () => {
    const seen = await Promise.all(
      everybody.map((each) => surely(each, (client) => client.stakes.values({ community }))),
    );
    const said = [...new Set(seen.map(textOf))];
    return said.length === 1 ? null : `they differ: ${said.join('\n')}`;
  });
  await eventually('influence is divided among all', async () => {
    const influence = await Promise.all(
      everybody.map((each) => surely(each, (client) => client.stakes.influence({ community }))),
    );
    const whole = influence.reduce((sum, { ownPpm }) => sum + ownPpm, 0);
    // Each is rounded by itself.
    const isWhole = Math.abs(whole - 1_000_000) <= everybody.length / 2;
    return isWhole ? null : `it adds up to ${whole}`;
  });
}

function textOf(value: unknown): string {
  return JSON.stringify(toWire(value));
}

/** Every node finds the round as it is on record, its file is the same on all, and anybody can audit it. */
async function recompute(): Promise<void> {
  const { rounds } = await surely(alice, (client) =>
    client.stakes.rounds({ community, before: null, limit: 50 }),
  );
  const round = rounds.find(({ matchedOffers }) => matchedOffers === 3)?.number ?? -1;
  const files = await Promise.all(
    everybody.map((each) =>
      surely(each, (client) => client.stakes.roundFile({ community, round, offset: 0 })),
    ),
  );
  for (const each of files) expect(each).toEqual(files[0]);
  for (const each of everybody) {
    const check = await surely(each, (client) => client.stakes.check({ community, round }));
    expect(check).toMatchObject({ isSame: true });
  }
  const file = join(folder, 'round.json');
  writeFileSync(file, files[0]?.piece ?? '');
  const audit = await runCommand(['audit', file, '--json']);
  expect(JSON.parse(audit.text)).toMatchObject({ state: 'same', round });
  expect(audit.code).toBe(0);
}
