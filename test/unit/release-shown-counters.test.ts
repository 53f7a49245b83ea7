import { expect, it, vi } from 'vitest';
import { createShownCounters } from '../../main/adapters/release-process/shown-counters.ts';
import type { OpenCounter } from '../../main/engine/downloads/contract.ts';
import { counterCodec } from '../../shared/ledger/record.ts';
import { madeBytes } from '../support/made-receipts.ts';
import { createMovableClock } from '../support/swarm-clock.ts';

function counterOf(sequence: number): OpenCounter {
  const body = {
    ...{ supplier: madeBytes(32, 'supplier'), consumer: madeBytes(32, 'consumer'), currency: 0 },
    ...{ cause: madeBytes(32, 'release'), epoch: 5, sequence, count: sequence * 64 },
    ...{ quantity: BigInt(sequence), root: madeBytes(32, 'root') },
  };
  const supplierSignature = madeBytes(64, 'supplier', String(sequence));
  const consumerSignature = madeBytes(64, 'consumer', String(sequence));
  return { community: 'c0'.repeat(32), counter: { body, supplierSignature, consumerSignature } };
}

function setup() {
  const clock = createMovableClock();
  let all: readonly OpenCounter[] = [];
  const open = vi.fn(() => all);
  const onNone = vi.fn();
  const counters = createShownCounters(open, clock, onNone);
  const shown: (readonly (number | undefined)[])[] = [];
  counters.topic.subscribe((views) => {
    shown.push(views.map(({ body }) => counterCodec.decode(body)?.sequence));
  });
  const become = (...sequences: number[]) => {
    all = sequences.map(counterOf);
    counters.update();
  };
  return { clock, open, onNone, counters, shown, become };
}

it('the first counter is shown at once, and the newest of what follows a little later', () => {
  const { clock, open, counters, shown, become } = setup();
  expect(counters.hasAny()).toBe(false);
  become(1);
  expect(shown).toEqual([[], [1]]);
  expect(counters.hasAny()).toBe(true);
  open.mockClear();
  for (let sequence = 2; sequence <= 50; sequence += 1) become(sequence);
  expect(open).not.toHaveBeenCalled();
  clock.advance(250);
  expect(open).toHaveBeenCalledTimes(1);
  expect(shown).toEqual([[], [1], [50]]);
  expect(clock.pending()).toBe(0);
  become(51);
  clock.advance(250);
  expect(shown.at(-1)).toEqual([51]);
});

it('when none is left that is shown and said, and what comes then is the first again', () => {
  const { clock, onNone, counters, shown, become } = setup();
  become(1);
  become();
  expect(counters.hasAny()).toBe(true);
  clock.advance(250);
  expect(onNone).toHaveBeenCalledTimes(1);
  expect(counters.hasAny()).toBe(false);
  become(2);
  expect(shown).toEqual([[], [1], [], [2]]);
});

it('nothing is looked at any more once it is closed', () => {
  const { clock, open, counters, become } = setup();
  become(1);
  become(2);
  open.mockClear();
  counters.close();
  clock.advance(250);
  expect(open).not.toHaveBeenCalled();
  expect(clock.pending()).toBe(0);
});
