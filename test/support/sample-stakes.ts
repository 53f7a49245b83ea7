/** What a node may say of stakes and causes, for tests of pages: forty rounds of a neighbourhood of twelve. */
import type { CauseRefView, CauseView } from '../../shared/api/cause-shape.ts';
import type { PersonView } from '../../shared/api/contract.ts';
import type {
  HoldingView,
  InfluenceView,
  MarketNowView,
  MineView,
  OfferView,
  RememberedView,
  RoundDetailView,
  RoundRowView,
  StakePathView,
  ValuesView,
} from '../../shared/api/stake-shape.ts';
import { arabic, lastHourMs, longName } from './sample-communities.ts';
import { hexOf, ines, me, noName, tomas } from './sample-views.ts';

const hour = 3_600_000;
const day = 24 * hour;
export const issued = 1_000_000_000n;
export const presentRound = 42;

/** So many tenths of a percent of a person. */
export const tenths = (count: number) => (issued * BigInt(count)) / 1_000n;

const others: readonly PersonView[] = ['Bela', 'Chidi', 'Dana', 'Esra', 'Femi', 'Goran'].map(
  (name) => ({ id: hexOf(name), name }),
);
const [bela = noName, chidi = noName, dana = noName, esra = noName] = others;

const base: Omit<CauseView, 'id' | 'issuer' | 'statement'> = {
  isMine: false,
  beneficiaries: 'everybody in the neighbourhood',
  metric: 'Repairs done',
  unit: 'repairs',
  comparator: 'at_least',
  baseline: 0n,
  target: 40_000n,
  dueAtMs: lastHourMs + 60 * day,
  check: 'attestors',
  attestors: 3,
  tags: ['repair', 'tools'],
  replaces: null,
  replacedBy: null,
  sinceMs: lastHourMs - 20 * day,
  state: 'live',
  drawn: [bela, chidi, dana].map((person, index) => ({
    ...{ person, isMe: false, seen: index === 2 ? null : 14_000n + BigInt(index) * 2_000n },
  })),
  achieved: 14_000n,
  heldUnits: tenths(214),
  holders: 5,
  direction: 'rising',
  series: [40, 60, 60, 90, 120, 150, 190, 214].map(tenths),
  heldByMine: 2,
};

function causeOf(issuer: PersonView, statement: string, part: Partial<CauseView> = {}): CauseView {
  return { ...base, id: hexOf(`cause ${statement}`), issuer, statement, ...part };
}

export const workshop = causeOf(
  ines,
  'Keep the repair workshop open on two evenings a week, so that anybody can bring what is broken.',
);
export const forecast = causeOf(
  tomas,
  'Compute a flood forecast for the river every morning and put it up where everybody can read it.',
  {
    ...{ beneficiaries: 'people who live by the river', metric: 'Mornings with a forecast' },
    ...{ unit: 'mornings', target: 90_000n, tags: ['river', 'weather'], achieved: 31_000n },
    ...{ direction: 'steady', holders: 8, heldUnits: tenths(301) },
    drawn: [me, bela, esra].map((person) => ({
      ...{ person, isMe: person.id === me.id, seen: person.id === bela.id ? 31_000n : null },
    })),
  },
);
export const bulbs = causeOf(
  longName,
  'Give idle processor time at night to the translation of old parish books, until all of them are read.',
  {
    ...{ check: 'hours_given', attestors: 0, drawn: [], unit: 'CPU-hours' },
    ...{ metric: 'CPU-hours given', target: 2_000_000n, achieved: 812_500n },
    ...{ tags: ['books'], direction: 'easing', holders: 1, heldByMine: 0 },
    series: [90, 88, 80, 80, 70, 61, 50, 44].map(tenths),
  },
);
export const garden = causeOf(arabic, 'حديقة صغيرة خلف المدرسة يزرعها الأطفال ويأكل منها الجيران', {
  ...{ beneficiaries: 'الأطفال', metric: 'الأسرّة المزروعة', unit: 'سرير', tags: ['garden'] },
  ...{ holders: 0, heldByMine: 0, series: [0n, 0n], achieved: null, drawn: [] },
});
export const ownCause = causeOf(
  me,
  'Answer the questions of people who lend for the first time, within a day and in plain words.',
  {
    ...{ isMine: true, metric: 'Questions left open', unit: 'questions', comparator: 'at_most' },
    ...{ baseline: 30_000n, target: 5_000n, tags: ['help'], beneficiaries: 'newcomers' },
  },
);

export const causes: readonly CauseView[] = [workshop, forecast, bulbs, garden, ownCause];

export const refOf = ({ id, statement, issuer }: CauseView): CauseRefView => ({
  ...{ id, statement, issuer },
});

export function marketNow(part: Partial<MarketNowView> = {}): MarketNowView {
  return {
    round: presentRound,
    phase: 'sealing',
    sealsUntilMs: lastHourMs + 5 * hour,
    closesAtMs: lastHourMs + 9 * hour,
    issued,
    own: tenths(710),
    floor: tenths(100),
    pledged: 0n,
    offerable: tenths(84),
    boundBy: 'release',
    members: 12,
    sealed: 9,
    open: 4,
    isMember: true,
    ...part,
  };
}

