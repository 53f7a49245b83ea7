/** What people do in the stake market of a community in bad weather. */
import { noCause } from '../../../shared/stake/market.ts';
import type { Offer, Want } from '../../../shared/stake/market.ts';
import { causeOf, offerOf, wantsOf } from '../ledger-market.ts';
import { promised, writes } from './deeds.ts';
import type { Scene } from './deeds.ts';
import type { Keeper } from './world.ts';

/** A claim that is due soon, so that many runs see what becomes of some. */
export function makeCause(scene: Scene): void {
  const { world } = scene;
  const { chance } = world;
  const { roundEpochs } = world.ledger.genesis.parameters;
  const deadline = world.epochNow() + roundEpochs + chance.whole(0, 8);
  const isCounted = chance.next() < 0.4;
  const seen = { attestors: 3, check: 'attestors' } as const;
  const counted = { attestors: 0, check: 'hours_given', unit: 'CPU-hours', target: 1n } as const;
  const tags = chance.one([[], ['health'], ['health', 'water'], ['water']]);
  const body = causeOf({ deadline, tags, ...(isCounted ? counted : seen) });
  writes(scene, chance.one(world.keepers), { kind: 'cause', body });
}

/** Some of oneself, or of what one holds of somebody, for two others or for a tag. */
export function offerStake(scene: Scene): void {
  const keeper = scene.world.chance.one(scene.world.keepers);
  const offer = offerBy(scene, keeper);
  if (keeper.node === null || offer === null) return;
  const { life } = keeper;
  const sealed = keeper.node.seal(offer);
  if (sealed.ok && life.isAlive()) promised(scene, keeper, sealed.value.id);
}

function offerBy({ world }: Scene, { node, machine }: Keeper): Offer | null {
  const { chance } = world;
  const market = node?.state().market;
  if (market === undefined) return null;
  const self = machine.member.hex;
  const quantity = BigInt(chance.whole(1, 60)) * 1_000_000n + BigInt(chance.whole(0, 999));
  const held = [...(market.lots.get(self) ?? [])].flatMap(([give, byCause]) =>
    [...byCause.keys()].map((giveCause) => ({ give, giveCause })),
  );
  const own = { give: self, giveCause: noCause };
  const given = chance.next() < 0.7 || held.length === 0 ? own : chance.one(held);
  const rounds = chance.whole(1, 4);
  const wants = wantsBy(world, market, self);
  const isExit = given.give !== self && chance.next() < 0.5;
  return offerOf(machine, { ...given, quantity, rounds, wants: isExit ? [] : wants, reason: '' });
}

function wantsBy(
  { chance }: Scene['world'],
  { causes }: { readonly causes: ReadonlyMap<string, { readonly issuer: string }> },
  self: string,
): readonly Want[] {
  const others = [...causes].filter(([, { issuer }]) => issuer !== self);
  const byIssuer = new Map(
    others.map(([cause, { issuer }]) => [issuer, { member: issuer, cause }]),
  );
  const people = [...byIssuer.values()];
  if (people.length < 2 || chance.next() < 0.3) {
    return [{ kind: 'tag', tag: chance.one(['health', 'water']), weightPpm: 1_000_000 }];
  }
  const first = chance.one(people);
  const second = chance.one(people.filter((each) => each !== first));
  return wantsOf(first, second);
}

export function takeBack(scene: Scene): void {
  const { world } = scene;
  const keeper = world.chance.one(world.keepers);
  const { node, life } = keeper;
  const [offer] = node?.sealed().filter(({ isOver }) => !isOver) ?? [];
  if (node === null || offer === undefined) return;
  const withdrawn = node.withdraw(offer.id);
  if (withdrawn.ok && life.isAlive()) promised(scene, keeper, withdrawn.value.id);
}

/** Whoever was drawn for a cause says what they see, as far as they agree. */
export function attest(scene: Scene): void {
  const { world } = scene;
  for (const keeper of world.keepers) {
    const self = keeper.machine.member.hex;
    for (const [cause, { drawn, seen, outcome }] of keeper.node?.state().market.causes ?? []) {
      if (outcome !== null || !drawn.includes(self) || seen.has(self)) continue;
      const saw = BigInt(world.chance.one([400_000, 600_000]));
      writes(scene, keeper, { kind: 'attestation', body: { cause, seen: saw, note: '' } });
      break;
    }
  }
}
