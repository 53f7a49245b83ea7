import { expect, test } from 'vitest';
import {
  decodeKeptEstimate,
  encodeKeptEstimate,
  type KeptEstimate,
} from '../../main/engine/record/kept-estimate.ts';
import { readKeptSeals } from '../../main/engine/record/kept-seals.ts';
import { madeBytes } from '../support/made-receipts.ts';

const estimate: KeptEstimate = {
  ...{ task: 'ab'.repeat(32), round: 1, answer: { hours: 8, reason: 'Much to read.' } },
  ...{ salt: madeBytes(32, 'salt'), madeAtMs: 5n, id: null, reveal: null, refusal: null },
};

test('what was kept of an own seal and was damaged is told of, and the others are read', () => {
  const whole = encodeKeptEstimate(estimate);
  const warnings: string[] = [];
  const rows = [
    ['aa', whole],
    ['bb', whole.subarray(0, -1)],
  ] as const;
  const kept = readKeptSeals('estimate', rows, decodeKeptEstimate, {
    warn: (sentence) => void warnings.push(sentence),
  });
  expect([...kept]).toEqual([['aa', estimate]]);
  expect(warnings).toEqual([
    'What was kept of your estimate sealed as bb cannot be read, so it is not opened.',
  ]);
});
