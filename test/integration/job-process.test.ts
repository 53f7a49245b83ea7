/** The process of the jobs when it dies, is taken over, or is looked at from inside. Takes some 40 s. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createChildProcessHost } from '../../main/adapters/job-process/child-process-host.ts';
import type { JobProcessProgram } from '../../main/adapters/job-process/host.ts';
import { findWall, wallTools } from '../../main/adapters/job-process/namespaces.ts';
import type { SliceRunner } from '../../main/engine/ports.ts';
import { isAlive, jobProcessesOf } from '../support/processes.ts';
import type { Probe } from './slice-runner-hostile-worker.ts';
import {
  endless,
  functionOf,
  hostileWorker,
  openRunner,
  primesBelow,
  run,
  sliceLimits,
  taskOf,
  testFiles,
  textOf,
  wishFor,
} from './slice-runner-setup.ts';

const isLinux = process.platform === 'linux';
const mine = () => jobProcessesOf(process.pid);
type WallTools = readonly (typeof wallTools)[number][];

/** Runs a slice and waits until its module works. */
async function begin(runner: SliceRunner, task = taskOf(endless)) {
  const stopping = new AbortController();
  const working = Promise.withResolvers<undefined>();
  const ended = run(runner, task, stopping.signal, { progress: () => working.resolve(undefined) });
  await Promise.race([working.promise, ended]);
  return { ended, stop: () => stopping.abort() };
}

/** Processes behind the strongest wall that these tools make. */
function hostBehind(tools: WallTools) {
  return (program: JobProcessProgram) =>
    createChildProcessHost({ ...program, files: testFiles(program) }, (files) =>
      findWall(files, tools),
    );
}

