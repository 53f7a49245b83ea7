/**
 * Modules and inputs for work that is done here for others come no faster than the person allows: the other side is
 * given leave piece by piece. To stop reading instead would stop what comes for one's own jobs on the same
 * connection, and would only fill the buffers under way.
 */
import { inlineBytesMax } from '../../../shared/peers/protocol.ts';
import type { Message, MessageOf } from '../../../shared/peers/protocol.ts';
import type { Traffic } from './traffic.ts';

/** What was under way when the limit came is nobody's fault; more than this is. */
const unaskedBytesMax = 16 * 1024 * 1024;
/** Slices are taken ahead whose inputs arrive within so long. */
const roomSeconds = 10;

export interface Intake {
  /** Tells the other side whether it must ask for leave, if that has changed. */
  say(): void;
  /** The other side has so many bytes that it may not send yet. */
  waiting(bytes: number): void;
  /** A piece of a module or an input has come; false when too much came without leave. */
  came(bytes: number): boolean;
  /** What of this standing can be held. */
  within(standing: MessageOf<'standing'>): MessageOf<'standing'>;
  close(): void;
}

/** One connection's share of what may come. */
export function createIntake(traffic: Traffic, send: (message: Message) => void): Intake {
  let isPaced = false;
  let isInLine = false;
  let isOpen = true;
  let wanted = 0;
  let granted = 0;
  let unasked = 0;

  /** Leave that may be unused: as much as comes in a quarter of a second, which is longer than most ways there and back. */
  function aheadMax(): number {
    return Math.max(2 * traffic.pieceBytes(), (traffic.speed() ?? 0) / 4);
  }

  function lineUp(): void {
    if (isInLine || !isOpen || !isPaced || wanted <= 0 || granted >= aheadMax()) return;
    isInLine = true;
    traffic.whenFree(grant);
  }

  function grant(): void {
    isInLine = false;
    if (!isOpen || !isPaced) return;
    if (!traffic.isLimited()) {
      say();
      return;
    }
    const bytes = Math.min(wanted, traffic.pieceBytes());
    if (bytes > 0 && traffic.take(bytes)) {
      wanted -= bytes;
      granted += bytes;
      send({ type: 'flow', bytes });
    }
    lineUp();
  }

  function say(): void {
    if (traffic.isLimited() === isPaced) return;
    isPaced = !isPaced;
    wanted = 0;
    granted = 0;
    unasked = 0;
    send({ type: 'flow', bytes: isPaced ? 0 : null });
  }

  return {
    say,
    waiting(bytes) {
      wanted = bytes;
      lineUp();
    },
    came(bytes) {
      if (!isPaced) return true;
      const without = Math.max(0, bytes - granted);
      granted -= bytes - without;
      unasked += without;
      if (without > 0) traffic.owe(without);
      lineUp();
      return unasked <= unaskedBytesMax;
    },
    within(standing) {
      const speed = traffic.speed();
      if (speed === null) return standing;
      const room = Math.ceil((speed * roomSeconds) / inlineBytesMax);
      return { ...standing, room: Math.min(standing.room, room) };
    },
    close() {
      isOpen = false;
    },
  };
}
