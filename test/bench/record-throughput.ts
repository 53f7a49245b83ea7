/** How many co-signed counters a second two machines keep, exchange and certify, each by a process of the record. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { openKeys } from '../../main/adapters/keys.ts';
import { startLocalDht } from '../../main/adapters/local-dht.ts';
import { openRecordProcess } from '../../main/adapters/record-process/record-process.ts';
import type { RecordProcess } from '../../main/adapters/record-process/record-process.ts';
import { systemClock } from '../../main/adapters/system-clock.ts';
import type { CommunityView } from '../../shared/api/community-contract.ts';
import { assert } from '../../shared/base/assert.ts';
import { bytesToBase64, bytesToHex, hexToBytes, sameBytes } from '../../shared/base/bytes.ts';
import { checkRecord, signRecord } from '../../shared/ledger/check-record.ts';
import { founderCodec } from '../../shared/ledger/genesis.ts';
import type { CounterBody } from '../../shared/ledger/record.ts';
import { machineOf } from '../support/ledger-world.ts';
import type { Machine } from '../support/ledger-world.ts';
import { madeBytes } from '../support/made-receipts.ts';
import type { BenchResult } from './bench-result.ts';

/** Two run; the others only sign: of each, no more than 8,192 counters wait at a time. */
const founders = 16;
const counters = Number(process.env['COMMON_HOURS_COUNTERS'] ?? 24_000);
const epochMs = 2_000;
const atOnce = 1_000;
const patienceMs = 300_000;

export async function run(): Promise<BenchResult> {
  const dht = await startLocalDht();
  const nodes = ['alice', 'bob'].map((name) => startNode(name, dht.bootstrap));
  const [alice, bob] = nodes;
  assert(alice !== undefined && bob !== undefined, 'two nodes take part');
  try {
    return await measure(alice, bob);
  } finally {
    await Promise.all(nodes.map((node) => node.close()));
    await dht.close();
  }
}

async function measure(alice: Node, bob: Node): Promise<BenchResult> {
  const signers = signersAfter(alice.member);
  const community = await found(alice, bob, signers);
  const records = makeCounters(hexToBytes(community), signers);
  const usedBefore = process.cpuUsage();
  const plain = timed(() => {
    for (const bytes of records) {
      assert(checkRecord(bytes, hexToBytes(community), cryptography).ok, 'all are signed');
    }
  });
  const { user, system } = process.cpuUsage(usedBefore);
  const before = [alice, bob].map((node) => ({ bytes: diskBytes(node), cpuMs: cpuMsOf(node) }));
  await warmUp(alice, bob, community, records.slice(0, 1));
  const startedAt = performance.now();
  for (let from = 1; from < records.length; from += atOnce) {
    const page = records.slice(from, from + atOnce);
    const answer = await alice.record.client.work.submit({ community, records: page });
    assert(answer.ok, answer.ok ? '' : answer.error.detail);
    const refused = answer.value.results.find(({ refusal }) => refusal !== null);
    assert(refused === undefined, refused?.refusal?.detail ?? '');
  }
  const keptMs = performance.now() - startedAt;
  await until('both have certified all of them', () => haveCertified(alice, bob, community));
  const certifiedMs = performance.now() - startedAt;
  await sameState(alice, bob, community);
  const perHundredThousand = 100_000 / counters;
  const [value, baseline] = [counters / (certifiedMs / 1000), counters / (plain / 1000)];
  const spent = [alice, bob].map((node, index) => cpuMsOf(node) - (before[index]?.cpuMs ?? 0));
  const grown = [alice, bob].map((node, index) => diskBytes(node) - (before[index]?.bytes ?? 0));
  return {
    name: 'record-throughput',
    value: Math.round(value),
    unit: 'counters a second',
    baseline: Math.round(baseline),
    ratio: Number((value / baseline).toFixed(3)),
    runs: 1,
    what:
      `${counters} counters signed by two, submitted to one of two processes of the record (${atOnce} a call), ` +
      `until both have them in a certificate with the same state; epochs of ${epochMs} ms; the baseline is the ` +
      'check of the same signatures alone, in one thread. Further: on the disk of the first, a second; ' +
      'processor time of the baseline and of both processes (ms), which says more where others use the machine; ' +
      'their largest memory, and for 100,000 counters the disk (MB)',
    further: [
      { name: 'kept at one', value: Math.round(counters / (keptMs / 1000)) },
      { name: 'cpu of the baseline, ms', value: Math.round((user + system) / 1000) },
      { name: 'cpu of the first, ms', value: Math.round(spent[0] ?? 0) },
      { name: 'cpu of the second, ms', value: Math.round(spent[1] ?? 0) },
      {
        name: 'peak memory, MB',
        value: Math.round(Math.max(peakBytes(alice), peakBytes(bob)) / 1e6),
      },
      {
        name: 'disk per 100,000, MB',
        value: Math.round((Math.max(...grown) * perHundredThousand) / 1e6),
      },
    ],
  };
}

interface Node {
  readonly name: string;
  readonly record: RecordProcess;
  /** In hexadecimal. */
  readonly member: string;
  /** What the topic last said of the only community. */
  readonly seen: () => CommunityView | null;
  readonly close: () => Promise<void>;
}

