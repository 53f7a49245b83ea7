import { describe, expect, test } from 'vitest';
import type { SliceRunner } from '../../main/engine/ports.ts';
import type { SliceTask } from '../../shared/jobs/task.ts';
import { kernelCpuByThread } from '../bench/kernel-cpu.ts';
import { assemble } from '../unit/sandbox-modules.ts';
import {
  hostileWorker,
  endless,
  functionOf,
  never,
  openRunner,
  primesBelow,
  run,
  sliceLimits,
  taskOf,
  textOf,
  wishFor,
} from './slice-runner-setup.ts';

const MiB = 1024 * 1024;

describe('a slice', () => {
  test('answers rightly, and several run in as many threads', async () => {
    const runner = openRunner(2);
    const all = [10, 100, 1000, 100_000].map((to) => run(runner, primesBelow(to)));
    expect((await Promise.all(all)).map(textOf)).toEqual(['4\n', '25\n', '168\n', '9592\n']);
  });

  test('tells its progress in CPU time at most twice a second', async () => {
    const readings: { readonly cpu: number; readonly at: number }[] = [];
    const ended = await openRunner(1).run(primesBelow(25_000_000), never, {
      progress: ({ cpuMicroseconds: cpu }) => void readings.push({ cpu, at: performance.now() }),
    });
    expect(ended.ok).toBe(true);
    expect(readings.length).toBeGreaterThan(0);
    for (const [index, { cpu, at }] of readings.entries()) {
      const before = readings[index - 1] ?? { cpu: 0, at: at - 500 };
      expect(cpu).toBeGreaterThan(before.cpu);
      // Half a second; this thread may be late for either of the two.
      expect(at - before.at).toBeGreaterThan(250);
    }
  });

  test.runIf(process.platform === 'linux')(
    'is charged what the kernel counts for its thread, also beside busy loops',
    async () => {
      const runner = openRunner(3);
      const warmUp = [1, 2, 3].map(() => run(runner, primesBelow(2_000_000)));
      await Promise.all(warmUp); // so that starting a thread is not counted
      const stopping = new AbortController();
      const busy = [endless, endless].map((module) =>
        run(
          runner,
          taskOf(module, { limits: { ...sliceLimits, wallMs: 60_000 } }),
          stopping.signal,
        ),
      );
      const before = kernelCpuByThread();
      const ended = await run(runner, primesBelow(8_000_000));
      const used = [...kernelCpuByThread()].map(
        ([id, ns]) => (ns - (before.get(id) ?? 0n)) / 1000n,
      );
      stopping.abort();
      await Promise.all(busy);
      const credited = ended.ok ? ended.value.cpuMicroseconds : 0;
      // Any of the threads may be the one; the loops beside it used other amounts of time.
      const distances = used.map((one) => Math.abs(Number(one) - credited) / credited);
      expect(Math.min(...distances)).toBeLessThan(0.05);
    },
  );
});

describe('an endless loop', () => {
  test('ends at once when it is stopped, and the next slice runs', async () => {
    const runner = openRunner(1);
    const stopping = new AbortController();
    let stoppedAt = 0;
    const ended = await runner.run(taskOf(endless), stopping.signal, {
      progress() {
        stoppedAt = performance.now();
        stopping.abort();
      },
    });
    // Some 4 ms; the machine may be busy, and it would work on for half a minute.
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    expect(ended).toMatchObject({ error: { name: 'stopped' } });
    expect(ended.ok ? 0 : ended.error.cpuMicroseconds).toBeGreaterThan(0);
    expect(await run(runner, primesBelow(100))).toMatchObject({ ok: true });
  });

  test('ends when its CPU time is used up, a little later at most', async () => {
    const task = taskOf(endless, { limits: { ...sliceLimits, cpuMicroseconds: 300_000 } });
    const ended = await run(openRunner(1), task);
    expect(ended).toMatchObject({
      error: { name: 'ceiling_reached', detail: expect.stringContaining('0.3 s') as string },
    });
    const used = ended.ok ? 0 : ended.error.cpuMicroseconds;
    expect(used).toBeGreaterThan(300_000);
    expect(used).toBeLessThan(500_000);
  });

  test('ends when its time by the clock is over', async () => {
    const task = taskOf(endless, { limits: { ...sliceLimits, wallMs: 300 } });
    expect(await run(openRunner(1), task)).toMatchObject({
      error: { name: 'time_limit', detail: expect.stringContaining('0.3 s') as string },
    });
  });

  test('does not keep others from running, nor does its end', async () => {
    const runner = openRunner(2);
    const stopping = new AbortController();
    const looping = run(runner, taskOf(endless), stopping.signal);
    const honest = run(runner, primesBelow(6_000_000));
    await run(runner, taskOf(endless, { limits: { ...sliceLimits, wallMs: 10 } }));
    stopping.abort();
    expect(textOf(await honest)).toBe('412849\n');
    expect(textOf(await looping)).toBe('stopped');
  });

  test('makes others wait for a thread, in their order, and they may give up', async () => {
    const runner = openRunner(1);
    const [first, second, third] = [1, 2, 3].map(() => new AbortController());
    const looping = run(runner, taskOf(endless), first?.signal);
    const waiting = run(runner, primesBelow(100), second?.signal);
    const patient = run(runner, primesBelow(1000), third?.signal);
    second?.abort();
    expect(textOf(await waiting)).toBe('stopped');
    first?.abort();
    expect(textOf(await looping)).toBe('stopped');
    expect(textOf(await patient)).toBe('168\n');
  });
});

