/** A member of a world of errands: its own half of the engine, and nothing above it. */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { peerIdOf } from '../../../shared/domain/peer-id.ts';
import { cryptography } from '../../../main/adapters/cryptography.ts';
import type { NodeKeys } from '../../../main/adapters/keys.ts';
import { createErrands } from '../../../main/engine/errands/errands.ts';
import type { Errands } from '../../../main/engine/errands/contract.ts';
import { createGroupCommit } from '../../../main/engine/group-commit.ts';
import { createBudget } from '../../../main/engine/ledger/budget.ts';
import { createContested } from '../../../main/engine/ledger/contested.ts';
import { createCounters } from '../../../main/engine/ledger/counters/counters.ts';
import { createLedger } from '../../../main/engine/ledger/ledger.ts';
import { createKnownRates } from '../../../main/engine/metering/known-rates.ts';
import { openGroup } from '../../../main/engine/open-group.ts';
import { createNames } from '../../../main/engine/peers/names.ts';
import { createPeers } from '../../../main/engine/peers/peers.ts';
import type { Peers } from '../../../main/engine/peers/peers.ts';
import type { Community } from '../../../main/engine/ports.ts';
import { epochStartMs, keysOf } from '../engine-world.ts';
import type { Chance } from '../engine-world/chance.ts';
import { createClock } from '../engine-world/clock.ts';
import { createDisk, openRecord, openSettings, openWorkStore } from '../engine-world/disk.ts';
import type { Disk } from '../engine-world/disk.ts';
import { createLateCommit } from '../engine-world/late-commit.ts';
import { createLife } from '../engine-world/life.ts';
import type { Life } from '../engine-world/life.ts';
import type { Network } from '../engine-world/network.ts';
import type { VirtualTime } from '../engine-world/time.ts';
import { createAsker, usual } from './asker.ts';
import type { Asker, AskerTraits } from './asker.ts';
import { createLender, createLenderDisk, femtosecondsPerUnit, honest } from './lender.ts';
import type { Lender, LenderDisk, LenderTraits } from './lender.ts';

export interface ErrandMember {
  readonly name: string;
  /** Member key, hexadecimal. */
  readonly id: string;
  readonly peer: string;
  readonly keys: NodeKeys;
  readonly community: Community;
  readonly disk: Disk;
  readonly lenderDisk: LenderDisk;
  readonly traits: LenderTraits;
  readonly wants: AskerTraits;
  readonly warnings: string[];
  /** Over all starts. */
  readonly refused: string[];
  clockAheadMs: number;
  probes: number;
  nowMs(): number;
  isUp(): boolean;
  effects(): number;
  start(crashAfterEffects?: number): Promise<void>;
  crash(): void;
  errands(): Errands;
  asker(): Asker;
  lender(): Lender;
  peers(): Peers;
}

export interface Place {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly network: Network;
}

interface Start {
  readonly life: Life;
  readonly errands: Errands;
  readonly asker: Asker;
  readonly lender: Lender;
  readonly peers: Peers;
}

/** Somebody who neither lends nor asks, until told otherwise by `traits` and `wants`. */
export function createMember(name: string, place: Place): ErrandMember {
  const keys = keysOf(name);
  let present: Start | null = null;
  const now = (): Start => {
    if (present === null) throw new Error(`${name} is down`);
    return present;
  };
  const member: ErrandMember = {
    name,
    keys,
    id: bytesToHex(keys.member),
    peer: peerIdOf(keys.member, keys.device.publicKey),
    community: openGroup('test', cryptography.hash),
    disk: createDisk(name),
    lenderDisk: createLenderDisk(),
    traits: { ...honest, cores: 0 },
    wants: { ...usual },
    warnings: [],
    refused: [],
    clockAheadMs: 0,
    probes: 0,
    nowMs: () => epochStartMs + place.time.now() + member.clockAheadMs,
    isUp: () => present?.life.isAlive() ?? false,
    effects: () => present?.life.effects() ?? 0,
    async start(crashAfterEffects) {
      const life = createLife(crashAfterEffects ?? null, () => {
        member.crash();
      });
      present = await startIn(member, life, place, (start) => {
        present = start;
      });
    },
    crash() {
      present?.life.end();
      place.network.vanish(name);
    },
    errands: () => now().errands,
    asker: () => now().asker,
    lender: () => now().lender,
    peers: () => now().peers,
  };
  return member;
}

async function startIn(
  member: ErrandMember,
  life: Life,
  { time, chance, network }: Place,
  isThere: (start: Start) => void,
): Promise<Start> {
  const { disk, keys, name, community } = member;
  const clock = createClock(time, life, member.nowMs);
  const work = openWorkStore(disk, life);
  const record = openRecord(disk, life);
  const commit = createLateCommit({ work, record }, clock);
  const settings = openSettings(disk, life);
  const ports = {
    ...{ clock, keys, cryptography, community, work, record, commit, settings },
    random: { bytes: chance.bytes },
    swarm: network.join(name, keys.transportSeed, life),
    log: {
      info: () => undefined,
      warn: (sentence: string) => {
        member.warnings.push(sentence);
        const ended = /ended because of what it sent: (.*)\.$/.exec(sentence)?.[1];
        if (ended !== undefined) member.refused.push(ended);
      },
    },
  };
  const after = clock.after;
  const names = createNames(settings, work);
  const peers = createPeers({
    ports,
    community: community.id,
    names,
    ...{ belongs: () => true, speeds: () => ({ up: null, down: null }) },
  });
  const contested = createContested(ports, () => undefined);
  const counters = createCounters({
    ...{
      ports,
      peers,
      isContested: contested.has,
      restore: () => false,
      onChange: () => undefined,
    },
  });
  const budget = createBudget(ports, () => 0n, counters);
  const ledger = createLedger({ ports, names, budget, counters, contested });
  const group = createGroupCommit(ports);
  const asker = createAsker({ traits: member.wants, work, group, after });
  const known = createKnownRates(work);
  const errands = createErrands({
    ...{ ports, group, peers, ledger, known, source: asker },
    moduleRates: {
      probe: () => {
        member.probes += 1;
        return Promise.resolve({ femtosecondsPerUnit, sliceCount: null });
      },
    },
  });
  const lender = createLender(member, peers, after);
  const start: Start = { life, errands, asker, lender, peers };
  isThere(start);
  errands.start();
  asker.start(errands);
  await peers.start({
    reachable: () => undefined,
    standingChanged: errands.standingChanged,
    arrived(peer) {
      errands.arrived(peer);
      lender.arrived(peer);
    },
    left(peer) {
      errands.left(peer);
      lender.left(peer);
    },
    message(peer, message) {
      errands.message(peer, message);
      lender.message(peer, message);
    },
    piece(peer, piece) {
      if (piece.part === 'result') errands.piece(peer, piece);
      else lender.piece(peer, piece);
    },
  });
  lender.announce();
  return start;
}
