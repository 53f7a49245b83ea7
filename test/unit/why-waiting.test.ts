/** What a job says that nobody has: each reason in one sentence, with what would help. */
import { expect, test } from 'vitest';
import { limits } from '../../shared/domain/limits.ts';
import { whyWaiting } from '../../main/engine/errands/why-waiting.ts';
import type { WaitingFacts } from '../../main/engine/errands/why-waiting.ts';
import type { Present } from '../../main/engine/peers/peers.ts';

function peer(member: string, lending = true): Present {
  const standing = { lending, freeSlots: 0, room: 0, ratingMilli: 1000 };
  return { id: `${member}.machine`, member, sinceMs: 0, standing };
}

const [bob, carol, dave] = ['bob', 'carol', 'dave'].map((name) => peer(name)) as [
  Present,
  Present,
  Present,
];
const idle = peer('bob', false);

const usual: WaitingFacts = {
  present: [bob],
  strangers: 0,
  isOnRecord: true,
  whom: { not: [], audience: null },
  isAvoided: () => false,
  declinedAs: () => null,
};

const declined = (names: Readonly<Record<string, string>>): Partial<WaitingFacts> => ({
  declinedAs: (id) => names[id.split('.')[0] ?? ''] ?? null,
});

test.for<readonly [string, Partial<WaitingFacts>, RegExp]>([
  ['nobody is here', { present: [] }, /^Nobody of your community is here yet\. It starts/],
  [
    'who came is not on the record',
    { present: [], strangers: 2 },
    /2 computers came whose owner is not on the record\. It starts when they are let in/,
  ],
  [
    'whoever asks is not on the record',
    { present: [], strangers: 2, isOnRecord: false },
    /^You are not on the record .* It starts when somebody who is on it has let you in\.$/,
  ],
  ['nobody lends', { present: [idle] }, /^Nobody who is here lends now\. It starts/],
  ['all are busy', {}, /^All lent cores are busy\. It starts when one is free\.$/],
  [
    'the only one is full at each asking',
    { isAvoided: () => true, ...declined({ bob: 'no_free_core' }) },
    /could not do it just now\. They are asked again/,
  ],
  [
    'the one who was chosen is away',
    { whom: { not: [], audience: ['carol'] } },
    /^The person whom you chose is not here\. .* Or send it again for anyone\.$/,
  ],
  [
    'the one who was chosen does not lend',
    { present: [idle], whom: { not: [], audience: ['bob'] } },
    /^The person whom you chose is here and does not lend now\. It starts when they do\.$/,
  ],
  [
    'none of those who were chosen is here',
    { whom: { not: [], audience: ['carol', 'dave'] } },
    /^None of the people whom you chose is here\./,
  ],
  [
    'none of those who were chosen lends',
    { present: [carol, idle], whom: { not: [], audience: ['bob', 'dave'] } },
    /^None of the people whom you chose lends here now\./,
  ],
  [
    'all have had it',
    { whom: { not: ['bob'], audience: null } },
    /^Everybody who lends here has had it already\. It starts/,
  ],
  [
    'the only one lends less memory',
    declined({ bob: 'no_free_memory' }),
    /^The one who lends here declined it: it may use more memory .* send it again with less/,
  ],
  [
    'all lend to others only',
    {
      present: [bob, carol],
      ...declined({ bob: 'not_lending_to_you', carol: 'not_lending_to_you' }),
    },
    /^All 2 who lend here declined it: they lend only to people whom they have chosen\. Ask them/,
  ],
  [
    'several have several reasons',
    {
      present: [bob, carol, dave],
      ...declined({ bob: 'disk_full', carol: 'beyond_their_hours', dave: 'beyond_their_hours' }),
    },
    /^2 of the 3 who lend here declined it: its ceiling is above what your hours allow/,
  ],
  [
    'a machine gives a reason of its own',
    { isAvoided: () => true, ...declined({ bob: 'send me money' }) },
    /^Whoever lends here could not do it just now\. They are asked again/,
  ],
  [
    'one declined it, and another is busy',
    { present: [bob, carol], ...declined({ bob: 'no_free_memory' }) },
    /^All lent cores are busy\./,
  ],
])('%s', ([, facts, sentence]) => {
  const said = whyWaiting({ ...usual, ...facts });
  expect(said).toMatch(sentence);
  expect(said.length).toBeLessThanOrEqual(limits.detailLength);
});
