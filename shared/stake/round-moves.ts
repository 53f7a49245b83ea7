/** What the fills of a round mean: who gets whose stake under which cause, and who gives it (rules R9, R10, R15). */
import { real } from '../flow/elements.ts';
import type { Entered } from './entry.ts';
import type { LotMove } from './lots.ts';
import { noCause } from './market.ts';
import type { Round, RoundOffer, TagCarrier } from './market.ts';
import type { Arc, RoundBook } from './round-book.ts';

export interface Filled {
  readonly tags: Round['tags'];
  readonly offers: readonly RoundOffer[];
  /** One for each part of an offer that came, and for what each offer gave; several may concern the same lot. */
  readonly parts: readonly FilledPart[];
}

export interface FilledPart extends LotMove {
  /** The id of the offer that it is due to. */
  readonly offer: string;
}

export function filledOf(
  { agents, tags }: Pick<Round, 'agents' | 'tags'>,
  offers: readonly Entered[],
  { arcs }: Pick<RoundBook, 'arcs'>,
  fills: Float64Array,
): Filled {
  const got = offers.map(({ asked }) => asked.map(() => 0n));
  for (const [index, { offer, want }] of arcs.entries()) {
    const units = got[offer];
    if (units !== undefined) units[want] = BigInt(real(fills, index));
  }
  const filled = offers.map((offer, index) => ({ ...offer, got: got[index] ?? [] }));
  const incoming = new Map<number, Incoming[]>();
  for (const [index, arc] of arcs.entries()) {
    if (arc.get < agents.length) continue;
    const known = incoming.get(arc.get) ?? [];
    incoming.set(arc.get, known);
    known.push({ arc, units: real(fills, index) });
  }
  let passing = arcs.length;
  const brought = tags.map(({ tag, carriers }) => {
    const units = carriers.map((_, index) => BigInt(real(fills, passing + index)));
    passing += carriers.length;
    return {
      tag,
      carriers: carriers.map((each, index) => ({ ...each, brought: units[index] ?? 0n })),
    };
  });
  const tagged = brought.flatMap(({ carriers }, place) =>
    broughtBy(filled, incoming.get(agents.length + place) ?? [], carriers),
  );
  return { tags: brought, offers: filled, parts: [...filled.flatMap(namedParts), ...tagged] };
}

/** What comes to a tag by an arc. */
interface Incoming {
  readonly arc: Arc;
  readonly units: number;
}

/** All moves of one lot together, by holder, issuer and cause in their order; without those that cancel out. */
export function mergedMoves(parts: readonly FilledPart[]): readonly LotMove[] {
  const sums = new Map<string, LotMove>();
  for (const { holder, issuer, cause, units } of parts) {
    const key = `${holder} ${issuer} ${cause}`;
    sums.set(key, { holder, issuer, cause, units: (sums.get(key)?.units ?? 0n) + units });
  }
  return [...sums]
    .filter(([, { units }]) => units !== 0n)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, move]) => move);
}

/** What an offer gave, and what came of people that it names. */
function namedParts(offer: RoundOffer): readonly FilledPart[] {
  const { id, member: holder, give, giveCause, wants, got } = offer;
  const all = got.reduce((sum, units) => sum + units, 0n);
  if (all === 0n) return [];
  const came = got.flatMap((units, place) => {
    const want = wants[place];
    if (units === 0n || want?.kind === 'tag') return [];
    const [issuer, cause] = want === undefined ? [holder, noCause] : [want.member, want.cause];
    return [{ offer: id, holder, issuer, cause, units }];
  });
  return [{ offer: id, holder, issuer: give, cause: giveCause, units: -all }, ...came];
}

/**
 * Who gets whom of what a tag passes on. Laid end to end, all that came and all that was asked cover each other; each
 * asker's units lie there in four quarters, far from each other, so that they come from several people, and still
 * there are no more than four lots for each asker and one for each carrier.
 */
function broughtBy(
  offers: readonly RoundOffer[],
  incoming: readonly Incoming[],
  carriers: readonly TagCarrier[],
): readonly FilledPart[] {
  const parts: FilledPart[] = [];
  let [carrier, left] = [0, Number(carriers[0]?.brought ?? 0n)];
  for (let quarter = 0; quarter < 4; quarter += 1) {
    for (const { arc, units } of incoming) {
      const offer = offers[arc.offer];
      let open = Math.floor(((quarter + 1) * units) / 4) - Math.floor((quarter * units) / 4);
      while (open > 0 && offer !== undefined && carrier < carriers.length) {
        const taken = Math.min(open, left);
        const { member: issuer, cause } = carriers[carrier] ?? { member: '', cause: '' };
        if (taken > 0) {
          const { id, member: holder } = offer;
          parts.push({ offer: id, holder, issuer, cause, units: BigInt(taken) });
        }
        open -= taken;
        left -= taken;
        if (left > 0) continue;
        carrier += 1;
        left = Number(carriers[carrier]?.brought ?? 0n);
      }
    }
  }
  return parts;
}
