/**
 * What a height does to the stake market once everything else in it is settled. Rounds follow from the epochs that are
 * closed: a height that closes the last epoch of a round, or later ones, closes the round, and several that were missed
 * are closed as one.
 */
import type { Flow } from '../economy/settle.ts';
import type { Trust } from '../economy/trust.ts';
import type { Commitment, LiveCause, Round, StakeMarket } from '../stake/market.ts';
import { closeRound } from '../stake/round.ts';
import { advanceWork } from '../stake/work.ts';
import { drawn, isForgotten, mayBeDrawn, outcomeOf } from './cause-outcome.ts';
import { creditedIn } from './credit.ts';
import type { Overdue } from './credit.ts';
import type { Draft } from './draft.ts';
import { marketContext } from './market-context.ts';
import { isSealing, roundOfEpoch } from './market-draft.ts';
import { withJoined, withoutLeaving } from './market-people.ts';
import type { Books, LedgerState } from './state.ts';

/** What else came of the height: `books` are settled, and trust is that of after. */
export interface Settled {
  readonly books: readonly [Books, Books];
  readonly overdue: readonly Overdue[];
  readonly cpuFlows: readonly Flow[];
  /** Id of the height before, in hexadecimal. */
  readonly previous: string;
}

export interface MarketAfter {
  readonly market: StakeMarket;
  /** Null where none closed. */
  readonly round: Round | null;
}

/** Into how many slices offers are cut (K). */
const slices = 65_536;
/** Pushes and relabels of one round: ten times what 100,000 offers of 10,000 people take. */
const workOfRoundMax = 60_000_000;
const dayMs = 86_400_000;

export function marketAfter(draft: Draft, settled: Settled): MarketAfter {
  const { before, epoch, joined, left, expelled } = draft;
  const { parameters } = before;
  const people = withJoined(before.market, joined, parameters);
  const given = withFlows(people, settled.cpuFlows);
  const counted = { ...people, ...takenUp(draft, given), given };
  const market = withoutLeaving(counted, [...left, ...expelled.keys()], parameters);
  const next = roundOfEpoch(epoch + 1, parameters);
  return next === market.round ? { market, round: null } : closed(draft, market, settled, next);
}

/** Of those who are here: a counter may come in after its supplier has left. */
function withFlows(
  { given, lots }: StakeMarket,
  flows: readonly Flow[],
): ReadonlyMap<string, bigint> {
  if (flows.length === 0) return given;
  const sums = new Map(given);
  for (const { supplier, quantity } of flows) {
    if (!lots.has(supplier)) continue;
    sums.set(supplier, (sums.get(supplier) ?? 0n) + quantity);
  }
  return sums;
}

/** What the records did. Hours of the height in which a cause came do not count for it: they were given before. */
function takenUp({ before, market }: Draft, given: StakeMarket['given']) {
  const { causes, commitments, offers } = market;
  for (const [id, cause] of causes) {
    if (cause.check !== 'hours_given' || before.market.causes.has(id)) continue;
    causes.set(id, { ...cause, countedBefore: given.get(cause.issuer) ?? 0n });
  }
  return { causes, commitments, offers };
}

function closed(
  { before, epoch, members }: Draft,
  market: StakeMarket,
  { books, overdue, previous }: Settled,
  next: number,
): MarketAfter {
  const { parameters, community } = before;
  const worked = { ...market, work: workAfter(market, books, before) };
  const known = { market: worked, members, books, overdue: () => overdue, epoch, parameters };
  const { market: cleared, round } = closeRound(worked, {
    ...marketContext(known),
    ...{ community, height: before.height + 1, slices, mostWork: workOfRoundMax },
  });
  const draw = { trust: books[0].trust, previous, before: before.market.causes };
  const causes = causesAfter(cleared, { epoch, round: market.round, draw });
  const momentum = new Map([...cleared.momentum].filter(([id]) => causes.has(id)));
  const commitments = commitmentsAfter(market.commitments, before, next);
  return { market: { ...cleared, causes, momentum, commitments, round: next }, round };
}

/** Of those who are here, by what the community credits their supply with in both currencies. */
function workAfter(
  { work, lots }: StakeMarket,
  books: readonly Books[],
  { parameters }: LedgerState,
): ReadonlyMap<string, bigint> {
  const credited = new Map<string, bigint>();
  for (const each of books) {
    for (const [member, quantity] of creditedIn(each)) {
      if (lots.has(member)) credited.set(member, (credited.get(member) ?? 0n) + quantity);
    }
  }
  const roundMs = parameters.roundEpochs * parameters.epochMs;
  return advanceWork(work, credited, { roundMs, halfLifeMs: parameters.workHalfLifeDays * dayMs });
}

/**
 * By what attestors are drawn, and which causes were there before. Whoever writes a cause into the very height that
 * draws knows what it is drawn by, and could word it until friends are drawn: its turn is when the next round closes.
 */
interface Draw {
  readonly trust: Trust;
  readonly previous: string;
  readonly before: StakeMarket['causes'];
}

function causesAfter(
  { causes, lots, given }: StakeMarket,
  { epoch, round, draw }: { readonly epoch: number; readonly round: number; readonly draw: Draw },
): ReadonlyMap<string, LiveCause> {
  const held = new Set<string>();
  for (const row of lots.values()) {
    for (const byCause of row.values()) for (const cause of byCause.keys()) held.add(cause);
  }
  const after = new Map<string, LiveCause>();
  for (const [id, cause] of causes) {
    const settled = cause.outcome ?? outcomeOf(cause, { epoch, given, round });
    if (settled !== null) {
      const isHeld = held.has(id);
      if (!isForgotten(settled, { isHeld, round })) after.set(id, { ...cause, outcome: settled });
    } else if (mayBeDrawn(cause) && draw.before.has(id)) {
      after.set(id, { ...cause, drawn: drawn(id, cause, { ...draw, lots }) });
    } else after.set(id, cause);
  }
  return after;
}

/**
 * What was not opened in time is lost. But where no height began in which it could have been opened, because the
 * witnesses were away, it can be opened in the round that comes.
 */
function commitmentsAfter(
  commitments: StakeMarket['commitments'],
  { epoch, market, parameters }: LedgerState,
  next: number,
): ReadonlyMap<string, Commitment> {
  if (commitments.size === 0) return commitments;
  const couldBeOpened = !isSealing(epoch + 1, parameters);
  const after = new Map<string, Commitment>();
  for (const [id, commitment] of commitments) {
    if (couldBeOpened && commitment.round === market.round) continue;
    after.set(id, { ...commitment, round: Math.max(commitment.round, next) });
  }
  return after;
}
