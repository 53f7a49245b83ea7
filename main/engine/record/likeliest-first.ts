import type { Neighbour } from './neighbours.ts';

const askedMax = 16;

/** Whom to ask for the set of a proposal: who told of it first, then others who have come so far. */
export function likeliestFirst(
  tellers: readonly Neighbour[],
  all: readonly Neighbour[],
  height: number,
): readonly Neighbour[] {
  const here = all.filter((each) => each.isAnswered && each.height >= height);
  const told = here.filter((each) => tellers.includes(each));
  return [...new Set([...told, ...here])].slice(0, askedMax);
}
