/**
 * The ways on which stake leads from one person to another through those who are held (rules R12), and what of
 * somebody's transitive portfolio comes on them. Views for people, in floating point.
 */
import { partOf } from './parts.ts';
import type { Part, Parts } from './parts.ts';
import { passedOn } from './portfolio.ts';

/** A way with more steps carries next to nothing. */
const stepsMax = 4;

export interface StakeWay {
  /** The first is held by whoever asks, the last is the one that was asked for; nobody is on it twice. */
  readonly steps: readonly Part[];
  /** What the parts of all steps come to when they are multiplied. */
  readonly product: number;
}

/** The ways with the largest products, the largest first, ties by keys; what is held directly is one of them. */
export function stakeWays(parts: Parts, from: string, to: string, waysMax: number): StakeWay[] {
  if (from === to || waysMax < 1) return [];
  const reach = reachOf(parts, to);
  const found: StakeWay[] = [];
  const onIt = new Set([from]);
  const steps: Part[] = [];

  /** Goes on where what can still come of it is among the largest. */
  function go(at: string, product: number): void {
    const left = stepsMax - steps.length - 1;
    for (const next of parts.get(at) ?? []) {
      const { issuer, part } = next;
      if (onIt.has(issuer)) continue;
      const most = issuer === to ? 1 : (reach[left]?.get(issuer) ?? 0);
      if (most === 0 || isTooSmall(product * part * most)) continue;
      steps.push(next);
      if (issuer === to) {
        keep({ steps: [...steps], product: product * part });
      } else {
        onIt.add(issuer);
        go(issuer, product * part);
        onIt.delete(issuer);
      }
      steps.pop();
    }
  }

  function isTooSmall(product: number): boolean {
    const least = found.length < waysMax ? undefined : found.at(-1);
    return least !== undefined && product < least.product;
  }

  function keep(way: StakeWay): void {
    const place = found.findIndex((each) => isBefore(way, each));
    found.splice(place < 0 ? found.length : place, 0, way);
    if (found.length > waysMax) found.pop();
  }

  go(from, 1);
  return found;
}

/** By steps that are left, from whom the one asked for can be reached at all, and the largest product on the way. */
function reachOf(parts: Parts, to: string): readonly ReadonlyMap<string, number>[] {
  const reach = [new Map<string, number>()];
  for (let steps = 1; steps < stepsMax; steps += 1) {
    const shorter = reach[steps - 1];
    const next = new Map<string, number>();
    for (const [holder, row] of parts) {
      let most = 0;
      for (const { issuer, part } of row) {
        if (issuer === holder) continue;
        const onwards = issuer === to ? 1 : (shorter?.get(issuer) ?? 0);
        if (part * onwards > most) most = part * onwards;
      }
      if (most > 0) next.set(holder, most);
    }
    reach.push(next);
  }
  return reach;
}

function isBefore(one: StakeWay, other: StakeWay): boolean {
  if (one.product !== other.product) return one.product > other.product;
  if (one.steps.length !== other.steps.length) return one.steps.length < other.steps.length;
  return keysOf(one) < keysOf(other);
}

function keysOf({ steps }: StakeWay): string {
  return steps.map(({ issuer }) => issuer).join();
}

/**
 * What of a transitive share comes through other people: all of it but the walks on which nobody stands but these
 * two. `whole` is the share in the row of `transitivePortfolio`.
 */
export function throughOthers(parts: Parts, holder: string, issuer: string, whole: number): number {
  const own = 1 - passedOn * partOf(parts, holder, holder);
  const there = partOf(parts, holder, issuer);
  if (holder === issuer) return atLeastNothing(whole - ((1 - passedOn) * there) / own);
  const theirs = 1 - passedOn * partOf(parts, issuer, issuer);
  const back = passedOn * passedOn * there * partOf(parts, issuer, holder);
  return atLeastNothing(whole - ((1 - passedOn) * there) / (own * theirs - back));
}

/** The series is cut off after some steps, so that what should be nothing can come out below it. */
function atLeastNothing(value: number): number {
  return value > 1e-7 ? value : 0;
}
