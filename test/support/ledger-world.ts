/**
 * A community for tests of the ledger: people with machines, whose records are made and signed as the program does,
 * by keys that follow from their names.
 */
import hypercoreCrypto from 'hypercore-crypto';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { assert } from '../../shared/base/assert.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { encodeMessage, messageHash } from '../../shared/consensus/messages.ts';
import type { VoteBody } from '../../shared/consensus/messages.ts';
import { defaultParameters } from '../../shared/economy/parameters.ts';
import type { Parameters } from '../../shared/economy/parameters.ts';
import { checkGenesis } from '../../shared/ledger/check-genesis.ts';
import type { CheckedGenesis } from '../../shared/ledger/check-genesis.ts';
import { checkRecord, signRecord } from '../../shared/ledger/check-record.ts';
import { deviceBinding, genesisCodec } from '../../shared/ledger/genesis.ts';
import {
  createInvitation,
  encodeInvitationBody,
  joinProof,
} from '../../shared/ledger/invitation.ts';
import type { Invitation } from '../../shared/ledger/invitation.ts';
import { encodeParameters } from '../../shared/ledger/parameters-bytes.ts';
import type {
  Authored,
  BodyOf,
  CheckedRecord,
  CounterBody,
  RecordBody,
  RecordKind,
} from '../../shared/ledger/record.ts';
import { madeBytes } from './made-receipts.ts';

const { hash } = cryptography;
export const zeros = new Uint8Array(32);

export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly hex: string;
  sign(message: Uint8Array): Uint8Array;
}

/** The key pair that belongs to a name. */
export function keyPairOf(name: string): KeyPair {
  const { publicKey, secretKey } = hypercoreCrypto.keyPair(madeBytes(32, 'seed', name));
  return {
    publicKey: new Uint8Array(publicKey),
    hex: bytesToHex(publicKey),
    sign: (message) => new Uint8Array(hypercoreCrypto.sign(message, secretKey)),
  };
}

const seeds = {
  publicKeyOf: (seed: Uint8Array) => new Uint8Array(hypercoreCrypto.keyPair(seed).publicKey),
  signBy: (seed: Uint8Array, message: Uint8Array) =>
    new Uint8Array(hypercoreCrypto.sign(message, hypercoreCrypto.keyPair(seed).secretKey)),
};

/** A machine of somebody, which counts its records. */
export interface Machine {
  readonly name: string;
  readonly member: KeyPair;
  readonly device: KeyPair;
  readonly binding: Uint8Array;
  /** Of the next record; a test that forks sets them back. */
  number: number;
  previous: Uint8Array;
}

export function machineOf(person: string, label = 'desk'): Machine {
  const member = keyPairOf(person);
  const device = keyPairOf(`${person} ${label}`);
  const binding = member.sign(deviceBinding(member.publicKey, device.publicKey, hash));
  return { name: person, member, device, binding, number: 1, previous: zeros };
}

export interface LedgerWorld {
  readonly genesis: CheckedGenesis;
  readonly genesisBytes: Uint8Array;
  /** Of the founders, by name. */
  readonly machines: ReadonlyMap<string, Machine>;
  of(name: string): Machine;
}

/** A community that these people found, each with one machine. */
export function found(
  names: readonly string[],
  parameters: Partial<Parameters> = {},
  witnesses = 1,
): LedgerWorld {
  const machines = new Map(names.map((name) => [name, machineOf(name)]));
  const founders = [...machines.values()]
    .map(({ name, member, device, binding }) => ({
      member: member.publicKey,
      device: device.publicKey,
      name,
      binding,
    }))
    .sort((a, b) => (bytesToHex(a.member) < bytesToHex(b.member) ? -1 : 1));
  const genesisBytes = genesisCodec.encode({
    version: 1,
    name: 'Test',
    startsAtMs: 1_700_000_000_000n,
    founders,
    witnesses,
    parameters: encodeParameters({ ...defaultParameters, ...parameters }),
    salt: new Uint8Array(16),
  });
  const genesis = checkGenesis(genesisBytes, cryptography);
  assert(genesis.ok, 'the genesis of a test holds');
  const of = (name: string) => {
    const machine = machines.get(name);
    assert(machine !== undefined, `${name} is a founder`);
    return machine;
  };
  return { genesis: genesis.value, genesisBytes, machines, of };
}

