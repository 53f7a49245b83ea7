/**
 * How connections ended: whom this node let go or turned away, and who turned this node away and said why. Of the
 * latter only those count who had proved who they are, so that no stranger can put words on anybody's page.
 */
import type { PeopleView } from '../../../shared/api/contract.ts';
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import { printable } from '../../../shared/base/printable.ts';
import type { Clock } from '../ports.ts';
import type { Names } from './names.ts';
import { createStrangers } from './strangers.ts';
import type { Strangers } from './strangers.ts';
import { createTally } from './tally.ts';

/** The last ones that are remembered. */
export const turnedAwayMax = 8;

export interface Farewells {
  readonly strangers: Strangers;
  /** A connection was ended here for this reason. */
  count(reason: string): void;
  /** A machine of somebody who is not on the record was let go. */
  letGo(peer: string): void;
  /** A machine said that it ends the connection for what this node sent. */
  turnedAwayBy(peer: string, reason: string): void;
  /** Whoever is here again has forgiven it. */
  arrived(peer: string): void;
  view(): Pick<PeopleView, 'refused' | 'turnedAway'>;
}

/** Nobody has gone at first. */
export function createFarewells(clock: Pick<Clock, 'now'>, names: Names): Farewells {
  const refused = createTally();
  const strangers = createStrangers();
  const turnedAway = new Map<string, { readonly reason: string; readonly atMs: number }>();
  return {
    strangers,
    count: refused.count,
    letGo(peer) {
      strangers.came(peer);
      refused.count('not_on_the_record');
    },
    turnedAwayBy(peer, reason) {
      turnedAway.delete(peer);
      turnedAway.set(peer, { reason: printable(reason), atMs: clock.now() });
      dropOldest(turnedAway, turnedAwayMax);
    },
    arrived(peer) {
      turnedAway.delete(peer);
    },
    view: () => ({
      refused: [...refused.counts()],
      turnedAway: [...turnedAway].map(([peer, facts]) => ({
        person: names.person(peer),
        ...facts,
      })),
    }),
  };
}