describe('slices of one lane', () => {
  const inLane = (
    runner: SliceRunner,
    task: SliceTask,
    signal = never,
    progress: () => void = () => undefined,
  ) => runner.run(task, signal, { progress, lane: 0 });

  test('answer as if each were alone, whatever one of them does', async () => {
    const runner = openRunner(2);
    const tasks = [
      ...[10, 100].map((to) => primesBelow(to)),
      taskOf(functionOf('(unreachable)')),
      taskOf(endless, { limits: { ...sliceLimits, cpuMicroseconds: 50_000 } }),
      ...[1000, 10].map((to) => primesBelow(to)),
    ];
    const ended = await Promise.all(tasks.map((task) => inLane(runner, task)));
    expect(ended.map(textOf)).toEqual([
      '4\n',
      '25\n',
      'trapped',
      'ceiling_reached',
      '168\n',
      '4\n',
    ]);
  });

  test('of which one is not wanted any more leave the others as they are', async () => {
    const runner = openRunner(1);
    const stopping = [new AbortController(), new AbortController()] as const;
    const head = Promise.withResolvers<void>();
    const looping = inLane(runner, taskOf(endless), stopping[0].signal, head.resolve);
    await head.promise;
    const behind = inLane(runner, primesBelow(100), stopping[1].signal);
    const last = inLane(runner, primesBelow(10));
    await new Promise((resolve) => setTimeout(resolve, 300));
    stopping[1].abort();
    expect(textOf(await behind)).toBe('stopped');
    stopping[0].abort();
    expect(textOf(await looping)).toBe('stopped');
    expect(textOf(await last)).toBe('4\n');
  });

  test('are each run alone after their thread has died', async () => {
    const runner = openRunner(1, hostileWorker);
    const all = [primesBelow(10), wishFor('die'), primesBelow(100)];
    const ended = await Promise.all(all.map((task) => inLane(runner, task)));
    expect(ended.map(textOf)).toEqual(['4\n', 'sandbox_failed', '25\n']);
  });
});

describe('a slice that does harm', () => {
  test('by eating memory ends when it has what it may have', async () => {
    const bomb = functionOf(`(loop $more (br_if $more
      (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) (unreachable)`);
    const before = process.memoryUsage().rss;
    expect(textOf(await run(openRunner(1), taskOf(bomb)))).toBe('out_of_memory');
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MiB);
  });

  test('by its output ends when it has written what it may write', async () => {
    const bomb = assemble(`(module
      (import "wasi_snapshot_preview1" "fd_write"
        (func $write (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 2)
      (func (export "_start")
        (i32.store (i32.const 4) (i32.const 65536))
        (loop $more (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
          (br $more))))`);
    expect(textOf(await run(openRunner(1), taskOf(bomb, { entry: '' })))).toBe('output_too_large');
  });

  test.each([
    ['ends it', 'die', ['sandbox_failed']],
    // V8 does not always notice at once that a thread's heap is full; then the clock ends it.
    ['fills its heap', 'hoard', ['sandbox_failed', 'time_limit']],
  ])('to its thread (%s) harms no other slice', async (_what, wish, names) => {
    const runner = openRunner(2, hostileWorker);
    const honest = run(runner, primesBelow(6_000_000));
    expect(names).toContain(textOf(await run(runner, wishFor(wish, { wallMs: 2_000 }))));
    expect(textOf(await honest)).toBe('412849\n');
    expect(textOf(await run(runner, primesBelow(10)))).toBe('4\n');
  });

  test('is not waited for when its thread never comes to life', async () => {
    const runner = openRunner(1, new URL('./slice-runner-broken-worker.ts', import.meta.url));
    expect(textOf(await run(runner, primesBelow(10)))).toBe('sandbox_failed');
  });
});

describe('the runner', () => {
  test('looks at modules and rates the machine while every thread is busy', async () => {
    const runner = openRunner(1);
    const stopping = new AbortController();
    const looping = run(runner, taskOf(endless), stopping.signal);
    expect(await runner.inspect(primesBelow(2).module)).toMatchObject({
      ok: true,
      value: { kind: 'command', entries: ['_start'] },
    });
    expect(await runner.inspect(new Uint8Array(4))).toMatchObject({
      error: { name: 'not_webassembly' },
    });
    const { milli, spreadMilli } = await runner.rate();
    expect(Number.isInteger(milli) && Number.isInteger(spreadMilli)).toBe(true);
    expect(milli).toBeGreaterThan(50);
    stopping.abort();
    expect(textOf(await looping)).toBe('stopped');
  });

  test('ends what runs when it closes', async () => {
    const runner = openRunner(2);
    const all = [1, 2, 3].map(() => run(runner, taskOf(endless)));
    await runner.close();
    expect((await Promise.all(all)).map(textOf)).toEqual(['stopped', 'stopped', 'stopped']);
    expect(textOf(await run(runner, primesBelow(10)))).toBe('stopped');
  });
});
