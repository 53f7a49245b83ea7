/** All releases of this computer, and what may be asked about them (shared/api/release-files-contract.ts). */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type Corestore from 'corestore';
import type {
  FilesView,
  releaseFilesContract,
} from '../../../shared/api/release-files-contract.ts';
import { createCell } from '../../../shared/api/handlers.ts';
import type { Handlers } from '../../../shared/api/handlers.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Clock, Log } from '../../engine/ports.ts';
import { temporaryPlace } from './fetching.ts';
import type { GiveLimit } from './giving.ts';
import { holdRelease } from './held-release.ts';
import type { HeldRelease } from './held-release.ts';
import { createImports } from './imports.ts';
import { emptyDrive, ownDrive } from './importing.ts';
import type { Meeting } from './meeting.ts';
import type { PayFile } from './pay-file.ts';
import type { PayingHere } from './paying-here.ts';
import { checkPlace, folderName, removeFiles } from './places.ts';
import type { FreeBytes } from './places.ts';
import { releasesFolder, writeShelf } from './shelf-file.ts';
import type { KeptRelease, KeptShelf } from './shelf-file.ts';

export interface Shelf {
  readonly handlers: Handlers<typeof releaseFilesContract>;
  close(): Promise<void>;
}

export interface ShelfParts {
  readonly dataFolder: string;
  readonly store: Corestore;
  readonly meeting: Meeting;
  readonly giving: GiveLimit;
  readonly clock: Clock;
  readonly log: Log;
  readonly first: KeptShelf;
  readonly pay: PayingHere;
  readonly counts: PayFile['sources'];
  readonly free: FreeBytes;
}

interface About {
  readonly community: string;
  readonly release: string;
}

const showEveryMs = 250;
const releasesMax = 1_000;
const unknown = refuse('unknown_release', 'This computer has no such release.');
const done = ok({});

