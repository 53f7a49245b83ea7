/** Blobs that go out on one connection behind each other, as fast as they may. */
import { encodePiece } from '../../../shared/peers/frames.ts';
import { pieceBytes } from '../../../shared/peers/protocol.ts';
import type { Part } from '../../../shared/peers/protocol.ts';
import type { Traffic } from './traffic.ts';

/** Reads a blob when its turn comes, so that what only waits costs no memory; null where it is gone by then. */
export type ReadBlob = () => Uint8Array | null;

export interface Outgoing {
  readonly attempt: string;
  readonly part: Part;
  readonly read: ReadBlob;
  readonly onSent: (bytes: number) => void;
  /** Is called right before the first piece. */
  readonly onTurn: () => void;
  /** Bytes that it is known to have before it is read. */
  readonly expects: number;
}

/** Says how much may go now. */
export interface Leave {
  /** At most `left`; zero: not now, and the lane is pumped again when that has changed. */
  take(left: number): number;
  /** Whether there is a limit at all. */
  isPaced(): boolean;
  /** So many bytes more wait; less, where it is negative. */
  queued(bytes: number): void;
}

export interface Lane {
  readonly length: () => number;
  add(blob: Outgoing): void;
  drop(attempt: string): void;
  /** A sign of life of the other side concerns all that wait here. */
  moved(): void;
  /** Sends one piece; `idle` when there is none that may go. */
  pump(send: (frame: Uint8Array) => boolean): 'sent' | 'full' | 'idle';
  clear(): void;
}

interface Sending extends Outgoing {
  /** Null until its turn has come. */
  bytes: Uint8Array | null;
  offset: number;
}

/**
 * Where there is a limit, the first `abreast` blobs take turns piece by piece, so that no one of them keeps the others
 * waiting for longer than anybody is patient.
 */
export function createLane(leave: Leave, abreast: number): Lane {
  let line: Sending[] = [];

  function remove(gone: (blob: Sending) => boolean): void {
    for (const blob of line) if (gone(blob)) leave.queued(-Math.max(0, blob.expects - blob.offset));
    line = line.filter((blob) => !gone(blob));
  }

  return {
    length: () => line.length,
    add(blob) {
      line.push({ ...blob, bytes: null, offset: 0 });
      leave.queued(blob.expects);
    },
    drop(attempt) {
      // Without a limit what has begun is there before anybody could stop it.
      remove((blob) => blob.attempt === attempt && (blob.offset === 0 || leave.isPaced()));
    },
    moved() {
      for (const blob of line) blob.onSent(blob.offset);
    },
    pump(send) {
      const [blob] = line;
      if (blob === undefined) return 'idle';
      const { attempt, part, offset } = blob;
      blob.bytes ??= blob.read();
      if (blob.bytes === null) {
        remove((each) => each === blob);
        return 'sent';
      }
      const left = blob.bytes.byteLength - offset;
      const size = left === 0 ? 0 : leave.take(Math.min(left, pieceBytes));
      if (left > 0 && size === 0) return 'idle';
      if (offset === 0) blob.onTurn();
      const bytes = blob.bytes.subarray(offset, offset + size);
      const isDrained = size === 0 || send(encodePiece({ attempt, part, offset, bytes }));
      blob.offset += size;
      leave.queued(-Math.min(size, Math.max(0, blob.expects - offset)));
      if (blob.offset >= blob.bytes.byteLength) remove((each) => each === blob);
      else if (leave.isPaced()) {
        line = line.filter((each) => each !== blob);
        line.splice(abreast - 1, 0, blob);
      }
      blob.onSent(blob.offset);
      return isDrained ? 'sent' : 'full';
    },
    clear() {
      remove(() => true);
    },
  };
}

/** Results of work for others: as this machine's limit says. */
export function leaveByTraffic(traffic: Traffic, pump: () => void): Leave {
  let isInLine = false;
  return {
    isPaced: traffic.isLimited,
    queued: traffic.queued,
    take(left) {
      const bytes = Math.min(left, traffic.pieceBytes());
      if (isInLine) return 0;
      if (traffic.take(bytes)) return bytes;
      isInLine = true;
      traffic.whenFree(() => {
        isInLine = false;
        pump();
      });
      return 0;
    },
  };
}

export interface LeaveOfOther extends Leave {
  /** The other side lets so much more come; null: as much as there is. */
  granted(bytes: number | null): void;
}

/** Modules and inputs of one's own jobs: as the other side's limit says, which is asked for leave. */
export function leaveByOther(ask: (bytes: number) => void): LeaveOfOther {
  let leave: number | null = null;
  let asked = 0;
  return {
    isPaced: () => leave !== null,
    queued: () => undefined,
    take(left) {
      if (leave === null) return left;
      const bytes = Math.min(left, leave);
      leave -= bytes;
      if (bytes === 0 && asked <= 0) {
        asked = left;
        ask(left);
      }
      return bytes;
    },
    granted(bytes) {
      if (bytes === 0 || bytes === null) asked = 0;
      else asked -= bytes;
      leave = bytes === null ? null : (leave ?? 0) + bytes;
    },
  };
}
