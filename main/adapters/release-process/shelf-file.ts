/**
 * What the process of the releases must remember beside the pieces themselves: which releases it holds or fetches, and
 * what was made ready to be shared. One JSON file, written whole and by renaming.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { hex32, integer, text, toWire } from '../../../shared/base/fields.ts';
import type { FilesView, HeldView } from '../../../shared/api/release-files-contract.ts';
import { moment } from '../../../shared/api/schema.ts';
import { Origin, placeText, rateLimit, ReleaseSize } from '../../../shared/api/software-shape.ts';
import { releaseLimits } from '../../../shared/software/limits.ts';
import { syncFolder } from '../data-folder.ts';

const KeptImport = v.strictObject({
  request: hex32,
  place: placeText,
  origin: v.optional(v.nullable(Origin), null),
  size: ReleaseSize,
  drive: hex32,
  manifest: hex32,
});

const KeptRelease = v.strictObject({
  community: hex32,
  release: hex32,
  name: text(releaseLimits.nameLength),
  version: text(releaseLimits.versionLength),
  size: ReleaseSize,
  drive: hex32,
  manifest: hex32,
  /** The name under which it was made ready here; null: it came from others. */
  request: v.nullable(hex32),
  /** The folder that was chosen, and the name of its own in it; null once its files are removed, or not kept. */
  place: v.nullable(v.strictObject({ folder: placeText, name: text(releaseLimits.nameBytes) })),
  state: v.picklist(['arriving', 'paused', 'ready']),
  isShared: v.boolean(),
  addedAtMs: moment,
  /** Kept apart for it by the node, until it is paid; both currencies. */
  setAside: v.optional(v.strictTuple([integer, integer]), ['0', '0']),
});

const Kept = v.strictObject({
  version: v.literal(1),
  giveRate: rateLimit,
  imports: v.pipe(v.array(KeptImport), v.maxLength(100)),
  /** Names under which something was being made ready, or removed: what is there of it goes at the next start. */
  unfinished: v.pipe(v.array(hex32), v.maxLength(100)),
  releases: v.pipe(v.array(KeptRelease), v.maxLength(10_000)),
  /** Whether something was signed that the record does not hold yet. */
  hasCounters: v.optional(v.boolean(), false),
});

export type KeptImport = v.InferOutput<typeof KeptImport>;
export type KeptRelease = v.InferOutput<typeof KeptRelease>;
export type KeptShelf = Omit<v.InferOutput<typeof Kept>, 'version'>;

const empty: KeptShelf = {
  ...{ giveRate: null, imports: [], unfinished: [], releases: [], hasCounters: false },
};
const fileBytesMax = 64 * 1024 * 1024;

/** Where pieces and this file lie. */
export function releasesFolder(dataFolder: string): string {
  return join(dataFolder, 'releases');
}

/** What is remembered; nothing where there is no file. One that cannot be read is put aside. */
export function readShelf(dataFolder: string, setAside: (sentence: string) => void): KeptShelf {
  const file = shelfFile(dataFolder);
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return empty;
  const read = stats.size > fileBytesMax ? null : parseShelf(fs.readFileSync(file, 'utf8'));
  if (read !== null) return read;
  fs.renameSync(file, `${file}.unreadable`);
  setAside('The list of releases on this computer could not be read and was put aside.');
  return empty;
}

/** It is on the disk when this returns. */
export function writeShelf(dataFolder: string, shelf: KeptShelf): void {
  const file = shelfFile(dataFolder);
  fs.mkdirSync(releasesFolder(dataFolder), { recursive: true, mode: 0o700 });
  const opened = fs.openSync(`${file}.new`, 'w', 0o600);
  try {
    fs.writeFileSync(opened, shelfText(shelf));
    fs.fsyncSync(opened);
  } finally {
    fs.closeSync(opened);
  }
  fs.renameSync(`${file}.new`, file);
  syncFolder(releasesFolder(dataFolder));
}

/** Whether there is anything that the process of the releases would have to do. */
export function hasWork(dataFolder: string): boolean {
  const { imports, releases, hasCounters } = readShelf(dataFolder, () => undefined);
  return hasCounters || imports.length > 0 || releases.some(isBusy);
}

function isBusy(kept: KeptRelease): boolean {
  return kept.isShared || kept.state === 'arriving' || isUnpaid(kept);
}

/** Whether all of it is here, and something is still kept apart for it. */
export function isUnpaid({ state, setAside }: Pick<HeldView, 'state' | 'setAside'>): boolean {
  return state === 'ready' && setAside.some((amount) => amount > 0n);
}

/** How a release shows of which only is known what is remembered. */
export function keptView(kept: KeptRelease): HeldView {
  const { community, release, name, version, size, place, isShared, addedAtMs, setAside } = kept;
  const isHere = kept.state === 'ready';
  return {
    ...{ community, release, name, version, size, isShared, addedAtMs, setAside, trouble: null },
    state: kept.state === 'arriving' ? 'finding people' : kept.state,
    isOwn: kept.request !== null,
    folder: place === null ? null : join(place.folder, place.name),
    pieces: isHere ? size.pieces : 0,
    arrivedBytes: isHere ? size.bytes : 0,
    ...{ arrivingRate: 0, people: 0, givenBytes: 0, sources: [], paidPieces: 0, paid: 0n },
  };
}

/** What is shown while no process is needed. */
export function restingView(dataFolder: string): FilesView {
  const { giveRate, imports, releases } = readShelf(dataFolder, () => undefined);
  return {
    giveRate,
    imports: imports.map((each) => ({
      ...each,
      ...{ state: 'ready' as const, readBytes: each.size.bytes, trouble: null },
    })),
    releases: releases.map(keptView),
    waiting: [],
  };
}

function shelfFile(dataFolder: string): string {
  return join(releasesFolder(dataFolder), 'shelf.json');
}

/** The file's text. */
export function shelfText(shelf: KeptShelf): string {
  return JSON.stringify(toWire({ version: 1, ...shelf }));
}

/** What stands in the file's text; null where it is none. */
export function parseShelf(content: string): KeptShelf | null {
  try {
    const read = v.safeParse(Kept, JSON.parse(content));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}
