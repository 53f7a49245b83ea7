import { describe, expect, test } from 'vitest';
import { createSliceControl, tell, usedIn } from '../../workers/sandbox/control.ts';
import { prepareModule } from '../../workers/sandbox/prepare.ts';
import { prepareAndRun, runSlice } from '../../workers/sandbox/run-slice.ts';
import { functionOf, MiB, programOf, taskOf } from './sandbox-tasks.ts';

const endless = functionOf('(loop $more (br $more)) (i64.const 0)');
const recursion = functionOf('(call $run (local.get 0) (local.get 1))');
/** Works through a while, with calls and bulk operations. */
const mixed = functionOf(
  `(local $n i32)
   (loop $more
     (memory.fill (i32.const 1000) (local.get $n) (i32.const 60000))
     (drop (call $fib (i32.const 12)))
     (br_if $more (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 40))))
   (i64.const 0x0000040000000010)`,
  `(func $fib (param i32) (result i32)
     (if (i32.lt_u (local.get 0) (i32.const 2)) (then (return (local.get 0))))
     (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
       (call $fib (i32.sub (local.get 0) (i32.const 2)))))`,
);

const portions = [1, 997, 65_536, 2 ** 40];

describe('a slice with an allowance of work', () => {
  test.each(portions)('counts the same when it is granted %i units at a time', (portionUnits) => {
    const task = taskOf(mixed, { entry: 'run' });
    const usual = prepareAndRun(task);
    const other = prepareAndRun(task, { portionUnits });
    expect(usual.ok && other.ok && other.value.workCount).toBe(usual.ok && usual.value.workCount);
    expect(usual.ok && usual.value.workCount).toBeGreaterThan(2_400_000);
  });

  test.each([endless, mixed])('is ended at the same count in whatever portions', (module) => {
    const task = taskOf(module, { entry: 'run', limits: { workUnits: 1_234_567 } });
    const ends = [undefined, ...portions].map((portionUnits) =>
      prepareAndRun(task, { portionUnits }),
    );
    const counts = ends.map((ended) => (ended.ok ? -1 : ended.error.workCount));
    for (const ended of ends) expect(ended).toMatchObject({ error: { name: 'ceiling_reached' } });
    expect(new Set(counts).size).toBe(1);
    expect(counts[0]).toBeGreaterThan(1_234_567);
    expect(counts[0]).toBeLessThan(1_234_567 + 80_000);
  });

  test('that is just enough lets it end by itself, and one unit less does not', () => {
    const whole = prepareAndRun(taskOf(mixed, { entry: 'run' }));
    const workUnits = whole.ok ? whole.value.workCount : 0;
    expect(prepareAndRun(taskOf(mixed, { entry: 'run', limits: { workUnits } }))).toEqual(
      expect.objectContaining({ ok: true }),
    );
    const less = taskOf(mixed, { entry: 'run', limits: { workUnits: workUnits - 1 } });
    expect(prepareAndRun(less)).toMatchObject({ error: { name: 'ceiling_reached' } });
  });

  test('has the same count each time when it traps', () => {
    const failing = taskOf(
      functionOf('(drop (call $run (local.get 1) (local.get 0))) (unreachable)'),
      {
        entry: 'run',
      },
    );
    const [one, two] = [prepareAndRun(failing), prepareAndRun(failing)];
    expect(one.ok ? 0 : one.error.workCount).toBeGreaterThan(1000);
    expect(two.ok ? 0 : two.error.workCount).toBe(one.ok ? -1 : one.error.workCount);
  });
});

