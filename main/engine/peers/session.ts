/** One connection: what goes out in which order, and what has come in so far. */
import {
  decodeFrame,
  encodeMessage,
  encodePiece,
  pieceBytes,
} from '../../../shared/peers/protocol.ts';
import type { Frame, Message, Part } from '../../../shared/peers/protocol.ts';
import type { Connection } from '../ports.ts';

/** Blobs that wait to be sent on one connection; more than this is more than anybody can have asked for. */
const outgoingMax = 256;

interface Outgoing {
  readonly attempt: string;
  readonly part: Part;
  readonly bytes: Uint8Array;
  readonly onSent: (bytes: number) => void;
  offset: number;
}

export interface Session {
  readonly connection: Connection;
  send(message: Message): void;
  /** Sends a blob in pieces, as fast as the other side reads. `onSent` tells the bytes sent so far. */
  sendBlob(
    attempt: string,
    part: Part,
    bytes: Uint8Array,
    onSent?: (bytes: number) => void,
  ): boolean;
  /** Forgets what was still to be sent for an attempt. */
  dropBlobs(attempt: string): void;
}

/** Speaks the protocol's frames over a connection. */
export function createSession(connection: Connection, onFrame: (frame: Frame) => void): Session {
  let outgoing: Outgoing[] = [];
  let isOpen = true;
  let isPumping = false;

  function pump(): void {
    if (isPumping) return;
    isPumping = true;
    while (isOpen && outgoing[0] !== undefined && sendPiece(outgoing[0]));
    isPumping = false;
  }

  function sendPiece(blob: Outgoing): boolean {
    const { attempt, part, offset } = blob;
    const bytes = blob.bytes.subarray(offset, offset + pieceBytes);
    const isDrained =
      bytes.byteLength === 0 || connection.send(encodePiece({ attempt, part, offset, bytes }));
    blob.offset += bytes.byteLength;
    if (blob.offset >= blob.bytes.byteLength) outgoing = outgoing.filter((each) => each !== blob);
    blob.onSent(blob.offset);
    return isDrained;
  }

  connection.onFrame((bytes) => {
    onFrame(decodeFrame(bytes));
  });
  connection.onDrain(pump);
  connection.onClose(() => {
    isOpen = false;
    outgoing = [];
  });

  return {
    connection,
    send(message) {
      if (isOpen) connection.send(encodeMessage(message));
    },
    sendBlob(attempt, part, bytes, onSent = () => undefined) {
      if (!isOpen || outgoing.length >= outgoingMax) return false;
      outgoing.push({ attempt, part, bytes, onSent, offset: 0 });
      pump();
      return true;
    },
    dropBlobs(attempt) {
      outgoing = outgoing.filter((blob) => blob.attempt !== attempt || blob.offset > 0);
    },
  };
}
