/** A community of three real nodes whose rounds of stake are short enough to wait for, and whose members have worked. */
import { expect, vi } from 'vitest';
import type { OfferView } from '../../shared/api/stake-shape.ts';
import { runHere } from './command-here.ts';
import { countPrimes, handAt, meet } from './community-hand.ts';
import type { Hand } from './community-hand.ts';
import { cardFor } from './member-nodes.ts';
import { createCommunity } from './nodes.ts';
import type { TestCommunity } from './nodes.ts';
import { valueOf } from './record-processes.ts';

export interface StakeCommunity {
  readonly id: string;
  readonly folder: string;
  readonly alice: Hand;
  readonly bob: Hand;
  readonly carol: Hand;
  close(): Promise<void>;
}

const parameters = [
  { name: 'epochMs', value: 1_500n },
  { name: 'roundEpochs', value: 10n },
  { name: 'sealEpochs', value: 6n },
  // Nobody has worked for long: so much of oneself may be given without.
  { name: 'newcomerReleasePpm', value: 200_000n },
];

/** Alice founds it with the two others; all lend and ask there, and Alice has some influence from her work. */
export async function createStakeCommunity(): Promise<StakeCommunity> {
  const world = await createCommunity();
  const start = async (name: string) => handAt(await world.start(name, 'on'));
  const [alice, bob, carol] = await Promise.all([start('Alice'), start('Bob'), start('Carol')]);
  const all = [alice, bob, carol] as const;
  const { community: id } = valueOf(
    await alice.client.communities.create({
      ...{ name: 'The allotment', memberName: 'Alice', witnesses: 1, parameters },
      founders: [bob, carol].map(({ node }) => cardFor(node)),
    }),
  );
  const { link } = valueOf(await alice.client.communities.link({ community: id }));
  for (const { client } of [bob, carol]) {
    await patiently(async () => valueOf(await client.communities.open({ link, label: null })));
  }
  for (const { client } of all) valueOf(await client.place.use({ community: id, code: null }));
  await Promise.all([meet(alice, bob), meet(bob, carol), meet(carol, alice)]);
  await workForEachOther(id, all);
  return { ...{ id, alice, bob, carol, folder: world.folder }, close: () => end(world, all) };
}

/** Work counts once it is paid for with hours that were given (R4): all work for each other until Alice's does. */
async function workForEachOther(
  community: string,
  all: readonly [alice: Hand, ...others: Hand[]],
): Promise<void> {
  const [alice] = all;
  await patiently(async () => {
    await Promise.all(all.map((hand) => countPrimes(hand, 200_000)));
    expect(valueOf(await alice.client.stakes.influence({ community })).ownPpm).toBeGreaterThan(0);
  });
}

async function end(world: TestCommunity, all: readonly Hand[]): Promise<void> {
  for (const hand of all) hand.close();
  await world.close();
}

/** Waits for what a round or two bring, on a busy machine too. */
export function patiently<Value>(check: () => Value | Promise<Value>): Promise<Value> {
  return vi.waitFor(check, { timeout: 180_000, interval: 200 });
}

/** What a command of a person answers with `--json`. */
export async function tell({ node }: Hand, ...args: readonly string[]): Promise<Answered> {
  const answer = await runHere([...args, '--json', '--data', node.dataFolder]);
  expect(answer, args.join(' ')).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(answer.text) as Answered;
}

export type Answered = Readonly<Record<string, unknown>>;

/** The newest offer of a person once all of it is matched. One that was not opened in time is placed again. */
export async function matchedOffer({ client }: Hand, community: string): Promise<OfferView> {
  return patiently(async () => {
    const [offer] = valueOf(await client.stakes.offers({ community })).offers;
    if (offer === undefined) throw new Error('no offer was placed');
    if (offer.state === 'matched') return offer;
    if (offer.state === 'lost') await placeAgain(client, community, offer);
    throw new Error(`${offer.state}: ${offer.sentence}`);
  });
}

function placeAgain(
  client: Hand['client'],
  community: string,
  { quantity, reason, rounds, wants }: OfferView,
): Promise<unknown> {
  return client.stakes.offer({
    ...{ community, give: null, quantity, reason, rounds },
    wants: wants.map(({ person, cause, weightPpm }) => ({
      ...{ kind: 'member', member: person?.id ?? '', cause: cause?.id ?? '', weightPpm },
    })),
  });
}
