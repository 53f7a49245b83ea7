/** How somebody earns a record as an answerer, loses it, and comes back. */
import { expect, test } from 'vitest';
import {
  backAtMsOf,
  credited,
  doubted,
  knownPoints,
  noTrust,
  parseTrust,
  pointsToBeKnown,
  provedWrong,
  standingOf,
  trustedPoints,
  trustText,
} from '../../shared/jobs/trust.ts';
import type { Trust } from '../../shared/jobs/trust.ts';
import { memberNamed, withPoints } from '../support/slice-story.ts';

const dayMs = 24 * 3_600_000;
const others = ['bob', 'carol', 'dave', 'erin', 'frank', 'grace'].map(memberNamed);

/** After so many agreements, each with the next of these. */
function agreed(trust: Trust, times: number, partners: readonly string[] = others): Trust {
  return Array.from({ length: times }, (_, at) => partners[at % partners.length] ?? 'here').reduce(
    (so, partner) => credited(so, 'agreed', [partner], 5),
    trust,
  );
}

test('a newcomer is known and then trusted after agreeing with different people', () => {
  expect(standingOf(noTrust, 0)).toBe('new');
  expect(standingOf(agreed(noTrust, knownPoints / 2 - 1), 0)).toBe('new');
  expect(standingOf(agreed(noTrust, knownPoints / 2), 0)).toBe('known');
  expect(standingOf(agreed(noTrust, trustedPoints / 2), 0)).toBe('trusted');
});

test('agreeing with the same one again and again makes a record half as fast', () => {
  const [bob = ''] = others;
  expect(agreed(noTrust, 9, [bob]).points).toBe(10);
  expect(agreed(noTrust, 9).points).toBe(18);
  expect(credited(noTrust, 'audited', ['here'], 0).points).toBe(3);
});

test('an answer that nobody checked makes no record', () => {
  const so = credited(noTrust, 'answered', [], 7);
  expect(so).toEqual({ ...noTrust, answered: 1 });
});

test('whoever was proved wrong is asked no more for a day, then four, and a month at most', () => {
  const once = provedWrong(withPoints(500), 1_000);
  expect(standingOf(once, 1_000 + dayMs - 1)).toBe('wrong');
  expect(standingOf(once, 1_000 + dayMs)).toBe('new');
  expect(backAtMsOf(provedWrong(once, 0))).toBe(4 * dayMs);
  const often = Array.from({ length: 50 }).reduce<Trust>((so) => provedWrong(so, 0), noTrust);
  expect(backAtMsOf(often)).toBe(30 * dayMs);
});

test('somebody who comes back is checked in full for twice as long as it takes to be trusted', () => {
  const back = provedWrong(noTrust, 0);
  expect(pointsToBeKnown(back)).toBe(2 * trustedPoints);
  expect(standingOf(agreed(back, trustedPoints - 1), dayMs)).toBe('new');
  expect(standingOf(agreed(back, trustedPoints), dayMs)).toBe('trusted');
});

test('a long record makes one fault forgotten, so that rare faults of a machine never add up', () => {
  let trust = noTrust;
  for (let year = 0; year < 20; year += 1) trust = agreed(provedWrong(trust, 0), 330);
  expect(trust.wrong).toBe(0);
  expect(standingOf(trust, dayMs)).toBe('trusted');
});

test('a doubt takes the record away and shuts nobody out; the third is a proof', () => {
  const once = doubted(withPoints(500), 1_000);
  expect(standingOf(once, 1_000)).toBe('new');
  const thrice = doubted(doubted(once, 2_000), 3_000);
  expect(standingOf(thrice, 3_000)).toBe('wrong');
  expect(thrice.wrong).toBe(1);
});

test('what is kept is read again, and anything else is not', () => {
  const trust = provedWrong(agreed(noTrust, 20), 9);
  expect(parseTrust(trustText(trust))).toEqual(trust);
  for (const text of ['', '{}', '[]', trustText(trust).replace('"answered":0', '"answered":-1')])
    expect(parseTrust(text)).toBe(null);
});
