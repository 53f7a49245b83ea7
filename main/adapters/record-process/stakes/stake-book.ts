/**
 * What the answers about stakes read again and again of one community, found once: rounds that are closed never
 * change, and what follows from a certified market is kept as long as that market stands.
 */
import { decodeRecord } from '../../../../shared/ledger/check-record.ts';
import { kindNumbers } from '../../../../shared/ledger/record.ts';
import { sharesOfLots } from '../../../../shared/stake/lots.ts';
import { partsOf } from '../../../../shared/stake/parts.ts';
import type { Parts } from '../../../../shared/stake/parts.ts';
import { transitivePortfolio } from '../../../../shared/stake/portfolio.ts';
import { readOwnRound } from '../../../../shared/stake/read-round.ts';
import type { Shares } from '../../../../shared/stake/shares.ts';
import type { CauseNote, MarketNotes } from '../../../../shared/stake/market-notes.ts';
import type { Round, RoundMove, RoundOffer, StakeMarket } from '../../../../shared/stake/market.ts';
import { bytesToHex } from '../../../../shared/base/bytes.ts';
import { cryptography } from '../../cryptography.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { heldByCause } from './held.ts';
import type { HeldCause } from './held.ts';

/** What follows from one certified market. */
export interface MarketSums {
  readonly shares: () => Shares;
  readonly parts: () => Parts;
  /** The row of this member (rules R12). */
  readonly portfolio: () => ReadonlyMap<string, number>;
  /** By cause, what others than its issuer hold under it. */
  readonly held: () => ReadonlyMap<string, HeldCause>;
}

/** What is kept of every round that somebody asked about. */
export interface RoundSums {
  readonly number: number;
  readonly epoch: number;
  readonly height: number;
  readonly offers: number;
  readonly matchedOffers: number;
  readonly volume: bigint;
  /** This member's. */
  readonly mine: readonly RoundOffer[];
  readonly myMoves: readonly RoundMove[];
  /** Units that came to anybody, by issuer and cause with a space between them; and by tag. */
  readonly came: ReadonlyMap<string, bigint>;
  readonly cameByTag: ReadonlyMap<string, bigint>;
  /** By cause, units that came to others than its issuer, less those that went from them. */
  readonly moved: ReadonlyMap<string, bigint>;
  readonly movedInAll: bigint;
}

export interface WaitingCause extends Omit<CauseNote, 'countedBefore'> {
  readonly isWaiting: true;
}

export interface StakeBook {
  readonly sums: () => MarketSums;
  /** Closed rounds that are kept here, the newest first. */
  readonly numbers: (before: number | null, limit: number) => readonly number[];
  readonly round: (number: number) => Round | null;
  readonly roundSums: (number: number) => RoundSums | null;
  /** Ascending by height. */
  readonly notes: () => readonly MarketNotes[];
  /** Every cause that was ever made, as far as this machine knows. */
  readonly cause: (id: string) => CauseNote | null;
  /** The last cause that was put in the place of one. */
  readonly replacedBy: (id: string) => string | null;
  /** On their way to the record. */
  readonly waiting: () => readonly WaitingCause[];
}

/** Rounds are kept whole, so that they need not be read again, as long as they have no more offers together. */
const wholeOffers = 20_000;
const notesPage = 500;

export function createStakeBook(community: OpenCommunity, me: string): StakeBook {
  const { node, parameters } = community;
  const issued = BigInt(parameters.sharesPerIssuer);
  const rounds = new Map<number, Round>();
  const kept = new Map<number, RoundSums>();
  const read = createNotes(community);
  let last: { readonly market: StakeMarket; readonly sums: MarketSums } | null = null;

  function sums(): MarketSums {
    const { market } = node.state();
    if (last?.market !== market) last = { market, sums: sumsOf(market, me, issued) };
    return last.sums;
  }

  function round(number: number): Round | null {
    const known = rounds.get(number);
    if (known !== undefined) return known;
    const file = node.round(number);
    const read = file === null ? null : readOwnRound(file.text);
    if (read === null) return null;
    let offers = read.offers.length;
    for (const each of rounds.values()) offers += each.offers.length;
    for (const [oldest, { offers: forgotten }] of rounds) {
      if (offers <= wholeOffers) break;
      rounds.delete(oldest);
      offers -= forgotten.length;
    }
    rounds.set(number, read);
    if (!kept.has(number)) kept.set(number, roundSumsOf(read, me));
    return read;
  }

  function roundSums(number: number): RoundSums | null {
    const known = kept.get(number);
    if (known !== undefined) return known;
    round(number);
    return kept.get(number) ?? null;
  }

  return {
    ...{ sums, round, roundSums, waiting: createWaiting(community) },
    ...{ notes: read.notes, replacedBy: read.replacedBy },
    numbers: (before, limit) => node.rounds(before, limit),
    cause(id) {
      const live = node.state().market.causes.get(id);
      return live === undefined ? read.cause(id) : { id, ...live };
    },
  };
}

