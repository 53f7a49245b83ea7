/** The stake market as the page and the command line see it. Shares are units of `issued`; parts are millionths. */
import * as v from 'valibot';
import { count, hex32, integer, text } from '../base/fields.ts';
import { offerRefusals, offerRoundsMax, wantsMax } from '../stake/market.ts';
import type { OfferRefusal } from '../stake/market.ts';
import { CauseRef, directions, ppm, tagText } from './cause-shape.ts';
import { Person, sentence } from './lending-shape.ts';
import { moment } from './schema.ts';

export const offerRefusalNames = Object.keys(offerRefusals) as [OfferRefusal, ...OfferRefusal[]];

export const Want = v.variant('kind', [
  v.strictObject({
    kind: v.literal('member'),
    member: hex32,
    cause: hex32,
    weightPpm: v.pipe(ppm, v.minValue(1)),
  }),
  v.strictObject({ kind: v.literal('tag'), tag: tagText, weightPpm: v.pipe(ppm, v.minValue(1)) }),
]);

/** An offer as it is written. `give` null: of oneself. */
export const OfferText = v.strictObject({
  give: v.nullable(v.strictObject({ member: hex32, cause: hex32 })),
  quantity: integer,
  /** None: stake in another goes back for stake in oneself. */
  wants: v.pipe(v.array(Want), v.maxLength(wantsMax)),
  reason: text(600),
  rounds: v.pipe(count, v.minValue(1), v.maxValue(offerRoundsMax)),
});

const WantView = v.strictObject({
  /** Null for a tag. */
  person: v.nullable(Person),
  cause: v.nullable(CauseRef),
  tag: v.nullable(tagText),
  weightPpm: ppm,
});

/** One's own offer, through its life. */
export const Offer = v.strictObject({
  id: hex32,
  /** Null: of oneself. */
  give: v.nullable(v.strictObject({ person: Person, cause: CauseRef })),
  quantity: integer,
  matched: integer,
  wants: v.array(WantView),
  reason: text(600),
  rounds: count,
  waited: count,
  /**
   * `sealing`: not certified yet. `sealed`: nobody else knows what is in it. `opening`: shown, not certified yet.
   * `open`: takes part in the round that closes next. `lost`: it was not opened in time.
   */
  state: v.picklist([
    'sealing',
    'sealed',
    'opening',
    'open',
    'matched',
    'partly matched',
    'not matched',
    'withdrawn',
    'lost',
    'refused',
  ]),
  /** What became of it or what it waits for, and what can be done, in words. */
  sentence,
  refusal: v.nullable(v.picklist(offerRefusalNames)),
  placedAtMs: moment,
  isWithdrawable: v.boolean(),
});

/** Where the market stands on the certified record. */
export const MarketNow = v.strictObject({
  /** The round that closes next; they count from 0. */
  round: count,
  /** `sealing`: offers are taken. `opening`: they are opened, and new ones are for the round after. */
  phase: v.picklist(['sealing', 'opening']),
  sealsUntilMs: moment,
  closesAtMs: moment,
  /** Of everybody. */
  issued: integer,
  /** This member's stake in itself; what it must keep; what its borrowed hours hold back; what it may still offer. */
  own: integer,
  floor: integer,
  pledged: integer,
  offerable: integer,
  /** Which of them bounds what may be offered. */
  boundBy: v.picklist(['floor', 'release', 'pledge', 'offers']),
  /** Members in the market. */
  members: count,
  sealed: count,
  open: count,
  /** Null while this person is on no certified record. */
  isMember: v.boolean(),
});

export const Holding = v.strictObject({
  person: Person,
  cause: CauseRef,
  units: integer,
  direction: v.picklist(directions),
  /** By round, the oldest first, the last eight: units of it. */
  series: v.array(integer),
  /** The round in which the first of it came. */
  since: count,
});

export const Portion = v.strictObject({ person: Person, directPpm: ppm, throughPpm: ppm });

export const Mine = v.strictObject({
  issued: integer,
  own: integer,
  /** The largest first. */
  held: v.array(Holding),
  holders: v.array(v.strictObject({ person: Person, cause: CauseRef, units: integer })),
  /** Directly and through others, without oneself, the largest sum first; at most 200. */
  portfolio: v.array(Portion),
  /** Oneself, in the same terms. */
  self: v.strictObject({ directPpm: ppm, throughPpm: ppm }),
  alignmentPpm: ppm,
});

/** One way from somebody to somebody through those who are held. */
export const StakePath = v.strictObject({
  /** The first is oneself; `partPpm` of each is what the one before it holds of them. */
  steps: v.array(v.strictObject({ person: Person, partPpm: ppm })),
  /** Their product. */
  productPpm: ppm,
});

/** A round in a list. */
export const RoundRow = v.strictObject({
  number: count,
  height: count,
  closedAtMs: moment,
  offers: count,
  matchedOffers: count,
  volume: integer,
  /** What it brought to this member: offers of theirs, and how many of them were matched in full or in part. */
  mine: count,
  mineMatched: count,
});

