/** What a command says while it waits. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createOutput, sayIfLong } from '../../main/headless/output.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what takes longer than a second is said, and what does not is done in silence', async () => {
  const said: string[] = [];
  const output = { ...createOutput(false), aside: (sentence: string) => void said.push(sentence) };
  const after = (ms: number) =>
    new Promise<number>((resolve) => {
      setTimeout(() => {
        resolve(ms);
      }, ms);
    });
  const both = [
    sayIfLong(output, 'It is short.', after(900)),
    sayIfLong(output, 'It is long.', after(1_100)),
  ];
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await Promise.all(both)).toEqual([900, 1_100]);
  expect(said).toEqual(['It is long.']);
});