function startNode(
  name: string,
  bootstrap: Parameters<typeof openRecordProcess>[0]['bootstrap'],
): Node {
  const dataFolder = mkdtempSync(join(tmpdir(), `common-hours-${name}-`));
  const keys = openKeys(dataFolder);
  assert(keys.ok, keys.ok ? '' : keys.error.detail);
  const record = openRecordProcess({
    ...{ dataFolder, bootstrap, version: 'bench', clock: systemClock },
    log: { info: () => undefined, warn: console.error },
  });
  let view: CommunityView | null = null;
  record.client.communities.list.subscribe(({ communities: [community = null] }) => {
    view = community;
  });
  return {
    ...{ name, record, member: bytesToHex(keys.value.member), seen: () => view },
    async close() {
      await record.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Founders after this one in the order of keys: the first of all is the witness, and must be one that runs. */
function signersAfter(member: string): readonly Machine[] {
  const signers: Machine[] = [];
  for (let index = 0; signers.length < founders - 2; index++) {
    const machine = machineOf(`signer ${index}`);
    if (machine.member.hex > member) signers.push(machine);
  }
  return signers;
}

/** Of two who keep the record, and others of whom there are only keys; one witness. */
async function found(alice: Node, bob: Node, signers: readonly Machine[]): Promise<string> {
  const card = await bob.record.client.communities.card({ name: 'bob' });
  assert(card.ok, card.ok ? '' : card.error.detail);
  const others = signers.map(({ name, member, device, binding }) =>
    bytesToBase64(
      founderCodec.encode({ name, member: member.publicKey, device: device.publicKey, binding }),
    ),
  );
  const created = await alice.record.client.communities.create({
    ...{ name: 'Bench', memberName: 'alice', founders: [card.value.card, ...others], witnesses: 1 },
    parameters: [{ name: 'epochMs', value: BigInt(epochMs) }],
  });
  assert(created.ok, created.ok ? '' : created.error.detail);
  const { community } = created.value;
  const shown = await alice.record.client.communities.link({ community });
  assert(shown.ok, shown.ok ? '' : shown.error.detail);
  const opened = await bob.record.client.communities.open({ link: shown.value.link, label: null });
  assert(opened.ok, opened.ok ? '' : opened.error.detail);
  await until('the two are connected', () =>
    [alice, bob].every((node) => (node.seen()?.health.peers ?? 0) > 0),
  );
  return community;
}

/** The first height, without which the second node would begin with a snapshot instead of the records. */
async function warmUp(
  alice: Node,
  bob: Node,
  community: string,
  records: readonly Uint8Array[],
): Promise<void> {
  const answer = await alice.record.client.work.submit({ community, records: [...records] });
  assert(answer.ok, answer.ok ? '' : answer.error.detail);
  await until('the first height is certified', () =>
    [alice, bob].every((node) => (node.seen()?.health.height ?? 0) > 0),
  );
}

/** Each about a cause of its own, so that none takes the place of another. */
function makeCounters(community: Uint8Array, signers: readonly Machine[]): readonly Uint8Array[] {
  return Array.from({ length: counters }, (_, index) => {
    const supplier = signers[index % signers.length];
    const step = 1 + (Math.floor(index / signers.length) % (signers.length - 1));
    const consumer = signers[(index + step) % signers.length];
    assert(supplier !== undefined && consumer !== undefined, 'there are signers');
    const body: CounterBody = {
      ...{ supplier: supplier.device.publicKey, consumer: consumer.device.publicKey },
      ...{ currency: 0, cause: madeBytes(32, 'cause', index), epoch: 0, sequence: 1, count: 10 },
      ...{ quantity: 1_000n + BigInt(index % 977), root: madeBytes(32, 'root', index) },
    };
    const signs = [supplier.device.sign, consumer.device.sign];
    return signRecord({ kind: 'counter', body }, community, cryptography.hash, signs).bytes;
  });
}

async function haveCertified(alice: Node, bob: Node, community: string): Promise<boolean> {
  const [first, second] = [alice.seen()?.health, bob.seen()?.health];
  if (first === undefined || second === undefined || first.height !== second.height) return false;
  if (first.waiting > 0 || second.waiting > 0) return false;
  let certified = 0;
  for (let height = 1; height <= first.height; height++) {
    certified += (await exported(alice, community, height)).total;
  }
  return certified === counters;
}

async function exported(node: Node, community: string, height: number) {
  const page = await node.record.client.records.export({ community, height, offset: 0 });
  assert(page.ok, page.ok ? '' : page.error.detail);
  return page.value;
}

/** The value that both have certified names the state's root. */
async function sameState(alice: Node, bob: Node, community: string): Promise<void> {
  const height = alice.seen()?.health.height ?? 0;
  const [first, second] = await Promise.all(
    [alice, bob].map((node) => exported(node, community, height)),
  );
  assert(first !== undefined && second !== undefined, 'both show what they certified');
  assert(sameBytes(first.value, second.value), 'both have certified the same state');
  const health = [alice, bob].map((node) => node.seen()?.health.state);
  assert(!health.includes('disagrees'), 'both reach the state that is certified');
}

async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + patienceMs;
  while (!(await check())) {
    assert(performance.now() < endsAt, `${what}: not in time`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function timed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

function diskBytes(node: Node): number {
  return node.seen()?.health.bytesOnDisk ?? 0;
}

const ticksPerSecond = 100;

/** Processor time so far; 0 where the system does not tell. */
function cpuMsOf({ record }: Node): number {
  const fields = procFile(record, 'stat').split(') ').at(-1)?.split(' ') ?? [];
  return ((Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 1000) / ticksPerSecond;
}

/** The most memory so far; 0 where the system does not tell. */
function peakBytes({ record }: Node): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(procFile(record, 'status'))?.[1] ?? 0) * 1024;
}

function procFile(record: RecordProcess, name: string): string {
  try {
    return readFileSync(`/proc/${String(record.pid())}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
