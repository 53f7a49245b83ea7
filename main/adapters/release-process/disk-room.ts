/**
 * Watches the disks that a download goes to, and stops it while there is room for other programs still: a disk that is
 * full to the brim would stop the person's own work, and whatever writes the pieces.
 */
import { rm } from 'node:fs/promises';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { Clock } from '../../engine/ports.ts';
import { temporaryPlace } from './fetching.ts';
import type { FetchRefusalName } from './fetching.ts';
import { checkPlace } from './places.ts';
import type { FreeBytes } from './places.ts';
import type { KeptRelease } from './shelf-file.ts';

export interface DiskRoomOptions {
  readonly kept: KeptRelease;
  /** Where the pieces are, and how many bytes of them. */
  readonly store: string;
  readonly here: () => number;
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'after'>;
  readonly free: FreeBytes;
  /** It waits for room, or waits no longer. */
  readonly waits: (isWaiting: boolean) => void;
}

type Fetched = Result<null, Refusal<FetchRefusalName>>;

/** Less than this is nearly full; what is on its way still fits. */
const leastBytes = 32 * 1024 * 1024;
const lookEveryMs = 1_000;

/** Tries again, each time that a disk was full and has room now, until there is another answer or it is called off. */
export async function withDiskRoom(
  attempt: (signal: AbortSignal) => Promise<Fetched>,
  options: DiskRoomOptions,
): Promise<Fetched> {
  const { kept, store, signal, waits } = options;
  const folders = [store, ...(kept.place === null ? [] : [kept.place.folder])];
  for (;;) {
    const disks = watchDisks(folders, options);
    const fetched = await attempt(AbortSignal.any([signal, disks.full]));
    disks.close();
    const isFull = !fetched.ok && (fetched.error.name === 'disk_full' || disks.full.aborted);
    if (!isFull || signal.aborted) return fetched;
    waits(true);
    await untilRoom(options);
    if (signal.aborted) return fetched;
    waits(false);
  }
}

function watchDisks(folders: readonly string[], { clock, free }: DiskRoomOptions) {
  const controller = new AbortController();
  let cancel: (() => void) | null = null;
  let isClosed = false;

  async function look(): Promise<void> {
    // a disk that cannot be asked is no full one: who writes there hears what is wrong
    const all = await Promise.all(folders.map((folder) => free(folder).catch(() => Infinity)));
    if (all.some((each) => each < leastBytes)) controller.abort();
    else if (!isClosed) cancel = clock.after(lookEveryMs, () => void look());
  }
  void look();

  return {
    full: controller.signal,
    close() {
      isClosed = true;
      cancel?.();
    },
  };
}

async function untilRoom(options: DiskRoomOptions): Promise<void> {
  const { clock, signal } = options;
  while (!signal.aborted && !(await hasRoom(options))) {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const again = () => resolve(undefined);
    const cancel = clock.after(lookEveryMs, again);
    signal.addEventListener('abort', again, { once: true });
    await promise;
    cancel();
    signal.removeEventListener('abort', again);
  }
}

/** Room for all of its files and for what is missing, without what was written so far. */
async function hasRoom({ kept, store, here, free }: DiskRoomOptions): Promise<boolean> {
  if (kept.place === null) return true;
  const { folder, name } = kept.place;
  await rm(temporaryPlace(folder, kept.release), { recursive: true, force: true });
  const checked = await checkPlace(folder, name, {
    store,
    bytes: kept.size.bytes,
    here: here(),
    free,
  });
  return checked.ok || checked.error.name !== 'disk_full';
}
