/**
 * The stake market as it is agreed on (rules R9, R10 and R15): a value that never changes, from which each height
 * makes the next. Members and ids are lower-case hexadecimal; shares are whole units, `sharesPerIssuer` of everybody.
 */
import type { Momentum } from './influence.ts';
import type { MarketRules } from './shares.ts';

/** Own stake stands under this in place of a cause: nobody needs a reason to hold themselves. */
export const noCause = '';

/** By holder, by issuer, by the cause under which they came: units, above zero. */
export type Lots = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, bigint>>>;

export interface StakeMarket {
  /** The number of the next round to close; they count from 0. */
  readonly round: number;
  /** Who holds whom, and why. Whoever is a member holds and is held in full. */
  readonly lots: Lots;
  /** Verified work of each member (shared/stake/work.ts), fading by half in `workHalfLifeDays`. None is left out. */
  readonly work: ReadonlyMap<string, bigint>;
  /** By id, until nobody holds stake under it any more and its outcome is long known. */
  readonly causes: ReadonlyMap<string, LiveCause>;
  /** By id of the record: what was committed and not opened yet. */
  readonly commitments: ReadonlyMap<string, Commitment>;
  /** By id of the commitment: opened, and open for further rounds. */
  readonly offers: ReadonlyMap<string, OpenOffer>;
  /** By cause id: how the stake held by others under it moves. At rest, it is not in it. */
  readonly momentum: ReadonlyMap<string, Momentum>;
  /** CPU-hours that each member ever gave on the record, in micros: what `hours_given` counts. */
  readonly given: ReadonlyMap<string, bigint>;
}

/** Whether more is better, or less. */
export const comparators = ['at_least', 'at_most'] as const;
export type Comparator = (typeof comparators)[number];

/**
 * How one sees what became of a cause. `attestors`: members drawn by the rule say what they see. `hours_given`: the
 * record itself counts the CPU-hours that the issuer gave since the cause was made.
 */
export const causeChecks = ['attestors', 'hours_given'] as const;
export type CauseCheck = (typeof causeChecks)[number];

/** A value proposition (R15), as its issuer wrote it. It never changes: an edit is another one. */
export interface Cause {
  readonly statement: string;
  readonly beneficiaries: string;
  /** What is measured, and in which unit. */
  readonly metric: string;
  readonly unit: string;
  readonly comparator: Comparator;
  /** Thousandths of the unit. */
  readonly baseline: bigint;
  readonly target: bigint;
  /** The epoch at whose end it is due. */
  readonly deadline: number;
  readonly check: CauseCheck;
  /** How many attestors are drawn: 0 where the record itself counts. */
  readonly attestors: number;
  /** Ascending, without repetition. */
  readonly tags: readonly string[];
  /** The cause in whose place it stands; null for a new one. */
  readonly replaces: string | null;
}

export interface LiveCause extends Cause {
  readonly issuer: string;
  /** The epoch that was last closed when it was certified. */
  readonly since: number;
  /** What the record had counted of the issuer then, in the unit of its check; 0 for attestors. */
  readonly countedBefore: bigint;
  /** Drawn when the first round closes after the height of its certificate; none where the record counts. */
  readonly drawn: readonly string[];
  /** By attestor, what was seen last: thousandths of the unit. */
  readonly seen: ReadonlyMap<string, bigint>;
  /** Null until the deadline is over and the round closed. */
  readonly outcome: CauseOutcome | null;
}

export interface CauseOutcome {
  readonly verdict: 'met' | 'missed' | 'contested';
  /** What was achieved, in thousandths; null where nobody said. The spread is this less the target. */
  readonly achieved: bigint | null;
  readonly round: number;
}

/** A sealed offer: nobody but its author knows what is in it. */
export interface Commitment {
  readonly member: string;
  /** `hash("common-hours/offer/v1" | community | salt | offer)`. */
  readonly seal: string;
  /** The round in whose first part it was certified. */
  readonly round: number;
}

/** A part of what an offer asks for. Weights are shares of 1,000,000 and add up to it. */
export type Want =
  | {
      readonly kind: 'member';
      readonly member: string;
      /** A live cause of that member, under which the stake is held. */
      readonly cause: string;
      readonly weightPpm: number;
    }
  /** Whoever works for a tag, by their verified work. */
  | { readonly kind: 'tag'; readonly tag: string; readonly weightPpm: number };

/** What an offer says once it is opened. */
export interface Offer {
  /** Whose stake is given: the author's own, or what they hold of another, under `giveCause`. */
  readonly give: string;
  readonly giveCause: string;
  readonly quantity: bigint;
  /** Empty: stake in another goes back for stake in oneself. */
  readonly wants: readonly Want[];
  /** Free text; may be empty. */
  readonly reason: string;
  /** In how many rounds it takes part at most. */
  readonly rounds: number;
}

