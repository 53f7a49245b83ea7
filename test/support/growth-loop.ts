/**
 * The growth loop: somebody who works on free software has 2,000 hours of their own in each half year, and what the
 * releases so far have brought back buys the work of others for the next. It is played by the rules themselves, a day at
 * a time: prices, charges and forecasts of releases, the settlement of the man-hours, and the value of the exchange.
 */
import { exchangeValue, exchangeValueUnit } from '../../shared/economy/exchange-value.ts';
import { defaultParameters } from '../../shared/economy/parameters.ts';
import { emptyCurrency, settleEpoch } from '../../shared/economy/settle.ts';
import type { CurrencyState, Flow } from '../../shared/economy/settle.ts';
import { chargedFor, priceOf } from '../../shared/work/release-charges.ts';
import { launchPrior, releaseAfter, wholeDownloads } from '../../shared/work/release-forecast.ts';
import type { Release } from '../../shared/work/release-state.ts';
import { releaseOf } from './releases.ts';

const parameters = defaultParameters;
const hour = 1_000_000n;
const dayEpochs = 86_400_000 / parameters.epochMs;
const { horizonDays } = parameters;
/** A year is two cycles of half a year each, so one of them is six months. */
const [cycleMonths, monthDays] = [6n, BigInt(horizonDays) / 6n];

/** What anybody may have promised, in man-hours. Nobody takes a release that costs more. */
const line = 60n * hour;
export const ownHours = 2_000n * hour;

/** How often a release is downloaded: so many times on each `everyDays`. */
export interface Popularity {
  readonly downloads: number;
  readonly everyDays: number;
}

export interface Cycle {
  /** What the release cost: own hours, and those that were bought. */
  readonly cost: bigint;
  readonly bought: bigint;
  readonly firstPrice: bigint;
  readonly downloads: bigint;
  readonly recouped: bigint;
  readonly writtenOff: bigint;
  /** What the developer has at the end. */
  readonly balance: bigint;
}

interface Played {
  readonly currency: CurrencyState;
  readonly releases: readonly Release[];
  readonly cycles: readonly Cycle[];
}

/** Plays so many half years of one developer. */
export function growthOf(popularity: Popularity, cycles: number): readonly Cycle[] {
  let played: Played = { currency: emptyCurrency, releases: [], cycles: [] };
  for (let cycle = 0; cycle < cycles; cycle += 1) played = playCycle(played, popularity, cycle);
  return played.cycles;
}

function playCycle(before: Played, popularity: Popularity, cycle: number): Played {
  const since = cycle * horizonDays * dayEpochs;
  const bought = balanceOf(before.currency);
  let currency = settled(before.currency, workOf(bought));
  const { prior, priorOf } = launchPrior(before.releases, parameters);
  const man = [['developer', ownHours + bought]] as const;
  let release = releaseOf({ since, prior, priorOf, man, pieces: 1, publisher: 'developer' });
  for (let day = 0; day < horizonDays; day += 1) {
    const epoch = since + (day + 1) * dayEpochs - 1;
    const prices = [0n, priceOf(release, 1, epoch - dayEpochs, parameters)] as const;
    const arrived = prices[1] > line ? [] : arrivedOn(popularity, cycle, day);
    const charged = chargedFor(release, arrived, prices);
    currency = settled(currency, charged.flows[1]);
    release = releaseAfter(charged.release, { after: epoch - dayEpochs, epoch }, parameters);
  }
  const { cost, recouped, firstPrice } = release.parts[1];
  const downloads = wholeDownloads(release);
  const balance = balanceOf(currency);
  const writtenOff = cost - recouped;
  const done = { cost, bought, firstPrice, downloads, recouped, writtenOff, balance };
  return { currency, releases: [...before.releases, release], cycles: [...before.cycles, done] };
}

function balanceOf({ members }: CurrencyState): bigint {
  return members.get('developer')?.balance ?? 0n;
}

function settled(state: CurrencyState, flows: readonly Flow[]): CurrencyState {
  const next = settleEpoch(state, flows, () => line).state;
  const all = [...next.members.values()];
  const sum = all.reduce((net, { balance, promise }) => net + balance - promise, 0n);
  if (sum !== 0n || next.owed.length > 0) throw new Error('The books do not add up.');
  return next;
}

/** People whose hours are bought are those who download: so many that nobody has to promise much. */
const people = 1_000;
const personOf = (number: number) => `person ${String(number % people).padStart(4, '0')}`;

/** What the developer's hours buy, in equal parts of as many people. */
function workOf(bought: bigint): readonly Flow[] {
  const [part, rest] = [bought / BigInt(people), bought % BigInt(people)];
  return Array.from({ length: people }, (_, number) => ({
    supplier: personOf(number),
    consumer: 'developer',
    quantity: part + (BigInt(number) < rest ? 1n : 0n),
  })).filter(({ quantity }) => quantity > 0n);
}

function arrivedOn({ downloads, everyDays }: Popularity, cycle: number, day: number) {
  if (downloads === 0 || day % everyDays > 0) return [];
  const from = cycle * 100 + (day / everyDays) * downloads;
  return Array.from({ length: downloads }, (_, each) => ({
    member: personOf(from + each),
    day: cycle * horizonDays + day,
    pieces: 1,
  }));
}

/** The value of the exchange after each of so many months, by the time that has passed. */
export function valueByMonth(months: number): readonly bigint[] {
  const values: bigint[] = [];
  let previous = exchangeValueUnit;
  for (let elapsed = 0n; elapsed <= BigInt(months); elapsed += 1n) {
    const rated = { ratedNodes: 0, medianMilli: 0n, firstMedianMilli: 0n };
    const basis = { previous, elapsed: elapsed * monthDays, month: monthDays, ...rated };
    previous = exchangeValue(basis, parameters);
    values.push(previous);
  }
  return values;
}

/** What somebody has who gave 100 hours once and then waits, on each of so many days. */
export function waitingBalances(days: number): readonly bigint[] {
  const flow = { supplier: 'waiting', consumer: 'person 0000', quantity: 100n * hour };
  let state = settleEpoch(emptyCurrency, [flow], () => 100n * hour).state;
  return Array.from({ length: days }, () => {
    state = settleEpoch(state, [], () => 100n * hour).state;
    return state.members.get('waiting')?.balance ?? 0n;
  });
}

export const monthsOfCycles = (cycles: number) => cycles * Number(cycleMonths);
