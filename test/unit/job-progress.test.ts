import { expect, test } from 'vitest';
import { ceilingToFinish, whatCancelMeans } from '../../renderer/features/jobs/job-progress.ts';
import { mapCells } from '../../renderer/features/jobs/slice-map-cells.ts';
import { hexOf, jobOf, noSlices } from '../support/sample-views.ts';

const slices = { ...noSlices, total: 24, done: 22, waiting: 2 };

test('the ceiling that is proposed would finish the job, with a tenth to spare', () => {
  const job = jobOf({ id: hexOf('a'), slices, used: 50_000_000n, ceiling: 50_000_000n });
  expect(ceilingToFinish(job)).toBe(56_000_000n);
});

test('a ceiling that was reached before any slice was done is proposed twice as high', () => {
  const none = { ...noSlices, total: 24, waiting: 24 };
  const job = jobOf({ id: hexOf('a'), slices: none, used: 0n, ceiling: 1_234_567n });
  expect(ceilingToFinish(job)).toBe(2_500_000n);
});

test('a proposed ceiling is always more than the present one', () => {
  const job = jobOf({ id: hexOf('a'), slices, used: 10n, ceiling: 50_000_000n });
  expect(ceilingToFinish(job)).toBeGreaterThan(job.ceiling);
});

test('what cancelling means is said in numbers, and nothing begun costs nothing', () => {
  const begun = { ...slices, done: 17, running: 3, waiting: 4 };
  const words = (part: object) =>
    whatCancelMeans(jobOf({ id: hexOf('a'), ceiling: 50_000_000n, ...part })).replace(/\s/g, ' ');
  expect(words({ slices: begun, used: 31_500_000n }).replaceAll('\u2060', '')).toBe(
    'The 17 finished slices stay yours and cost 31.5 CPU-h. The 3 slices in work stop now and cost nothing, because nothing was delivered. 18.5 CPU-h of what is set aside come back to you.',
  );
  const none = { ...noSlices, total: 24, waiting: 24 };
  expect(words({ slices: none }).replaceAll('\u2060', '')).toBe(
    'Nobody has begun with it, so it costs nothing. 50 CPU-h come back to you.',
  );
});

test('up to 600 slices have a cell each; of more, several share one and the urgent is seen', () => {
  expect(mapCells('d'.repeat(600)).cells).toHaveLength(600);
  const { cells, each } = mapCells(`${'d'.repeat(599)}fd`);
  expect(each).toBe(2);
  expect(cells).toHaveLength(301);
  expect(cells[299]).toMatchObject({ from: 598, word: 'failed' });
  expect(cells[299]?.label).toBe('Slices 599 to 600: 1 done, 1 failed');
  expect(mapCells('').cells).toEqual([]);
});
