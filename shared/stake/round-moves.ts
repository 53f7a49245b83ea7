/** What the fills of a round mean: who gets whose stake under which cause, and who gives it (rules R9, R10, R15). */
import { sortedEntries } from '../base/sorted.ts';
import { real } from '../flow/elements.ts';
import type { Entered } from './entry.ts';
import type { LotMove } from './lots.ts';
import { noCause } from './market.ts';
import type { Round, RoundOffer, TagCarrier } from './market.ts';
import type { RoundBook } from './round-book.ts';

/** What came of the offers, and what the tags brought. */
type Filled = Pick<Round, 'tags' | 'offers'>;

/** A part of an offer that came, or all that the offer gave. */
export interface FilledPart extends LotMove {
  /** The id of the offer that it is due to. */
  readonly offer: string;
}

export function filledOf(
  tags: Round['tags'],
  offers: readonly Entered[],
  { arcs }: Pick<RoundBook, 'arcs'>,
  fills: Float64Array,
): Filled {
  const got = offers.map(({ asked }) => asked.map(() => 0n));
  for (const [index, { offer, want }] of arcs.entries()) {
    const units = got[offer];
    if (units !== undefined) units[want] = BigInt(real(fills, index));
  }
  let passed = arcs.length - 1;
  const brought = (carrier: TagCarrier) => {
    passed += 1;
    return { ...carrier, brought: BigInt(real(fills, passed)) };
  };
  return {
    tags: tags.map(({ tag, carriers }) => ({ tag, carriers: carriers.map(brought) })),
    offers: offers.map((offer, index) => ({ ...offer, got: got[index] ?? [] })),
  };
}

/** What each offer gave and got, lot by lot; several may concern the same lot. */
export function partsOf({ tags, offers }: Filled): readonly FilledPart[] {
  const askers = new Map<string, Asker[]>(tags.map(({ tag }) => [tag, []]));
  for (const { id, member, wants, got } of offers) {
    for (const [place, want] of wants.entries()) {
      const units = Number(got[place] ?? 0n);
      if (want.kind === 'tag' && units > 0) askers.get(want.tag)?.push({ id, member, units });
    }
  }
  const tagged = tags.flatMap(({ tag, carriers }) => broughtBy(askers.get(tag) ?? [], carriers));
  return [...offers.flatMap(namedParts), ...tagged];
}

/** All moves of one lot together, by holder, issuer and cause in their order; without those that cancel out. */
export function mergedMoves(parts: readonly FilledPart[]): readonly LotMove[] {
  // Maps in maps: keys of all three together would be hundreds of thousands of long texts.
  const sums = new Map<string, Map<string, Map<string, bigint>>>();
  for (const { holder, issuer, cause, units } of parts) {
    const row = sums.get(holder) ?? new Map<string, Map<string, bigint>>();
    if (row.size === 0) sums.set(holder, row);
    const byCause = row.get(issuer) ?? new Map<string, bigint>();
    if (byCause.size === 0) row.set(issuer, byCause);
    byCause.set(cause, (byCause.get(cause) ?? 0n) + units);
  }
  return sortedEntries(sums).flatMap(([holder, row]) =>
    sortedEntries(row).flatMap(([issuer, byCause]) =>
      sortedEntries(byCause).flatMap(([cause, units]) =>
        units === 0n ? [] : [{ holder, issuer, cause, units }],
      ),
    ),
  );
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

/** What an offer got of a tag. */
interface Asker {
  readonly id: string;
  readonly member: string;
  readonly units: number;
}

/**
 * Who gets whom of what a tag passes on. Laid end to end, all that came and all that was asked cover each other; each
 * asker's units lie there in four quarters, far from each other, so that they come from several people, and still
 * there are no more than four lots for each asker and one for each carrier.
 */
function broughtBy(
  askers: readonly Asker[],
  carriers: readonly TagCarrier[],
): readonly FilledPart[] {
  const parts: FilledPart[] = [];
  let [carrier, left] = [0, Number(carriers[0]?.brought ?? 0n)];
  for (let quarter = 0; quarter < 4; quarter += 1) {
    for (const { id, member: holder, units } of askers) {
      let open = Math.floor(((quarter + 1) * units) / 4) - Math.floor((quarter * units) / 4);
      while (open > 0 && carrier < carriers.length) {
        const taken = Math.min(open, left);
        const { member: issuer, cause } = carriers[carrier] ?? { member: '', cause: '' };
        if (taken > 0) parts.push({ offer: id, holder, issuer, cause, units: BigInt(taken) });
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