export interface OpenOffer extends Offer {
  readonly member: string;
  /** Rounds in which it took part so far. */
  readonly waited: number;
  /** Units that were matched so far. */
  readonly matched: bigint;
}

/** Why an offer is refused, on every node alike. */
export const offerRefusals = {
  seal_unknown: 'Nothing was sealed that this opens.',
  seal_broken: 'What was opened is not what was sealed.',
  offer_too_late: 'The round was closed for new offers.',
  opened_too_early: 'Offers are opened when all of the round are sealed.',
  too_many_offers: 'A member may have 20 offers at a time.',
  gives_more_than_held: 'Nobody can give more than they hold.',
  below_floor: 'Everybody keeps at least a tenth of themselves.',
  above_release: 'This is more of oneself than one’s verified work lets one give in one round.',
  pledged: 'This stake supports hours that were borrowed: it stays until they are given back.',
  wants_one_person: 'An offer asks for stake in at least two people.',
  wants_too_much_of_one: 'No person may be more than half of what an offer asks for.',
  wants_oneself: 'Nobody asks for stake in themselves.',
  wants_given: 'Nobody gives stake in a person for stake in the same person.',
  wants_own_tag: 'Whoever works for a tag cannot ask for stake in it.',
  member_unknown: 'Somebody that the offer asks for is no member.',
  cause_missing: 'An offer names a cause for every person whose stake it asks for.',
  cause_not_live: 'A cause that the offer names is over, or does not belong to that person.',
} as const;

export type OfferRefusal = keyof typeof offerRefusals;

export function isOfferRefusal(name: string): name is OfferRefusal {
  return Object.hasOwn(offerRefusals, name);
}

/** Offers that one member may have sealed or open at a time. */
export const offersPerMemberMax = 20;
export const wantsMax = 12;
export const offerRoundsMax = 30;
export const reasonLengthMax = 600;
export const statementLength = { least: 40, most: 600 } as const;
export const tagsMax = 5;

/** A part of an offer that nobody can fill any more, by its place among the wants. */
export interface LapsedWant {
  readonly want: number;
  readonly why: OfferRefusal;
}

/** One offer in the file of a round: `matched` and `waited` are what they were before it. */
export interface RoundOffer extends OpenOffer {
  readonly id: string;
  /** What its author held of what it gives, under that cause. */
  readonly held: bigint;
  /** What all offers of its author might give of that issuer together, by release or pledge. */
  readonly free: bigint;
  readonly lapsed: readonly LapsedWant[];
  /** What took part of `quantity − matched`, after floor, release, pledge and what lapsed. */
  readonly admitted: bigint;
  /** What kept the rest out; null where nothing did. */
  readonly heldBack: OfferRefusal | null;
  /** By want, in their order (one for an exit): units that were asked for and that came (of `admitted`). */
  readonly asked: readonly bigint[];
  readonly got: readonly bigint[];
}

/** Who works for a tag, how many units of theirs it may bring at most, and how many it brought. */
export interface TagCarrier {
  readonly member: string;
  /** Their live cause with the tag: the first by id. */
  readonly cause: string;
  /** Tags that they use in all: their work counts for each by that part. */
  readonly tags: number;
  readonly capacity: bigint;
  readonly brought: bigint;
}

/** Units that changed hands; below zero where they went. */
export interface RoundMove {
  readonly holder: string;
  readonly issuer: string;
  readonly cause: string;
  readonly units: bigint;
  /** What the holder held of it before. */
  readonly before: bigint;
}

export interface RoundAgent {
  readonly member: string;
  readonly work: bigint;
  /** Stake in oneself before the round. */
  readonly own: bigint;
}

/**
 * What is needed to compute a round again, and what came of it. Everything in it follows from the record; a file of it
 * can be checked by anybody, without the record (shared/stake/round-file.ts).
 */
export interface Round {
  readonly community: string;
  readonly number: number;
  /** The last epoch of the round, and the height whose certificate closed it. */
  readonly epoch: number;
  readonly height: number;
  readonly sharesPerIssuer: bigint;
  readonly rules: MarketRules;
  /** Into how many slices offers were cut (K), and how many pushes and relabels the clearing was allowed. */
  readonly slices: number;
  readonly mostWork: number;
  /** Members then, ascending; the book's nodes are their places here. */
  readonly agents: readonly RoundAgent[];
  /** The tags that are asked for, ascending: each is a node after the agents. Carriers ascend by member. */
  readonly tags: readonly { readonly tag: string; readonly carriers: readonly TagCarrier[] }[];
  /** Ascending by id. */
  readonly offers: readonly RoundOffer[];
  /** By node: the proof that no better clearing exists; empty where the work ran out. */
  readonly potentials: readonly bigint[];
  readonly welfare: bigint;
  readonly volume: bigint;
  readonly isExhausted: boolean;
  /** By holder, issuer and cause, in their order. */
  readonly moves: readonly RoundMove[];
}
