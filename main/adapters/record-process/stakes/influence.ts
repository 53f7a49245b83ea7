/** How much influence leads to a member, over time, and through whom (rules R11). */
import type { InfluenceView } from '../../../../shared/api/stake-shape.ts';
import { directionOf, directionRounds } from '../../../../shared/stake/directions.ts';
import { influenceParts } from '../../../../shared/stake/influence-parts.ts';
import type { Parts } from '../../../../shared/stake/parts.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { ppmOf } from './mine.ts';
import { namesIn } from './stake-people.ts';
import type { StakeReader } from './stake-reader.ts';

const roundsShown = 60;
const peopleMax = 60;
/** Of the picture, so that the second ring is never empty because the first took it all. */
const firstRingMax = 30;
const linksMax = 600;

export function influenceView(
  community: OpenCommunity,
  me: string,
  reader: StakeReader,
): InfluenceView {
  const { market } = community.node.state();
  const parts = reader.book.sums().parts();
  const names = namesIn(community, reader.book);
  const influence = influenceParts(parts, market.work);
  // seven more than are shown, so that the average of the first is one of eight, too
  const past = reader.influence.last(roundsShown + directionRounds - 1);
  const ppms = past.map(({ part }) => ppmOf(part));
  const series = past.map(({ round }, index) => {
    const lately = ppms.slice(Math.max(0, index + 1 - directionRounds), index + 1);
    const sum = lately.reduce((total, each) => total + each, 0);
    return { round, ownPpm: ppms[index] ?? 0, averagePpm: Math.round(sum / lately.length) };
  });
  const rings = ringsOf(parts, me, influence);
  return {
    ownPpm: ppmOf(influence.get(me) ?? 0),
    direction: directionOf(ppms.map(BigInt)),
    series: series.slice(-roundsShown),
    people: [...rings].map(([member, ring]) => ({
      ...{ person: names.person(member), ring },
      influencePpm: ppmOf(influence.get(member) ?? 0),
    })),
    links: linksAmong(parts, rings),
  };
}

/** Oneself; who holds or is held directly; and who holds or is held by those: the most influential of each ring. */
function ringsOf(
  parts: Parts,
  me: string,
  influence: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const rings = new Map(parts.has(me) ? [[me, 0]] : []);
  const near = neighboursOf(parts);
  const add = (from: readonly string[], ring: number, most: number) => {
    const found = new Set(from.flatMap((member) => [...(near.get(member) ?? [])]));
    const chosen = [...found].filter((member) => !rings.has(member)).sort(byInfluence);
    for (const member of chosen.slice(0, most)) rings.set(member, ring);
  };
  function byInfluence(one: string, other: string): number {
    const difference = (influence.get(other) ?? 0) - (influence.get(one) ?? 0);
    return difference || (one < other ? -1 : 1);
  }
  add([...rings.keys()], 1, firstRingMax);
  add([...rings.keys()], 2, peopleMax - rings.size);
  return rings;
}

function neighboursOf(parts: Parts): ReadonlyMap<string, ReadonlySet<string>> {
  const near = new Map<string, Set<string>>();
  const add = (one: string, other: string) => {
    const known = near.get(one) ?? new Set();
    near.set(one, known);
    known.add(other);
  };
  for (const [holder, row] of parts) {
    for (const { issuer } of row) {
      if (issuer === holder) continue;
      add(holder, issuer);
      add(issuer, holder);
    }
  }
  return near;
}

function linksAmong(parts: Parts, rings: ReadonlyMap<string, number>): InfluenceView['links'] {
  return [...rings.keys()]
    .flatMap((holder) =>
      (parts.get(holder) ?? [])
        .filter(({ issuer }) => issuer !== holder && rings.has(issuer))
        .map(({ issuer, part }) => ({ holder, issuer, partPpm: ppmOf(part) })),
    )
    .sort((one, other) => other.partPpm - one.partPpm)
    .slice(0, linksMax);
}
