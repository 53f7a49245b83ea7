/**
 * Reads the text of a round's file (shared/stake/round-text.ts): whatever it says, in the form that it must have. What
 * this machine wrote itself is read without looking at its form again, which takes two thirds of the time.
 */
import * as v from 'valibot';
import { count, hex32, integer, text } from '../base/fields.ts';
import type { Refusal, Result } from '../base/result.ts';
import { ok, refuse } from '../base/result.ts';
import { offerRefusals, offerRoundsMax, reasonLengthMax, wantsMax } from './market.ts';
import type { OfferRefusal, Round, RoundOffer, Want } from './market.ts';
import { isWhole, roundFileOf, roundFileFormat, roundVersion } from './round-text.ts';

/** Characters beyond which no file is read. */
export const roundTextMax = 128 * 1024 * 1024;

/** The round that a text says; nothing of it is computed. What this program would write otherwise is refused. */
export function readRound(given: string): Result<Round, Refusal<'round_file_malformed'>> {
  if (given.length > roundTextMax) return malformed('This file is too large for a round.');
  const value = parsed(given);
  if (value === undefined) return malformed('This is not the file of a round: it is not JSON.');
  if (!v.is(v.looseObject({ format: v.literal(roundFileFormat) }), value)) {
    return malformed('This is not the file of a round.');
  }
  if (!v.is(v.looseObject({ version: v.literal(roundVersion) }), value)) {
    return malformed('A newer version of this program wrote this file.');
  }
  const read = v.safeParse(RoundSchema, value);
  if (!read.success) {
    const where = v.getDotPath(read.issues[0]) ?? 'it';
    return malformed(`In this file of a round, “${where}” is not as it must be.`);
  }
  const round = roundOf(value as RoundJson);
  if (round === null)
    return malformed('This file names something that is not in its list of keys.');
  return roundFileOf(round) === given
    ? ok(round)
    : malformed('This file was damaged or changed since it was written: its sum does not hold.');
}

/** The round of a file that this machine wrote and kept; null where another version did, or it was damaged since. */
export function readOwnRound(kept: string): Round | null {
  if (!isWhole(kept)) return null;
  const json = parsed(kept) as RoundJson;
  return json.format === roundFileFormat && json.version === roundVersion ? roundOf(json) : null;
}

function malformed(detail: string) {
  return refuse('round_file_malformed', detail);
}

function parsed(given: string): unknown {
  try {
    return JSON.parse(given) as unknown;
  } catch {
    return undefined;
  }
}

const key = v.union([hex32, v.literal('')]);
const natural = v.pipe(
  integer,
  v.check((units) => units >= 0n),
);
const weight = v.pipe(count, v.minValue(1), v.maxValue(1_000_000));
const tag = text(24);
const why = v.picklist(Object.keys(offerRefusals) as [OfferRefusal, ...OfferRefusal[]]);
const ppm = v.pipe(count, v.maxValue(1_000_000));

const OfferSchema = v.strictObject({
  id: hex32,
  ...{ member: count, give: count, giveCause: count },
  quantity: natural,
  matched: natural,
  rounds: v.pipe(count, v.minValue(1), v.maxValue(offerRoundsMax)),
  waited: count,
  reason: text(reasonLengthMax),
  wants: v.pipe(
    v.array(v.union([v.strictTuple([count, count, weight]), v.strictTuple([tag, weight])])),
    v.maxLength(wantsMax),
  ),
  ...{ held: natural, free: natural },
  lapsed: v.pipe(v.array(v.strictTuple([count, why])), v.maxLength(wantsMax)),
  admitted: natural,
  heldBack: v.nullable(why),
  asked: v.array(natural),
  got: v.array(natural),
});

const RoundSchema = v.strictObject({
  ...{ format: v.literal(roundFileFormat), version: v.literal(roundVersion) },
  community: hex32,
  ...{ number: count, epoch: count, height: count },
  sharesPerIssuer: natural,
  rules: v.strictObject({ floorPpm: ppm, newcomerReleasePpm: ppm, workReleasePpm: ppm }),
  slices: v.pipe(count, v.minValue(1), v.maxValue(2 ** 20)),
  mostWork: count,
  keys: v.array(key),
  agents: v.array(v.strictTuple([count, natural, natural])),
  tags: v.array(
    v.strictTuple([tag, v.array(v.strictTuple([count, count, count, natural, natural]))]),
  ),
  offers: v.array(OfferSchema),
  moves: v.array(v.strictTuple([count, count, count, integer, natural])),
  potentials: v.array(integer),
  ...{ welfare: natural, volume: natural },
  isExhausted: v.boolean(),
  sum: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/)),
});

/** With quantities as they are written. */
type RoundJson = Written<v.InferOutput<typeof RoundSchema>>;
type Written<Value> = Value extends bigint
  ? string
  : Value extends readonly unknown[] | object
    ? { [Key in keyof Value]: Written<Value[Key]> }
    : Value;

/** Null where a place is beyond the keys. */
function roundOf({ keys, ...read }: RoundJson): Round | null {
  const { community, number, epoch, height, rules, slices, mostWork, isExhausted } = read;
  let isKnown = true;
  const key = (place: number) => {
    const named = keys[place];
    if (named === undefined) isKnown = false;
    return named ?? '';
  };
  const round: Round = {
    ...{ community, number, epoch, height, rules, slices, mostWork, isExhausted },
    sharesPerIssuer: BigInt(read.sharesPerIssuer),
    potentials: read.potentials.map(BigInt),
    welfare: BigInt(read.welfare),
    volume: BigInt(read.volume),
    agents: read.agents.map(([member, work, own]) => ({
      ...{ member: key(member), work: BigInt(work), own: BigInt(own) },
    })),
    tags: read.tags.map(([name, carriers]) => ({
      tag: name,
      carriers: carriers.map(([member, cause, tags, capacity, brought]) => ({
        ...{ member: key(member), cause: key(cause), tags },
        ...{ capacity: BigInt(capacity), brought: BigInt(brought) },
      })),
    })),
    offers: read.offers.map((offer) => offerOf(offer, key)),
    moves: read.moves.map(([holder, issuer, cause, units, before]) => ({
      ...{ holder: key(holder), issuer: key(issuer), cause: key(cause) },
      ...{ units: BigInt(units), before: BigInt(before) },
    })),
  };
  return isKnown ? round : null;
}

function offerOf(offer: RoundJson['offers'][number], key: (place: number) => string): RoundOffer {
  const { id, reason, rounds, waited, heldBack } = offer;
  return {
    ...{ id, reason, rounds, waited, heldBack },
    ...{ member: key(offer.member), give: key(offer.give), giveCause: key(offer.giveCause) },
    quantity: BigInt(offer.quantity),
    matched: BigInt(offer.matched),
    held: BigInt(offer.held),
    free: BigInt(offer.free),
    admitted: BigInt(offer.admitted),
    asked: offer.asked.map(BigInt),
    got: offer.got.map(BigInt),
    wants: offer.wants.map((want): Want => {
      const [first, second, third] = want;
      return typeof first === 'string' || third === undefined
        ? { kind: 'tag', tag: String(first), weightPpm: second }
        : { kind: 'member', member: key(first), cause: key(second), weightPpm: third };
    }),
    lapsed: offer.lapsed.map(([want, because]) => ({ want, why: because })),
  };
}
