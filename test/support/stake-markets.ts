/** Random markets of a few people, for property tests of rounds: what is offered in them is what offers may say. */
import fc from 'fast-check';
import { offerFault } from '../../shared/stake/admission.ts';
import { withMember } from '../../shared/stake/lots.ts';
import { noCause } from '../../shared/stake/market.ts';
import type { LiveCause, Lots, Offer, StakeMarket, Want } from '../../shared/stake/market.ts';
import { closeRound } from '../../shared/stake/round.ts';
import type { RoundContext } from '../../shared/stake/round.ts';
import { hexOf } from './hex-names.ts';

export const marketRules = {
  floorPpm: 100_000,
  newcomerReleasePpm: 50_000,
  workReleasePpm: 250_000,
} as const;

export function contextOf(
  members: Iterable<string>,
  changed: Partial<RoundContext> = {},
): RoundContext {
  return {
    ...{ issued: 1_000n, rules: marketRules, members: new Set(members), epoch: 23, height: 5 },
    ...{ community: hexOf('community'), slices: 12, mostWork: 1_000_000 },
    unpledged: () => 10n ** 12n,
    ...changed,
  };
}

export function emptyMarket(members: readonly string[], issued = 1_000n): StakeMarket {
  let lots: Lots = new Map();
  for (const member of members) lots = withMember(lots, member, issued);
  return {
    ...{ round: 0, lots, work: new Map(), causes: new Map(), commitments: new Map() },
    ...{ offers: new Map(), momentum: new Map(), given: new Map() },
  };
}

export function causeOf(
  issuer: string,
  tags: readonly string[] = [],
  changed: Partial<LiveCause> = {},
): LiveCause {
  return {
    statement: 'Somebody will do something that can be seen by others.',
    ...{ beneficiaries: 'All', metric: 'Things done', unit: 'things', comparator: 'at_least' },
    ...{ baseline: 0n, target: 1_000n, deadline: 10_000, check: 'attestors', attestors: 3, tags },
    ...{ replaces: null, issuer, since: 0, countedBefore: 0n, drawn: [], seen: new Map() },
    ...{ outcome: null, ...changed },
  };
}

/** One person's wish, by numbers that `offerFrom` turns into whatever they may offer. */
export interface Wish {
  readonly author: number;
  readonly givesOther: number;
  readonly quantity: number;
  readonly targets: readonly number[];
  readonly tag: number;
  readonly rounds: number;
}

export interface Plan {
  readonly people: number;
  readonly work: readonly number[];
  /** By person: tags of their causes, one each. */
  readonly tags: readonly number[];
  readonly rounds: readonly (readonly Wish[])[];
}

const wish = (people: number): fc.Arbitrary<Wish> =>
  fc.record({
    author: fc.nat(people - 1),
    givesOther: fc.nat(3),
    quantity: fc.integer({ min: 1, max: 300 }),
    targets: fc.array(fc.nat(people - 1), { minLength: 2, maxLength: 4 }),
    tag: fc.nat(5),
    rounds: fc.integer({ min: 1, max: 4 }),
  });

export const somePlan: fc.Arbitrary<Plan> = fc.integer({ min: 4, max: 8 }).chain((people) =>
  fc.record({
    people: fc.constant(people),
    work: fc.array(fc.nat(1_000), { minLength: people, maxLength: people }),
    tags: fc.array(fc.nat(4), { minLength: people, maxLength: people }),
    rounds: fc.array(fc.array(wish(people), { maxLength: 14, size: 'max' }), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
);

const tagNames = ['bread', 'code', 'water'];

export function peopleOf({ people }: Plan): readonly string[] {
  return Array.from({ length: people }, (_, number) => hexOf(`member ${number}`));
}

export function causeIdOf(member: string): string {
  return hexOf(`cause of ${member}`);
}

/** Everybody has one cause, some of them with a tag. */
export function marketOf(plan: Plan, issued = 1_000n): StakeMarket {
  const members = peopleOf(plan);
  const causes = members.map((member, number) => {
    const tag = tagNames[plan.tags[number] ?? 9];
    return [causeIdOf(member), causeOf(member, tag === undefined ? [] : [tag])] as const;
  });
  const work = members.flatMap((member, number) => {
    const units = BigInt(plan.work[number] ?? 0);
    return units > 0n ? [[member, units << 20n] as const] : [];
  });
  return { ...emptyMarket(members, issued), causes: new Map(causes), work: new Map(work) };
}

/** The offer of a wish; null where it would be refused. */
export function offerFrom(
  market: StakeMarket,
  members: readonly string[],
  { author, givesOther, quantity, targets, tag, rounds }: Wish,
  context: RoundContext,
): (Offer & { readonly member: string }) | null {
  const member = members[author] ?? '';
  const others = [...(market.lots.get(member) ?? [])].filter(([issuer]) => issuer !== member);
  const [give, lots] = (givesOther < 2 ? others.sort()[givesOther] : undefined) ?? [member, null];
  const giveCause = [...(lots?.keys() ?? [])].sort()[0] ?? noCause;
  const offer = {
    ...{ give, giveCause, quantity: scaled(quantity, context), reason: '', rounds },
    wants: give !== member && tag === 5 ? [] : wantsOf(targets, tag, members),
  };
  return offerFault(market, member, offer, context) === null ? { member, ...offer } : null;
}

/** Wishes are in thousandths of all that there is of a person. */
function scaled(quantity: number, { issued }: RoundContext): bigint {
  return (BigInt(quantity) * issued) / 1_000n;
}

function wantsOf(targets: readonly number[], tag: number, members: readonly string[]) {
  const named: Omit<Want & { kind: 'member' }, 'weightPpm'>[] = [...new Set(targets)].map(
    (target) => {
      const member = members[target] ?? '';
      return { kind: 'member', member, cause: causeIdOf(member) };
    },
  );
  const name = tagNames[tag];
  const all = name === undefined ? named : [...named, { kind: 'tag' as const, tag: name }];
  const even = Math.floor(1_000_000 / all.length);
  return all.map((want, place): Want => {
    const weightPpm = place === 0 ? 1_000_000 - even * (all.length - 1) : even;
    return { ...want, weightPpm };
  });
}

/** Plays all rounds of a plan; `seen` gets each with the market before and after. */
export function play(
  plan: Plan,
  seen: (step: {
    readonly before: StakeMarket;
    readonly closed: ReturnType<typeof closeRound>;
    readonly context: RoundContext;
  }) => void,
  changed: Partial<RoundContext> = {},
): void {
  const members = peopleOf(plan);
  const context = contextOf(members, changed);
  let market = marketOf(plan, context.issued);
  for (const [number, wishes] of plan.rounds.entries()) {
    for (const [place, each] of wishes.entries()) {
      const offer = offerFrom(market, members, each, context);
      if (offer === null) continue;
      const id = hexOf(`offer ${number} ${place}`);
      const opened = { ...offer, waited: 0, matched: 0n };
      market = { ...market, offers: new Map([...market.offers, [id, opened]]) };
    }
    const closed = closeRound(market, context);
    seen({ before: market, closed, context });
    market = closed.market;
  }
}
