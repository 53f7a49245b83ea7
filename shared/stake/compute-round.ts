/**
 * A round from what is known when it closes. The record and whoever checks the file of a round go through here alike,
 * so that both find the same to the last unit.
 */
import { assert } from '../base/assert.ts';
import { sortedEntries } from '../base/sorted.ts';
import { withCapacities } from './carriers.ts';
import { clearBook } from './clearing.ts';
import type { Clearing } from './clearing.ts';
import { enter } from './entry.ts';
import type { Entered, Entrant, FreeOf } from './entry.ts';
import type { LotMove } from './lots.ts';
import type { Round, RoundAgent, TagCarrier } from './market.ts';
import { bookOf } from './round-book.ts';
import type { RoundBook } from './round-book.ts';
import { filledOf, mergedMoves, partsOf } from './round-moves.ts';
import { releaseCap } from './shares.ts';

type Told = Pick<
  Round,
  'community' | 'number' | 'epoch' | 'height' | 'sharesPerIssuer' | 'rules' | 'slices' | 'mostWork'
>;

/** What a round is computed from. */
export interface RoundFacts extends Told {
  /** Ascending by member. */
  readonly agents: readonly RoundAgent[];
  /** Ascending by id, each of an agent. */
  readonly entrants: readonly Entrant[];
  /** Ascending by member; their capacities are not read. */
  readonly carriersOf: (tag: string) => readonly TagCarrier[];
  /** What may be given of stake in others. */
  readonly freeOfOthers: FreeOf;
  /** What a holder had of an issuer under a cause. */
  readonly heldBefore: (move: Pick<LotMove, 'holder' | 'issuer' | 'cause'>) => bigint;
}

export function computeRound(facts: RoundFacts): Round {
  const { agents, entrants, freeOfOthers, heldBefore, mostWork } = facts;
  const byMember = new Map(agents.map((agent) => [agent.member, agent]));
  const freeOfSelf = freeOfSelfBy(facts, byMember);
  const entered = enter(entrants, (member, issuer, given) =>
    member === issuer ? freeOfSelf(member) : freeOfOthers(member, issuer, given),
  );
  const tags = tagsOf(facts, entered, (member) => byMember.get(member)?.work ?? 0n);
  const book = bookOf(agents, tags, entered, facts.slices);
  const { fills, potentials, welfare, volume, isExhausted } = cleared(book, mostWork);
  const filled = filledOf(tags, entered, book, fills);
  return {
    ...toldOf(facts),
    ...{ slices: book.book.slices, agents, ...filled },
    ...{ welfare, volume, isExhausted, potentials: Array.from(potentials, BigInt) },
    moves: mergedMoves(partsOf(filled)).map((move) => ({ ...move, before: heldBefore(move) })),
  };
}

function toldOf({
  community,
  number,
  epoch,
  height,
  sharesPerIssuer,
  rules,
  slices,
  mostWork,
}: RoundFacts): Told {
  return { community, number, epoch, height, sharesPerIssuer, rules, slices, mostWork };
}

/** Where a book is too large to be exact, nothing is matched, and the round says that it is not the best. */
function cleared({ book, isExact }: RoundBook, mostWork: number): Clearing {
  if (isExact) return clearBook(book, mostWork);
  const fills = new Float64Array(book.orders.length);
  return { fills, welfare: 0n, volume: 0n, potentials: new Float64Array(0), isExhausted: true };
}

function freeOfSelfBy(
  { agents, rules, sharesPerIssuer: issued }: RoundFacts,
  byMember: ReadonlyMap<string, RoundAgent>,
): (member: string) => ReturnType<FreeOf> {
  const mostWork = agents.reduce((most, { work }) => (work > most ? work : most), 0n);
  return (member) => {
    const agent = byMember.get(member);
    assert(agent !== undefined, 'offers are of agents');
    const { own, work } = agent;
    const units = releaseCap({ issued, own, work, mostWork, rules });
    const byWorkAlone = releaseCap({ issued, own: own + 1n, work, mostWork, rules });
    return { units, why: byWorkAlone > units ? 'below_floor' : 'above_release' };
  };
}

/** The tags that are asked for, ascending, with what each of their carriers may bring. */
function tagsOf(
  { carriersOf }: RoundFacts,
  offers: readonly Entered[],
  workOf: (member: string) => bigint,
): Round['tags'] {
  const asked = new Map<string, bigint>();
  for (const { wants, asked: units } of offers) {
    for (const [place, want] of wants.entries()) {
      if (want.kind !== 'tag') continue;
      asked.set(want.tag, (asked.get(want.tag) ?? 0n) + (units[place] ?? 0n));
    }
  }
  return sortedEntries(asked)
    .filter(([, units]) => units > 0n)
    .map(([tag, units]) => ({ tag, carriers: withCapacities(carriersOf(tag), units, workOf) }));
}
