/**
 * How fast a release that is paid for comes from one process to another, against the same files fetched by a plain
 * client of drives.
 */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openKeys } from '../../main/adapters/keys.ts';
import { startLocalDht } from '../../main/adapters/local-dht.ts';
import type { LocalDht } from '../../main/adapters/local-dht.ts';
import { openReleaseProcess } from '../../main/adapters/release-process/release-process.ts';
import type { ReleaseProcess } from '../../main/adapters/release-process/release-process.ts';
import { systemClock } from '../../main/adapters/system-clock.ts';
import { until } from '../../main/headless/connect.ts';
import type { FilesView } from '../../shared/api/release-files-contract.ts';
import { assert } from '../../shared/base/assert.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import type { PlainTask } from '../support/plain-drive.ts';
import type { BenchResult } from './bench-result.ts';

const mebibytes = Number(process.env['COMMON_HOURS_MEBIBYTES'] ?? 256);
const runs = Number(process.env['COMMON_HOURS_RUNS'] ?? 3);
const fileMebibytes = 16;
const mebibyte = 1024 ** 2;
/** For what has just been announced to be found, and for what was written before to be on the disk. */
const settleMs = 1_000;
const community = 'c0'.repeat(32);
/** A day for an epoch; a piece may take a hundredth of a second of the reference core. */
const terms = { startsAtMs: 0, epochMs: 86_400_000, pieceMost: 2_777_778n, ratingMilli: 1_000 };
const plain = fileURLToPath(new URL('../support/plain-drive.ts', import.meta.url));

export async function run(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'common-hours-download-'));
  const source = join(folder, 'source');
  mkdirSync(source);
  for (let index = 0; index * fileMebibytes < mebibytes; index += 1) {
    const bytes = randomBytes(Math.min(fileMebibytes, mebibytes) * mebibyte);
    writeFileSync(join(source, `file ${String(index)}`), bytes);
  }
  const dht = await startLocalDht();
  const [ours, theirs]: [number[], number[]] = [[], []];
  try {
    for (let index = 0; index < runs; index += 1) {
      ours.push(await fetchOurs(dht, join(folder, `ours-${String(index)}`), source));
      theirs.push(await fetchPlain(dht, join(folder, `plain-${String(index)}`), source));
    }
  } finally {
    await dht.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const [value, baseline] = [middle(ours), middle(theirs)];
  return {
    ...{ name: 'download', value, unit: 'MiB per second', baseline, runs },
    ratio: Number((value / baseline).toFixed(2)),
    what:
      `A release of ${String(mebibytes)} MiB from one process of releases to another on one machine, from asking for ` +
      'it, the other not yet known, until it lies checked in its folder; then every piece of it was found paid, by ' +
      'counters that both have signed. The baseline fetches a drive of the same files into a folder by the libraries ' +
      'alone, from joining its topic on, with the same number of processes, in the same run.',
  };
}

async function fetchOurs(dht: LocalDht, folder: string, source: string): Promise<number> {
  const [alice, bob] = [openOne(dht, join(folder, 'a')), openOne(dht, join(folder, 'b'))];
  const place = join(folder, 'place');
  mkdirSync(place);
  const devices = [alice.device, bob.device];
  const request = 'ab'.repeat(32);
  const about = { community, release: 'a1'.repeat(32), name: 'Tool', version: '1' };
  try {
    for (const { files } of [alice, bob]) {
      await files.terms({ community, ...terms });
      await files.admit({ community, devices, isFirst: true });
      allowAll(files);
    }
    await alice.files.prepare({ request, place: source });
    const found = await until(alice.files.mine, ({ imports }: FilesView) =>
      imports[0]?.state === 'ready' ? imports[0] : null,
    );
    assert(found.ok, 'it is made ready');
    const { size, drive, manifest } = found.value;
    await alice.files.keep({ request, ...about });
    await wait(settleMs);
    const startedAt = performance.now();
    await bob.files.get({
      ...{ ...about, size, folder: place, keepSharing: false },
      setAside: [1n, 0n],
      ...{ drive: drive ?? '', manifest: manifest ?? '' },
    });
    const ready = await until(bob.files.mine, ({ releases }: FilesView) =>
      releases[0]?.state === 'ready' ? releases[0] : null,
    );
    assert(ready.ok, 'it arrives');
    const seconds = (performance.now() - startedAt) / 1000;
    const paid = await until(bob.files.mine, ({ releases }: FilesView) =>
      releases[0]?.paidPieces === size.pieces ? true : null,
    );
    assert(paid.ok, 'every piece of it is paid');
    return mebibytes / seconds;
  } finally {
    await alice.process.close();
    await bob.process.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As a node would whose member has enough. */
function allowAll(files: ReleaseProcess['client']['files']): void {
  files.mine.subscribe(({ waiting }) => {
    for (const { community: where, release, member } of waiting) {
      void files.allow({ community: where, release, member, refusal: null });
    }
  });
}

function openOne({ bootstrap }: LocalDht, dataFolder: string) {
  mkdirSync(dataFolder, { recursive: true });
  const keys = openKeys(dataFolder);
  assert(keys.ok, 'there are keys');
  const process: ReleaseProcess = openReleaseProcess({
    ...{ dataFolder, bootstrap, version: 'bench', clock: systemClock },
    log: { info: () => undefined, warn: () => undefined },
  });
  const device = bytesToHex(keys.value.device.publicKey);
  return { process, device, files: process.client.files };
}

async function fetchPlain(
  { bootstrap }: LocalDht,
  folder: string,
  source: string,
): Promise<number> {
  const place = join(folder, 'place');
  mkdirSync(place, { recursive: true });
  const start = (task: Omit<PlainTask, 'bootstrap'>) =>
    fork(plain, [JSON.stringify({ bootstrap, ...task })], { execArgv: [] });
  const alice = start({ store: join(folder, 'a'), folder: source, key: null });
  const [key] = (await once(alice, 'message')) as [string];
  const bob = start({ store: join(folder, 'b'), folder: place, key });
  try {
    // its process is up, as ours is, and knows the network, but nobody in it
    await once(bob, 'message');
    await wait(settleMs);
    const startedAt = performance.now();
    bob.send('go');
    await once(bob, 'message');
    return mebibytes / ((performance.now() - startedAt) / 1000);
  } finally {
    alice.kill();
    bob.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function middle(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return Number((sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1));
}
