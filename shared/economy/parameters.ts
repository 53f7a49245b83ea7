/**
 * Every constant of the rules that the ledger computes with, in one versioned value that a community's genesis
 * carries and hashes: two communities may choose differently, two members of one cannot.
 *
 * Integers only. Shares are in millionths (`Ppm`), hours in millionths of an hour, ages in days of 24 hours. A later
 * version may add fields at the end and must raise `version`; it never reorders or reuses what stands here, because
 * the order below is the order in which the values are hashed.
 */
import * as v from 'valibot';
import { ok, refuse } from '../base/result.ts';
import type { Refusal, Result } from '../base/result.ts';

/** The constants of one community. */
export interface Parameters {
  /** The version of this list, not of the community's choice. */
  readonly version: number;
  /** Length of an epoch in milliseconds. */
  readonly epochMs: number;
  /** Delegated line of each founding member, in micro-hours (R4: δ = L₀). */
  readonly founderLine: bigint;
  /** Rounds of the trust iteration (R4). */
  readonly trustIterations: number;
  /** Share of trust that goes back to the founders in each round (R4: ½). */
  readonly trustDampingPpm: number;
  /** Credit for a member's own credited supply (R14: α). */
  readonly alphaPpm: number;
  /** Credit for stake held in others (R14: h). */
  readonly haircutPpm: number;
  /** The most of one issuer that counts as security (R14: .25). */
  readonly stakeCapPpm: number;
  /** Shares of each issuer (R9: T). */
  readonly sharesPerIssuer: number;
  /** Overdue promises, as a share of the supply, at which all credit ends (R4: 5 %). */
  readonly brakePpm: number;
  /** Age from which a promise counts as overdue (R4). */
  readonly overdueDays: number;
  /** How far back discharged consumption counts for trust (R4). */
  readonly trailingDays: number;
  /** Share of tokens received that goes to the holders of the receiver's stake (R13: q). */
  readonly dividendPpm: number;
  /** For how many epochs after its own a receipt may still arrive. */
  readonly lateEpochs: number;
  /** Members that one member may invite in seven days. */
  readonly invitationsPerWeek: number;
  /** Time in which the exchange value halves while too few nodes are rated (R7). */
  readonly halfValueMonths: number;
  /** Rated nodes from which their median speed decides the exchange value (R7). */
  readonly ratedNodesMin: number;
  /** Epochs of one round of the stake market (R10); offers are sealed in the first `sealEpochs` of them. */
  readonly roundEpochs: number;
  readonly sealEpochs: number;
  /** The share of oneself that everybody keeps (R9). */
  readonly floorPpm: number;
  /** What anybody may give of themselves in a round (R9: ν), and what their verified work adds to it (R9: κ). */
  readonly newcomerReleasePpm: number;
  readonly workReleasePpm: number;
  /** Time in which verified work counts for half (R9). */
  readonly workHalfLifeDays: number;
  /** Epochs in which a panel seals its estimates of a task, and then as many in which it reveals them (R5). */
  readonly estimateEpochs: number;
  /** How long the downloads of a release are counted on (R6: Z). */
  readonly horizonDays: number;
  /** Downloads that are expected of a release while nothing is known of any earlier one (R6). */
  readonly launchForecast: number;
  /** For how many days ahead hours are asked for (R8: h). */
  readonly requestDays: number;
}

/** What a new community starts with: the numbers of the rules. */
export const defaultParameters: Parameters = {
  version: 4,
  epochMs: 3_600_000,
  founderLine: 10_000_000n,
  trustIterations: 40,
  trustDampingPpm: 500_000,
  alphaPpm: 100_000,
  haircutPpm: 500_000,
  stakeCapPpm: 250_000,
  sharesPerIssuer: 1_000_000_000,
  brakePpm: 50_000,
  overdueDays: 90,
  trailingDays: 30,
  dividendPpm: 200_000,
  lateEpochs: 168,
  invitationsPerWeek: 10,
  halfValueMonths: 18,
  ratedNodesMin: 20,
  roundEpochs: 24,
  sealEpochs: 16,
  floorPpm: 100_000,
  newcomerReleasePpm: 200,
  workReleasePpm: 250_000,
  workHalfLifeDays: 182,
  estimateEpochs: 24,
  horizonDays: 182,
  launchForecast: 100,
  requestDays: 1,
};

