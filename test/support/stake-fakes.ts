/**
 * A community of honest people, and somebody who brings hundreds of identities of their own into it: they wash tokens
 * and stake among themselves, carry every tag, and give all that they may for stake in honest people. The market,
 * trust, lines and returns are the real ones.
 */
import { sortedEntries } from '../../shared/base/sorted.ts';
import type { Obligation } from '../../shared/economy/circulation.ts';
import { creditLine } from '../../shared/economy/lines.ts';
import { defaultParameters } from '../../shared/economy/parameters.ts';
import { payouts } from '../../shared/economy/payouts.ts';
import { consumptionOf, creditedSupplyOf, scaleOf, trustOf } from '../../shared/economy/trust.ts';
import type { Trust } from '../../shared/economy/trust.ts';
import { offerableOf, offerFault } from '../../shared/stake/admission.ts';
import { sharesOfLots } from '../../shared/stake/lots.ts';
import { noCause } from '../../shared/stake/market.ts';
import type { Offer, OpenOffer, Round, StakeMarket, Want } from '../../shared/stake/market.ts';
import { closeRound } from '../../shared/stake/round.ts';
import type { RoundContext } from '../../shared/stake/round.ts';
import { advanceWork } from '../../shared/stake/work.ts';
import { createChance } from './engine-world/chance.ts';
import type { Chance } from './engine-world/chance.ts';
import { causeOf, contextOf, emptyMarket } from './stake-markets.ts';

export const issued = BigInt(defaultParameters.sharesPerIssuer);
const tags = ['bread', 'code', 'water'];
const rules = { floorPpm: 100_000, newcomerReleasePpm: 200, workReleasePpm: 250_000 };
const time = { roundMs: 86_400_000, halfLifeMs: 182 * 86_400_000 };

export interface FakesPlan {
  readonly seed: number;
  readonly honest: number;
  readonly fakes: number;
  readonly rounds: number;
  /** How much of what honest people pay for the fakes really supply. */
  readonly paidPpm: number;
  /** Honest people who name a fake in all their offers. */
  readonly tricked: number;
  /** As if neither work nor its lack bounded anything: all may give all, and tags come from all carriers alike. */
  readonly isUnbound?: boolean;
}

export interface FakesOutcome {
  readonly market: StakeMarket;
  readonly honest: readonly string[];
  readonly fakes: readonly string[];
  /** Units that offers of honest people brought them, and stake in honest people that fakes hold at the end. */
  readonly traded: bigint;
  readonly captured: bigint;
  /** The last round's. */
  readonly discharged: readonly Obligation[];
  readonly trust: Trust;
  readonly supply: ReadonlyMap<string, bigint>;
  readonly slowestMs: number;
}

export function playFakes(plan: FakesPlan): FakesOutcome {
  const chance = createChance(plan.seed);
  const named = (kind: string, count: number) =>
    Array.from({ length: count }, (_, number) => `${kind} ${String(number).padStart(4, '0')}`);
  const [honest, fakes] = [named('honest', plan.honest), named('fake', plan.fakes)];
  const founders = honest.slice(0, 5);
  const isUnbound = plan.isUnbound === true;
  const bounds = isUnbound ? { ...rules, newcomerReleasePpm: 1_000_000 } : rules;
  const alike = new Map([...honest, ...fakes].map((member) => [member, 1_000_000n]));
  let market = startOf(honest, fakes);
  let traded = 0n;
  let [discharged, trust, supply]: [readonly Obligation[], Trust, ReadonlyMap<string, bigint>] = [
    [],
    new Map(),
    new Map(),
  ];
  let slowestMs = 0;
  for (let round = 0; round < plan.rounds; round += 1) {
    const context: RoundContext = {
      ...contextOf([...honest, ...fakes], { issued, rules: bounds }),
      ...{ slices: 2 ** 16, mostWork: 10 ** 8 },
      ...{ epoch: 24 * round + 23, height: round + 1 },
    };
    discharged = hoursOf(chance, plan, honest, fakes);
    trust = trustOf(discharged, founders, defaultParameters);
    supply = creditedSupplyOf(trust, scaleOf(trust, consumptionOf(discharged)));
    const work = isUnbound ? alike : advanceWork(market.work, supply, time);
    market = { ...market, work };
    market = withOffers(market, context, [
      ...honest.flatMap((each, place) =>
        honestOffers(market, context, chance, each, honest, place < plan.tricked ? fakes : []),
      ),
      ...fakes.flatMap((each) => fakeOffers(market, context, chance, each, honest, fakes, round)),
    ]);
    const before = process.cpuUsage();
    const closed = closeRound(market, context);
    slowestMs = Math.max(slowestMs, process.cpuUsage(before).user / 1_000);
    market = closed.market;
    traded += tradedBy(closed.round, new Set(honest));
  }
  const captured = fakes.reduce((sum, fake) => sum + heldOf(market, fake, new Set(honest)), 0n);
  return { market, honest, fakes, traded, captured, discharged, trust, supply, slowestMs };
}

