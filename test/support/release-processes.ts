/** Processes of releases as nodes have them, on a DHT of their own, each with a data folder. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { openKeys } from '../../main/adapters/keys.ts';
import { startLocalDht } from '../../main/adapters/local-dht.ts';
import { openReleaseProcess } from '../../main/adapters/release-process/release-process.ts';
import type { ReleaseProcess } from '../../main/adapters/release-process/release-process.ts';
import { systemClock } from '../../main/adapters/system-clock.ts';
import type { FilesView, HeldView } from '../../shared/api/release-files-contract.ts';
import type { ImportView } from '../../shared/api/software-shape.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { counterCodec } from '../../shared/ledger/record.ts';
import type { CounterBody } from '../../shared/ledger/record.ts';

/** What a counter says. */
export interface SignedPieces {
  readonly supplier: string;
  readonly consumer: string;
  readonly epoch: number;
  readonly sequence: number;
  readonly pieces: number;
  readonly quantity: bigint;
}

export type Sharer = Awaited<ReturnType<ReleaseWorld['start']>>;
export type ReleaseWorld = Awaited<ReturnType<typeof createReleaseWorld>>;

export const community = 'c0'.repeat(32);

/** A day for an epoch; a piece may take a hundredth of a second of the reference core. */
export const terms = {
  ...{ startsAtMs: 0, epochMs: 86_400_000, pieceMost: 2_777_778n, ratingMilli: 1_000 },
};

/** Waits for it; generous, because the machine may be busy. */
export function eventually<Value>(check: () => Value | Promise<Value>): Promise<Value> {
  return vi.waitFor(check, { timeout: 90_000, interval: 50 });
}

/** A folder with files of these sizes, filled by chance. */
export function fillFolder(folder: string, sizes: Readonly<Record<string, number>>): string {
  for (const [path, bytes] of Object.entries(sizes)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, randomBytes(bytes));
  }
  return folder;
}

function read(body: Uint8Array): CounterBody {
  const counter = counterCodec.decode(body);
  if (counter === null) throw new Error('what was signed is no counter');
  return counter;
}

export async function createReleaseWorld() {
  const dht = await startLocalDht();
  onTestFinished(() => dht.close());
  const all: { readonly device: string; readonly process: ReleaseProcess | null }[] = [];

  async function admitAll(): Promise<void> {
    const devices = all.map(({ device }) => device);
    for (const { process } of all) {
      await process?.client.files.terms({ community, ...terms });
      await process?.client.files.admit({ community, devices, isFirst: true });
    }
  }

  /** One who is no member is not known to the others. */
  async function start(name: string, isMember = true) {
    const dataFolder = mkdtempSync(join(tmpdir(), `common-hours-${name}-`));
    const place = join(dataFolder, 'downloads');
    mkdirSync(place);
    const keys = openKeys(dataFolder);
    if (!keys.ok) throw new Error(keys.error.detail);
    const process = openReleaseProcess({
      ...{ dataFolder, bootstrap: dht.bootstrap, version: 'test', clock: systemClock },
      log: { info: () => {}, warn: () => {} },
    });
    onTestFinished(async () => {
      await process.close();
      rmSync(dataFolder, { recursive: true, force: true });
    });
    let seen: FilesView = { imports: [], releases: [], giveRate: null, waiting: [] };
    const refusals = new Map<string, string>();
    process.client.files.mine.subscribe((next) => {
      seen = next;
      for (const { device: asks, ...waiting } of next.waiting) {
        void process.client.files.allow({ ...waiting, refusal: refusals.get(asks) ?? null });
      }
    });
    let signed: readonly SignedPieces[] = [];
    process.client.files.counters.subscribe((next) => {
      signed = next.map(({ body }) => {
        const { supplier, consumer, epoch, sequence, count, quantity } = read(body);
        return {
          ...{ supplier: bytesToHex(supplier), consumer: bytesToHex(consumer), epoch, sequence },
          ...{ pieces: count, quantity },
        };
      });
    });
    const device = bytesToHex(keys.value.device.publicKey);
    if (isMember) all.push({ device, process });
    await admitAll();
    const { files } = process.client;
    if (!isMember) {
      const devices = [device, ...all.map((each) => each.device)];
      await files.admit({ community, devices, isFirst: true });
    }
    const of = (release: string): HeldView | undefined =>
      seen.releases.find((each) => each.release === release);
    return {
      ...{ name, dataFolder, place, process, files, device, of },
      /** Counters that wait for the record. */
      signed: () => signed,
      /** Why a machine gets nothing from here. */
      refusals,
      /** Makes a folder ready and shares it under this id. */
      async share(release: string, folder: string): Promise<ImportView> {
        const request = bytesToHex(randomBytes(32));
        expect(await files.prepare({ request, place: folder })).toMatchObject({ ok: true });
        const ready = await eventually(() => {
          const found = seen.imports.find((each) => each.request === request);
          expect(found).toMatchObject({ state: 'ready', trouble: null });
          return found as ImportView;
        });
        const kept = await files.keep({ request, community, release, name: 'Tool', version: '1' });
        expect(kept).toMatchObject({ ok: true });
        return ready;
      },
      get(release: string, { size, drive, manifest }: ImportView, folder = place) {
        return files.get({
          ...{ community, release, name: 'Tool', version: '1', size, folder },
          ...{ drive: drive ?? '', manifest: manifest ?? '', keepSharing: true },
          setAside: [5n, 0n],
        });
      },
      untilReady: (release: string) =>
        eventually(() => {
          const found = of(release);
          expect(found).toMatchObject({ state: 'ready', trouble: null });
          return found as HeldView;
        }),
      /** What has to be done anew after the process was. */
      admitAgain: admitAll,
    };
  }
  /** A member's machine that is no process of ours, and may do what it likes. */
  async function admit(device: string): Promise<void> {
    all.push({ device, process: null });
    await admitAll();
  }

  return { start, admit, bootstrap: dht.bootstrap };
}