function holdingOf(cause: CauseView, units: bigint, part: Partial<HoldingView> = {}): HoldingView {
  return {
    person: cause.issuer,
    cause: refOf(cause),
    units,
    direction: 'steady',
    series: [60, 60, 70, 70, 80, 80, 90, 90].map(tenths),
    since: 12,
    ...part,
  };
}

export function mine(part: Partial<MineView> = {}): MineView {
  const through = [41, 22, 17, 9, 6, 4].map((parts, index) => ({
    ...{ person: others[index] ?? noName, directPpm: 0, throughPpm: parts * 1_000 },
  }));
  return {
    issued,
    own: tenths(710),
    held: [
      holdingOf(forecast, tenths(120), { direction: 'rising', since: 9 }),
      holdingOf(workshop, tenths(90)),
      holdingOf(bulbs, tenths(80), { direction: 'easing', since: 31, series: bulbs.series }),
    ],
    holders: [
      { person: ines, cause: refOf(ownCause), units: tenths(90) },
      { person: tomas, cause: refOf(ownCause), units: tenths(72) },
      { person: longName, cause: refOf(ownCause), units: tenths(68) },
      { person: arabic, cause: refOf(ownCause), units: tenths(34) },
      { person: noName, cause: refOf(ownCause), units: tenths(26) },
    ],
    portfolio: [
      { person: tomas, directPpm: 120_000, throughPpm: 11_000 },
      { person: ines, directPpm: 90_000, throughPpm: 14_000 },
      { person: longName, directPpm: 80_000, throughPpm: 0 },
      ...through,
    ],
    self: { directPpm: 710_000, throughPpm: 18_000 },
    alignmentPpm: 372_000,
    ...part,
  };
}

/** Nobody has given any of themselves yet. */
export const untouched: MineView = {
  ...mine(),
  ...{ own: issued, held: [], holders: [], portfolio: [] },
  self: { directPpm: 1_000_000, throughPpm: 0 },
};

export const waysToTomas: readonly StakePathView[] = [
  wayOf([[tomas, 120_000]], 120_000),
  wayOf(
    [
      [ines, 90_000],
      [tomas, 120_000],
    ],
    10_800,
  ),
  wayOf(
    [
      [longName, 80_000],
      [bela, 50_000],
      [tomas, 50_000],
    ],
    200,
  ),
];

function wayOf(steps: readonly (readonly [PersonView, number])[], productPpm: number) {
  return {
    steps: [
      { person: me, partPpm: 1_000_000 },
      ...steps.map(([person, partPpm]) => ({ person, partPpm })),
    ],
    productPpm,
  };
}

export function offerOf(seed: string, part: Partial<OfferView> = {}): OfferView {
  const cause = (of: CauseView, weightPpm: number) => ({
    ...{ person: of.issuer, cause: refOf(of), tag: null, weightPpm },
  });
  return {
    id: hexOf(`offer ${seed}`),
    give: null,
    quantity: tenths(15),
    matched: 0n,
    wants: [cause(workshop, 500_000), cause(forecast, 500_000)],
    reason: 'Both keep going what I would miss.',
    rounds: 3,
    waited: 0,
    state: 'sealed',
    sentence: 'Sealed for round 42. Nobody else knows what is in it until all of them are sealed.',
    refusal: null,
    placedAtMs: Date.now() - hour,
    isWithdrawable: true,
    ...part,
  };
}

export function offers(): readonly OfferView[] {
  return [
    offerOf('new'),
    offerOf('carried', {
      ...{ state: 'open', waited: 1, reason: '', quantity: tenths(20), matched: 0n },
      sentence: 'Carried over to round 42, which closes next.',
      give: { person: longName, cause: refOf(bulbs) },
      wants: [
        { person: null, cause: null, tag: 'garden', weightPpm: 600_000 },
        { person: ines, cause: refOf(workshop), tag: null, weightPpm: 400_000 },
      ],
    }),
    offerOf('done', {
      ...{ state: 'matched', matched: tenths(15), isWithdrawable: false },
      sentence: 'All of it was matched in round 41.',
    }),
  ];
}

export function rounds(): readonly RoundRowView[] {
  return Array.from({ length: presentRound }, (_, index) => {
    const number = presentRound - 1 - index;
    return {
      ...{ number, height: number * 10 + 3, closedAtMs: lastHourMs - (index + 0.6) * day },
      ...{ offers: 63 - index, matchedOffers: 41 - Math.floor(index / 2), volume: tenths(812) },
      ...{ mine: index % 4 === 0 ? 2 : 0, mineMatched: index % 4 === 0 ? 1 : 0 },
    };
  });
}

