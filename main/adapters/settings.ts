/**
 * What the person chose, in `settings.json` of the data folder: the same file under Electron and
 * without it, written whole and by renaming.
 *
 * A file that cannot be read, or that holds what no version of ours would write, is put aside under a
 * new name and the node starts with what a new one has: nothing that a file says can keep it from
 * starting, and nothing that a person once chose is deleted.
 */
import type ElectronStore from 'electron-store';
import * as fs from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { assert } from '../../shared/base/assert.ts';
import { communityNameLength } from '../../shared/api/community-shape.ts';
import { hex32 } from '../../shared/base/fields.ts';
import { ratingMilliMax } from '../../shared/domain/cpu-hours.ts';
import { lentShare, limits } from '../../shared/domain/limits.ts';
import { LendingTerms } from '../../shared/lending/terms.ts';
import type { Log } from '../engine/ports.ts';
import type { Settings, SettingsValue } from '../engine/settings.ts';

const moment = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const within = (least: number, most: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));

const processorLengthMax = 200;
const measureLengthMax = 60;
const coresMax = 4096;
const fileBytesMax = 64 * 1024;

/** What is absent has its first value; what we do not know is a newer version's, and stays in the file. */
const Stored = v.object({
  name: v.optional(
    v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(limits.memberNameLength))),
    null,
  ),
  community: v.optional(
    v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(limits.communityCodeLength))),
    null,
  ),
  place: v.optional(
    v.nullable(
      v.object({
        id: hex32,
        name: v.pipe(v.string(), v.maxLength(communityNameLength)),
        startsAtMs: moment,
        epochMs: v.pipe(moment, v.minValue(1)),
      }),
    ),
    null,
  ),
  lending: v.optional(v.boolean(), false),
  coresLent: v.optional(v.nullable(within(1, coresMax)), null),
  terms: v.optional(v.nullable(LendingTerms), null),
  shareMilli: v.optional(within(lentShare.least, lentShare.most), lentShare.most),
  pausedUntilMs: v.optional(v.nullable(moment), null),
  recoverySavedAtMs: v.optional(v.nullable(moment), null),
  rating: v.optional(
    v.nullable(
      v.object({
        milli: within(1, ratingMilliMax),
        spreadMilli: v.optional(within(0, ratingMilliMax), 0),
        atMs: moment,
        processor: v.nullable(v.pipe(v.string(), v.maxLength(processorLengthMax))),
        /** A rating of before the mix had versions says nothing of what it was measured with. */
        measure: v.optional(v.pipe(v.string(), v.maxLength(measureLengthMax)), ''),
      }),
    ),
    null,
  ),
});

type Store = Pick<ElectronStore<Record<string, unknown>>, 'set'>;

/**
 * Reads the settings of a data folder. Never refuses: see above. What writes them is loaded when the first of them
 * changes: it takes some 8 MB, and a node that was started again usually changes none.
 */
export function openSettings(dataFolder: string, log: Log): Settings {
  const file = settingsPath(dataFolder);
  let value = readSettings(dataFolder);
  if (value === null) {
    log.warn(asideSentence(file, putAside(file)));
    value = v.parse(Stored, {});
  }
  let present: SettingsValue = value;
  let store: Store | null | undefined;

  return {
    get: () => present,
    set(change) {
      const next = { ...present, ...change };
      assert(v.is(Stored, next), 'settings are set to what can be read again');
      if (isDeepStrictEqual(next, present)) return;
      present = next;
      try {
        if (store === undefined) store = openStore(dataFolder, log);
        store?.set(next);
      } catch (error) {
        log.warn(`The settings could not be written to ${file}. They hold until the end.`, error);
      }
    },
  };
}

function settingsPath(dataFolder: string): string {
  return join(dataFolder, 'settings.json');
}

/**
 * What the file says, what a new node has if there is none, or null if it cannot be used. Changes nothing, so that
 * it may be asked beside a running node.
 */
export function readSettings(dataFolder: string): SettingsValue | null {
  const file = settingsPath(dataFolder);
  try {
    const size = fs.statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) return v.parse(Stored, {});
    if (size > fileBytesMax) return null;
    const written: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    const read = v.safeParse(Stored, written);
    return read.success && !Array.isArray(written) ? read.output : null;
  } catch {
    return null;
  }
}

/** The new name of the file, or null if even that could not be done. */
function putAside(file: string): string | null {
  try {
    for (let number = 1; number <= 100; number += 1) {
      const name = `${file.slice(0, -'.json'.length)}.damaged-${number}.json`;
      if (fs.existsSync(name)) continue;
      fs.renameSync(file, name);
      return name;
    }
    return null;
  } catch {
    return null;
  }
}

function asideSentence(file: string, name: string | null): string {
  const where = name === null ? 'It could not be put aside.' : `It was put aside as ${name}.`;
  return `The settings ${file} could not be read, so the first ones are used. ${where}`;
}

/** Null when the disk does not let it be written: the settings then live in memory only. */
function openStore(dataFolder: string, log: Log): Store | null {
  try {
    const { default: Opened } = loadElectronStore();
    return new Opened<Record<string, unknown>>({
      cwd: dataFolder,
      name: 'settings',
      configFileMode: 0o600,
    });
  } catch (error) {
    log.warn('The settings cannot be kept: what is chosen now holds until the end.', error);
    return null;
  }
}

/**
 * Outside Electron the package `electron` is a downloader, or not there at all, and electron-store
 * imports it only to ask for a folder that we give it anyway: an empty module takes its place.
 */
function loadElectronStore() {
  const load = () =>
    createRequire(import.meta.url)('electron-store') as typeof import('electron-store');
  if (process.versions['electron'] !== undefined) return load();
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron'
        ? { url: 'data:text/javascript,export default {}', shortCircuit: true }
        : next(specifier, context),
  });
  try {
    return load();
  } finally {
    hooks.deregister();
  }
}