type DraftOf<Kind extends Exclude<RecordKind, 'counter'>> = Omit<BodyOf<Kind>, keyof Authored>;

/** Writes the next record of a machine. */
export function write<Kind extends Exclude<RecordKind, 'counter'>>(
  { genesis }: LedgerWorld,
  machine: Machine,
  kind: Kind,
  draft: DraftOf<Kind>,
): CheckedRecord {
  const author = machine.device.publicKey;
  const { number, previous } = machine;
  const record = { kind, body: { author, number, previous, ...draft } } as unknown as RecordBody;
  const made = checked(genesis, record, [machine.device.sign]);
  machine.number += 1;
  machine.previous = made.id;
  return made;
}

/** Through the very check that strangers' records go through. */
export function checked(
  { community }: CheckedGenesis,
  record: RecordBody,
  signers: readonly ((message: Uint8Array) => Uint8Array)[],
): CheckedRecord {
  const { bytes } = signRecord(record, community, hash, signers);
  const result = checkRecord(bytes, community, cryptography);
  assert(result.ok, result.ok ? '' : result.error.detail);
  return result.value;
}

/** An invitation by a machine; `word` tells several apart. */
export function invite(
  { genesis }: LedgerWorld,
  inviter: Machine,
  word: string,
  expiresEpoch = 1_000_000,
): Invitation {
  const about = {
    community: genesis.community,
    inviter: inviter.member.publicKey,
    expiresEpoch,
    communityName: 'Test',
    seed: madeBytes(32, 'invitation', word),
  };
  return createInvitation(about, inviter.device, { hash, ...seeds });
}

/** The first record of a new member's machine. */
export function join(world: LedgerWorld, machine: Machine, invitation: Invitation): CheckedRecord {
  return write(world, machine, 'member', {
    member: machine.member.publicKey,
    name: machine.name,
    binding: machine.binding,
    invitation: encodeInvitationBody(invitation.body),
    invitationSignature: invitation.signature,
    proof: joinProof(invitation, machine.member.publicKey, { hash, ...seeds }),
  });
}

/** The first record of another machine of a member. */
export function addMachine(world: LedgerWorld, machine: Machine): CheckedRecord {
  return write(world, machine, 'device', {
    member: machine.member.publicKey,
    label: 'another',
    binding: machine.binding,
  });
}

/** What a counter says; quantities are in micro-hours. */
export interface CounterDraft {
  readonly epoch: number;
  readonly quantity: bigint;
  readonly sequence?: number;
  readonly count?: number;
  readonly currency?: number;
  readonly cause?: Uint8Array;
  readonly root?: Uint8Array;
}

export function counter(
  { genesis }: LedgerWorld,
  supplier: Machine,
  consumer: Machine,
  draft: CounterDraft,
): CheckedRecord {
  const sequence = draft.sequence ?? 1;
  const body: CounterBody = {
    supplier: supplier.device.publicKey,
    consumer: consumer.device.publicKey,
    currency: draft.currency ?? 0,
    cause: draft.cause ?? zeros,
    epoch: draft.epoch,
    sequence,
    count: draft.count ?? sequence,
    quantity: draft.quantity,
    root: draft.root ?? zeros,
  };
  const signers = [supplier.device.sign, consumer.device.sign];
  return checked(genesis, { kind: 'counter', body }, signers);
}

/** Two votes of one machine for one step, which contradict each other. */
export function evidence(world: LedgerWorld, by: Machine, against: Machine) {
  const votes = [null, new Uint8Array(32).fill(7)].map((id) => {
    const body: VoteBody = { kind: 'prevote', height: 3, round: 0, witness: 1, id };
    const signature = against.device.sign(messageHash(body, world.genesis.community, hash));
    return encodeMessage({ ...body, signature });
  });
  const [first = new Uint8Array(), second = new Uint8Array()] = votes.sort((a, b) =>
    bytesToHex(a) < bytesToHex(b) ? -1 : 1,
  );
  return write(world, by, 'evidence', { witness: against.device.publicKey, first, second });
}
