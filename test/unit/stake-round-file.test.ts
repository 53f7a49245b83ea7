/** The file of a round: what it holds can be computed again by anybody, and nothing in it can be changed unseen. */
import { expect, test } from 'vitest';
import { assert } from '../../shared/base/assert.ts';
import type { Round, RoundOffer } from '../../shared/stake/market.ts';
import { readOwnRound, readRound } from '../../shared/stake/read-round.ts';
import { checkRoundFile } from '../../shared/stake/round-file.ts';
import { roundFileOf, withSum } from '../../shared/stake/round-text.ts';
import { play } from '../support/stake-markets.ts';
import type { Plan } from '../support/stake-markets.ts';

const wish = { givesOther: 3, quantity: 200, tag: 3, rounds: 3 };
const plan: Plan = {
  people: 5,
  work: [50, 90, 0, 70, 80],
  tags: [9, 0, 1, 0, 0],
  rounds: [
    [
      { ...wish, author: 0, targets: [2, 4] },
      { ...wish, author: 0, targets: [2, 3], quantity: 250 },
      { ...wish, author: 2, targets: [0, 3], tag: 0 },
      { ...wish, author: 4, targets: [0, 2] },
      { ...wish, author: 3, targets: [0, 4] },
    ],
    [
      { ...wish, author: 0, givesOther: 0, targets: [3, 1], quantity: 5 },
      { ...wish, author: 1, targets: [0, 3], quantity: 220 },
    ],
  ],
};

const texts: string[] = [];
play(plan, ({ closed }) => texts.push(roundFileOf(closed.round)));
const last = texts.at(-1) ?? '';

test('a file says what the round said', () => {
  expect(texts).toHaveLength(2);
  for (const text of texts) expect(checkRoundFile(text)).toMatchObject({ ok: true });
  expect(last.startsWith('{"format":"common-hours-round","version":1,')).toBe(true);
});

test('what this machine wrote is read as it was, and not at all once it is damaged', () => {
  for (const text of texts) {
    const read = readOwnRound(text);
    assert(read !== null, 'it is whole');
    expect(readRound(text)).toEqual({ ok: true, value: read });
    expect(roundFileOf(read)).toBe(text);
  }
  expect(readOwnRound(last.replace('"isExhausted":false', '"isExhausted":true '))).toBeNull();
  const newer = last.replace('"version":1', '"version":2').trimEnd();
  expect(readOwnRound(withSum(newer.slice(0, newer.lastIndexOf(',"sum"'))))).toBeNull();
  expect(readOwnRound('')).toBeNull();
});

test('no letter of a file can be changed, left out or added', () => {
  for (let at = 0; at < last.length; at += 7) {
    const other = last[at] === '1' ? '2' : '1';
    for (const bent of [
      last.slice(0, at) + other + last.slice(at + 1),
      last.slice(0, at) + last.slice(at + 1),
      `${last.slice(0, at)} ${last.slice(at)}`,
    ]) {
      if (checkRoundFile(bent).ok)
        expect.fail(`not seen at ${at}: ${last.slice(at - 20, at + 20)}`);
    }
  }
});

