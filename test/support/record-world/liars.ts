/** Machines that lie on the wire. Behind each is an honest node, so that it knows what would be true. */
import { encodeMessage, decodeMessage, messageHash } from '../../../shared/consensus/messages.ts';
import type { Message, MessageBody } from '../../../shared/consensus/messages.ts';
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import { epochIdOf, epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import { cryptography } from '../../../main/adapters/cryptography.ts';
import {
  decodeRecordFrame,
  encodeRecordFrame,
  nothingFor,
} from '../../../shared/peers/record-protocol.ts';
import type { RecordFrame } from '../../../shared/peers/record-protocol.ts';
import type { Keeper, Lie, RecordWorld } from './world.ts';

const { hash } = cryptography;

export const lies = [
  'silent',
  'equivocates',
  'proposes nonsense',
  'withholds',
  'babbles',
  'spoils snapshots',
] as const;
export type LieName = (typeof lies)[number];

/** From now on this machine lies in one way. */
export function makeLiar(world: RecordWorld, keeper: Keeper, name: LieName): void {
  const makers: { readonly [Name in LieName]: () => Lie } = {
    silent: () => (frame) => (frame[0] === 15 ? [] : [frame]),
    equivocates: () => equivocates(world, keeper),
    'proposes nonsense': () => proposesNonsense(world, keeper),
    withholds: () => withholds(world),
    babbles: () => babbles(world),
    'spoils snapshots': () => spoilsSnapshots(world),
  };
  keeper.lie = makers[name]();
  keeper.isFaulty = true;
}

/** Its own messages, for each neighbour, may say something else. */
function equivocates(world: RecordWorld, keeper: Keeper): Lie {
  return (bytes) => {
    const message = ownVote(keeper, bytes);
    if (message === null || world.chance.next() < 0.5) return [bytes];
    const lie = sign(world, keeper, otherThan(world, message));
    return world.chance.next() < 0.3 ? [bytes, lie] : [lie];
  };
}

function otherThan(world: RecordWorld, message: Message): MessageBody {
  if (message.kind === 'proposal') return distorted(world, message);
  const id = message.id === null || world.chance.next() < 0.5 ? world.chance.bytes(32) : null;
  return { ...message, id };
}

/** Values that do not follow from any records, or not from these, in a set that nobody has. */
function proposesNonsense(world: RecordWorld, keeper: Keeper): Lie {
  return (bytes) => {
    const message = ownVote(keeper, bytes);
    if (message?.kind !== 'proposal') return [bytes];
    return [sign(world, keeper, distorted(world, message))];
  };
}

function distorted(
  world: RecordWorld,
  message: Extract<Message, { readonly kind: 'proposal' }>,
): MessageBody {
  const { chance, ledger } = world;
  const honest = epochValueCodec.decode(message.value);
  if (honest === null) return message;
  const value = chance.one([
    () => ({ ...honest, stateRoot: chance.bytes(32) }),
    () => ({ ...honest, setRoot: chance.bytes(32) }),
    () => ({ ...honest, epoch: honest.epoch + chance.whole(1, 1_000) }),
    () => ({ ...honest, setCount: honest.setCount + 1 }),
    () => ({ ...honest, setCount: 0 }),
    () => ({ ...honest, previous: chance.bytes(32) }),
    () => ({ ...honest, nextCommittee: [chance.bytes(32)] }),
  ])();
  const bytes = epochValueCodec.encode(value);
  return { ...message, value: bytes, id: epochIdOf(bytes, ledger.genesis.community, hash) };
}

/** Has proposed a set, and has neither its list nor its records. */
function withholds(world: RecordWorld): Lie {
  return (bytes) => {
    if (bytes[0] === 8) return [encodeRecordFrame(nothingFor('askSet'))];
    const frame = bytes[0] === 10 ? decodeRecordFrame(bytes) : null;
    if (frame?.kind !== 'records' || world.chance.next() < 0.5) return [bytes];
    return [encodeRecordFrame({ kind: 'records', records: [], missing: [] })];
  };
}

/** Gives newcomers false pieces of the state, or none, or shows other hashes than they have. */
function spoilsSnapshots({ chance }: RecordWorld): Lie {
  return (bytes) => {
    const frame = bytes[0] === 12 || bytes[0] === 19 ? decodeRecordFrame(bytes) : null;
    if (frame?.kind === 'chunk') {
      if (chance.next() < 0.3) return [encodeRecordFrame(nothingFor('askChunk'))];
      const spoiled = Uint8Array.from(frame.bytes);
      const place = chance.whole(0, spoiled.length - 1);
      spoiled[place] = (spoiled[place] ?? 0) ^ (1 << chance.whole(0, 7));
      return [encodeRecordFrame({ ...frame, bytes: spoiled })];
    }
    if (frame?.kind !== 'snapshot' || chance.next() < 0.7) return [bytes];
    return [encodeRecordFrame({ ...frame, hashes: [chance.bytes(32), ...frame.hashes] })];
  };
}

/** Says what makes no sense, or is not true: those who hear it must let it go. */
function babbles(world: RecordWorld): Lie {
  const { chance, ledger } = world;
  const nonsense: readonly (() => RecordFrame)[] = [
    () => ({ kind: 'status', height: chance.whole(0, 2 ** 31), id: chance.bytes(32) }),
    () => ({ kind: 'have', ids: Array.from({ length: 50 }, () => chance.bytes(32)) }),
    () => ({ kind: 'digest', height: chance.whole(0, 20), buckets: chance.bytes(2048) }),
    () => ({ kind: 'vote', message: chance.bytes(118) }),
    () => ({ kind: 'records', records: [chance.bytes(200)], missing: [] }),
    () => ({ kind: 'chunk', height: 3, index: 0, count: 1, bytes: chance.bytes(500) }),
    () => ({ kind: 'askRecords', ids: [chance.bytes(32)] }),
    () => ({ kind: 'askSet', height: 1, root: ledger.genesis.community, count: 1, offset: 0 }),
    () => ({
      kind: 'certificates',
      from: 1,
      page: [{ value: chance.bytes(200), certificate: chance.bytes(300) }],
    }),
  ];
  return (bytes) => {
    if (chance.next() < 0.9) return [bytes];
    if (chance.next() < 0.3) return [chance.bytes(chance.whole(1, 300))];
    return [bytes, encodeRecordFrame(chance.one(nonsense)())];
  };
}

function ownVote(keeper: Keeper, bytes: Uint8Array): Message | null {
  const frame = bytes[0] === 15 ? decodeRecordFrame(bytes) : null;
  const message = frame?.kind === 'vote' ? decodeMessage(frame.message) : null;
  const committee = keeper.node?.state().committee ?? [];
  if (message === null) return null;
  return committee[message.witness] === keeper.machine.device.hex ? message : null;
}

function sign(world: RecordWorld, keeper: Keeper, body: MessageBody): Uint8Array {
  const said = messageHash(body, world.ledger.genesis.community, hash);
  const message = encodeMessage({ ...body, signature: keeper.machine.device.sign(said) });
  return encodeRecordFrame({ kind: 'vote', message });
}

/** Whether this machine is a witness of the next height in anybody's eyes. */
export function isWitness(world: RecordWorld, keeper: Keeper): boolean {
  const key = keeper.machine.device.publicKey;
  return world.keepers.some(({ node }) =>
    node?.view().witnesses.some(({ device }) => sameBytes(device, key)),
  );
}

export const hexOf = (keeper: Keeper) => bytesToHex(keeper.machine.device.publicKey);
