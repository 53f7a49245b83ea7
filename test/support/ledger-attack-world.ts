/**
 * A community whose machines are the product's own record nodes, on a network in memory and a virtual clock, and
 * somebody beside them who says whatever it likes.
 */
import type { Connection } from '../../main/engine/ports.ts';
import { createRecordNode } from '../../main/engine/record/node.ts';
import type { RecordNode } from '../../main/engine/record/contract.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import type { Parameters } from '../../shared/economy/parameters.ts';
import {
  decodeRecordFrame,
  encodeRecordFrame,
  recordHelloDomain,
  recordProtocolVersion,
} from '../../shared/peers/record-protocol.ts';
import type { DecodedFrame, RecordFrame } from '../../shared/peers/record-protocol.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { createChance } from './engine-world/chance.ts';
import { createLife } from './engine-world/life.ts';
import { createNetwork } from './engine-world/network.ts';
import type { Network } from './engine-world/network.ts';
import { found } from './ledger-world.ts';
import type { KeyPair, LedgerWorld, Machine } from './ledger-world.ts';
import { createRecordDisk, openMemoryStore } from './record-world/memory-store.ts';
import { createSteppedTime } from './record-world/time.ts';
import type { SteppedTime } from './record-world/time.ts';

export const epochMs = 600_000;
const startsAtMs = 1_700_000_000_000;

export interface AttackedWorld {
  readonly ledger: LedgerWorld;
  readonly time: SteppedTime;
  readonly network: Network;
  /** Starts the record node of this machine, with nothing on its disk. */
  start(machine: Machine): RecordNode;
  attacker(name: string, device: KeyPair): Attacker;
}

export interface Attacker {
  readonly device: KeyPair;
  /** What came in. */
  readonly heard: DecodedFrame[];
  /** Answers each frame that comes in, on every connection; says nothing at first. */
  answer: (frame: DecodedFrame) => readonly RecordFrame[];
  /** Said on every new connection, after the hello. */
  readonly first: RecordFrame[];
  readonly credential: { bytes: Uint8Array };
  /** On all connections that are open. */
  send(frame: RecordFrame): void;
  sendBytes(bytes: Uint8Array): void;
  connections(): number;
}

/** A community that these people found; its record nodes are started one by one. */
export function attackedWorld(
  seed: number,
  people: readonly string[],
  parameters: Partial<Parameters> = {},
): AttackedWorld {
  const chance = createChance(seed);
  const time = createSteppedTime();
  const options = { delayMs: [1, 20], noticeMs: [50, 100], lastFramesArrive: true } as const;
  const network = createNetwork(time, chance, options);
  const ledger = found(people, { epochMs, ...parameters });
  const { community } = ledger.genesis;

  function attacker(name: string, device: KeyPair): Attacker {
    const life = createLife(null, () => undefined);
    const swarm = network.join(name, chance.bytes(32), life);
    const open = new Set<Connection>();
    const self: Attacker = {
      device,
      heard: [],
      answer: () => [],
      first: [],
      credential: { bytes: new Uint8Array() },
      send(frame) {
        self.sendBytes(encodeRecordFrame(frame));
      },
      sendBytes(bytes) {
        for (const connection of open) connection.send(bytes);
      },
      connections: () => open.size,
    };
    const connected = (connection: Connection) => {
      open.add(connection);
      connection.onClose(() => open.delete(connection));
      connection.onFrame((bytes) => {
        const frame = decodeRecordFrame(bytes);
        self.heard.push(frame);
        for (const each of self.answer(frame)) connection.send(encodeRecordFrame(each));
      });
      const { channelHash } = connection;
      const signed = [recordHelloDomain, community, channelHash, swarm.transportKey] as const;
      const proof = device.sign(cryptography.hash(...signed));
      const { bytes: credential } = self.credential;
      const hello = { version: recordProtocolVersion, device: device.publicKey, proof, credential };
      connection.send(encodeRecordFrame({ kind: 'hello', ...hello }));
      for (const frame of self.first) connection.send(encodeRecordFrame(frame));
    };
    void swarm.start({ connected, reachable: () => undefined });
    return self;
  }

  function start(machine: Machine): RecordNode {
    const life = createLife(null, () => undefined);
    const every = (ms: number, action: () => void): (() => void) => {
      let cancel = () => undefined as void;
      const again = () => {
        cancel = time.after(ms, () => {
          again();
          action();
        });
      };
      again();
      return () => {
        cancel();
      };
    };
    const node = createRecordNode({
      clock: { now: () => startsAtMs + time.now(), elapsed: time.now, after: time.after, every },
      random: { bytes: chance.bytes },
      cryptography,
      log: { info: () => undefined, warn: () => undefined },
      store: openMemoryStore(createRecordDisk(ledger.genesisBytes), life),
      swarm: network.join(machine.name, chance.bytes(32), life),
      device: machine.device,
      member: machine.member.publicKey,
      renewDevice: () => {
        throw new Error('nobody has used the key of this machine');
      },
      credential: null,
      verifyMany: null,
    });
    void node.start();
    return node;
  }

  return { ledger, time, network, start, attacker };
}

/** Whose machine certifies, where there is one witness; and somebody else. */
export function witnessAndOther(ledger: LedgerWorld): readonly [Machine, Machine] {
  const [first] = ledger.genesis.genesis.founders;
  const key = first === undefined ? '' : bytesToHex(first.device);
  const [other, witness] = [...ledger.machines.values()]
    .sort((a, b) => Number(a.device.hex === key) - Number(b.device.hex === key))
    .filter((_, index, all) => index === 0 || index === all.length - 1);
  if (witness === undefined || other === undefined) throw new Error('two have founded it');
  return [witness, other];
}

/** Everything that an attacker would send, if it were an honest machine at height 0. */
export function statusOf(height: number, id: Uint8Array): RecordFrame {
  return { kind: 'status', height, id };
}
