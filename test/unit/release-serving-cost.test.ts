import { expect, it } from 'vitest';
import { createServingCost } from '../../main/adapters/release-process/serving-cost.ts';

const piece = 65_536;

function setup() {
  const now = { ms: 0, spent: 0, isBusy: false };
  const cost = createServingCost({
    spent: () => now.spent,
    elapsed: () => now.ms,
    isBusy: () => now.isBusy,
  });
  /** So many pieces, each of which takes so many microseconds of the processor. */
  const pass = (pieces: number, microseconds: number, ratingMilli = 1_000) => {
    let said: bigint | null = null;
    for (let at = 0; at < pieces; at++) {
      now.ms += 1;
      now.spent += microseconds;
      said = cost.passed(piece, ratingMilli) ?? said;
    }
    return said;
  };
  return { now, pass };
}

it('a piece that takes a millisecond costs a 3.6th of a micro-CPU-hour', () => {
  const { pass } = setup();
  expect(pass(65, 1_000)).toBe(277_778n);
});

it('a faster core is worth more', () => {
  const { pass } = setup();
  expect(pass(65, 1_000, 2_000)).toBe(555_556n);
});

it('it follows what is measured, a fifth with each span', () => {
  const { pass } = setup();
  pass(65, 1_000);
  for (let span = 1; span < 6; span++) pass(64, 1_000);
  expect(pass(64, 2_000)).toBe(333_333n);
});

it('a span with a pause, or with other work in it, says nothing', () => {
  const { now, pass } = setup();
  pass(40, 1_000);
  now.ms += 5_000;
  now.spent += 3_000_000;
  expect(pass(40, 1_000)).toBeNull();
  expect(pass(25, 1_000)).toBe(277_778n);
  now.isBusy = true;
  expect(pass(200, 90_000)).toBeNull();
  now.isBusy = false;
  expect(pass(65, 1_000)).toBe(277_778n);
});
