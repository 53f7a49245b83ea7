/** Somebody on the network of a world who speaks the protocol by hand, and need not keep to it. */
import { bytesToHex, hexToBytes, textToBytes } from '../../shared/base/bytes.ts';
import { microCpuHoursByTime } from '../../shared/domain/cpu-hours.ts';
import { epochOf } from '../../shared/domain/epoch.ts';
import { deviceBinding } from '../../shared/ledger/genesis.ts';
import { encodeReceiptBody, receiptHash } from '../../shared/ledger/receipt.ts';
import type { ReceiptBody } from '../../shared/ledger/receipt.ts';
import { decodeFrame, encodeMessage, encodePiece } from '../../shared/peers/frames.ts';
import { helloDomain, protocolVersion } from '../../shared/peers/protocol.ts';
import type { AskMessage, Message, MessageOf } from '../../shared/peers/protocol.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import type { NodeKeys } from '../../main/adapters/keys.ts';
import { groupIdOf } from '../../main/engine/open-group.ts';
import type { Connection } from '../../main/engine/ports.ts';
import { communityCode, epochStartMs, keysOf } from './engine-world.ts';
import type { Person, World } from './engine-world.ts';
import { createLife } from './engine-world/life.ts';
import { unitsPerMicrosecond } from './engine-world/runner.ts';

export const community = groupIdOf(communityCode, cryptography.hash);

export interface RawPeer {
  readonly id: string;
  readonly keys: NodeKeys;
  /** What came in, over all connections. */
  readonly heard: Message[];
  /** What is done with each message that comes in; nothing at first. */
  onMessage: (message: Message) => void;
  /** What is done with each part of a blob; nothing at first. */
  onPiece: () => void;
  /** Connections that were made, and that have ended. */
  readonly made: Connection[];
  readonly ended: Connection[];
  /** What a hello on the present connection signs. */
  proven(): Uint8Array;
  hello(change?: Partial<MessageOf<'hello'>>): void;
  send(message: Message): void;
  frame(bytes: Uint8Array): void;
}

/** A peer that is connected to one person of the world, and has said nothing yet. */
export async function createRawPeer(
  world: World,
  name: string,
  to: Person,
  of = community,
): Promise<RawPeer> {
  for (const other of world.people) if (other !== to) world.network.cut(name, other.name);
  const keys = keysOf(name);
  const life = createLife(null, () => undefined);
  const swarm = world.network.join(name, keys.transportSeed, life);
  const peer: RawPeer = {
    id: bytesToHex(keys.member),
    keys,
    heard: [],
    onMessage: () => undefined,
    onPiece: () => undefined,
    made: [],
    ended: [],
    proven() {
      const channelHash = peer.made.at(-1)?.channelHash ?? new Uint8Array(32);
      return cryptography.hash(helloDomain, of, channelHash, keys.transportSeed);
    },
    hello(change = {}) {
      peer.send({
        type: 'hello',
        version: protocolVersion,
        community: bytesToHex(of),
        ...idOf(keys),
        name,
        kinds: ['function'],
        proof: keys.device.sign(peer.proven()),
        ...change,
      });
    },
    send(message) {
      peer.frame(encodeMessage(message));
    },
    frame(bytes) {
      peer.made.at(-1)?.send(bytes);
    },
  };
  await swarm.start({
    reachable: () => undefined,
    connected(connection) {
      peer.made.push(connection);
      connection.onClose(() => peer.ended.push(connection));
      connection.onFrame((bytes) => {
        const frame = decodeFrame(bytes);
        if (frame.kind === 'piece') peer.onPiece();
        const messages = frame.kind === 'messages' ? frame.messages : [];
        for (const message of frame.kind === 'message' ? [frame.message] : messages) {
          peer.heard.push(message);
          peer.onMessage(message);
        }
      });
    },
  });
  await world.time.pass(1_000);
  return peer;
}

/** Who speaks, as a hello says it. */
export function idOf(keys: NodeKeys) {
  return {
    member: bytesToHex(keys.member),
    device: bytesToHex(keys.device.publicKey),
    binding: keys.sign(deviceBinding(keys.member, keys.device.publicKey, cryptography.hash)),
  };
}

export interface Forgery {
  /** Changes the receipt before it is signed. */
  readonly body?: (body: ReceiptBody) => Partial<ReceiptBody>;
  readonly signature?: (signature: Uint8Array) => Uint8Array;
  readonly bytes?: (body: Uint8Array) => Uint8Array;
  readonly result?: string;
}

/** What the consumer said, with the asking or after it; null where it has not yet. */
function rateToldTo(peer: RawPeer, { attempt, femtosecondsPerUnit }: AskMessage): number | null {
  const later = peer.heard.find(
    (message) => message.type === 'rate' && message.attempt === attempt,
  );
  return later?.type === 'rate' ? later.femtosecondsPerUnit : femtosecondsPerUnit;
}

/** Lends as an honest peer does, but for the forgery. It takes 2 s for every slice. */
export function lendFalsely(world: World, peer: RawPeer, forgery: Forgery): void {
  peer.onMessage = (message) => {
    if (message.type !== 'ask') return;
    const { attempt } = message;
    peer.send({ type: 'take', attempt, ratingMilli: 1000, needsModule: true });
    peer.send({ type: 'began', attempt });
    const answer = () => {
      if (rateToldTo(peer, message) === null) world.time.after(10, answer);
      else answerFalsely(peer, message, forgery, epochOf(epochStartMs + world.time.now()));
    };
    world.time.after(2_000, answer);
  };
  peer.hello();
  peer.send({ type: 'standing', lending: true, freeSlots: 4, room: 0, ratingMilli: 1000 });
}

function answerFalsely(peer: RawPeer, ask: AskMessage, forgery: Forgery, epoch: number): void {
  const consumer = peer.heard.find((message) => message.type === 'hello')?.member ?? '';
  const result = textToBytes('42');
  const honest: ReceiptBody = {
    community,
    supplier: peer.keys.member,
    consumer: hexToBytes(consumer),
    job: hexToBytes(ask.job),
    slice: hexToBytes(ask.slice),
    resultHash: cryptography.hash(result),
    nonce: hexToBytes(ask.attempt),
    cpuMicroseconds: 1_800_000,
    ratingMilli: 1000,
    workCount: 1_800_000 * unitsPerMicrosecond,
    femtosecondsPerUnit: rateToldTo(peer, ask) ?? 0,
    microCpuHours: microCpuHoursByTime(1_800_000, 1000),
    epoch,
  };
  const body = { ...honest, ...forgery.body?.(honest) };
  const signature = peer.keys.sign(receiptHash(body, cryptography.hash));
  const receipt = encodeReceiptBody(body);
  const bytes = textToBytes(forgery.result ?? '42');
  peer.send({
    type: 'answer',
    attempt: ask.attempt,
    resultBytes: bytes.byteLength,
    result: null,
    receipt: forgery.bytes?.(receipt) ?? receipt,
    signature: forgery.signature?.(signature) ?? signature,
  });
  peer.frame(encodePiece({ attempt: ask.attempt, part: 'result', offset: 0, bytes }));
}
