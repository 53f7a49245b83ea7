/** Whoever lent here moments ago is still counted on. */
import { beforeEach, expect, test } from 'vitest';
import { createLately } from '../../main/engine/errands/lately.ts';
import type { Lately } from '../../main/engine/errands/lately.ts';

const [bob, carol] = ['b'.repeat(64), 'c'.repeat(64)];
const machine = (member: string) => `${member}.${'d'.repeat(64)}`;
const anyone = { not: [], audience: null };

let nowMs = 0;
let lately: Lately;

beforeEach(() => {
  nowMs = 0;
  lately = createLately({ elapsed: () => nowMs });
});

function at(ms: number): Lately {
  nowMs = ms;
  return lately;
}

test('a program that has just started knows of nobody yet, and gives everybody five seconds', () => {
  expect(at(4_999).hadAnybodyFor(anyone)).toBe(true);
  expect(at(5_000).hadAnybodyFor(anyone)).toBe(false);
});

test.for([
  ['goes away', (peer: string) => lately.left(peer)],
  ['stops lending', (peer: string) => lately.stood(peer, false)],
] as const)('somebody who %s may be back for five seconds', ([, ends]) => {
  at(10_000).stood(machine(bob), true);
  nowMs = 20_000;
  ends(machine(bob));
  expect(at(24_999).hadAnybodyFor(anyone)).toBe(true);
  expect(at(25_000).hadAnybodyFor(anyone)).toBe(false);
});

test('only whoever may have it is counted on', () => {
  at(10_000).stood(machine(bob), true);
  lately.left(machine(bob));
  expect(lately.hadAnybodyFor({ not: [bob], audience: null })).toBe(false);
  expect(lately.hadAnybodyFor({ not: [], audience: [carol] })).toBe(false);
  expect(lately.hadAnybodyFor({ not: [carol], audience: [bob] })).toBe(true);
});

test('who was here and never lent is nobody to count on', () => {
  at(10_000).stood(machine(bob), false);
  lately.left(machine(bob));
  expect(lately.hadAnybodyFor(anyone)).toBe(false);
});

test('of somebody who comes and goes the last time counts', () => {
  for (const ms of [10_000, 12_000]) {
    at(ms).stood(machine(bob), true);
    lately.left(machine(bob));
  }
  expect(at(16_999).hadAnybodyFor(anyone)).toBe(true);
  expect(at(17_000).hadAnybodyFor(anyone)).toBe(false);
});