/** The round with one number in it raised by one, for each number that follows from the others. */
function forgeries(round: Round): readonly (readonly [string, Round])[] {
  const offers = round.offers.flatMap((offer, index) =>
    forgedOffers(offer).map(([name, forged]) => {
      const all = round.offers.with(index, forged);
      return [`offer ${index} ${name}`, { ...round, offers: all }] as const;
    }),
  );
  const moves = round.moves.flatMap((move, index) => {
    const moved = round.moves.with(index, { ...move, units: move.units + 1n });
    const before = round.moves.with(index, { ...move, before: move.before + 1n });
    return [
      [`move ${index} units`, { ...round, moves: moved }] as const,
      [`move ${index} left out`, { ...round, moves: round.moves.toSpliced(index, 1) }] as const,
      // What else somebody held besides is the record's to say, where no other place says it.
      ...(move.holder === move.issuer
        ? [[`move ${index} before`, { ...round, moves: before }] as const]
        : []),
    ];
  });
  const tags = round.tags.flatMap(({ tag, carriers }, index) =>
    carriers.flatMap((carrier, place) => {
      const raised = [
        { ...carrier, capacity: carrier.capacity + 1n },
        { ...carrier, brought: carrier.brought + 1n },
      ];
      return raised.map((each) => {
        const changed = round.tags.with(index, { tag, carriers: carriers.with(place, each) });
        return [`carrier ${index} ${place}`, { ...round, tags: changed }] as const;
      });
    }),
  );
  return [
    ...offers,
    ...moves,
    ...tags,
    ['an offer left out', { ...round, offers: round.offers.slice(1) }],
    ['welfare', { ...round, welfare: round.welfare + 1n }],
    ['volume', { ...round, volume: round.volume + 1n }],
    ['exhausted', { ...round, isExhausted: true }],
    ['slices', { ...round, slices: round.slices - 1 }],
    ['rules', { ...round, rules: { ...round.rules, workReleasePpm: 240_000 } }],
  ];
}

function forgedOffers(offer: RoundOffer): readonly (readonly [string, RoundOffer])[] {
  const { admitted, held, free, waited, asked, got } = offer;
  const parts = asked.flatMap((units, want) => [
    [`asked ${want}`, { ...offer, asked: asked.with(want, units + 1n) }] as const,
    [`got ${want}`, { ...offer, got: got.with(want, (got[want] ?? 0n) + 1n) }] as const,
  ]);
  return [
    ...parts,
    ['admitted', { ...offer, admitted: admitted + 1n }],
    ['held', { ...offer, held: held + 1n }],
    // Of another's stake, what a pledge leaves free is the record's to say.
    ...(offer.give === offer.member ? [['free', { ...offer, free: free + 1n }] as const] : []),
    ['waited', { ...offer, waited: waited + 1 }],
    ['held back', { ...offer, heldBack: 'member_unknown' }],
  ];
}

function rounds(): readonly Round[] {
  return texts.flatMap((text) => {
    const checked = checkRoundFile(text);
    return checked.ok ? [checked.value] : [];
  });
}

test('whatever follows from the rest cannot be forged, even with its sum made again', () => {
  const places = rounds().flatMap(forgeries);
  expect(places.length).toBeGreaterThan(80);
  const unseen = places.filter(([, round]) => checkRoundFile(roundFileOf(round)).ok);
  expect(unseen.map(([name]) => name)).toEqual([]);
});

test('every difference is said in a sentence', () => {
  const [round] = rounds();
  assert(round !== undefined, 'the first round holds');
  const said = (text: string) => {
    const checked = checkRoundFile(text);
    return checked.ok ? '' : `${checked.error.name}: ${checked.error.detail}`;
  };
  const forged = (changed: Partial<Round>) => said(roundFileOf({ ...round, ...changed }));
  const far = round.potentials.with(0, (round.potentials[0] ?? 0n) - 1_000n);
  expect(forged({ potentials: far })).toMatch(/^round_file_differs: The proof of this round/);
  expect(forged({ volume: 1n })).toMatch(/the sums of this round are others/);
  expect(forged({ agents: round.agents.toReversed() })).toMatch(/The members of this round/);
  const bent = (from: string, to: string) => {
    const text = (texts[0] ?? '').replace(from, to);
    return said(withSum(text.slice(0, text.lastIndexOf(',"sum"'))));
  };
  expect(bent('"reason":""', '"reason":7')).toMatch(
    /^round_file_malformed: In this file of a round, “offers.0.reason”/,
  );
  expect(bent('"version":1', '"version":2')).toMatch(/^round_file_malformed: A newer version/);
  expect(said('hello')).toMatch(/^round_file_malformed: .* it is not JSON/);
  expect(said('{}')).toMatch(/^round_file_malformed: This is not the file of a round/);
});
