import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  community,
  createReleaseWorld,
  eventually,
  fillFolder,
} from '../support/release-processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const release = 'a1'.repeat(32);
const sizes = {
  'read me.txt': 1_000,
  'bin/tool': 1_500_000,
  'bin/empty': 0,
  'docs/Grüße.md': 65_536,
  'docs/deep/er/last': 65_537,
};

function sameFiles(one: string, two: string): void {
  const files = readdirSync(one, { recursive: true, encoding: 'utf8', withFileTypes: true });
  expect(readdirSync(two, { recursive: true })).toHaveLength(files.length);
  for (const path of Object.keys(sizes)) {
    expect(readFileSync(join(two, path)).equals(readFileSync(join(one, path)))).toBe(true);
  }
}

it('a release goes from one to the second, and from the second to the third', async () => {
  const world = await createReleaseWorld();
  const alice = await world.start('alice');
  const bob = await world.start('bob');
  const mallory = await world.start('mallory', false);
  const source = fillFolder(temporaryFolder(), sizes);
  const shared = await alice.share(release, source);
  expect(shared.size).toEqual({ files: 5, bytes: 1_632_073, pieces: 27 });

  expect(await mallory.get(release, shared)).toMatchObject({ ok: true });
  expect(await bob.get(release, shared)).toMatchObject({ ok: true });
  const got = await bob.untilReady(release);
  sameFiles(source, join(bob.place, 'Tool 1'));
  expect(got).toMatchObject({ pieces: 27, arrivedBytes: 1_632_073, isShared: true });
  // each piece was counted once, for whoever gave it
  expect(got.sources).toMatchObject([{ device: alice.device, pieces: 27, bytes: 1_632_073 }]);
  expect(readdirSync(bob.place)).toEqual(['Tool 1']);
  await eventually(() => {
    expect(bob.of(release)).toMatchObject({ paidPieces: 27, setAside: [0n, 0n] });
    // both have it for the record, and it is the same
    expect(bob.signed()).toMatchObject([{ supplier: alice.device, pieces: 27 }]);
    expect(alice.signed()).toEqual(bob.signed());
  });

  await alice.process.close();
  const carol = await world.start('carol');
  expect(await carol.get(release, shared)).toMatchObject({ ok: true });
  const third = await carol.untilReady(release);
  expect(third.sources).toMatchObject([{ device: bob.device, pieces: 27 }]);
  sameFiles(source, join(carol.place, 'Tool 1'));
  // who is no member was there all the time, and nobody gave it anything
  expect(mallory.of(release)).toMatchObject({ state: 'finding people', pieces: 0 });

  expect(await carol.get(release, shared)).toMatchObject({ error: { name: 'already_there' } });
  // what somebody else put beside the files stays when they are taken away
  fillFolder(carol.place, { 'Tool 1/docs/own': 5 });
  expect(await carol.files.remove({ community, release, files: true })).toMatchObject({ ok: true });
  expect(readdirSync(join(carol.place, 'Tool 1'), { recursive: true }).sort()).toEqual([
    'docs',
    'docs/own',
  ]);
  await eventually(() => expect(carol.of(release)).toBeUndefined());
  // and it can be had again
  const other = fillFolder(temporaryFolder(), { here: 1 });
  expect(await carol.get(release, shared, other)).toMatchObject({ ok: true });
  await carol.untilReady(release);
});

it('what is fetched goes on where it was after the process was killed', async () => {
  const world = await createReleaseWorld();
  const alice = await world.start('alice');
  const bob = await world.start('bob');
  const source = fillFolder(temporaryFolder(), sizes);
  const shared = await alice.share(release, source);
  await alice.files.limit({ giveRate: 200_000 });
  await bob.get(release, shared);
  await eventually(() => expect(bob.of(release)?.pieces ?? 0).toBeGreaterThan(2));
  const pid = bob.process.pid();
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
  await eventually(() => expect(bob.process.state()).toMatchObject({ phase: 'up', ends: 1 }));
  await bob.admitAgain();
  await alice.files.limit({ giveRate: null });
  await bob.untilReady(release);
  sameFiles(source, join(bob.place, 'Tool 1'));
  // what came before is counted still, or was claimed by whoever gave it
  await eventually(() =>
    expect(bob.of(release)).toMatchObject({ paidPieces: 27, setAside: [0n, 0n] }),
  );
  expect(bob.of(release)?.sources).toMatchObject([{ device: alice.device, pieces: 27 }]);
  expect(readdirSync(bob.place)).toEqual(['Tool 1']);
});

it('a release comes from two at once, and goes on when one of them is killed', async () => {
  const world = await createReleaseWorld();
  const alice = await world.start('alice');
  const bob = await world.start('bob');
  const source = fillFolder(temporaryFolder(), sizes);
  const shared = await alice.share(release, source);
  await bob.get(release, shared);
  await bob.untilReady(release);
  // so slow that neither of them comes to an end before the other has begun
  for (const each of [alice, bob]) await each.files.limit({ giveRate: 16_384 });
  const carol = await world.start('carol');
  await carol.get(release, shared);
  await eventually(() => expect(carol.of(release)?.sources).toHaveLength(2));
  const pid = alice.process.pid();
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
  await bob.files.limit({ giveRate: null });
  const got = await carol.untilReady(release);
  sameFiles(source, join(carol.place, 'Tool 1'));
  expect(got.sources.map(({ device }) => device).sort()).toEqual([alice.device, bob.device].sort());
  expect(got.sources.reduce((sum, { pieces }) => sum + pieces, 0)).toBe(27);
  // and who was killed is paid when it is back
  await eventually(() => expect(alice.process.state()).toMatchObject({ phase: 'up', ends: 1 }));
  await alice.admitAgain();
  await eventually(() => {
    expect(carol.of(release)).toMatchObject({ paidPieces: 27, setAside: [0n, 0n] });
    const toAlice = carol.signed().filter(({ supplier }) => supplier === alice.device);
    expect(toAlice).toHaveLength(1);
    expect(alice.signed()).toEqual(expect.arrayContaining(toAlice));
  });
});