describe.runIf(isLinux)('when the process of the jobs is killed', () => {
  test('in the middle of four slices, each of them answers, and once', async () => {
    const runner = openRunner(4);
    let changes = 0;
    runner.onWallChange(() => (changes += 1));
    const answered: string[] = [];
    const slices = [6_000_000, 6_000_100, 6_000_200].map(async (to) => {
      answered.push(textOf(await run(runner, primesBelow(to))));
    });
    const looping = await begin(runner);
    for (const id of mine()) process.kill(id, 'SIGKILL');
    await Promise.all(slices);
    expect(answered.toSorted()).toEqual(['412849\n', '412856\n', '412866\n']);
    looping.stop();
    expect(textOf(await looping.ended)).toBe('stopped');
    expect(runner.wall().crashes).toBe(1);
    expect(changes).toBeGreaterThanOrEqual(2); // it came up, and it ended
    expect(textOf(await run(runner, primesBelow(100)))).toBe('25\n');
  });

  test('by one of its slices, that one fails and the others answer as if nothing had happened', async () => {
    const warnings: string[] = [];
    const log = { warn: (sentence: string) => void warnings.push(sentence) };
    // The first process of a namespace of its own is deaf to a signal of its own.
    const runner = openRunner(3, hostileWorker, { log, host: hostBehind([]) });
    const honest = [3_000_000, 3_000_100].map((to) => run(runner, primesBelow(to)));
    const culprit = await run(runner, wishFor('crash'));
    expect(culprit).toMatchObject({
      error: { name: 'sandbox_failed', cpuMicroseconds: 0, workCount: 0 },
    });
    expect((await Promise.all(honest)).map(textOf)).toEqual(['216816\n', '216823\n']);
    expect(runner.wall().crashes).toBe(2); // with the others, and alone
    expect(warnings).toHaveLength(2);
  });

  test('while it looks at a module, it looks again', async () => {
    const runner = openRunner(1);
    await begin(runner);
    const inspecting = runner.inspect(primesBelow(2).module);
    for (const id of mine()) process.kill(id, 'SIGKILL');
    expect(await inspecting).toMatchObject({ ok: true });
  });

  test('with its node, it is gone as well', async () => {
    const node = spawn(process.execPath, [join(import.meta.dirname, 'job-process-node.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void node.kill('SIGKILL'));
    await once(node.stdout, 'data'); // its slice works
    const ids = jobProcessesOf(node.pid ?? 0);
    expect(ids).toHaveLength(1);
    node.kill('SIGKILL');
    await expect.poll(() => ids.filter(isAlive)).toEqual([]);
  });
});

/** Some 50 ms; a machine that is busy takes seconds, and what is not ended at once lasts for half a minute. */
const atOnceMs = 10_000;

describe('a slice that is no longer wanted', () => {
  test.each([
    ['writes a gigabyte again and again', 'fill'],
    ['loops where no module can', 'hang'],
  ])('is gone at once when it %s', async (_what, wish) => {
    const fill = functionOf(`(drop (memory.grow (i32.const 16000)))
      (loop $again (memory.fill (i32.const 0) (i32.const 1) (i32.const 1048000000)) (br $again))
      (i64.const 0)`);
    const runner = openRunner(2, hostileWorker);
    const limits = { ...sliceLimits, memoryBytes: 2 ** 30 };
    const other = run(runner, primesBelow(6_000_000));
    await run(runner, primesBelow(10)); // so that a thread stands
    const unwanted = await begin(
      runner,
      wish === 'fill' ? taskOf(fill, { limits }) : wishFor('hang', { wallMs: 500 }),
    );
    const stoppedAt = performance.now();
    unwanted.stop();
    expect(['stopped', 'time_limit']).toContain(textOf(await unwanted.ended));
    expect(performance.now() - stoppedAt).toBeLessThan(atOnceMs);
    expect(textOf(await other)).toBe('412849\n');
  });

  test.runIf(isLinux)('is answered for when its process does not answer any more', async () => {
    const runner = openRunner(1);
    const { ended, stop } = await begin(runner);
    const ids = mine();
    for (const id of ids) process.kill(id, 'SIGSTOP');
    const stoppedAt = performance.now();
    stop();
    expect(textOf(await ended)).toBe('stopped');
    expect(performance.now() - stoppedAt).toBeLessThan(atOnceMs);
    await expect.poll(() => ids.filter(isAlive)).toEqual([]);
    expect(runner.wall().crashes).toBe(0);
    expect(textOf(await run(runner, primesBelow(100)))).toBe('25\n');
  });
});

describe('a process that was taken over', () => {
  test.each([
    'noise',
    'no-json',
    'huge',
    'unknown-word',
    'negative',
    'flood',
    'strays',
    'too-much',
    'elsewhere',
  ])('is ended, and its slice fails (%s)', async (wish) => {
    const runner = openTakenOver(wish);
    const task = primesBelow(10, { outputBytes: 1_000, wallMs: 5_000 });
    expect(textOf(await run(runner, task))).toBe('sandbox_failed');
  });

  test('answers once, whatever it says', async () => {
    expect(textOf(await run(openTakenOver('twice'), primesBelow(10)))).toBe('4\n');
  });
});

function openTakenOver(wish: string): SliceRunner {
  const entry = new URL('./job-process-hostile.ts', import.meta.url);
  return openRunner(1, new URL(`file:///none#${wish}`), {
    host: (program) => createChildProcessHost({ ...program, entry, files: testFiles(program) }),
  });
}

/** Nothing here waits for what works at the lowest priority: on a busy machine that would take its time. */
test.runIf(existsSync('/proc/self/autogroup'))(
  'its session yields to all others while it may work, and none holds it up when it must not',
  async () => {
    vi.stubEnv('COMMON_HOURS_JOB_WEIGHT', 'as in the product');
    onTestFinished(() => void vi.unstubAllEnvs());
    const runner = openRunner(1);
    void run(runner, taskOf(endless));
    const niceness = () =>
      mine().map((id) => readFileSync(`/proc/${id}/autogroup`, 'utf8').trim().split(' nice ')[1]);
    await expect.poll(niceness).toEqual(['19']);
    runner.setShare(0);
    await expect.poll(niceness).toEqual(['0']);
    runner.setShare(500);
    await expect.poll(niceness).toEqual(['19']);
  },
);

describe.runIf(isLinux)('from inside the process', () => {
  test('nothing is known of what is around it: no environment, no arguments', async () => {
    process.env['COMMON_HOURS_SECRET'] = 'a secret';
    onTestFinished(() => {
      delete process.env['COMMON_HOURS_SECRET'];
    });
    const told = await run(openRunner(1, hostileWorker), wishFor('tell'));
    expect(JSON.parse(textOf(told))).toEqual({ env: {}, argv: [] });
  });

  const none: WallTools = [];
  test.for([
    { name: 'bubblewrap', tools: wallTools.slice(0, 1), network: false, free: false },
    { name: 'unshare', tools: wallTools.slice(1), network: false, free: true },
    { name: 'Node alone', tools: none, network: true, free: true },
  ])('files, programs and keys are out of reach ($name)', async (wall, { skip }) => {
    const found = await findWall([], wall.tools);
    if (wall.tools.length > 0 && found.before.length === 0)
      skip(`${wall.name} does not work here: ${found.sentence}`);
    const { probe, connections } = await setTraps();
    const runner = openRunner(1, hostileWorker, { host: hostBehind(wall.tools) });
    const told = JSON.parse(textOf(await run(runner, wishFor(JSON.stringify(probe))))) as {
      readonly [name: string]: string;
    };
    const done = Object.keys(told).filter((what) => told[what] === 'done');
    // a thread that sheds Node's rules is held by the system's, if there are any
    expect(done).toEqual([
      ...(wall.free ? ['freeThread'] : []),
      ...(wall.network ? ['network'] : []),
    ]);
    expect(existsSync(probe.newFile)).toBe(false);
    expect(connections()).toBe(wall.network ? 1 : 0);
    expect(runner.wall().isolation).toBe(wall.network ? 'process' : 'namespaces');
  });
});

/** A secret file, a place for a new one, and a server that counts who comes. */
async function setTraps() {
  const folder = mkdtempSync(join(tmpdir(), 'common-hours-probe-'));
  const server = createServer((socket) => void socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  let connections = 0;
  server.on('connection', () => (connections += 1));
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const secretFile = join(folder, 'member.key');
  writeFileSync(secretFile, 'a secret key');
  const { port } = server.address() as AddressInfo;
  const probe: Probe = { secretFile, newFile: join(folder, 'new'), port };
  return { probe, connections: () => connections };
}

test.runIf(isLinux)(
  'a process is the first to go when memory is short, and no zombie is left',
  async () => {
    const runner = openRunner(1);
    await run(runner, primesBelow(10));
    const [id = 0] = mine();
    expect(readFileSync(`/proc/${String(id)}/oom_score_adj`, 'utf8')).toBe('1000\n');
    await runner.close();
    expect(mine()).toEqual([]);
    await expect.poll(() => existsSync(`/proc/${String(id)}`)).toBe(false);
    expect(textOf(await run(runner, primesBelow(10)))).toBe('stopped');
  },
);
