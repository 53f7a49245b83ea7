/**
 * Releases and what this computer has of them, as the page and the command line see it. A release is what the record
 * says of it; a shelf is what lies on this computer, is shared from here, or is on its way. Amounts are millionths of
 * an hour.
 */
import * as v from 'valibot';
import { count, hex32, integer, text } from '../base/fields.ts';
import { isOpenLicence, licenceSentence } from '../software/licences.ts';
import { releaseLimits } from '../software/limits.ts';
import { CurrencyWord } from './community-shape.ts';
import { Person, sentence } from './lending-shape.ts';
import { moment } from './schema.ts';

export const platformWords = ['linux', 'macos', 'windows', 'android', 'web', 'any'] as const;

/** A folder or file of this computer, as its system writes it. */
export const placeText = text(4_096);

/** Bytes each second; null: as fast as it goes. */
export const rateLimit = v.nullable(v.pipe(count, v.minValue(16_384)));

/** What makers say of a release; what its files are is found out here. */
export const ReleaseText = v.strictObject({
  name: v.pipe(text(releaseLimits.nameLength), v.minLength(1)),
  version: v.pipe(text(releaseLimits.versionLength), v.minLength(1)),
  licence: v.pipe(text(60), v.check(isOpenLicence, licenceSentence)),
  platforms: v.pipe(v.array(v.picklist(platformWords)), v.maxLength(releaseLimits.platforms)),
  /** Where its source is; empty: it is in the files. */
  source: text(releaseLimits.linkLength),
  notes: text(releaseLimits.notesLength),
});

/** What is in a release. */
export const ReleaseSize = v.strictObject({ files: count, bytes: count, pieces: count });

/** The hours of one currency that went into a release, and how they come back (rules R6). */
export const ReleaseHours = v.strictObject({
  currency: CurrencyWord,
  cost: integer,
  recouped: integer,
  /** Of one download, in the present epoch; zero once the hours are back. */
  price: integer,
  /** No price is above twice this; null before the first epoch. */
  firstPrice: v.nullable(integer),
});

/** A release in a list. */
export const Release = v.strictObject({
  /** Of the record that published it. */
  id: hex32,
  name: text(releaseLimits.nameLength),
  version: text(releaseLimits.versionLength),
  licence: text(60),
  platforms: v.array(v.picklist(platformWords)),
  size: ReleaseSize,
  makers: v.array(Person),
  publishedAtMs: moment,
  /** In the order of `currencyWords`. */
  hours: v.strictTuple([ReleaseHours, ReleaseHours]),
  /** Whole downloads so far, and those still expected until `untilMs`. */
  downloads: count,
  expected: count,
  /** `launch`: nothing is known yet of these makers' releases, so it is the number that all begin with. */
  basis: v.picklist(['launch', 'makers', 'history']),
  untilMs: moment,
  isMine: v.boolean(),
});

/** All of a release. */
export const ReleaseDetail = v.strictObject({
  ...Release.entries,
  source: text(releaseLimits.linkLength),
  notes: text(releaseLimits.notesLength),
  drive: hex32,
  /** Of the list of its files, which the makers have signed. */
  manifest: hex32,
  /** How many of its makers had to sign it, and did. */
  signaturesNeeded: count,
  /** Tasks that went into it. */
  tasks: v.array(v.strictObject({ id: hex32, title: text(200), price: integer, by: Person })),
  /** Other versions under this name of the same makers, the newest first. */
  versions: v.array(v.strictObject({ id: hex32, version: text(releaseLimits.versionLength) })),
});

/** Tasks, and counters, that a list of what may go into a release holds at most. */
export const ingredientsMax = 200;

/** What may go into a release of its makers: each of it goes into one release, ever. */
export const ReleaseIngredients = v.strictObject({
  /** Accepted ones, the last first; their price comes back to whoever asked for them. */
  tasks: v.array(
    v.strictObject({
      id: hex32,
      title: text(200),
      price: integer,
      by: Person,
      paidBy: Person,
      endedAtMs: moment,
    }),
  ),
  /** Certified counters of CPU-hours that a maker used, the newest first; the record forgets old ones. */
  receipts: v.array(
    v.strictObject({ id: hex32, quantity: integer, by: Person, lentBy: Person, atMs: moment }),
  ),
  /** Downloads that are foreseen at its launch, and whether that is known of these makers' releases. */
  expected: count,
  basis: v.picklist(['launch', 'makers']),
});

/** A tag, as git knows it. */
export const tagText = v.pipe(text(200), v.minLength(1));

