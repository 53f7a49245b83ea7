import { expect, test } from 'vitest';
import {
  marketNotesOf,
  readMarketNotes,
  writeMarketNotes,
} from '../../shared/stake/market-notes.ts';
import type { LiveCause, StakeMarket } from '../../shared/stake/market.ts';

const none: StakeMarket = {
  ...{ round: 4, lots: new Map(), work: new Map(), causes: new Map(), commitments: new Map() },
  ...{ offers: new Map(), momentum: new Map(), given: new Map() },
};
const [alice, carol, cause, other] = ['a1', 'c1', '01', '02'].map((start) => start.padEnd(64, '0'));
const live: LiveCause = {
  ...{
    statement: 'Questions of newcomers are answered on the day they are asked',
    unit: 'answers',
  },
  ...{ beneficiaries: 'Newcomers', metric: 'Answered', comparator: 'at_least', check: 'attestors' },
  ...{ baseline: 0n, target: 40_000n, deadline: 200, attestors: 3, tags: ['help'], replaces: null },
  ...{
    issuer: alice ?? '',
    since: 3,
    countedBefore: 0n,
    drawn: [],
    seen: new Map(),
    outcome: null,
  },
};
const at = { height: 9, epoch: 100 };
const withCauses = (...causes: (readonly [string | undefined, LiveCause])[]): StakeMarket => ({
  ...none,
  causes: new Map(causes.map(([id, each]) => [id ?? '', each])),
});

test('a height in which nothing happened to a cause leaves no notes', () => {
  const market = withCauses([cause, live]);
  expect(marketNotesOf(market, { ...market, round: 5 }, at, [])).toBeNull();
});

test('what is made, seen and found out is kept, and read again as it was', () => {
  const outcome = { verdict: 'met', achieved: 41_000n, round: 4 } as const;
  const before = withCauses([cause, live]);
  const after = withCauses([other, live], [cause, { ...live, outcome }]);
  const seen = [{ cause: cause ?? '', by: carol ?? '', seen: 41_000n, note: 'I counted them.' }];
  const notes = marketNotesOf(before, after, at, seen);
  expect(notes).toMatchObject({ ...at, round: 4, attestations: seen });
  expect(notes?.causes.map(({ id }) => id)).toEqual([other]);
  expect(notes?.outcomes).toEqual([{ cause, outcome }]);
  expect(notes === null ? null : readMarketNotes(writeMarketNotes(notes))).toEqual(notes);
  // an outcome is told once
  expect(marketNotesOf(after, after, at, [])).toBeNull();
});

test('what is no notes is not read', () => {
  for (const text of ['', '{', '{}', '[]']) expect(readMarketNotes(text)).toBeNull();
});