function startOf(honest: readonly string[], fakes: readonly string[]): StakeMarket {
  const causes = [
    ...honest.map(
      (each, place) => [`cause ${each}`, causeOf(each, [tags[place % 3] ?? ''])] as const,
    ),
    ...fakes.map((each) => [`cause ${each}`, causeOf(each, tags)] as const),
  ];
  return { ...emptyMarket([...honest, ...fakes], issued), causes: new Map(causes) };
}

/** Who paid whom: honest people some others of them, and the fakes a little; the fakes each other a great deal. */
function hoursOf(
  chance: Chance,
  { paidPpm }: FakesPlan,
  honest: readonly string[],
  fakes: readonly string[],
): readonly Obligation[] {
  const hour = 1_000_000;
  const paid = honest.flatMap((debtor) => {
    const whole = chance.whole(10, 40) * hour;
    const toFakes = Math.floor((whole * paidPpm) / 1_000_000);
    const suppliers = [1, 2, 3, 4].map(() => chance.one(honest)).filter((each) => each !== debtor);
    const each = suppliers.map((creditor) => ({
      ...{ debtor, creditor, quantity: BigInt(Math.floor((whole - toFakes) / 4)) },
    }));
    const [first] = fakes;
    return toFakes > 0 && first !== undefined
      ? [...each, { debtor, creditor: first, quantity: BigInt(toFakes) }]
      : each;
  });
  const washed = fakes.flatMap((debtor, place) => {
    const creditor = fakes[(place + 1) % fakes.length] ?? debtor;
    return [{ debtor, creditor, quantity: BigInt(1_000 * hour) }];
  });
  return [...paid, ...washed];
}

function wantsOf(members: readonly string[], tag: string | null): readonly Want[] {
  const people = members.map((member): Want => ({
    ...{ kind: 'member', member, cause: `cause ${member}` },
    weightPpm: tag === null ? 500_000 : 350_000,
  }));
  return tag === null ? people : [...people, { kind: 'tag', tag, weightPpm: 300_000 }];
}

type Made = Offer & { readonly member: string };

function made(member: string, quantity: bigint, wants: readonly Want[]): Made {
  return {
    ...{ member, give: member, giveCause: noCause, quantity, wants, reason: '', rounds: 1 },
  };
}

/** All that may be given of oneself, for two people and a tag; and something of what is held, to move on. */
function honestOffers(
  market: StakeMarket,
  context: RoundContext,
  chance: Chance,
  member: string,
  honest: readonly string[],
  tricking: readonly string[],
): readonly Made[] {
  const others = honest.filter((each) => each !== member);
  const own = tags[honest.indexOf(member) % 3];
  const tag = chance.one(tags.filter((each) => each !== own));
  const [first, second] = twoOf(chance, others);
  const basket = wantsOf([tricking[0] ?? first, second], tag);
  const most = offerableOf(market, member, context).most;
  const held = [...(market.lots.get(member) ?? [])].filter(([issuer]) => issuer !== member);
  if (held.length < 5) return [made(member, most, basket)];
  const [give, byCause] = chance.one(held);
  const [[giveCause, units] = [noCause, 0n]] = byCause;
  const away = wantsOf(
    twoOf(
      chance,
      others.filter((each) => each !== give),
    ),
    null,
  );
  return [made(member, most, basket), { ...made(member, units, away), give, giveCause }];
}

/** All that may be given, for honest people or for each other; and stake in each other for stake in honest people. */
function fakeOffers(
  market: StakeMarket,
  context: RoundContext,
  chance: Chance,
  member: string,
  honest: readonly string[],
  fakes: readonly string[],
  round: number,
): readonly Made[] {
  const { most } = offerableOf(market, member, context);
  const towards = round % 3 === 0 ? fakes.filter((each) => each !== member) : honest;
  const own = made(member, most, wantsOf(twoOf(chance, towards), null));
  const washed = [...(market.lots.get(member) ?? [])]
    .filter(([issuer]) => issuer !== member && issuer.startsWith('fake'))
    .slice(0, 10);
  return [
    own,
    ...washed.map(([give, byCause]) => {
      const [[giveCause, units] = [noCause, 0n]] = byCause;
      return { ...made(member, units, wantsOf(twoOf(chance, honest), null)), give, giveCause };
    }),
  ];
}

