/** How often answers are checked, and by whom. */
import { expect, test } from 'vitest';
import { knownPoints, noTrust, trustedPoints } from '../../shared/jobs/trust.ts';
import type { Trust } from '../../shared/jobs/trust.ts';
import { auditorsOf, checkOf } from '../../shared/jobs/verify-policy.ts';
import type { FirstAnswer } from '../../shared/jobs/verify-policy.ts';
import { memberNamed, withPoints } from '../support/slice-story.ts';

const draws = 4_096;

/** The share of answers that are checked, and the share of these that this computer checks. */
function shares(given: Partial<FirstAnswer>) {
  const first: FirstAnswer = {
    certainty: 'spot',
    trust: noTrust,
    checking: 0,
    nowMs: 0,
    draw: 0,
    canRunHere: true,
    hasRoom: true,
    workCount: 100,
    usualWorkCount: 100,
    ...given,
  };
  const checks = Array.from({ length: draws }, (_, at) =>
    checkOf({ ...first, draw: at * (2 ** 32 / draws) + 7 }),
  ).filter((check) => check !== 'nobody');
  const here = checks.filter((check) => check === 'here').length;
  return { checked: checks.length / draws, here: here / Math.max(1, checks.length) };
}

test('with spot checks a newcomer is checked in full, somebody known in part, and trust never ends it', () => {
  expect(shares({}).checked).toBe(1);
  expect(shares({ trust: withPoints(knownPoints) }).checked).toBeCloseTo(1 / 4, 2);
  expect(shares({ trust: withPoints(trustedPoints) }).checked).toBeCloseTo(1 / 32, 2);
  expect(shares({ trust: withPoints(1_000_000) }).checked).toBeCloseTo(1 / 32, 2);
});

test('one check in eight is made by this computer, if it may', () => {
  expect(shares({}).here).toBeCloseTo(1 / 8, 1);
  expect(shares({ canRunHere: false }).here).toBe(0);
});

test('a newcomer with a full queue is not checked more often than it takes to know it', () => {
  expect(shares({ checking: knownPoints / 2 - 1 }).checked).toBe(1);
  expect(shares({ checking: knownPoints / 2 }).checked).toBeCloseTo(1 / 4, 2);
});

test('work that is larger than usual is checked up to four times as often', () => {
  const trust = withPoints(trustedPoints);
  expect(shares({ trust, workCount: 200 }).checked).toBeCloseTo(2 / 32, 2);
  expect(shares({ trust, workCount: 1_000_000 }).checked).toBeCloseTo(4 / 32, 2);
  expect(shares({ trust, workCount: 1 }).checked).toBeCloseTo(1 / 32, 2);
});

test('where one answer was asked for few are checked, and none when the ceiling has no room for it', () => {
  expect(shares({ certainty: 'one' }).checked).toBeCloseTo(1 / 8, 2);
  for (const certainty of ['one', 'two', 'three'] as const)
    expect(shares({ certainty, hasRoom: false }).checked).toBe(0);
  expect(shares({ hasRoom: false }).checked).toBe(1);
});

test('those of the longest record check, who have not agreed lately with whoever answered', () => {
  const records: Readonly<Record<string, Trust>> = {
    bob: { ...withPoints(trustedPoints), lately: [memberNamed('carol')] },
    carol: withPoints(trustedPoints),
    dave: withPoints(trustedPoints),
    erin: withPoints(trustedPoints),
    frank: withPoints(trustedPoints),
    grace: noTrust,
  };
  const named = new Map(Object.entries(records).map(([name, trust]) => [memberNamed(name), trust]));
  const trustOf = (member: string) => named.get(member) ?? noTrust;
  const of = (...names: readonly string[]) =>
    auditorsOf({
      present: names.map(memberNamed),
      not: [memberNamed('bob')],
      trustOf,
      nowMs: 0,
    });
  expect(of('bob', 'carol', 'dave', 'erin', 'frank', 'grace')).toEqual(
    ['dave', 'erin', 'frank'].map(memberNamed),
  );
  // Too few to choose from: newcomers too, and even the one it always meets.
  expect(of('bob', 'dave', 'erin', 'grace')).toEqual(['dave', 'erin', 'grace'].map(memberNamed));
  expect(of('bob', 'carol')).toEqual([memberNamed('carol')]);
  expect(of('bob')).toBe(null);
});
