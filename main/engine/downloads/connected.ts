/** The machines that are connected, and when each account with one of them has to be looked at again. */
import { createPace } from '../peers/pace.ts';
import type { PayingPorts, PayMachine } from './contract.ts';
import type { PayAccount } from './pay-account.ts';
import { payFrameBytes, payFrameCost, payTalk } from './pay-frames.ts';
import type { PayFrame } from './pay-frames.ts';
import type { PayPeer } from './pay-parts.ts';

export interface ConnectedPeer extends PayPeer {
  /** Whether it may say this now. */
  mayHear(frame: PayFrame | 'unknown'): boolean;
  /** Releases that were held back from it, with why; '' where that was taken back. */
  readonly held: Map<string, string>;
}

/** What this side starts itself, so that with the answers it gives it stays within what it may say. */
const ownTalk = { burst: payTalk.burst / 2, perSecond: payTalk.perSecond / 2 };

export function createPeer(
  clock: PayingPorts['clock'],
  community: string,
  machine: PayMachine,
  send: (frame: Uint8Array) => void,
): ConnectedPeer {
  const [theirs, own] = [createPace(clock, payTalk), createPace(clock, ownTalk)];
  return {
    ...{ community, machine, held: new Map() },
    say(frame) {
      if (!own.take(payFrameCost(frame))) return false;
      send(payFrameBytes(frame));
      return true;
    },
    answer(frame) {
      send(payFrameBytes(frame));
    },
    mayHear: (frame) => theirs.take(payFrameCost(frame)),
  };
}

export interface Agenda {
  /** Looks at it after so many milliseconds; null: not at all. */
  set(account: PayAccount, waitMs: number | null): void;
  has(account: PayAccount): boolean;
  stop(): void;
}

/** After something that could not be written, for instance. */
const retryMs = 1_000;

/** One timer for all that is to be looked at; nothing runs where nothing is due. */
export function createAgenda(
  clock: PayingPorts['clock'],
  look: (account: PayAccount) => void,
): Agenda {
  const dueAtMs = new Map<PayAccount, number>();
  let timer: { readonly atMs: number; readonly cancel: () => void } | null = null;

  function schedule(): void {
    let next = Infinity;
    for (const atMs of dueAtMs.values()) next = Math.min(next, atMs);
    if (timer !== null && (timer.atMs > next || next === Infinity)) {
      timer.cancel();
      timer = null;
    }
    if (timer !== null || next === Infinity) return;
    const waitMs = Math.max(1, Math.ceil(next - clock.elapsed()));
    timer = { atMs: next, cancel: clock.after(waitMs, ring) };
  }

  function ring(): void {
    timer = null;
    const now = clock.elapsed();
    const due = [...dueAtMs].flatMap(([account, atMs]) => (atMs <= now ? [account] : []));
    // Where looking at one throws, the others and it itself are looked at a little later.
    for (const account of due) dueAtMs.set(account, now + retryMs);
    schedule();
    for (const account of due) look(account);
  }

  return {
    set(account, waitMs) {
      if (waitMs === null) dueAtMs.delete(account);
      else dueAtMs.set(account, clock.elapsed() + waitMs);
      schedule();
    },
    has: (account) => dueAtMs.has(account),
    stop() {
      dueAtMs.clear();
      timer?.cancel();
      timer = null;
    },
  };
}
