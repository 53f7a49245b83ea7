/**
 * Every job of the hostile corpus is run as any other, beside an honest one: it ends or is refused by name within its
 * limits, the honest one has the right answer and the right count, no process of jobs dies, and nothing is written.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSliceRunner } from '../../main/adapters/slice-runner.ts';
import type { SliceRunner } from '../../main/engine/ports.ts';
import { calibrationFile, programsDir, projectDir, workerUrl } from '../../main/paths.ts';
import type { SliceTask } from '../../shared/jobs/task.ts';
import type { HostileJob } from '../support/hostile-jobs/hostile-job.ts';
import { hostileJobs } from '../support/hostile-jobs/hostile-jobs.ts';
import { leftBehind } from '../support/hostile-jobs/wasi.ts';

const MiB = 1024 * 1024;
const limits = {
  memoryBytes: 64 * MiB,
  cpuMicroseconds: 100_000,
  workUnits: 2 ** 53 - 1,
  wallMs: 10_000,
  outputBytes: MiB,
};
const nothing = { input: new Uint8Array(0), args: [], from: null, checkpointEvery: null };

/** Counts the primes below twenty thousand. */
const honest: SliceTask = {
  ...nothing,
  module: new Uint8Array(readFileSync(join(programsDir, 'prime-count.wasm'))),
  entry: '',
  args: ['2', '20000'],
  limits: { ...limits, cpuMicroseconds: 10_000_000, wallMs: 30_000 },
};

function taskOf(job: HostileJob): SliceTask {
  return {
    ...nothing,
    module: job.module(),
    entry: job.entry ?? 'run',
    ...(job.args !== undefined && { args: job.args }),
    ...(job.input !== undefined && { input: job.input }),
    ...(job.from !== undefined && { from: job.from }),
    limits: { ...limits, ...job.limits },
  };
}

const startedIn = process.cwd();
let scratch = '';
let runner: SliceRunner;
let honestCount = 0;

const run = (task: SliceTask) =>
  runner.run(task, new AbortController().signal, { progress: () => undefined });
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** All jobs go through one runner, as on a machine that lends. */
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'hostile-jobs-'));
  process.chdir(scratch);
  runner = createSliceRunner({ workerUrl: workerUrl(), calibrationFile, maxThreads: 2 });
  const first = await run(honest);
  honestCount = first.ok ? first.value.workCount : 0;
});

afterAll(async () => {
  await runner.close();
  process.chdir(startedIn);
  rmSync(scratch, { recursive: true });
});

describe.each(Object.entries(hostileJobs))('against %s, a job that', (_attack, jobs) => {
  test.each(jobs.map((job) => [job.name, job] as const))('%s', async (_name, job) => {
    const [hostile, beside] = await Promise.all([run(taskOf(job)), run(honest)]);
    const answer = hostile.ok ? 'done' : hostile.error.name;
    expect(job.expected, hostile.ok ? '' : hostile.error.detail).toContain(answer);
    if (hostile.ok && job.output !== undefined)
      expect(textOf(hostile.value.output)).toBe(job.output);
    expect(beside).toMatchObject({ ok: true, value: { workCount: honestCount } });
    expect(beside.ok && textOf(beside.value.output)).toBe('2262\n');
  });
});

test('none of them brought its process down', () => {
  expect(honestCount).toBeGreaterThan(1_000_000);
  expect(runner.wall().crashes).toBe(0);
});

test('none of them left anything behind', () => {
  const places = [projectDir, join(projectDir, '..'), scratch, join(scratch, '..'), homedir()];
  const roots = [parse(projectDir).root, tmpdir()];
  expect([...places, ...roots].filter((place) => existsSync(join(place, leftBehind)))).toEqual([]);
  expect(readdirSync(scratch)).toEqual([]);
});
