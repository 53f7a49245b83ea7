/** What a person can do while a release arrives, and what a disk can. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openKeys } from '../../main/adapters/keys.ts';
import { openReleases } from '../../main/adapters/release-process/open-releases.ts';
import type { FilesView } from '../../shared/api/release-files-contract.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import {
  community,
  createReleaseWorld,
  eventually,
  fillFolder,
  terms,
} from '../support/release-processes.ts';
import type { ReleaseWorld, Sharer } from '../support/release-processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const release = 'a1'.repeat(32);
const about = { community, release };
const bytes = 700_000;
const pieces = 11;
const slow = 65_536;

async function untilBegun(bob: Pick<Sharer, 'of'>): Promise<void> {
  await eventually(() => expect(bob.of(release)?.pieces ?? 0).toBeGreaterThan(2));
}

it('what arrives can be paused, goes on where it was, and can be called off', async () => {
  const world = await createReleaseWorld();
  const alice = await world.start('alice');
  const bob = await world.start('bob');
  const source = fillFolder(temporaryFolder(), { tool: bytes });
  const shared = await alice.share(release, source);
  const large = { ...shared, size: { ...shared.size, bytes: 2 ** 50 } };
  expect(await bob.get(release, large)).toMatchObject({ error: { name: 'disk_full' } });
  expect(bob.of(release)).toBeUndefined();

  await alice.files.limit({ giveRate: slow });
  await bob.get(release, shared);
  await untilBegun(bob);
  expect(await bob.files.pause(about)).toMatchObject({ ok: true });
  await eventually(() => expect(bob.of(release)).toMatchObject({ state: 'paused' }));
  expect(await bob.files.resume(about)).toMatchObject({ ok: true });
  await alice.files.limit({ giveRate: null });
  await bob.untilReady(release);
  await eventually(() => {
    expect(bob.of(release)).toMatchObject({ paidPieces: pieces, setAside: [0n, 0n] });
    expect(alice.signed()).toMatchObject([{ consumer: bob.device, pieces }]);
  });

  const carol = await world.start('carol');
  await bob.files.keepSharing({ ...about, isShared: false });
  await alice.files.limit({ giveRate: slow });
  await carol.get(release, shared);
  await untilBegun(carol);
  expect(await carol.files.cancel(about)).toMatchObject({ ok: true });
  await eventually(() => expect(carol.of(release)).toBeUndefined());
  expect(readdirSync(carol.place)).toEqual([]);
  // whoever wants it again gets and pays all of it
  await alice.files.limit({ giveRate: null });
  expect(await carol.get(release, shared)).toMatchObject({ ok: true });
  const got = await carol.untilReady(release);
  expect(got.sources.reduce((sum, each) => sum + each.pieces, 0)).toBe(pieces);
  await eventually(() =>
    expect(carol.of(release)).toMatchObject({ paidPieces: pieces, setAside: [0n, 0n] }),
  );
});

it('a disk that fills on the way stops it with a sentence, until there is room', async () => {
  const world = await createReleaseWorld();
  const alice = await world.start('alice');
  const source = fillFolder(temporaryFolder(), { tool: bytes });
  const { size, drive, manifest } = await alice.share(release, source);
  await alice.files.limit({ giveRate: slow });
  const disk = { free: 2 ** 40 };
  const bob = await openHere(world, () => Promise.resolve(disk.free));
  await bob.files.admit({ community, devices: [alice.device], isFirst: true });
  const wanted = { ...about, name: 'Tool', version: '1', size, folder: bob.place };
  await bob.files.get({
    ...{ ...wanted, drive: drive ?? '', manifest: manifest ?? '' },
    ...{ keepSharing: false, setAside: [5n, 0n] },
  });
  await untilBegun(bob);
  disk.free = 0;
  await eventually(() => {
    const { state, trouble } = bob.of(release) ?? {};
    expect({ state, trouble }).toEqual({
      state: 'failed',
      trouble:
        'The disk is nearly full. It goes on by itself where it was as soon as there is room.',
    });
  });
  await eventually(() => expect(readdirSync(bob.place)).toEqual([]));
  disk.free = 2 ** 40;
  await alice.files.limit({ giveRate: null });
  await eventually(() => {
    expect(bob.of(release)).toMatchObject({ state: 'ready', trouble: null, paidPieces: pieces });
  });
  const there = readFileSync(join(source, 'tool'));
  expect(readFileSync(join(bob.place, 'Tool 1', 'tool')).equals(there)).toBe(true);
  await eventually(() => expect(alice.signed()).toMatchObject([{ pieces }]));
});

/** All that the process of the releases holds, in this process, on a disk that says what it is told to. */
async function openHere(world: ReleaseWorld, free: () => Promise<number>) {
  const dataFolder = temporaryFolder();
  const place = join(dataFolder, 'downloads');
  mkdirSync(place);
  const keys = openKeys(dataFolder);
  if (!keys.ok) throw new Error(keys.error.detail);
  const { bootstrap } = world;
  const opened = await openReleases({ dataFolder, bootstrap, version: 'test' }, free);
  if (!opened.ok) throw new Error(opened.error.detail);
  onTestFinished(opened.value.close);
  const { files } = opened.value.handlers;
  let seen: FilesView | null = null as FilesView | null;
  files.mine.subscribe((next) => {
    seen = next;
  });
  await files.terms({ community, ...terms });
  await world.admit(bytesToHex(keys.value.device.publicKey));
  return { files, place, of: (id: string) => seen?.releases.find((each) => each.release === id) };
}
