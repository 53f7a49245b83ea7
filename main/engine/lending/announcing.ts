/** Tells everybody what could be taken here: at once, but not more often than anybody needs to know it. */
import type { Clock } from '../ports.ts';
import type { Peers } from '../peers/peers.ts';
import type { Standing } from '../peers/standing.ts';
import type { Room } from './room.ts';

const everyMs = 50;
const againMs = 1_100;

export interface Announcing {
  changed(): void;
  /** Time alone has changed it, as something runs for long. */
  lookAgain(): void;
  stop(): void;
}

interface AnnouncingParts {
  readonly clock: Pick<Clock, 'elapsed' | 'after'>;
  readonly peers: Pick<Peers, 'announce'>;
  readonly room: Room;
  readonly standing: () => Omit<Standing, 'room'>;
}

/** Nothing has been said at first. */
export function createAnnouncing({ clock, peers, room, standing }: AnnouncingParts): Announcing {
  let saidAtMs = -everyMs;
  let hadPlaces = false;
  let cancel: (() => void) | null = null;
  let cancelAgain = () => undefined as void;

  function say(): void {
    cancel = null;
    saidAtMs = clock.elapsed();
    const now = standing();
    hadPlaces = room.say() > 0;
    const roomOf = (member: string) => (now.lending && hadPlaces ? room.of(member) : 0);
    peers.announce(now, roomOf);
    cancelAgain();
    // What follows from what ended just now does not follow from it for long.
    if (hadPlaces) cancelAgain = clock.after(againMs, changed);
  }

  function changed(): void {
    if (cancel !== null) return;
    const waitMs = saidAtMs + everyMs - clock.elapsed();
    if (waitMs <= 0) say();
    else cancel = clock.after(waitMs, say);
  }

  return {
    changed,
    lookAgain() {
      if (room.places() > 0 !== hadPlaces) changed();
    },
    stop() {
      cancel?.();
      cancelAgain();
      // Nothing is said any more.
      cancel = () => undefined;
    },
  };
}
