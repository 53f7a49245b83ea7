/** One connection: what goes out in which order and how fast, and what has come in so far. */
import {
  decodeFrame,
  encodeSeveral,
  frameCost,
  messageText,
  messagesPerFrame,
} from '../../../shared/peers/frames.ts';
import type { Frame } from '../../../shared/peers/frames.ts';
import { messageBytesMax, talk } from '../../../shared/peers/protocol.ts';
import type { Message, MessageOf, Part, Piece } from '../../../shared/peers/protocol.ts';
import type { Clock, Connection } from '../ports.ts';
import { createIntake } from './intake.ts';
import { createLane, leaveByOther, leaveByTraffic } from './lane.ts';
import type { Lane, ReadBlob } from './lane.ts';
import { createPace } from './pace.ts';
import type { Traffics } from './traffic.ts';

/** Blobs that wait to be sent on one connection; more than this is more than anybody can have asked for. */
const outgoingMax = 1_024;

/** Modules and inputs that take turns where the other side limits them: each is held in memory meanwhile. */
const abreast = 8;

/** Characters of messages in one frame; each takes at most three bytes. */
const togetherMax = Math.floor(messageBytesMax / 3) - 16;

export type { ReadBlob } from './lane.ts';

export interface Session {
  readonly connection: Connection;
  /**
   * Sends it soon: what is said in one go travels in one frame. Where there is a limit to how fast work may flow, an
   * answer waits until its result may go, and a result or input inside goes behind it.
   */
  send(message: Message): void;
  /** Sends now what waits: before the connection is ended from here. */
  flush(): void;
  /** Sends a blob in pieces, as fast as the other side reads. `onSent` tells the bytes sent so far. */
  sendBlob(attempt: string, part: Part, read: ReadBlob, onSent?: (bytes: number) => void): boolean;
  /** Forgets what was still to be sent for an attempt. */
  dropBlobs(attempt: string): void;
  /** What somebody who is present says of how fast work may flow, and what bears on it. */
  heard(message: Message): void;
  /** A piece has come; false when more of them came than there was leave for. */
  took(piece: Piece): boolean;
}

/** Speaks the protocol's frames over a connection. */
export function createSession(
  connection: Connection,
  clock: Pick<Clock, 'elapsed'>,
  { up, down }: Traffics,
  onFrame: (frame: Frame) => void,
): Session {
  const pace = createPace(clock, talk);
  const intake = createIntake(down, speak);
  const leave = leaveByOther((bytes) => {
    speak({ type: 'waiting', bytes });
  });
  const results = createLane(leaveByTraffic(up, pump), 1);
  const checkpoints = createLane(leaveByTraffic(up, pump), 1);
  const parts = createLane(leave, abreast);
  const lanes: readonly Lane[] = [results, parts, checkpoints];
  /** Answers whose results have not had their turn, and inputs of what nobody has taken yet. */
  const held = new Map<string, MessageOf<'answer'>>();
  const inputs = new Map<string, Uint8Array>();
  let standing: MessageOf<'standing'> | null = null;
  let isOpen = true;
  let isPumping = false;
  let texts: string[] = [];
  let textLength = 0;
  const stopHearing = up.onBehind(stand);

  function flush(): void {
    if (isOpen && texts.length > 0) connection.send(encodeSeveral(texts));
    texts = [];
    textLength = 0;
  }

  function speak(message: Message): void {
    if (!isOpen) return;
    const text = messageText(message);
    if (texts.length === messagesPerFrame || textLength + text.length > togetherMax) flush();
    // When all that happens now has happened, and before anything else does.
    if (texts.length === 0) void Promise.resolve().then(flush);
    texts.push(text);
    textLength += text.length + 1;
  }

  /** Whoever cannot get rid of what it has made makes nothing more. */
  function stand(): void {
    if (standing === null) return;
    const said = intake.within(standing);
    speak(up.isBehind() ? { ...said, freeSlots: 0, room: 0 } : said);
    intake.say();
  }

  function answer(message: MessageOf<'answer'>): void {
    const { attempt, result, resultBytes } = message;
    const goesNow =
      !up.isLimited() || resultBytes === 0 || (result !== null && up.take(resultBytes));
    if (goesNow || results.length() >= outgoingMax) {
      speak(message);
      return;
    }
    held.set(attempt, { ...message, result: null });
    if (result !== null) queue(results, attempt, 'result', () => result);
  }

  function ask(message: MessageOf<'ask'>): void {
    const { attempt, input } = message;
    const isInside = input === null || input.byteLength === 0 || !leave.isPaced();
    if (!isInside) inputs.set(attempt, input);
    speak(isInside ? message : { ...message, input: null });
  }

  function queue(
    lane: Lane,
    attempt: string,
    part: Part,
    read: ReadBlob,
    onSent: (bytes: number) => void = () => undefined,
  ): boolean {
    if (!isOpen || lane.length() >= outgoingMax) return false;
    const expects = held.get(attempt)?.resultBytes ?? 0;
    lane.add({ attempt, part, read, onSent, onTurn, expects });
    pump();
    return true;

    function onTurn(): void {
      const before = held.get(attempt);
      if (part !== 'result' || before === undefined) return;
      held.delete(attempt);
      speak(before);
    }
  }

  function laneOf(part: Part): Lane {
    return part === 'result' ? results : part === 'checkpoint' ? checkpoints : parts;
  }

  function pump(): void {
    if (isPumping) return;
    isPumping = true;
    const piece = (frame: Uint8Array) => {
      // A message that speaks of it goes first.
      flush();
      return connection.send(frame);
    };
    let turn = 0;
    let idle = 0;
    while (isOpen && idle < lanes.length) {
      const sent = lanes[turn]?.pump(piece);
      if (sent === 'full') break;
      idle = sent === 'idle' ? idle + 1 : 0;
      turn = (turn + 1) % lanes.length;
    }
    isPumping = false;
  }

  connection.onFrame((bytes) => {
    // What is too much is not even read.
    if (pace.take(frameCost(bytes))) onFrame(decodeFrame(bytes));
    else onFrame({ kind: 'garbage', reason: 'too_many_messages' });
  });
  connection.onDrain(pump);
  connection.onClose(() => {
    isOpen = false;
    stopHearing();
    intake.close();
    for (const lane of lanes) lane.clear();
    held.clear();
    inputs.clear();
    texts = [];
  });

  return {
    connection,
    send(message) {
      if (message.type === 'answer') answer(message);
      else if (message.type === 'ask') ask(message);
      else if (message.type === 'standing') {
        standing = message;
        stand();
      } else speak(message);
    },
    flush,
    sendBlob: (attempt, part, read, onSent) => queue(laneOf(part), attempt, part, read, onSent),
    dropBlobs(attempt) {
      held.delete(attempt);
      inputs.delete(attempt);
      for (const lane of lanes) lane.drop(attempt);
    },
    heard(message) {
      if (message.type === 'flow') {
        leave.granted(message.bytes);
        parts.moved();
        pump();
      } else if (message.type === 'waiting') intake.waiting(message.bytes);
      else if (message.type === 'take') {
        const input = inputs.get(message.attempt);
        if (input === undefined) return;
        inputs.delete(message.attempt);
        queue(parts, message.attempt, 'input', () => input);
      }
    },
    took: ({ part, bytes }) =>
      part === 'result' || part === 'checkpoint' || intake.came(bytes.byteLength),
  };
}