export function round(): RoundDetailView {
  const [row] = rounds();
  if (row === undefined) throw new Error('there is a round');
  const [, carried, done] = offers();
  if (carried === undefined || done === undefined) throw new Error('there are offers');
  const line = { cause: null, offer: done.id };
  return {
    ...row,
    epoch: 719,
    sentence:
      'Round 41: one of your two offers was matched, one is carried over. You now keep 69.5% of yourself (was 71.0%).',
    issued,
    ...{ ownBefore: tenths(710), ownAfter: tenths(695) },
    offersOfMine: [
      { offer: done, admitted: tenths(15), got: tenths(15), why: null },
      {
        ...{ offer: carried, admitted: tenths(20), got: 0n },
        why: {
          sentence: 'No one who could give what you asked for wanted what you gave.',
          nextStep: 'Leave it open for another round, or ask for other causes beside these.',
        },
      },
    ],
    lines: [
      { ...line, person: me, units: -tenths(15), before: tenths(710), after: tenths(695) },
      {
        ...{ ...line, person: ines, cause: refOf(workshop), units: tenths(8) },
        ...{ before: tenths(82), after: tenths(90) },
      },
      {
        ...{ ...line, person: tomas, cause: refOf(forecast), units: tenths(7) },
        ...{ before: tenths(113), after: tenths(120) },
      },
    ],
    rings: [
      { people: [me, ines, tomas], units: tenths(7) },
      { people: [me, tomas, dana, longName, arabic], units: tenths(5) },
      { people: [me, ines], units: tenths(3) },
    ],
    isWholeInRings: false,
    gross: tenths(18),
    net: tenths(15),
    isExhausted: false,
    ...{ fileBytes: 48_211, fileHash: hexOf('round file') },
  };
}

export function influence(): InfluenceView {
  const values = Array.from({ length: 40 }, (_, index) =>
    Math.round(5_000 + 2_600 * Math.sin(index / 6) + index * 60 + ((index * 7) % 5) * 180),
  );
  const near = [ines, tomas, longName, arabic, noName];
  return {
    ownPpm: values.at(-1) ?? 0,
    direction: 'steady',
    series: values.map((ownPpm, round) => {
      const eight = values.slice(Math.max(0, round - 7), round + 1);
      const averagePpm = Math.round(eight.reduce((sum, each) => sum + each, 0) / eight.length);
      return { round: round + 2, ownPpm, averagePpm };
    }),
    people: [
      { person: me, ring: 0, influencePpm: values.at(-1) ?? 0 },
      ...near.map((person, index) => ({
        ...{ person, ring: 1, influencePpm: 90_000 - index * 15_000 },
      })),
      ...others.map((person, index) => ({
        ...{ person, ring: 2, influencePpm: 20_000 + index * 21_000 },
      })),
    ],
    links: [
      ...near.slice(0, 3).map(({ id }, index) => ({
        ...{ holder: me.id, issuer: id, partPpm: 120_000 - index * 20_000 },
      })),
      ...near.map(({ id }, index) => ({
        ...{ holder: id, issuer: me.id, partPpm: 90_000 - index * 16_000 },
      })),
      ...others.map(({ id }, index) => ({
        ...{ holder: near[index % near.length]?.id ?? me.id, issuer: id, partPpm: 40_000 },
      })),
    ],
  };
}

export function values(): ValuesView {
  const all = [forecast, workshop, bulbs, ownCause, garden];
  const roundsShown = Array.from({ length: 24 }, (_, index) => index + 18);
  return {
    causes: all.map((cause, index) => ({
      cause: refOf(cause),
      sharePpm: [340_000, 270_000, 190_000, 130_000, 70_000][index] ?? 0,
      weightPpm: [380_000, 300_000, 150_000, 120_000, 50_000][index] ?? 0,
      direction: cause.direction,
      x: [180, 320, 800, 430, 900][index] ?? 0,
      y: [300, 520, 240, 700, 820][index] ?? 0,
    })),
    ...{ held: 12, effectiveHundredths: 710 },
    bands: {
      rounds: roundsShown,
      causes: all.slice(0, 4).map((cause, key) => ({
        cause: refOf(cause),
        units: roundsShown.map((_, index) =>
          tenths(Math.max(0, [300, 120, 200, 60][key] ?? 0) + index * ([2, 6, -4, 3][key] ?? 0)),
        ),
      })),
      others: roundsShown.map((_, index) => tenths(80 + ((index * 13) % 40))),
    },
  };
}

export function memory(): readonly RememberedView[] {
  const at = (round: number, index: number) => ({
    ...{ round, index, atMs: lastHourMs - (presentRound - round) * day, reason: '' },
  });
  return [
    {
      ...at(41, 1),
      ...{ kind: 'offer', person: ines, cause: refOf(ownCause), units: tenths(8) },
      sentence: 'Ines gave 0.8% of herself for stake in Alva.',
      reason: 'My first slice failed, and I had an answer before breakfast.',
    },
    {
      ...at(41, 2),
      ...{ kind: 'attestation', person: bela, cause: refOf(forecast), units: null },
      sentence: 'Bela saw 31 mornings.',
    },
    {
      ...at(40, 7),
      ...{ kind: 'outcome', person: esra, cause: refOf(bulbs), units: null },
      sentence: 'A cause of Esra was reached: 52 CPU-hours of at least 50.',
    },
    {
      ...at(38, 0),
      ...{ kind: 'cause', person: arabic, cause: refOf(garden), units: null },
      sentence: 'ليلى من الحي القديم wrote a cause.',
    },
  ];
}