/** Goes on with what was shared and fetched the last time. */
export async function openShelf(parts: ShelfParts): Promise<Shelf> {
  const { store, dataFolder, meeting, clock, log, first, pay, counts, free } = parts;
  const folder = releasesFolder(dataFolder);
  const held = new Map<string, HeldRelease>();
  const members = new Map<string, Set<string>>();
  const cell = createCell<FilesView>({
    imports: [],
    releases: [],
    giveRate: first.giveRate,
    waiting: [],
  });
  let { giveRate } = first;
  let cancelShow: (() => void) | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const imports = createImports({
    ...{ store, folder, log, first: first.imports },
    changed(isShown) {
      if (!isShown) keepSafely();
      showSoon();
    },
  });

  function keep(): void {
    writeShelf(dataFolder, {
      giveRate,
      imports: [...imports.kept()],
      unfinished: [...imports.unfinished()],
      releases: [...held.values()].map((each) => each.kept()),
      hasCounters: pay.hasCounters(),
    });
  }

  /** Where nobody waits for it. */
  function keepSafely(): void {
    try {
      keep();
    } catch (cause) {
      log.warn('The list of releases on this computer could not be written.', cause);
    }
  }

  function showSoon(): void {
    cancelShow ??= clock.after(showEveryMs, () => {
      cancelShow = null;
      show();
    });
  }

  function show(): void {
    const releases = [...held.values()].map((each) => each.view());
    cell.set({ imports: [...imports.views()], releases, giveRate, waiting: pay.waiting() });
  }

  /** One change after the other: what is removed is gone before it is fetched again. */
  function alone<Value>(change: () => Promise<Value>): Promise<Value> {
    const next = last.then(change, change);
    last = next.catch(() => undefined);
    return next;
  }

  function hold(kept: KeptRelease): HeldRelease {
    const release = holdRelease(kept, {
      ...{ store, meeting, clock, log, changed: showSoon, keep: keepSafely, pay, counts },
      ...{ folder, free },
    });
    held.set(keyOf(kept), release);
    return release;
  }

  async function become(about: About, change: (kept: KeptRelease) => KeptRelease) {
    const release = held.get(keyOf(about));
    if (release === undefined) return unknown;
    await release.follow(change(release.kept()));
    keep();
    show();
    return done;
  }

  async function letGo(release: HeldRelease, files: boolean): Promise<void> {
    const kept = release.kept();
    const { place } = kept;
    const manifest = files && place !== null ? await release.manifest() : null;
    await release.close(true);
    held.delete(keyOf(kept));
    keep();
    if (place !== null) {
      await rm(temporaryPlace(place.folder, kept.release), { recursive: true, force: true });
      if (manifest !== null) await removeFiles(join(place.folder, place.name), manifest);
    }
    show();
  }

  meeting.onChange(showSoon);
  pay.setBusy(() => imports.views().some(({ state }) => state === 'reading'));
  let hadCounters = first.hasCounters;
  pay.onChange(() => {
    for (const each of held.values()) each.settle();
    if (hadCounters !== pay.hasCounters()) keepSafely();
    hadCounters = pay.hasCounters();
    showSoon();
  });
  parts.giving.setRate(giveRate);
  for (const request of first.unfinished) await emptyDrive(ownDrive(store, request));
  for (const kept of first.releases) await hold(kept).follow(kept);
  show();

  const files: Handlers<typeof releaseFilesContract>['files'] = {
    mine: cell,
    beat: () => done,
    ...pay.handlers,
    admit({ community, devices, isFirst }) {
      const before = isFirst ? [] : (members.get(community) ?? []);
      const all = new Set([...before, ...devices]);
      members.set(community, all);
      meeting.admit(community, all);
      return done;
    },
    async prepare({ request, place, tag }) {
      const begun = await imports.prepare(request, place, tag ?? null);
      show();
      return begun.ok ? done : begun;
    },
    async forget({ request }) {
      if (!imports.has(request)) return refuse('unknown_import', 'There is nothing made ready so.');
      await imports.forget(request);
      show();
      return done;
    },
    keep: (given) =>
      alone(async () => {
        const { request, community, release, name, version } = given;
        if (held.has(keyOf(given))) return done;
        const ready = imports.ready(request);
        if (ready === null) {
          return imports.has(request)
            ? refuse('not_ready', 'The files are still being read.')
            : refuse('unknown_import', 'There is nothing made ready so.');
        }
        const { size, drive, manifest } = ready;
        const kept: KeptRelease = {
          ...{ community, release, name, version, size, drive, manifest, request },
          ...{ place: null, state: 'ready', isShared: true, addedAtMs: clock.now() },
          setAside: [0n, 0n],
        };
        imports.release(request);
        const opened = hold(kept);
        keep();
        await opened.follow(kept);
        show();
        return done;
      }),
    get: (given) =>
      alone(async () => {
        const { community, release, name, version, size, drive, manifest, setAside } = given;
        const known = held.get(keyOf(given));
        if (known !== undefined && known.kept().state !== 'ready') {
          const { keepSharing: isShared } = given;
          await known.follow({ ...known.kept(), state: 'arriving', isShared, setAside });
          keep();
          show();
          return done;
        }
        if (known !== undefined || held.size >= releasesMax) {
          return refuse('already_there', 'This computer has this release already.');
        }
        const named = folderName(name, version, release);
        const room = { store: folder, bytes: size.bytes, here: 0, free };
        const checked = await checkPlace(given.folder, named, room);
        if (!checked.ok) return checked;
        const kept: KeptRelease = {
          ...{ community, release, name, version, size, drive, manifest, setAside, request: null },
          place: { folder: given.folder, name: named },
          ...{ state: 'arriving', isShared: given.keepSharing, addedAtMs: clock.now() },
        };
        // what came the last time was counted then
        counts.forget(kept);
        pay.paying.again({ community, release });
        const opened = hold(kept);
        keep();
        await opened.follow(kept);
        show();
        return done;
      }),
    pause: (about) =>
      alone(() =>
        become(about, (kept) => (kept.state === 'arriving' ? { ...kept, state: 'paused' } : kept)),
      ),
    resume: (about) =>
      alone(() =>
        become(about, (kept) => (kept.state === 'paused' ? { ...kept, state: 'arriving' } : kept)),
      ),
    cancel: (about) =>
      alone(async () => {
        const release = held.get(keyOf(about));
        if (release === undefined) return unknown;
        if (release.kept().state !== 'ready') await letGo(release, false);
        return done;
      }),
    keepSharing: ({ isShared, ...about }) =>
      alone(() => become(about, (kept) => ({ ...kept, isShared }))),
    limit(given) {
      giveRate = given.giveRate;
      parts.giving.setRate(giveRate);
      keep();
      show();
      return done;
    },
    remove: ({ files: withFiles, ...about }) =>
      alone(async () => {
        const release = held.get(keyOf(about));
        if (release === undefined) return unknown;
        await letGo(release, withFiles);
        return done;
      }),
  };
  return {
    handlers: { files },
    async close() {
      cancelShow?.();
      await imports.close();
      await alone(() => Promise.all([...held.values()].map((each) => each.close(false))));
    },
  };
}

function keyOf({ community, release }: About): string {
  return `${community} ${release}`;
}
