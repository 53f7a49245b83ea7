/** What the process of the releases answers, to its node alone. */
import * as v from 'valibot';
import { count, hex32, text } from '../base/fields.ts';
import { releaseLimits } from '../software/limits.ts';
import { call, nothing, topic } from './schema.ts';
import { passedOn } from './software-contract.ts';
import { Import, OnShelf, placeText, rateLimit, ReleaseSize } from './software-shape.ts';

const About = { community: hex32, release: hex32 };

/** What the record says of a release, as far as its files are concerned. */
const Described = {
  ...About,
  name: text(releaseLimits.nameLength),
  version: text(releaseLimits.versionLength),
};

/** A machine that gave pieces which were right. */
const Source = v.strictObject({ member: hex32, device: hex32, pieces: count, bytes: count });

const { setAside: _, ...held } = OnShelf.entries;
const Held = v.strictObject({ ...held, sources: v.array(Source) });

const Files = v.strictObject({
  imports: v.array(Import),
  releases: v.array(Held),
  giveRate: rateLimit,
});

export const releaseFilesContract = {
  files: {
    mine: topic(Files),
    /** Answers at once; whoever starts this process ends it where nothing comes for long. */
    beat: call(nothing, nothing),
    /** Machines of a community's members; the first call of a series forgets those before. */
    admit: call(
      v.strictObject({
        community: hex32,
        devices: v.pipe(v.array(hex32), v.maxLength(5_000)),
        isFirst: v.boolean(),
      }),
      nothing,
    ),
    ...passedOn,
    /** What was made ready is a release of this name from now on, and shared. */
    keep: call(
      v.strictObject({ request: hex32, ...Described }),
      nothing,
      'unknown_import',
      'not_ready',
    ),
    get: call(
      v.strictObject({
        ...Described,
        size: ReleaseSize,
        drive: hex32,
        manifest: hex32,
        folder: placeText,
        keepSharing: v.boolean(),
      }),
      nothing,
      'not_there',
      'already_there',
      'disk_full',
    ),
  },
} as const;

export type HeldView = v.InferOutput<typeof Held>;
export type FilesView = v.InferOutput<typeof Files>;
