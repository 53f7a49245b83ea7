import { expect, it } from 'vitest';
import { withDiskRoom } from '../../main/adapters/release-process/disk-room.ts';
import type { KeptRelease } from '../../main/adapters/release-process/shelf-file.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const mebibyte = 1024 ** 2;
const hex = 'ab'.repeat(32);

function setup() {
  const [store, folder] = [temporaryFolder(), temporaryFolder()];
  const kept: KeptRelease = {
    ...{ community: hex, release: hex, name: 'Tool', version: '1', drive: hex, manifest: hex },
    ...{ size: { files: 1, bytes: 100 * mebibyte, pieces: 1_600 }, request: null },
    ...{ place: { folder, name: 'Tool 1' }, state: 'arriving', isShared: true },
    ...{ addedAtMs: 0, setAside: [0n, 0n] },
  };
  const disk = { free: 1_000 * mebibyte };
  const waits: boolean[] = [];
  const controller = new AbortController();
  const options = {
    ...{ kept, store, here: () => 0, signal: controller.signal },
    clock: {
      after(_: number, action: () => void) {
        const timer = setTimeout(action, 1);
        return () => clearTimeout(timer);
      },
    },
    free: () => Promise.resolve(disk.free),
    waits: (isWaiting: boolean) => void waits.push(isWaiting),
  };
  return { disk, waits, options, controller };
}

const calledOff = refuse('called_off', 'It was called off.');
const aborted = (signal: AbortSignal) =>
  new Promise<typeof calledOff>((resolve) =>
    signal.addEventListener('abort', () => resolve(calledOff), { once: true }),
  );

it('a download stops while a disk is nearly full, and goes on when there is room', async () => {
  const { disk, waits, options } = setup();
  let attempts = 0;
  const fetched = await withDiskRoom(async (signal) => {
    attempts += 1;
    if (attempts === 2) return ok(null);
    disk.free = 31 * mebibyte;
    setTimeout(() => (disk.free = 200 * mebibyte), 20); // not enough for what is missing
    setTimeout(() => (disk.free = 300 * mebibyte), 40);
    return aborted(signal);
  }, options);
  expect(fetched).toEqual(ok(null));
  expect([attempts, waits, disk.free]).toEqual([2, [true, false], 300 * mebibyte]);
});

it('a file that could not be written because the disk was full is written again', async () => {
  const { waits, options } = setup();
  let attempts = 0;
  const fetched = await withDiskRoom(
    () => Promise.resolve(++attempts === 2 ? ok(null) : refuse('disk_full', 'The disk is full.')),
    options,
  );
  expect(fetched).toEqual(ok(null));
  expect(waits).toEqual([true, false]);
});

it('what waits for room can be called off', async () => {
  const { disk, options, controller } = setup();
  disk.free = 0;
  const fetched = withDiskRoom((signal) => aborted(signal), {
    ...options,
    waits: () => controller.abort(),
  });
  expect(await fetched).toEqual(calledOff);
});

it('another refusal is passed on', async () => {
  const { waits, options } = setup();
  const mismatch = refuse('not_as_signed', 'The files are others.');
  expect(await withDiskRoom(() => Promise.resolve(mismatch), options)).toEqual(mismatch);
  expect(waits).toEqual([]);
});