export const RoundLine = v.strictObject({
  person: Person,
  cause: v.nullable(CauseRef),
  /** Above zero where it came, below where it went. */
  units: integer,
  before: integer,
  after: integer,
  offer: v.nullable(hex32),
});

/** A round with its explanation for this member (the four levels of the page). */
export const RoundView = v.strictObject({
  ...RoundRow.entries,
  epoch: count,
  /** Level 1. */
  sentence,
  issued: integer,
  ownBefore: integer,
  ownAfter: integer,
  offersOfMine: v.array(
    v.strictObject({
      offer: Offer,
      admitted: integer,
      got: integer,
      /** Why not all of it was matched, and one next step; null where all was. */
      why: v.nullable(v.strictObject({ sentence, nextStep: sentence })),
    }),
  ),
  /** Level 2: what moved for this member; the units add up to zero. */
  lines: v.array(RoundLine),
  /** Level 3: rings of offers that fit together, the largest first, at most 20; and gross against net flows. */
  rings: v.array(
    v.strictObject({ people: v.pipe(v.array(Person), v.maxLength(8)), units: integer }),
  ),
  isWholeInRings: v.boolean(),
  gross: integer,
  net: integer,
  /** Level 4. */
  isExhausted: v.boolean(),
  fileBytes: count,
  fileHash: hex32,
});

export const RoundCheck = v.strictObject({
  isSame: v.boolean(),
  sentence,
  milliseconds: count,
});

/** How influence leads to this person. */
export const Influence = v.strictObject({
  /** Of all of this network's influence. */
  ownPpm: ppm,
  direction: v.picklist(directions),
  /** The oldest first, the last 60 rounds. */
  series: v.array(v.strictObject({ round: count, ownPpm: ppm, averagePpm: ppm })),
  /** People of the picture: oneself (ring 0), who holds or is held directly (1), second steps (2); at most 60. */
  people: v.array(v.strictObject({ person: Person, ring: count, influencePpm: ppm })),
  links: v.array(v.strictObject({ holder: hex32, issuer: hex32, partPpm: ppm })),
});

/** What this network values. */
export const Values = v.strictObject({
  /** The causes that carry most weight, at most 60, the heaviest first. */
  causes: v.array(
    v.strictObject({
      cause: CauseRef,
      sharePpm: ppm,
      weightPpm: ppm,
      direction: v.picklist(directions),
      /** Where it lies on the map: thousandths of its width and height. */
      x: v.pipe(count, v.maxValue(1000)),
      y: v.pipe(count, v.maxValue(1000)),
    }),
  ),
  /** Causes that anybody but their issuers holds, and as many equal ones as they amount to, in hundredths. */
  held: count,
  effectiveHundredths: count,
  /** By round, the oldest first, the last 60: units held under the eight largest causes, and the others together. */
  bands: v.strictObject({
    rounds: v.array(count),
    causes: v.array(v.strictObject({ cause: CauseRef, units: v.array(integer) })),
    others: v.array(integer),
  }),
});

/** An entry of the memory: every offer, fill, reason and outcome, searchable. */
export const Remembered = v.strictObject({
  /** `round` and `index` within it say where it stands; they are the cursor. */
  round: count,
  index: count,
  atMs: moment,
  kind: v.picklist(['cause', 'offer', 'outcome', 'attestation']),
  person: Person,
  /** What was said or done, in one sentence. */
  sentence: text(1_000),
  reason: text(600),
  cause: v.nullable(CauseRef),
  units: v.nullable(integer),
});

const MemoryPlace = v.strictObject({ round: count, index: count });

/** A page of the memory, the newest first. */
export const Memory = v.strictObject({
  entries: v.array(Remembered),
  /** Behind what was searched: reading on begins here. Null where nothing is older. */
  next: v.nullable(MemoryPlace),
  /** Whether the search ended at its bound, before so many entries were found: it went back to the round of `next`. */
  isCut: v.boolean(),
});

export type OfferTextInput = v.InferOutput<typeof OfferText>;
export type OfferView = v.InferOutput<typeof Offer>;
export type MarketNowView = v.InferOutput<typeof MarketNow>;
export type MineView = v.InferOutput<typeof Mine>;
export type HoldingView = v.InferOutput<typeof Holding>;
export type PortionView = v.InferOutput<typeof Portion>;
export type StakePathView = v.InferOutput<typeof StakePath>;
export type RoundRowView = v.InferOutput<typeof RoundRow>;
export type RoundDetailView = v.InferOutput<typeof RoundView>;
export type RoundCheckView = v.InferOutput<typeof RoundCheck>;
export type InfluenceView = v.InferOutput<typeof Influence>;
export type ValuesView = v.InferOutput<typeof Values>;
export type MemoryView = v.InferOutput<typeof Memory>;
export type RememberedView = v.InferOutput<typeof Remembered>;