describe('a slice with a limit of time', () => {
  test('is ended soon after it has used up its CPU time', () => {
    const limits = { cpuMicroseconds: 50_000, wallMs: 60_000 };
    const ended = prepareAndRun(taskOf(endless, { entry: 'run', limits }));
    expect(ended).toMatchObject({ error: { name: 'ceiling_reached' } });
    const used = ended.ok ? 0 : ended.error.cpuMicroseconds;
    expect(used).toBeGreaterThan(50_000);
    // Some 2 ms later; a machine that was stopped for a moment may count that as work.
    expect(used).toBeLessThan(500_000);
  });

  test('is ended when its time by the clock is over', () => {
    const ended = prepareAndRun(taskOf(endless, { entry: 'run', limits: { wallMs: 50 } }));
    expect(ended).toMatchObject({ error: { name: 'time_limit' } });
  });

  test('is ended inside one large bulk operation', () => {
    const fills = functionOf(
      `(drop (memory.grow (i32.const 4000)))
       (loop $more (memory.fill (i32.const 0) (i32.const 1) (i32.const 262000000)) (br $more))
       (i64.const 0)`,
    );
    const limits = { memoryBytes: 256 * MiB, cpuMicroseconds: 10_000 };
    const ended = prepareAndRun(taskOf(fills, { entry: 'run', limits }));
    expect(ended).toMatchObject({ error: { name: 'ceiling_reached' } });
    expect(ended.ok ? 0 : ended.error.workCount).toBeLessThan(262_000_000);
  });
});

describe('a slice that is controlled', () => {
  test('and told to stop before it begins does nothing', () => {
    const control = createSliceControl();
    tell(control, 'stop');
    const ended = prepareAndRun(taskOf(endless, { entry: 'run' }), { control });
    expect(ended).toMatchObject({ error: { name: 'stopped', workCount: 0 } });
  });

  test('says what it has used', () => {
    const control = createSliceControl();
    expect(usedIn(control)).toBeNull();
    const ended = prepareAndRun(taskOf(mixed, { entry: 'run' }), { control });
    const used = ended.ok ? ended.value : ended.error;
    expect(usedIn(control)).toEqual({
      cpuMicroseconds: used.cpuMicroseconds,
      workCount: used.workCount,
    });
  });
});

describe('a module that was prepared once', () => {
  test('is held to the memory and the entry of each task', () => {
    const prepared = prepareModule(functionOf('(i64.const 0)'));
    expect(prepared.ok).toBe(true);
    if (!prepared.ok) return;
    const task = taskOf(new Uint8Array(0), { entry: 'run' });
    const small = { ...task, limits: { ...task.limits, memoryBytes: 1000 } };
    expect(runSlice(prepared.value, small)).toMatchObject({ error: { name: 'memory_too_large' } });
    const other = { ...task, entry: 'other' };
    expect(runSlice(prepared.value, other)).toMatchObject({ error: { name: 'unknown_entry' } });
    expect(runSlice(prepared.value, task)).toMatchObject({ ok: true });
  });

  test('has its memory counted in each slice anew', () => {
    const greedy = functionOf(
      `(i32.store (i32.const 64) (memory.grow (i32.const 10))) (i64.const 0x0000004000000004)`,
    );
    const grown = (memoryBytes: number) => {
      const ended = prepareAndRun(taskOf(greedy, { entry: 'run', limits: { memoryBytes } }));
      return ended.ok ? new Int32Array(ended.value.output.slice().buffer)[0] : null;
    };
    expect([grown(11 * 65_536), grown(11 * 65_536 - 1), grown(MiB)]).toEqual([1, -1, 1]);
  });
});

test('calls without end are ended at the same count, as too deep', () => {
  const ends = [1, 2].map(() => prepareAndRun(taskOf(recursion, { entry: 'run' })));
  for (const ended of ends)
    expect(ended).toMatchObject({
      error: { name: 'trapped', detail: expect.stringContaining('too deeply') as string },
    });
  const [one, two] = ends.map((ended) => (ended.ok ? 0 : ended.error.workCount));
  expect(one).toBe(two);
});

test('a start function runs first, and is counted', () => {
  const started = functionOf(
    '(i64.const 0x0000004000000004)',
    '(start $first) (func $first (i32.store (i32.const 64) (i32.const 7)))',
  );
  const ended = prepareAndRun(taskOf(started, { entry: 'run' }));
  expect(ended.ok && [...ended.value.output]).toEqual([7, 0, 0, 0]);
  const program = prepareAndRun(
    taskOf(programOf('', '(start $s) (func $s (call $print (i32.const 0) (i32.const 4)))')),
  );
  expect(program.ok && program.value.output.length).toBe(4);
});
