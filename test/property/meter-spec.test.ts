/**
 * The WebAssembly specification's core test suite, on modules that were admitted and metered. What is passed over
 * uses features that jobs do not have; the table of reasons is exact, so that nothing is passed over unseen. Takes
 * some five seconds.
 */
import { beforeAll, expect, test } from 'vitest';
import { readScripts } from '../spec/archive.ts';
import { createAssembler } from '../spec/assembler.ts';
import { createExactCall } from '../spec/exact-call.ts';
import type { Outcome } from '../spec/run-script.ts';
import { runScript } from '../spec/run-script.ts';

const outcomes = new Map<string, Outcome>();

beforeAll(async () => {
  const assemble = await createAssembler();
  for (const [name, text] of Object.entries(readScripts()))
    outcomes.set(name, runScript(text, { assemble, call: createExactCall(assemble) }));
});

test('every assertion of the specification holds for modules with their meter', () => {
  const failures = [...outcomes].flatMap(([name, one]) =>
    one.failures.map((failure) => `${name}: ${failure}`),
  );
  expect(failures).toEqual([]);
});

test('of each kind as many as there are', () => {
  expect(sumsOf('held')).toEqual({
    return: 45_074,
    trap: 2_192,
    exhaustion: 15,
    invalid: 1_813,
    malformed: 1_350,
  });
});

test('but for those about what jobs do not have', () => {
  expect(sumsOf('passedOver')).toEqual({
    'external references': 236,
    'instructions where only constants may stand': 8,
    'extended constant expressions': 5,
    'more than one memory': 2,
  });
});

function sumsOf(what: 'held' | 'passedOver'): { readonly [key: string]: number } {
  const sums: { [key: string]: number } = {};
  for (const outcome of outcomes.values())
    for (const [key, count] of Object.entries(outcome[what])) sums[key] = (sums[key] ?? 0) + count;
  return sums;
}
