/** What the process of the releases answers, to its node alone. */
import * as v from 'valibot';
import { bytes, count, exactBytes, hex32, integer, text } from '../base/fields.ts';
import { releaseLimits } from '../software/limits.ts';
import { sentence } from './lending-shape.ts';
import { call, moment, nothing, topic } from './schema.ts';
import { passedOn } from './software-contract.ts';
import { Import, OnShelf, placeText, rateLimit, ReleaseSize } from './software-shape.ts';

/** Entries of `waiting` and of `counters`: those beyond come when others are answered. */
export const waitingMax = 1_000;
export const countersMax = 2_000;

const About = { community: hex32, release: hex32 };

/** What the record says of a release, as far as its files are concerned. */
const Described = {
  ...About,
  name: text(releaseLimits.nameLength),
  version: text(releaseLimits.versionLength),
};

/** A machine that gave pieces which were right. */
const Source = v.strictObject({
  ...{ member: hex32, device: hex32, pieces: count, bytes: count },
  /** Signed for by both machines. */
  paidPieces: count,
  /** Why it does not give, or cannot be paid; null while nothing is wrong. */
  trouble: v.nullable(sentence),
});

/** Micro-CPU-hours and micro-man-hours. */
const SetAside = v.strictTuple([integer, integer]);

const Held = v.strictObject({
  ...OnShelf.entries,
  sources: v.array(Source),
  /** Signed for by this machine and those that gave, and what serving them took, in micro-CPU-hours. */
  paidPieces: count,
  paid: integer,
  /** What `get` named; zeros once all of it is here and paid. */
  setAside: SetAside,
});

/** A member's machine that asks for pieces, before the node has said whether its hours reach. */
const Waiting = v.strictObject({ ...About, member: hex32, device: hex32 });

const Files = v.strictObject({
  imports: v.array(Import),
  releases: v.array(Held),
  giveRate: rateLimit,
  waiting: v.pipe(v.array(Waiting), v.maxLength(waitingMax)),
});

/** A body of record 2 (shared/ledger/record.ts), in its canonical bytes. */
const counterBody = bytes(512);

/** Signed by both machines, and not certified yet as far as the process knows. */
const Counter = v.strictObject({
  community: hex32,
  body: counterBody,
  supplierSignature: exactBytes(64),
  consumerSignature: exactBytes(64),
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
        /** What the node keeps apart for it, until it is paid. */
        setAside: SetAside,
      }),
      nothing,
      'not_there',
      'already_there',
      'disk_full',
    ),
    /**
     * How downloads of a community's releases are paid: its calendar, what a piece may cost at most in millionths of
     * a micro-CPU-hour, and how fast this computer's core is in thousandths of the reference core. Nothing of a
     * community is given or paid before this was said; the newest counts.
     */
    terms: call(
      v.strictObject({
        community: hex32,
        startsAtMs: moment,
        epochMs: v.pipe(count, v.minValue(1)),
        pieceMost: integer,
        ratingMilli: count,
      }),
      nothing,
    ),
    /** Whether a member's hours reach for a release; or one sentence on why they do not. It may change. */
    allow: call(
      v.strictObject({ ...About, member: hex32, refusal: v.nullable(sentence) }),
      nothing,
    ),
    /** What is to be brought into the record: the newest of each series that is not settled. */
    counters: topic(v.pipe(v.array(Counter), v.maxLength(countersMax))),
    /** A certificate counts this one or a later one of its series; or it came too late for ever. */
    settled: call(v.strictObject({ community: hex32, body: counterBody }), nothing),
  },
} as const;

export type HeldView = v.InferOutput<typeof Held>;
export type CounterView = v.InferOutput<typeof Counter>;
export type WaitingView = v.InferOutput<typeof Waiting>;
export type FilesView = v.InferOutput<typeof Files>;