function twoOf(chance: Chance, all: readonly string[]): readonly [string, string] {
  const first = chance.whole(0, all.length - 1);
  const second = (first + chance.whole(1, all.length - 1)) % all.length;
  return [all[first] ?? '', all[second] ?? ''];
}

/** Those that the market takes, each judged with those that its author has open already. */
function withOffers(
  market: StakeMarket,
  context: RoundContext,
  offers: readonly Made[],
): StakeMarket {
  const open = new Map<string, OpenOffer[]>();
  const offersOf = (member: string) => open.get(member) ?? [];
  const taken = new Map<string, OpenOffer>();
  for (const [place, offer] of offers.entries()) {
    const { member, quantity } = offer;
    if (quantity === 0n || offerFault(market, member, offer, { ...context, offersOf }) !== null) {
      continue;
    }
    const opened = { ...offer, waited: 0, matched: 0n };
    open.set(member, [...offersOf(member), opened]);
    taken.set(`offer ${String(place).padStart(6, '0')}`, opened);
  }
  return { ...market, offers: taken };
}

function tradedBy({ offers }: Round, members: ReadonlySet<string>): bigint {
  return offers
    .filter(({ member }) => members.has(member))
    .reduce((sum, { got }) => got.reduce((all, units) => all + units, sum), 0n);
}

/** Stake in some that somebody holds. */
function heldOf({ lots }: StakeMarket, holder: string, issuers: ReadonlySet<string>): bigint {
  let held = 0n;
  for (const [issuer, byCause] of lots.get(holder) ?? [])
    if (issuers.has(issuer)) for (const units of byCause.values()) held += units;
  return held;
}

/** What all fakes together may borrow, without any line that was delegated to them; and what the rules bound it by. */
export function fakeCredit({ market, fakes, discharged, trust, supply }: FakesOutcome) {
  const shares = sharesOfLots(market.lots);
  const own = new Set(fakes);
  let [lines, ofOutsiders] = [0n, 0n];
  for (const fake of fakes) {
    const holdings = [...(shares.get(fake) ?? [])].filter(([issuer]) => issuer !== fake);
    const basis = { delta: 0n, brakePpm: 1_000_000n, isInDefault: false };
    lines += creditLine(
      {
        ...basis,
        creditedSupply: supply.get(fake) ?? 0n,
        holdings: holdings.map(([issuer, units]) => ({
          ...{ shares: units, creditedSupply: supply.get(issuer) ?? 0n },
        })),
      },
      defaultParameters,
    );
    for (const [issuer, units] of holdings)
      if (!own.has(issuer)) ofOutsiders += (units * (supply.get(issuer) ?? 0n)) / issued;
  }
  const scale = [...supply.values()].reduce((sum, each) => sum + each, 0n);
  const earned = 0.6 * reallyPaid(discharged, trust, own) * Number(scale);
  return { lines, bound: earned + 0.5 * Number(ofOutsiders) + fakes.length, scale };
}

/** φ of the rules: what outsiders really bought of the fakes, each by the trust they have. */
function reallyPaid(
  discharged: readonly Obligation[],
  trust: Trust,
  own: ReadonlySet<string>,
): number {
  const all = consumptionOf(discharged);
  let paid = 0;
  for (const { debtor, creditor, quantity } of discharged) {
    if (own.has(debtor) || !own.has(creditor)) continue;
    const part = Number(quantity) / Number(all.get(debtor) ?? 1n);
    paid += (Number(trust.get(debtor) ?? 0n) / 10 ** 12) * part;
  }
  return paid;
}

/** What fakes get of tokens that honest people receive, each as much. */
export function fakeReturns({ market, honest, fakes }: FakesOutcome, received: bigint): bigint {
  const holders = new Map<string, Map<string, bigint>>();
  for (const [holder, row] of sharesOfLots(market.lots)) {
    for (const [issuer, units] of row) {
      const known = holders.get(issuer) ?? new Map<string, bigint>();
      holders.set(issuer, known.set(holder, units));
    }
  }
  const own = new Set(fakes);
  return honest.reduce((sum, member) => {
    const paid = payouts(received, holders.get(member) ?? new Map(), defaultParameters);
    return paid.reduce(
      (all, { holder, quantity }) => (own.has(holder) ? all + quantity : all),
      sum,
    );
  }, 0n);
}

export function sumOver(values: ReadonlyMap<string, bigint>, members: readonly string[]): bigint {
  return sortedEntries(values).reduce(
    (sum, [member, value]) => (members.includes(member) ? sum + value : sum),
    0n,
  );
}
