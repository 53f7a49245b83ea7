/**
 * Real programs that are left in the middle in one process come to the same result and the same count in another one.
 *
 * Most of the time is Binaryen's, which takes seconds for a large module and a minute for the largest, and so those are
 * left out unless `COMMON_HOURS_ALL_KERNELS` is set: some 35 s of a core without them, and 180 s with them.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectDir } from '../../main/paths.ts';
import { kernels } from '../bench/kernels/kernels.ts';
import type { HostedRun } from '../bench/kernels/leave-hosted.ts';
import type { LeftKernel, TakenUpKernel } from '../bench/kernels/leave-kernels.ts';

/** Binaryen works on it longer than on all others together. */
const dear = ['lua'];
const isAll = process.env['COMMON_HOURS_ALL_KERNELS'] !== undefined;
/** Those that are jobs. */
const jobs = kernels.filter(({ kind }) => kind === 'function' || kind === 'command');
/** Those with a host of their own, which does again what it did before. */
const hosted = kernels.filter((kernel) => !jobs.includes(kernel)).map(({ name }) => name);
const cheap = jobs.map(({ name }) => name).filter((name) => !dear.includes(name));
const names = [...cheap, ...(isAll ? dear : [])];

/** What a program beside the kernels prints, when it is started with these arguments. */
async function inProcess<One>(file: string, ...args: readonly string[]): Promise<readonly One[]> {
  const program = join(projectDir, 'test/bench/kernels', file);
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as One);
}

describe('a program that is left in one process and taken up in another', () => {
  let folder = '';
  let left: readonly LeftKernel[] = [];
  let takenUp: readonly TakenUpKernel[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'common-hours-'));
    // In one process, because Binaryen itself is compiled in each, which takes longer than most kernels.
    left = await inProcess('leave-kernels.ts', 'leave', folder, ...names);
    takenUp = await inProcess('leave-kernels.ts', 'take-up', folder, ...names);
  }, 600_000);

  afterAll(() => rm(folder, { recursive: true }));

  const check = (name: string) => {
    const before = left.find((one) => one.name === name);
    const after = takenUp.find((one) => one.name === name);
    const plain = before?.plain;
    expect(plain?.count).toBeGreaterThan(10_000);
    expect(before?.left).toEqual(Array(3).fill(plain));
    expect(after?.whole).toHaveLength(3);
    let earlier = 0;
    for (const one of after?.whole ?? []) {
      expect(one).toMatchObject({ sum: plain?.sum, count: plain?.count });
      expect(one.before).toBeGreaterThan(earlier);
      expect(one.before).toBeLessThan(one.count);
      earlier = one.before;
    }
  };

  test.each(cheap)('%s ends with the same result and count', check);
  test.skipIf(!isAll).each(dear)('%s does too, if COMMON_HOURS_ALL_KERNELS is set', check);

  test.skipIf(!isAll).each(hosted)(
    '%s does too, if COMMON_HOURS_ALL_KERNELS is set',
    async (name) => {
      const act = (action: string) => inProcess<HostedRun>('leave-hosted.ts', action, folder, name);
      await act('form');
      const [plain, whole] = await act('leave');
      const [after] = await act('take-up');
      const half = (plain?.count ?? NaN) / 2;
      expect(whole).toMatchObject({ sum: plain?.sum, count: plain?.count });
      expect(whole?.leftAt).toBeGreaterThanOrEqual(half);
      expect(whole?.leftAt).toBeLessThan(half * 1.5);
      expect(after).toEqual(whole);
    },
    600_000,
  );
});