/** Which tag of a repository of git files come from. */
export const Origin = v.strictObject({
  tag: tagText,
  commit: v.pipe(text(64), v.regex(/^[0-9a-f]{40,64}$/)),
  /** Whether a signature stands in the tag; nobody has looked at whose it is. */
  isSigned: v.boolean(),
  /** The https address that the repository was cloned from; null where there is none. */
  link: v.nullable(text(releaseLimits.linkLength)),
});

/** Files that are made ready to be shared, or are ready and wait for a name. */
export const Import = v.strictObject({
  /** Made by whoever asked. */
  request: hex32,
  /** What was chosen. */
  place: placeText,
  /** The tag of a repository whose files these are; null: the files lie in `place`. */
  origin: v.nullable(Origin),
  state: v.picklist(['reading', 'ready', 'failed']),
  readBytes: count,
  /** What is in it; while it is read, as far as it is known. */
  size: ReleaseSize,
  /** Once it is ready. */
  drive: v.nullable(hex32),
  manifest: v.nullable(hex32),
  /** Why it failed. */
  trouble: v.nullable(sentence),
});

/** Micro-CPU-hours and micro-man-hours, which are never summed. */
export const BothHours = v.strictTuple([integer, integer]);

/** A machine that gave pieces of a release which were right. */
const Source = v.strictObject({
  ...{ person: Person, device: hex32, pieces: count },
  /** Signed for by both machines. */
  paidPieces: count,
  /** Why it does not give, or cannot be paid; null while nothing is wrong. */
  trouble: v.nullable(sentence),
});

/** What a download costs now, and whether one's hours reach. */
export const DownloadCost = v.strictObject({
  /** Of all of it, to those whose hours are in it; it follows what is foreseen, and is never above `most`. */
  price: BothHours,
  most: BothHours,
  /** What serving all pieces may take at most, in micro-CPU-hours, to those who give them. */
  serving: integer,
  /** The most, and serving: set aside before it starts. Only what arrives is charged, and never more than this. */
  setAside: BothHours,
  /** What one has left to set aside. */
  free: BothHours,
  /** Why they do not reach, and what to do about it; null where they do. */
  refusal: v.nullable(sentence),
});

/** What this computer has of a release. */
export const OnShelf = v.strictObject({
  community: hex32,
  release: hex32,
  name: text(releaseLimits.nameLength),
  version: text(releaseLimits.versionLength),
  size: ReleaseSize,
  /**
   * `finding people`, `arriving`, `checking`: on its way. `ready`: here, and all of it is what the makers signed.
   * `failed`: see `trouble`; asking again goes on with what is here.
   */
  state: v.picklist(['finding people', 'arriving', 'checking', 'ready', 'paused', 'failed']),
  trouble: v.nullable(sentence),
  /** Whether it was shared first from here. */
  isOwn: v.boolean(),
  /** Where its files lie; null: only what is kept for sharing. */
  folder: v.nullable(placeText),
  /** Pieces that are here and were checked, and the bytes of them. */
  pieces: count,
  arrivedBytes: count,
  /** Bytes each second, over the last seconds. */
  arrivingRate: count,
  /** Members' machines that are connected for this release. */
  people: count,
  isShared: v.boolean(),
  /** Given to others since the start of this computer's node. */
  givenBytes: count,
  addedAtMs: moment,
  /** Set apart until it is here and paid. */
  setAside: BothHours,
  /** What arrived and was signed for, by the present price, and the pieces of it. */
  paid: BothHours,
  paidPieces: count,
  /** Whom its pieces came from, the most first. */
  sources: v.array(Source),
});

/** Where shared and fetched releases stand. */
export const Shelf = v.strictObject({
  /** `resting`: nothing is shared or fetched. `down`: the process of the files ended and is started again. */
  phase: v.picklist(['resting', 'starting', 'running', 'down']),
  /** Why it ended the last time; null while it never did. */
  reason: v.nullable(sentence),
  imports: v.array(Import),
  releases: v.array(OnShelf),
  /** How fast others may be given to, all together. */
  giveRate: rateLimit,
});

export type ReleaseTextInput = v.InferOutput<typeof ReleaseText>;
export type ReleaseView = v.InferOutput<typeof Release>;
export type ReleaseDetailView = v.InferOutput<typeof ReleaseDetail>;
export type ReleaseIngredientsView = v.InferOutput<typeof ReleaseIngredients>;
export type ImportView = v.InferOutput<typeof Import>;
export type DownloadCostView = v.InferOutput<typeof DownloadCost>;
export type OnShelfView = v.InferOutput<typeof OnShelf>;
export type ShelfView = v.InferOutput<typeof Shelf>;
