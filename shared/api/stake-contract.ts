/**
 * What pages and the command line may ask about the stake market of a community. As with the rest of the record, a
 * page asks again whenever the community's `revision` has changed.
 */
import * as v from 'valibot';
import { bytes, count, hex32, integer, text } from '../base/fields.ts';
import { Cause, CauseRef, CauseText, tagText } from './cause-shape.ts';
import { pageSizeMax } from './community-shape.ts';
import { sentence } from './lending-shape.ts';
import { call, moment, nothing } from './schema.ts';
import {
  Influence,
  MarketNow,
  Memory,
  Mine,
  Offer,
  offerRefusalNames,
  OfferText,
  Portion,
  RoundCheck,
  RoundRow,
  RoundView,
  StakePath,
  Values,
} from './stake-shape.ts';

const Community = v.strictObject({ community: hex32 });
const pageSize = v.pipe(count, v.minValue(1), v.maxValue(pageSizeMax));
const Numbered = v.strictObject({ community: hex32, round: count });
/** The file of a round is no larger: one of 10,000 people and 100,000 offers has some 45 MB. */
export const roundFileBytesMax = 64 * 1024 * 1024;
const filePieceBytes = 1024 * 1024;

export const stakeContract = {
  causes: {
    /** The newest first, after the one named; `total` is of those that fit. */
    list: call(
      v.strictObject({
        community: hex32,
        after: v.nullable(hex32),
        limit: pageSize,
        /** Words that must stand in statement, beneficiaries, metric, tags or the issuer's name; empty for all. */
        search: text(120),
        tag: v.nullable(tagText),
        state: v.nullable(v.picklist(['live', 'due', 'over'])),
        /** Only theirs; null for anybody's. */
        issuers: v.nullable(v.pipe(v.array(hex32), v.maxLength(pageSizeMax))),
        /** Only those that are due before; null for all. */
        dueBeforeMs: v.nullable(moment),
        /** Whether anybody has said what they see, or the record counts it; null for both. */
        isChecked: v.nullable(v.boolean()),
      }),
      v.strictObject({
        causes: v.array(Cause),
        total: count,
        /** Of all causes that are live, the most used first. */
        tags: v.array(v.strictObject({ tag: tagText, causes: count })),
      }),
      'unknown_community',
    ),
    show: call(
      v.strictObject({ community: hex32, cause: hex32 }),
      Cause,
      'unknown_community',
      'unknown_cause',
    ),
    make: call(
      v.strictObject({ community: hex32, ...CauseText.entries }),
      v.strictObject({ cause: hex32 }),
      'unknown_community',
      'not_a_member',
      'bad_cause',
      'unknown_cause',
      'refused',
    ),
    /** What an attestor sees, in thousandths of the cause's unit. */
    attest: call(
      v.strictObject({ community: hex32, cause: hex32, seen: integer, note: text(300) }),
      v.strictObject({ record: hex32 }),
      'unknown_community',
      'not_a_member',
      'unknown_cause',
      'not_an_attestor',
      'cause_over',
      'refused',
    ),
  },
  stakes: {
    now: call(Community, MarketNow, 'unknown_community'),
    mine: call(Community, Mine, 'unknown_community'),
    /** The ways that lead to a member, the largest first, at most 50; and what they add up to. */
    paths: call(
      v.strictObject({ community: hex32, member: hex32 }),
      v.strictObject({
        paths: v.array(StakePath),
        portion: Portion,
        /** Under which causes it is held directly. */
        causes: v.array(CauseRef),
      }),
      'unknown_community',
      'unknown_member',
    ),
    /** One's own, the newest first. */
    offers: call(Community, v.strictObject({ offers: v.array(Offer) }), 'unknown_community'),
    /** What an offer would do and why it would be refused, as the certified record stands. */
    preview: call(
      v.strictObject({ community: hex32, ...OfferText.entries }),
      v.strictObject({
        ownBefore: integer,
        /** If all of it is matched. */
        ownAfter: integer,
        /** `refused`: no offer of this form is taken. */
        refusal: v.nullable(
          v.strictObject({ name: v.picklist([...offerRefusalNames, 'refused']), sentence }),
        ),
        /** By want: units of it that were given in the last rounds that had any; null before the first. */
        wanted: v.array(v.nullable(v.strictObject({ low: integer, high: integer }))),
      }),
      'unknown_community',
    ),
    offer: call(
      v.strictObject({ community: hex32, ...OfferText.entries }),
      v.strictObject({ offer: hex32 }),
      'unknown_community',
      'not_a_member',
      'refused',
      ...offerRefusalNames,
    ),
    withdraw: call(
      v.strictObject({ community: hex32, offer: hex32 }),
      nothing,
      'unknown_community',
      'not_a_member',
      'unknown_offer',
      'offer_over',
      'refused',
    ),
    /** Closed ones, the newest first, those below a number or all. */
    rounds: call(
      v.strictObject({ community: hex32, before: v.nullable(count), limit: pageSize }),
      v.strictObject({ rounds: v.array(RoundRow) }),
      'unknown_community',
    ),
    round: call(Numbered, RoundView, 'unknown_community', 'unknown_round'),
    /** All offers, fills and the proof of a round, as text that `audit` reads; `offset` reads on. */
    roundFile: call(
      v.strictObject({ community: hex32, round: count, offset: count }),
      v.strictObject({ piece: bytes(filePieceBytes), total: count }),
      'unknown_community',
      'unknown_round',
    ),
    /** Computes a round again on this computer from what its file says. */
    check: call(Numbered, RoundCheck, 'unknown_community', 'unknown_round'),
    influence: call(Community, Influence, 'unknown_community'),
    values: call(Community, Values, 'unknown_community'),
    /** All that was offered, matched, given as a reason and found out, the newest first. */
    memory: call(
      v.strictObject({
        community: hex32,
        search: text(120),
        /** Of this round and before; and after the entry named. */
        before: v.nullable(v.strictObject({ round: count, index: count })),
        limit: pageSize,
      }),
      Memory,
      'unknown_community',
    ),
  },
} as const;
