/** What the process of the shared record answers: the questions of pages, and `work` for the node alone. */
import * as v from 'valibot';
import { bytes, count, hex32, integer, text } from '../base/fields.ts';
import { limits } from '../domain/limits.ts';
import { communityContract } from './community-contract.ts';
import { CurrencyWord } from './community-shape.ts';
import { sentence } from './lending-shape.ts';
import { call, moment, nothing } from './schema.ts';
import { BothHours } from './software-shape.ts';

const RosterAccount = v.strictObject({
  /** By the last certificate. */
  balance: integer,
  promise: integer,
  line: integer,
  /**
   * Used by counters that no certificate holds yet, less what was given by others of them, but never less than
   * nothing; and what is owed already because no line took it.
   */
  provisionalUse: integer,
});

/** What a lender or an asker must know of a member before work is done. */
const RosterEntry = v.strictObject({
  member: hex32,
  name: text(limits.memberNameLength),
  /** Whether it may work with others by the last certificate. */
  isActive: v.boolean(),
  /** Its machines that may sign. */
  devices: v.array(hex32),
  /** In the order of `currencyWords`. */
  accounts: v.strictTuple([RosterAccount, RosterAccount]),
});

/** A pair's last counter of one epoch that is known here, certified or not. */
const LastCounter = v.strictObject({ body: v.nullable(bytes(4_096)), certified: v.boolean() });

/** A pair's series of counters of one epoch. */
const whichCounters = {
  supplier: hex32,
  consumer: hex32,
  currency: CurrencyWord,
  cause: hex32,
  epoch: count,
};

/** As it is certified; `isFrozen`: nothing is added any more, because two of one number were seen. */
const Counted = v.strictObject({
  sequence: count,
  count,
  quantity: integer,
  isFrozen: v.boolean(),
});

/** What a download takes of a member, by the last certificate and what waits for the next. */
const DownloadNeed = v.strictObject({
  /** Of what has not arrived at it yet, to those whose hours are in it; both currencies. */
  price: BothHours,
  /** The same, however much the price rises while it arrives. */
  most: BothHours,
  /** Of the release, and those that have not arrived at this member. */
  pieces: count,
  piecesLeft: count,
  /** What the member has and may still promise, in both currencies. */
  free: BothHours,
  /** The price that was charged so far, as the statements say; null where it is about another member. */
  charged: v.nullable(BothHours),
});

const Refused = v.strictObject({ name: text(60), detail: sentence });

export const recordContract = {
  ...communityContract,
  work: {
    /**
     * Members that changed after a revision, all of them after 0; by key, at most a page. `isCut`: ask again with
     * the last one as `after`, and the same `since`.
     */
    roster: call(
      v.strictObject({ community: hex32, since: count, after: v.nullable(hex32) }),
      v.strictObject({ revision: count, members: v.array(RosterEntry), isCut: v.boolean() }),
      'unknown_community',
    ),
    /** Whole encodings; durable when it answers. What is known already is no fault. */
    submit: call(
      v.strictObject({
        community: hex32,
        records: v.pipe(v.array(bytes(4_096)), v.minLength(1), v.maxLength(1_000)),
      }),
      v.strictObject({
        results: v.array(
          v.strictObject({
            record: v.nullable(hex32),
            refusal: v.nullable(Refused),
          }),
        ),
      }),
      'unknown_community',
    ),
    /** How downloads of a community's releases are paid (rules R6); `pieceMost` is in millionths of a micro-CPU-hour. */
    downloadTerms: call(
      v.strictObject({ community: hex32 }),
      v.strictObject({ startsAtMs: moment, epochMs: count, pieceMost: integer }),
      'unknown_community',
    ),
    /** In their order; null for a release or a member that is not known. Without a member it is about this one. */
    downloadNeeds: call(
      v.strictObject({
        community: hex32,
        downloads: v.pipe(
          v.array(v.strictObject({ release: hex32, member: v.nullable(hex32) })),
          v.maxLength(1_000),
        ),
      }),
      v.strictObject({ pieceMost: integer, needs: v.array(v.nullable(DownloadNeed)) }),
      'unknown_community',
    ),
    /** What the node has set aside for downloads beside tasks, in micro-man-hours; the newest counts. */
    keepApart: call(
      v.strictObject({ community: hex32, manHours: integer }),
      nothing,
      'unknown_community',
    ),
    lastCounter: call(
      v.strictObject({ community: hex32, ...whichCounters }),
      LastCounter,
      'unknown_community',
    ),
    /**
     * What the last certificate counts of these, in their order: null where it is nothing, and for epochs before
     * `oldestEpoch`, for which no counter comes in time any more. `refused` says of each `record` why it was taken out
     * of the pool, because it can never be certified.
     */
    counted: call(
      v.strictObject({
        community: hex32,
        counters: v.pipe(
          v.array(v.strictObject({ ...whichCounters, record: v.nullable(hex32) })),
          v.maxLength(200),
        ),
      }),
      v.strictObject({
        oldestEpoch: count,
        counted: v.array(v.nullable(Counted)),
        refused: v.array(v.nullable(Refused)),
      }),
      'unknown_community',
    ),
  },
} as const;

export type DownloadNeedView = v.InferOutput<typeof DownloadNeed>;
export type RosterEntryView = v.InferOutput<typeof RosterEntry>;
