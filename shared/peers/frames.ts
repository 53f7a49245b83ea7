/** Frames: messages and pieces as bytes, and back. What they mean is said in `protocol.ts`. */
import * as v from 'valibot';
import { bytesToText, concatBytes, textToBytes } from '../base/bytes.ts';
import { toWire } from '../base/fields.ts';
import { AnyMessage, messageBytesMax, parts, pieceBytes } from './protocol.ts';
import type { Message, Piece } from './protocol.ts';

export type Frame =
  | { readonly kind: 'message'; readonly message: Message }
  /** Several messages; those of types that this version does not know are left out. */
  | { readonly kind: 'messages'; readonly messages: readonly Message[] }
  | { readonly kind: 'piece'; readonly piece: Piece }
  /** A message of a type that this version does not know. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'garbage'; readonly reason: string };

const pieceHead = 1 + 16 + 1 + 4;
export const frameBytesMax = Math.max(messageBytesMax, pieceBytes + pieceHead);

/** A message as a frame. */
export function encodeMessage(message: Message): Uint8Array {
  return concatBytes(new Uint8Array([0]), textToBytes(JSON.stringify(toWire(message))));
}

/** The largest number of messages in one frame. */
export const messagesPerFrame = 500;
const severalHead = 1 + 2;

/** A message as text: what `encodeSeveral` puts together. */
export function messageText(message: Message): string {
  return JSON.stringify(toWire(message));
}

/** Messages, given as their texts, as one frame. The caller keeps to `messagesPerFrame` and `messageBytesMax`. */
export function encodeSeveral(texts: readonly string[]): Uint8Array {
  if (texts.length === 1) return concatBytes(new Uint8Array([0]), textToBytes(texts.join()));
  const head = new Uint8Array([2, texts.length >>> 8, texts.length & 0xff]);
  return concatBytes(head, textToBytes(`[${texts.join()}]`));
}

/** A piece as a frame. */
export function encodePiece(piece: Piece): Uint8Array {
  const head = new Uint8Array(pieceHead);
  const view = new DataView(head.buffer);
  head[0] = 1;
  for (let i = 0; i < 16; i++)
    head[1 + i] = Number.parseInt(piece.attempt.slice(2 * i, 2 * i + 2), 16);
  head[17] = parts.indexOf(piece.part);
  view.setUint32(18, piece.offset);
  return concatBytes(head, piece.bytes);
}

/** What a frame counts for, as `talk` says. */
export function frameCost(frame: Uint8Array): number {
  if (frame[0] === 1 && frame.byteLength === pieceHead + pieceBytes) return 0;
  const messages = frame[0] === 2 ? severalIn(frame) : 1;
  return messages + Math.floor(frame.byteLength / 4096);
}

/** What a frame says. Never throws: whatever is not understood is `garbage`, with the reason. */
export function decodeFrame(frame: Uint8Array): Frame {
  if (frame.byteLength > frameBytesMax) return { kind: 'garbage', reason: 'oversized_frame' };
  if (frame[0] === 0) return decodeMessage(frame.subarray(1));
  if (frame[0] === 1) return decodePiece(frame);
  if (frame[0] === 2) return decodeSeveral(frame);
  return { kind: 'garbage', reason: 'unknown_frame' };
}

function decodeMessage(frame: Uint8Array): Frame {
  return messageOf(parseJson(bytesToText(frame)));
}

/** What the head says; what it says of an empty array or of one message is no honest number. */
function severalIn(frame: Uint8Array): number {
  return ((frame[1] ?? 0) << 8) | (frame[2] ?? 0);
}

function decodeSeveral(frame: Uint8Array): Frame {
  const json = parseJson(bytesToText(frame.subarray(severalHead)));
  const number = severalIn(frame);
  if (!Array.isArray(json) || json.length !== number || number < 2 || number > messagesPerFrame) {
    return { kind: 'garbage', reason: 'malformed_frame' };
  }
  const messages: Message[] = [];
  for (const each of json) {
    const one = messageOf(each);
    if (one.kind === 'garbage') return one;
    if (one.kind === 'message') messages.push(one.message);
  }
  return { kind: 'messages', messages };
}

/** To look among all of them for the one of a type takes as long as to read a short one. */
const schemas: ReadonlyMap<string, v.GenericSchema<unknown, Message>> = new Map(
  AnyMessage.options.map((option) => [option.entries.type.literal, option]),
);

function messageOf(json: unknown): Frame {
  if (typeof json !== 'object' || json === null)
    return { kind: 'garbage', reason: 'malformed_json' };
  const type: unknown = Reflect.get(json, 'type');
  if (typeof type !== 'string') return { kind: 'garbage', reason: 'malformed_message' };
  const schema = schemas.get(type);
  if (schema === undefined) return { kind: 'ignored' };
  const parsed = v.safeParse(schema, json);
  return parsed.success
    ? { kind: 'message', message: parsed.output }
    : { kind: 'garbage', reason: 'malformed_message' };
}

function decodePiece(frame: Uint8Array): Frame {
  const part = parts[frame[17] ?? 255];
  if (frame.byteLength <= pieceHead || part === undefined) {
    return { kind: 'garbage', reason: 'malformed_piece' };
  }
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const digits = Array.from(frame.subarray(1, 17), (byte) => byte.toString(16).padStart(2, '0'));
  return {
    kind: 'piece',
    piece: {
      attempt: digits.join(''),
      part,
      offset: view.getUint32(18),
      bytes: frame.subarray(pieceHead),
    },
  };
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return null;
  }
}
