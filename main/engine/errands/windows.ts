/**
 * How much more each peer would take: what its last standing says, and what has happened since then. Standings come
 * in order with everything else, so what was taken or answered before one is counted in it.
 */
import type { Present } from '../peers/peers.ts';

/** Errands that one peer has at a time: their parts wait in line on one connection. */
const underWayMax = 400;

export interface Windows {
  /** A standing has come. */
  stood(peer: string): void;
  asked(peer: string): void;
  /** It has answered an asking, by taking it or not. */
  answeredAsking(peer: string, isTaken: boolean): void;
  /** What it took has ended there. */
  ended(peer: string): void;
  /** Free cores, and places in line behind them, for more askings. */
  of(peer: Present, underWay: number): { readonly cores: number; readonly room: number };
  left(peer: string): void;
}

interface Window {
  /** Askings that wait for a word. */
  offered: number;
  /** Taken since the standing, less what has ended since then. */
  taken: number;
}

/** Nothing is known of anybody at first. */
export function createWindows(): Windows {
  const windows = new Map<string, Window>();
  const find = (peer: string): Window => {
    const window = windows.get(peer) ?? { offered: 0, taken: 0 };
    windows.set(peer, window);
    return window;
  };
  return {
    stood(peer) {
      find(peer).taken = 0;
    },
    asked(peer) {
      find(peer).offered += 1;
    },
    answeredAsking(peer, isTaken) {
      const window = find(peer);
      window.offered = Math.max(0, window.offered - 1);
      if (isTaken) window.taken += 1;
    },
    ended(peer) {
      const window = find(peer);
      // What was taken before the last standing may end after it, and is counted in it.
      window.taken = Math.max(0, window.taken - 1);
    },
    of({ id, standing }, underWay) {
      const window = find(id);
      const { lending, freeSlots, room } = standing;
      if (!lending) return { cores: 0, room: 0 };
      const used = window.offered + window.taken;
      const most = underWayMax - underWay;
      const all = Math.max(0, Math.min(freeSlots + room - used, most));
      const cores = Math.max(0, Math.min(freeSlots - used, all));
      return { cores, room: all - cores };
    },
    left(peer) {
      windows.delete(peer);
    },
  };
}
