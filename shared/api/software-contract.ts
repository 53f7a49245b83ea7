/**
 * What pages and the command line may ask about releases: `releases` of the certified record, and `software` of this
 * computer, which holds their files. A page asks `releases` again whenever the community's `revision` has changed.
 */
import * as v from 'valibot';
import { count, hex32, text } from '../base/fields.ts';
import { releaseRecordLimits } from '../software/limits.ts';
import { pageSizeMax } from './community-shape.ts';
import { draftCalls, draftedCalls } from './release-draft-contract.ts';
import { call, nothing, topic } from './schema.ts';
import {
  DownloadCost,
  placeText,
  platformWords,
  rateLimit,
  Release,
  ReleaseDetail,
  ReleaseIngredients,
  ReleaseSize,
  ReleaseText,
  Shelf,
  tagText,
} from './software-shape.ts';

const About = { community: hex32, release: hex32 };
const One = v.strictObject(About);

/** Answered by the process of the record. */
export const releasesContract = {
  releases: {
    /** The newest first, after the one named; `total` is of those that fit. */
    list: call(
      v.strictObject({
        community: hex32,
        after: v.nullable(hex32),
        limit: v.pipe(count, v.minValue(1), v.maxValue(pageSizeMax)),
        /** Words that must stand in name, version or a maker's name; empty for all. */
        search: text(120),
        licence: v.nullable(text(60)),
        platform: v.nullable(v.picklist(platformWords)),
        maker: v.nullable(hex32),
      }),
      v.strictObject({ releases: v.array(Release), total: count }),
      'unknown_community',
    ),
    show: call(One, ReleaseDetail, 'unknown_community', 'unknown_release'),
    /** What may go into a release of these makers; of none, one's own. */
    ingredients: call(
      v.strictObject({
        community: hex32,
        makers: v.pipe(v.array(hex32), v.maxLength(releaseRecordLimits.maintainers)),
      }),
      ReleaseIngredients,
      'unknown_community',
    ),
    ...draftCalls,
    /** Signs and publishes; the one who signs is its maker. */
    publish: call(
      v.strictObject({
        community: hex32,
        text: ReleaseText,
        size: ReleaseSize,
        drive: hex32,
        manifest: hex32,
        /** Accepted tasks and counted hours that went into it; each goes into one release only. */
        tasks: v.pipe(v.array(hex32), v.maxLength(100)),
        receipts: v.pipe(v.array(hex32), v.maxLength(100)),
      }),
      v.strictObject({ release: hex32 }),
      'unknown_community',
      'not_a_member',
      'unknown_task',
      'unknown_receipt',
      'refused',
    ),
  },
} as const;

/** What the node passes on, word for word, to the process that holds the files. */
export const passedOn = {
  /**
   * Reads a file or folder, or with a tag the files of that tag of a git repository, and makes them ready; how far it is
   * says `mine`. Nobody sees any of it yet.
   */
  prepare: call(
    v.strictObject({ request: hex32, place: placeText, tag: v.optional(v.nullable(tagText)) }),
    nothing,
    'not_there',
    'bad_files',
    'too_many_imports',
    'disk_full',
  ),
  /** Lets go of what was made ready, or is being so. */
  forget: call(v.strictObject({ request: hex32 }), nothing, 'unknown_import'),
  pause: call(One, nothing, 'unknown_release'),
  resume: call(One, nothing, 'unknown_release'),
  /** Ends what is on its way, and lets go of what has arrived. */
  cancel: call(One, nothing, 'unknown_release'),
  /** Whether it is given to others from here. */
  keepSharing: call(
    v.strictObject({ ...About, isShared: v.boolean() }),
    nothing,
    'unknown_release',
  ),
  /** How fast others may be given to, all together. */
  limit: call(v.strictObject({ giveRate: rateLimit }), nothing),
  /** Takes it from the list and ends sharing it; with `files`, its files in the chosen folder go as well. */
  remove: call(v.strictObject({ ...About, files: v.boolean() }), nothing, 'unknown_release'),
} as const;

/** Answered by the node. */
export const softwareContract = {
  software: {
    mine: topic(Shelf),
    /** Signs and publishes what was made ready, and shares it from now on. */
    share: call(
      v.strictObject({
        community: hex32,
        request: hex32,
        text: ReleaseText,
        tasks: v.pipe(v.array(hex32), v.maxLength(100)),
        receipts: v.pipe(v.array(hex32), v.maxLength(100)),
      }),
      v.strictObject({ release: hex32 }),
      'unknown_import',
      'not_ready',
      'unknown_community',
      'not_a_member',
      'unknown_task',
      'unknown_receipt',
      'refused',
    ),
    ...draftedCalls,
    /**
     * Fetches the files into a folder of this name inside `folder`, which is there already. Nothing is opened or
     * run. Asked again after a failure it goes on with what is here.
     */
    get: call(
      v.strictObject({ ...About, folder: placeText, keepSharing: v.boolean() }),
      nothing,
      'unknown_community',
      'unknown_release',
      'not_a_member',
      'not_there',
      'already_there',
      'disk_full',
      /** What it costs at most cannot be set aside. */
      'hours_do_not_reach',
      /** What it costs, or what one has, cannot be read at this moment. */
      'cost_unknown',
    ),
    /** What a download costs now; `get` sets it aside. */
    cost: call(One, DownloadCost, 'unknown_community', 'unknown_release', 'cost_unknown'),
    ...passedOn,
  },
} as const;
