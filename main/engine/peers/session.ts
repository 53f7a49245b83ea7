/** One connection: what goes out in which order, and what has come in so far. */
import {
  decodeFrame,
  encodePiece,
  encodeSeveral,
  frameCost,
  messageText,
  messagesPerFrame,
} from '../../../shared/peers/frames.ts';
import type { Frame } from '../../../shared/peers/frames.ts';
import { messageBytesMax, pieceBytes, talk } from '../../../shared/peers/protocol.ts';
import type { Message, Part } from '../../../shared/peers/protocol.ts';
import type { Clock, Connection } from '../ports.ts';
import { createPace } from './pace.ts';

/** Blobs that wait to be sent on one connection; more than this is more than anybody can have asked for. */
const outgoingMax = 1_024;

/** Characters of messages in one frame; each takes at most three bytes. */
const togetherMax = Math.floor(messageBytesMax / 3) - 16;

interface Outgoing {
  readonly attempt: string;
  readonly part: Part;
  readonly read: ReadBlob;
  /** Null until its turn has come. */
  bytes: Uint8Array | null;
  readonly onSent: (bytes: number) => void;
  offset: number;
}

/** Reads a blob when its turn comes, so that what only waits costs no memory; null where it is gone by then. */
export type ReadBlob = () => Uint8Array | null;

export interface Session {
  readonly connection: Connection;
  /** Sends it soon: what is said in one go travels in one frame. */
  send(message: Message): void;
  /** Sends now what waits: before the connection is ended from here. */
  flush(): void;
  /** Sends a blob in pieces, as fast as the other side reads. `onSent` tells the bytes sent so far. */
  sendBlob(attempt: string, part: Part, read: ReadBlob, onSent?: (bytes: number) => void): boolean;
  /** Forgets what was still to be sent for an attempt. */
  dropBlobs(attempt: string): void;
}

/** Speaks the protocol's frames over a connection. */
export function createSession(
  connection: Connection,
  clock: Pick<Clock, 'elapsed'>,
  onFrame: (frame: Frame) => void,
): Session {
  const pace = createPace(clock, talk);
  let outgoing: Outgoing[] = [];
  let isOpen = true;
  let isPumping = false;
  let texts: string[] = [];
  let textLength = 0;

  function flush(): void {
    if (isOpen && texts.length > 0) connection.send(encodeSeveral(texts));
    texts = [];
    textLength = 0;
  }

  function say(text: string): void {
    if (texts.length === messagesPerFrame || textLength + text.length > togetherMax) flush();
    // When all that happens now has happened, and before anything else does.
    if (texts.length === 0) void Promise.resolve().then(flush);
    texts.push(text);
    textLength += text.length + 1;
  }

  function pump(): void {
    if (isPumping) return;
    isPumping = true;
    while (isOpen && outgoing[0] !== undefined && sendPiece(outgoing[0]));
    isPumping = false;
  }

  function sendPiece(blob: Outgoing): boolean {
    const { attempt, part, offset } = blob;
    blob.bytes ??= blob.read();
    // A message that speaks of it goes first.
    flush();
    const whole = blob.bytes;
    const bytes = whole?.subarray(offset, offset + pieceBytes) ?? new Uint8Array(0);
    const isDrained =
      bytes.byteLength === 0 || connection.send(encodePiece({ attempt, part, offset, bytes }));
    blob.offset += bytes.byteLength;
    if (whole === null || blob.offset >= whole.byteLength)
      outgoing = outgoing.filter((each) => each !== blob);
    if (whole === null) return true;
    blob.onSent(blob.offset);
    return isDrained;
  }

  connection.onFrame((bytes) => {
    // What is too much is not even read.
    if (pace.take(frameCost(bytes))) onFrame(decodeFrame(bytes));
    else onFrame({ kind: 'garbage', reason: 'too_many_messages' });
  });
  connection.onDrain(pump);
  connection.onClose(() => {
    isOpen = false;
    outgoing = [];
    texts = [];
  });

  return {
    connection,
    send(message) {
      if (isOpen) say(messageText(message));
    },
    flush,
    sendBlob(attempt, part, read, onSent = () => undefined) {
      if (!isOpen || outgoing.length >= outgoingMax) return false;
      outgoing.push({ attempt, part, read, bytes: null, onSent, offset: 0 });
      pump();
      return true;
    },
    dropBlobs(attempt) {
      outgoing = outgoing.filter((blob) => blob.attempt !== attempt || blob.offset > 0);
    },
  };
}
