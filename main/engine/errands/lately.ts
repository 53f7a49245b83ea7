/** Who lent here until a moment ago: a connection that was lost, or a program that starts anew, is soon back. */
import { memberOf } from '../../../shared/domain/peer-id.ts';
import type { Clock } from '../ports.ts';
import { isMeant } from './choose-peer.ts';
import type { Whom } from './contract.ts';

const backWithinMs = 5_000;

export interface Lately {
  /** A peer has said whether it lends. */
  stood(peer: string, isLending: boolean): void;
  left(peer: string): void;
  /** Whether somebody who may have it lent here moments ago, or nobody has had the time to come yet. */
  hadAnybodyFor(whom: Whom): boolean;
}

/** Nobody has been here at first. */
export function createLately(clock: Pick<Clock, 'elapsed'>): Lately {
  const startedAtMs = clock.elapsed();
  const lending = new Set<string>();
  /** When they lent here the last time; those of an earlier moment are forgotten. */
  const until = new Map<string, number>();

  function ended(peer: string): void {
    if (!lending.delete(peer)) return;
    forgetEarlier();
    until.delete(peer);
    until.set(peer, clock.elapsed());
  }

  function forgetEarlier(): void {
    for (const [peer, atMs] of until) {
      if (atMs > clock.elapsed() - backWithinMs) return;
      until.delete(peer);
    }
  }

  return {
    stood(peer, isLending) {
      if (isLending) lending.add(peer);
      else ended(peer);
    },
    left: ended,
    hadAnybodyFor(whom) {
      forgetEarlier();
      const isNew = clock.elapsed() - startedAtMs < backWithinMs;
      return isNew || [...until.keys()].some((peer) => isMeant(whom, memberOf(peer)));
    },
  };
}
