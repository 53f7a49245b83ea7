/**
 * A community of machines in one process: virtual clocks that do not agree, a network that loses, delays, repeats and
 * divides, machines that crash between any two things they do, and some that lie (liars.ts).
 */
import type { Connection, Swarm } from '../../../main/engine/ports.ts';
import { createRecordNode } from '../../../main/engine/record/node.ts';
import type { RecordNode } from '../../../main/engine/record/contract.ts';
import { usualKeep } from '../../../main/engine/record/pruning.ts';
import type { Keep } from '../../../main/engine/record/ports.ts';
import type { Parameters } from '../../../shared/economy/parameters.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import { createChance } from '../engine-world/chance.ts';
import type { Chance } from '../engine-world/chance.ts';
import { createClock } from '../engine-world/clock.ts';
import { createLife } from '../engine-world/life.ts';
import type { Life } from '../engine-world/life.ts';
import { createNetwork } from '../engine-world/network.ts';
import type { Network } from '../engine-world/network.ts';
import { found, invite, join, machineOf } from '../ledger-world.ts';
import type { LedgerWorld, Machine } from '../ledger-world.ts';
import { createRememberingCryptography } from './keys.ts';
import { createArchive, createRecordDisk, openMemoryStore } from './memory-store.ts';
import type { Archive, RecordDisk } from './memory-store.ts';
import { createSteppedTime } from './time.ts';
import type { SteppedTime } from './time.ts';

export const epochMs = 60_000;
export const startsAtMs = 1_700_000_000_000;

/** What a liar puts on the wire in place of a frame; null for nothing. */
export type Lie = (frame: Uint8Array, to: Keeper) => readonly Uint8Array[];

export interface Keeper {
  readonly name: string;
  readonly transportKey: Uint8Array;
  readonly isFounder: boolean;
  machine: Machine;
  disk: RecordDisk;
  /** Null while it is down. */
  node: RecordNode | null;
  life: Life;
  clockAheadMs: number;
  credential: CheckedRecord | null;
  /** Null for who says the same to everybody. */
  lie: Lie | null;
  /** Whether the consensus must do without its honesty: a liar, or a witness whose disk was put back. */
  isFaulty: boolean;
  renewals: number;
  readonly warnings: string[];
}

export interface RecordWorld {
  readonly seed: number;
  readonly chance: Chance;
  readonly time: SteppedTime;
  readonly network: Network;
  readonly ledger: LedgerWorld;
  readonly keepers: readonly Keeper[];
  /** Whose a machine's key is, or was. */
  keeperOf(device: string): Keeper | null;
  /** Every set that was ever closed on any disk, and its records. */
  readonly archive: Archive;
  /** What should never have happened; empty in a run that went well. */
  readonly faults: string[];
  /** Lets somebody in by an invitation of this member. */
  addGuest(inviter: Keeper, word: string): Keeper;
  start(keeper: Keeper): void;
  /** Ends it without a word. */
  crash(keeper: Keeper): void;
  /** Ends it after so many more things done. */
  crashAfter(keeper: Keeper, effects: number): void;
  epochNow(): number;
  areLinked(a: Keeper, b: Keeper): boolean;
  /** Cuts or heals a link between two that may be connected at all. */
  setLink(a: Keeper, b: Keeper, isWhole: boolean): void;
}

export interface WorldOptions {
  readonly founders: number;
  readonly witnesses: 1 | 4 | 7;
  /** Machines that each is connected with, about; all where it is more than there are. */
  readonly degree: number;
  /** What every machine keeps of old heights; as usual where it is left out. */
  readonly keep?: Keep;
  /** Snapshots that stay besides the last two; as on a disk where it is left out. */
  readonly snapshotEvery?: number;
  /** Other than usual. */
  readonly parameters?: Partial<Parameters>;
  /** Nothing happens after so many events; no bound where it is left out. */
  readonly eventsMax?: number;
}