/** Each is found when it is asked for first: most questions need one of them. */
function sumsOf({ lots }: StakeMarket, me: string, issued: bigint): MarketSums {
  const shares = once(() => sharesOfLots(lots));
  const parts = once(() => partsOf(shares(), issued));
  const portfolio = once(() => transitivePortfolio(shares(), me, issued));
  return { shares, parts, portfolio, held: once(() => heldByCause(lots)) };
}

function once<Value>(find: () => Value): () => Value {
  let found: { readonly value: Value } | null = null;
  return () => (found ??= { value: find() }).value;
}

function roundSumsOf(round: Round, me: string): RoundSums {
  const { number, epoch, height, offers, volume, moves, tags } = round;
  const isMatched = ({ got }: RoundOffer) => got.some((units) => units > 0n);
  const amongOthers = moves.filter(({ holder, issuer }) => holder !== issuer);
  return {
    ...{ number, epoch, height, volume, offers: offers.length },
    matchedOffers: offers.filter(isMatched).length,
    mine: offers.filter(({ member }) => member === me),
    myMoves: moves.filter(({ holder }) => holder === me),
    came: sumsBy(
      amongOthers.filter(({ units }) => units > 0n),
      ({ issuer, cause }) => `${issuer} ${cause}`,
      ({ units }) => units,
    ),
    cameByTag: sumsBy(
      tags.flatMap(({ tag, carriers }) => carriers.map(({ brought }) => ({ tag, brought }))),
      ({ tag }) => tag,
      ({ brought }) => brought,
    ),
    moved: sumsBy(
      amongOthers,
      ({ cause }) => cause,
      ({ units }) => units,
    ),
    movedInAll: amongOthers.reduce((sum, { units }) => sum + units, 0n),
  };
}

function sumsBy<Each>(
  all: readonly Each[],
  keyOf: (each: Each) => string,
  unitsOf: (each: Each) => bigint,
): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const each of all) sums.set(keyOf(each), (sums.get(keyOf(each)) ?? 0n) + unitsOf(each));
  return sums;
}

/** Notes are only added to: what was read once is read no more. */
function createNotes({ node }: OpenCommunity) {
  const notes: MarketNotes[] = [];
  const causes = new Map<string, CauseNote>();
  const replaced = new Map<string, string>();
  let seen = 0;

  function catchUp(): void {
    const { height } = node.view();
    while (seen < height) {
      const page = node.marketNotes(seen + 1, notesPage);
      for (const each of page) {
        notes.push(each);
        for (const cause of each.causes) {
          causes.set(cause.id, cause);
          if (cause.replaces !== null) replaced.set(cause.replaces, cause.id);
        }
      }
      seen = page.length < notesPage ? height : (page.at(-1)?.height ?? height);
    }
  }

  return {
    notes() {
      catchUp();
      return notes;
    },
    cause(id: string) {
      catchUp();
      return causes.get(id) ?? null;
    },
    replacedBy(id: string) {
      catchUp();
      return replaced.get(id) ?? null;
    },
  };
}

/** Causes in the pool; it is only looked through again when something has changed. */
function createWaiting({ store, key, node, revision }: OpenCommunity) {
  let at = -1;
  let causes: readonly WaitingCause[] = [];
  return () => {
    if (at === revision()) return causes;
    at = revision();
    causes = [...store.pool()].flatMap(({ id, bytes }): WaitingCause[] => {
      if (bytes[1] !== kindNumbers.cause) return [];
      const decoded = decodeRecord(bytes, key, cryptography.hash);
      if (!decoded.ok || decoded.value.record.kind !== 'cause') return [];
      const { author, number: _number, previous: _previous, ...cause } = decoded.value.record.body;
      const issuer = node.state().devices.get(bytesToHex(author))?.member;
      return issuer === undefined
        ? []
        : [{ ...cause, id: bytesToHex(id), issuer, isWaiting: true }];
    });
    return causes;
  };
}
