/** How quickly a newcomer joins a community with 100,000 counters on its record, and how long a full audit takes. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { communityFile } from '../../main/adapters/community-store/community-files.ts';
import { openCommunityStore } from '../../main/adapters/community-store/open-store.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { systemClock } from '../../main/adapters/system-clock.ts';
import { systemRandom } from '../../main/adapters/system-random.ts';
import { openChain } from '../../main/engine/record/chain.ts';
import type { RecordNode } from '../../main/engine/record/contract.ts';
import { createRecordNode } from '../../main/engine/record/node.ts';
import type { RecordStore } from '../../main/engine/record/ports.ts';
import type { Swarm } from '../../main/engine/ports.ts';
import { assert } from '../../shared/base/assert.ts';
import { sameBytes } from '../../shared/base/bytes.ts';
import { encodeCertificate } from '../../shared/consensus/certificate.ts';
import { messageHash } from '../../shared/consensus/messages.ts';
import { signRecord } from '../../shared/ledger/check-record.ts';
import type { CheckedRecord, CounterBody, RecordBody } from '../../shared/ledger/record.ts';
import { encodeState, stateRootOf } from '../../shared/ledger/snapshot.ts';
import { found, invite, join, machineOf } from '../support/ledger-world.ts';
import type { LedgerWorld, Machine } from '../support/ledger-world.ts';
import { madeBytes } from '../support/made-receipts.ts';
import { createPipe } from '../support/record-world/pipe.ts';
import type { BenchResult } from './bench-result.ts';

const heights = 48;
const counters = 100_000;
const founders = 12;
const joinMsMax = 5_000;

export async function run(): Promise<BenchResult> {
  const folder = fs.mkdtempSync(joinPath(tmpdir(), 'common-hours-'));
  try {
    const world = found(
      Array.from({ length: founders }, (_, index) => `founder ${index}`),
      {},
      4,
    );
    const { host, guest } = {
      host: storeIn(folder, 'host', world),
      guest: storeIn(folder, 'guest', world),
    };
    writeRecord(world, host);
    const [first, second] = createPipe();
    const [owner, newcomer] = [world.of('founder 0'), machineOf('newcomer')];
    const credential = join(world, newcomer, invite(world, owner, 'bench'));
    const keeper = nodeOf(host, first, owner, null);
    await keeper.start();
    const joiner = nodeOf(guest, second, newcomer, credential.bytes);
    const joining = await timed(() => joined(joiner));
    const root = rootOf(keeper);
    assert(sameBytes(rootOf(joiner), root), 'the newcomer has the same state');
    let report = null as Awaited<ReturnType<RecordNode['audit']>> | null;
    const auditing = await timed(async () => {
      report = await keeper.audit({}, () => undefined);
    });
    assert(report?.fault === null && sameBytes(report.stateRoot, root), 'the audit agrees');
    await Promise.all([keeper.stop(), joiner.stop()]);
    const snapshotBytes = encodeState(keeper.state()).byteLength;
    host.close();
    guest.close();
    return {
      name: 'record-join',
      value: Math.round(joining.ms),
      unit: 'ms to join',
      baseline: joinMsMax,
      ratio: Number((joining.ms / joinMsMax).toFixed(2)),
      runs: 1,
      what:
        `A newcomer takes up ${counters} counters in ${heights} heights from a snapshot, every certificate ` +
        'checked, both stores on the disk, both machines in one thread, frames in memory; the baseline is what ' +
        'was promised. Further: a full audit of the same record in one thread',
      further: [
        { name: 'join, ms of processor time', value: Math.round(joining.processorMs) },
        { name: 'audit, ms', value: Math.round(auditing.ms) },
        { name: 'audit, ms of processor time', value: Math.round(auditing.processorMs) },
        { name: 'audited records', value: report.records },
        { name: 'snapshot, kB', value: Math.round(snapshotBytes / 1_000) },
      ],
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function storeIn(folder: string, name: string, { genesis, genesisBytes }: LedgerWorld) {
  const inside = joinPath(folder, name);
  fs.mkdirSync(inside);
  const opened = openCommunityStore(communityFile(inside, genesis.community), {
    genesis: genesisBytes,
    hash: cryptography.hash,
  });
  assert(opened.ok, 'the store opens');
  return opened.value;
}

function nodeOf(
  store: RecordStore,
  swarm: Swarm,
  machine: Machine,
  credential: Uint8Array | null,
): RecordNode {
  return createRecordNode({
    clock: systemClock,
    random: systemRandom,
    cryptography,
    log: { info: () => undefined, warn: console.error },
    store,
    swarm,
    device: machine.device,
    member: machine.member.publicKey,
    renewDevice: () => ({ ...machine.device, binding: machine.binding, label: 'bench' }),
    credential,
    verifyMany: null,
  });
}

async function joined(node: RecordNode): Promise<void> {
  const arrived = new Promise<void>((resolve) => {
    node.onChange(() => {
      if (node.view().height === heights) resolve();
    });
  });
  await node.start();
  await arrived;
}

interface Spent {
  readonly ms: number;
  readonly processorMs: number;
}

async function timed(what: () => Promise<void>): Promise<Spent> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await what();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - startedAt, processorMs: (user + system) / 1_000 };
}

function rootOf(node: RecordNode): Uint8Array {
  return stateRootOf(encodeState(node.state()), cryptography.hash);
}

/** Closes one height after the other, as the witnesses would. */
function writeRecord(world: LedgerWorld, store: RecordStore): void {
  const chain = openChain(store, world.genesis, cryptography.hash);
  const perHeight = Math.ceil(counters / heights);
  for (let height = 1; height <= heights; height++) {
    const epoch = height - 1;
    const count = Math.min(perHeight, counters - (height - 1) * perHeight);
    const records = Array.from({ length: count }, (_, index) => counterOf(world, epoch, index));
    const candidate = chain.propose(epoch, records);
    assert(candidate?.records.length === count, 'all counters can be certified');
    chain.close(candidate, certificateFor(world, chain.tip().committee, height, candidate.id));
  }
}

/** Not checked, because the audit will. */
function counterOf(world: LedgerWorld, epoch: number, index: number): CheckedRecord {
  const supplier = world.of(`founder ${index % founders}`);
  const others = 1 + (Math.floor(index / founders) % (founders - 1));
  const consumer = world.of(`founder ${(index + others) % founders}`);
  const body: CounterBody = {
    supplier: supplier.device.publicKey,
    consumer: consumer.device.publicKey,
    currency: 0,
    cause: madeBytes(32, 'cause', String(index)),
    epoch,
    sequence: 1,
    count: 1,
    quantity: 1_000n,
    root: new Uint8Array(32),
  };
  const record: RecordBody = { kind: 'counter', body };
  const signers = [supplier.device.sign, consumer.device.sign];
  return { ...record, ...signRecord(record, world.genesis.community, cryptography.hash, signers) };
}

function certificateFor(
  world: LedgerWorld,
  committee: readonly Uint8Array[],
  height: number,
  id: Uint8Array,
): Uint8Array {
  const signatures = committee.map((device, witness) => {
    const said = { kind: 'precommit', height, round: 0, witness, id } as const;
    const hash = messageHash(said, world.genesis.community, cryptography.hash);
    const machine = [...world.machines.values()].find((each) =>
      sameBytes(each.device.publicKey, device),
    );
    assert(machine !== undefined, 'witnesses are founders');
    return { witness, signature: machine.device.sign(hash) };
  });
  return encodeCertificate({ height, round: 0, id, signatures });
}