export function createRecordWorld(seed: number, options: WorldOptions): RecordWorld {
  const chance = createChance(seed);
  const time = createSteppedTime(options.eventsMax);
  const cryptography = createRememberingCryptography();
  const network = createNetwork(time, chance, {
    delayMs: [1, chance.one([20, 200, 800])],
    noticeMs: [200, 6_000],
    lastFramesArrive: chance.next() < 0.5,
  });
  const names = Array.from({ length: options.founders }, (_, index) => `f${index} of ${seed}`);
  const ledger = found(names, { epochMs, ...options.parameters }, options.witnesses);
  const keepers: Keeper[] = [];
  const archive = createArchive();
  const byDevice = new Map<string, Keeper>();
  const byTransport = new Map<string, Keeper>();
  const apart = new Set<string>();
  const faults: string[] = [];
  const linkOf = (a: Keeper, b: Keeper) => [a.name, b.name].sort().join('|');

  function add(machine: Machine, credential: CheckedRecord | null): Keeper {
    const keeper: Keeper = {
      name: machine.name.replaceAll(' ', '_'),
      transportKey: chance.bytes(32),
      isFounder: credential === null,
      machine,
      disk: createRecordDisk(ledger.genesisBytes, archive, options.snapshotEvery),
      node: null,
      life: createLife(0, () => undefined),
      clockAheadMs: chance.whole(-10_000, 10_000),
      credential,
      lie: null,
      isFaulty: false,
      renewals: 0,
      warnings: [],
    };
    for (const other of keepers) if (!mayMeet(keeper, other)) divide(keeper, other);
    keepers.push(keeper);
    byDevice.set(machine.device.hex, keeper);
    byTransport.set(Buffer.from(keeper.transportKey).toString('hex'), keeper);
    return keeper;
  }

  /** Everybody has a few neighbours by the order in which they came, so that all hang together, and some by chance. */
  function mayMeet(newcomer: Keeper, other: Keeper): boolean {
    const isNear = keepers.length - keepers.indexOf(other) <= 3;
    return isNear || chance.next() < (options.degree - 3) / Math.max(1, keepers.length);
  }

  function divide(a: Keeper, b: Keeper): void {
    apart.add(linkOf(a, b));
    network.cut(a.name, b.name);
  }

  function start(keeper: Keeper): void {
    if (keeper.node !== null) return;
    keeper.life = createLife(null, () => undefined);
    launch(keeper);
  }

  function launch(keeper: Keeper): void {
    const { life } = keeper;
    const node = createRecordNode({
      clock: createClock(time, life, () => startsAtMs + time.now() + keeper.clockAheadMs),
      random: { bytes: chance.bytes },
      cryptography,
      log: {
        info: () => undefined,
        warn(sentence) {
          keeper.warnings.push(`${time.now()} ${sentence}`);
        },
      },
      store: openMemoryStore(keeper.disk, life),
      swarm: wired(keeper, network.join(keeper.name, keeper.transportKey, life)),
      device: keeper.machine.device,
      member: keeper.machine.member.publicKey,
      renewDevice: () => renew(keeper),
      credential: keeper.credential?.bytes ?? null,
      verifyMany: null,
      keep: options.keep ?? usualKeep,
    });
    keeper.node = node;
    void node.start();
  }

  function renew(keeper: Keeper) {
    keeper.renewals += 1;
    keeper.machine = machineOf(keeper.machine.name, `desk ${keeper.renewals}`);
    keeper.credential = null;
    byDevice.set(keeper.machine.device.hex, keeper);
    const { device, binding } = keeper.machine;
    return { ...device, binding, label: `desk ${keeper.renewals}` };
  }

  function crash(keeper: Keeper): void {
    keeper.life.end();
    keeper.node = null;
    network.vanish(keeper.name);
  }

  /** What goes over this machine's connections as it really goes: lies, repeats, and who is taken for a liar. */
  function wired(keeper: Keeper, swarm: Swarm): Swarm {
    return {
      ...swarm,
      start: (listener) =>
        swarm.start({
          ...listener,
          connected(connection) {
            const to = byTransport.get(Buffer.from(connection.remoteTransportKey).toString('hex'));
            listener.connected(to === undefined ? connection : wire(keeper, to, connection));
          },
        }),
    };
  }

  function wire(from: Keeper, to: Keeper, connection: Connection): Connection {
    return {
      ...connection,
      send(frame) {
        const told = from.lie?.(frame, to) ?? [frame];
        let goesOn = true;
        for (const each of told) goesOn = connection.send(each);
        if (isPush(frame) && chance.next() < 0.05) connection.send(frame);
        return goesOn;
      },
      ban() {
        const areHonest = to.lie === null && from.lie === null;
        if (areHonest && to.renewals === 0 && from.renewals === 0) {
          faults.push(`${from.name} took ${to.name} for a liar: ${from.warnings.at(-1) ?? '?'}`);
        }
        connection.ban();
      },
    };
  }

  for (const machine of ledger.machines.values()) add(machine, null);
  return {
    ...{ seed, chance, time, network, ledger, keepers, archive, faults },
    keeperOf: (device) => byDevice.get(device) ?? null,
    addGuest(inviter, word) {
      const machine = machineOf(`${word} of ${seed}`);
      const invitation = invite(ledger, inviter.machine, `${seed} ${word}`);
      return add(machine, join(ledger, machine, invitation));
    },
    start,
    crash,
    crashAfter(keeper, effects) {
      const { life } = keeper;
      let left = effects;
      const { effect } = life;
      life.effect = (what) => {
        effect(what);
        if (left-- === 0 && life.isAlive()) crash(keeper);
      };
    },
    epochNow: () => Math.floor(time.now() / epochMs),
    areLinked: (a, b) => !apart.has(linkOf(a, b)),
    setLink(a, b, isWhole) {
      if (a === b || apart.has(linkOf(a, b))) return;
      if (isWhole) network.heal(a.name, b.name);
      else network.cut(a.name, b.name);
    },
  };
}

/** Frames that nobody asked for may come twice; an answer that comes twice is none. */
function isPush(frame: Uint8Array): boolean {
  return [2, 13, 14, 15].includes(frame[0] ?? 0);
}