/** The order of the fields wherever it matters: in the bytes of a genesis above all. */
export const parameterOrder = [
  'version',
  'epochMs',
  'founderLine',
  'trustIterations',
  'trustDampingPpm',
  'alphaPpm',
  'haircutPpm',
  'stakeCapPpm',
  'sharesPerIssuer',
  'brakePpm',
  'overdueDays',
  'trailingDays',
  'dividendPpm',
  'lateEpochs',
  'invitationsPerWeek',
  'halfValueMonths',
  'ratedNodesMin',
  'roundEpochs',
  'sealEpochs',
  'floorPpm',
  'newcomerReleasePpm',
  'workReleasePpm',
  'workHalfLifeDays',
  'estimateEpochs',
  'horizonDays',
  'launchForecast',
  'requestDays',
] as const satisfies readonly (keyof Parameters)[];

const millionths = 1_000_000;

/** The least and the most of each field. A bound stands where beyond it a rule would mean nothing or not end. */
const ranges: Readonly<Record<keyof Parameters, readonly [number, number]>> = {
  version: [4, 4],
  epochMs: [1_000, 86_400_000],
  founderLine: [0, 1_000_000_000_000],
  trustIterations: [1, 100],
  trustDampingPpm: [1, millionths],
  alphaPpm: [0, millionths],
  haircutPpm: [0, millionths],
  stakeCapPpm: [0, millionths],
  sharesPerIssuer: [1, 1_000_000_000_000],
  brakePpm: [1, millionths],
  overdueDays: [1, 3_650],
  trailingDays: [1, 3_650],
  dividendPpm: [0, millionths],
  lateEpochs: [0, 100_000],
  invitationsPerWeek: [0, 10_000],
  halfValueMonths: [1, 1_200],
  ratedNodesMin: [1, 1_000_000],
  roundEpochs: [2, 100_000],
  sealEpochs: [1, 99_999],
  floorPpm: [0, millionths],
  newcomerReleasePpm: [0, millionths],
  workReleasePpm: [0, millionths],
  workHalfLifeDays: [1, 3_650],
  estimateEpochs: [1, 100_000],
  horizonDays: [1, 3_650],
  launchForecast: [1, 1_000_000_000],
  requestDays: [1, 365],
};

const integer = v.union([
  v.pipe(v.number(), v.safeInteger()),
  v.pipe(v.bigint(), v.minValue(0n), v.maxValue(2n ** 53n - 1n)),
  v.pipe(v.string(), v.regex(/^(0|[1-9][0-9]{0,15})$/)),
]);
const given = v.record(v.string(), v.unknown());

/**
 * Parameters from outside: exactly the known fields, each within its range. An integer may come as a number, a
 * bigint or a decimal string.
 */
export function checkParameters(value: unknown): Result<Parameters, Refusal<'bad_parameters'>> {
  if (!v.is(given, value)) return refuse('bad_parameters', 'Parameters must be named integers.');
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(ranges, name));
  if (unknown !== undefined) {
    return refuse('bad_parameters', `There is no parameter “${unknown.slice(0, 40)}”.`);
  }
  const checked: [string, number | bigint][] = [];
  for (const name of parameterOrder) {
    const [least, most] = ranges[name];
    const each = Object.hasOwn(value, name) ? value[name] : undefined;
    const number = v.is(integer, each) ? Number(each) : Number.NaN;
    if (!(number >= least && number <= most)) {
      const range = least === most ? String(least) : `a whole number from ${least} to ${most}`;
      return refuse('bad_parameters', `Parameter “${name}” must be ${range}.`);
    }
    checked.push([name, name === 'founderLine' ? BigInt(number) : number]);
  }
  const parameters = Object.fromEntries(checked) as unknown as Parameters;
  if (parameters.sealEpochs >= parameters.roundEpochs) {
    return refuse('bad_parameters', 'Offers must be sealed before the round ends.');
  }
  return ok(parameters);
}

/** The values in their order, as they are hashed. */
export function integersOfParameters(parameters: Parameters): readonly bigint[] {
  return parameterOrder.map((name) => BigInt(parameters[name]));
}

/** The way back from `integersOfParameters`. */
export function parametersOfIntegers(
  integers: readonly bigint[],
): Result<Parameters, Refusal<'bad_parameters' | 'earlier_parameters'>> {
  const [version = 0n] = integers;
  if (version > 0n && version < BigInt(defaultParameters.version)) {
    return refuse('earlier_parameters', 'These are the parameters of an earlier Common Hours.');
  }
  if (integers.length !== parameterOrder.length) {
    return refuse('bad_parameters', `There must be ${parameterOrder.length} parameters.`);
  }
  return checkParameters(
    Object.fromEntries(parameterOrder.map((name, index) => [name, integers[index]])),
  );
}

/** The epochs of so many days, rounded up: nothing is overdue or forgotten early. */
export function epochsOfDays({ epochMs }: Parameters, days: number): number {
  return Math.ceil((days * 86_400_000) / epochMs);
}
