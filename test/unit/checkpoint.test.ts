import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { programsDir } from '../../main/paths.ts';
import { assert } from '../../shared/base/assert.ts';
import type { SliceTask } from '../../shared/jobs/task.ts';
import {
  checkpointHeadBytes,
  readCheckpointHead,
  writeCheckpointHead,
} from '../../shared/jobs/checkpoint-head.ts';
import { besidesMax, bytesToContents } from '../../workers/checkpoint/contents.ts';
import { openContents } from '../../workers/checkpoint/envelope.ts';
import { prepareForCheckpoints } from '../../workers/checkpoint/prepare.ts';
import { createSliceControl, usedIn } from '../../workers/sandbox/control.ts';
import type { Prepared } from '../../workers/sandbox/prepare.ts';
import { prepareAndRun, runSlice } from '../../workers/sandbox/run-slice.ts';
import { functionOf, MiB, programOf, taskOf } from './sandbox-tasks.ts';

// Binaryen is 14 MB of code, and a busy machine takes its time to read it.
vi.setConfig({ testTimeout: 240_000 });

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const bytes = (text: string) => new TextEncoder().encode(text);

async function prepared(module: Uint8Array): Promise<Prepared> {
  const made = await prepareForCheckpoints(module);
  assert(made.ok, made.ok ? '' : made.error.detail);
  return made.value;
}

/** Runs with a checkpoint at the first yield after so many microseconds of CPU time, and keeps them all. */
function runKeeping(ready: Prepared, task: SliceTask, every = 1000) {
  const kept: Uint8Array[] = [];
  const onCheckpoint = (one: Uint8Array) => void kept.push(one);
  const ended = runSlice(ready, { ...task, checkpointEvery: every }, { onCheckpoint });
  return { ended, kept };
}

/** Result and whole count, or the failure and the count since the slice was taken up. */
function essence(ended: ReturnType<typeof runSlice>) {
  if (!ended.ok) return [ended.error.name, ended.error.detail, ended.error.workCount];
  const { output, workCount, workCountBefore } = ended.value;
  return [createHash('sha256').update(output).digest('hex'), workCount + workCountBefore];
}

/** How far a slice had come, as its checkpoint says. */
function workCountIn(checkpoint: Uint8Array): number {
  const opened = openContents(checkpoint, 256 * MiB, besidesMax);
  const contents = opened.ok ? bytesToContents(opened.value.contents, 256 * MiB) : null;
  assert(contents !== null, 'the checkpoint can be read');
  return contents.workCount;
}

const sample = (name: string) => new Uint8Array(readFileSync(join(programsDir, `${name}.wasm`)));
const primes = taskOf(sample('prime-count'), { args: ['2', '1000000'] });

/** Calls itself to this depth, with work before and after, and adds up on the way back. */
const recursion = functionOf(
  `(i32.store (i32.const 32) (call $down (i32.const 300)))
   (i64.const 0x0000002000000004)`,
  `(global $steps (mut i64) (i64.const 0)) (global $half (mut f64) (f64.const -nan:0x4000000000123))
   (func $work (result i32) (local $n i32)
     (loop $more (br_if $more (i32.lt_u
       (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 40000))))
     (global.set $steps (i64.add (global.get $steps) (i64.const 1)))
     (local.get $n))
   (func $down (param $depth i32) (result i32) (local $before i32)
     (if (i32.eqz (local.get $depth)) (then (return (i32.wrap_i64 (i64.shr_u
       (i64.reinterpret_f64 (global.get $half)) (i64.const 1))))))
     (local.set $before (call $work))
     (i32.add (i32.add (local.get $before) (call $down (i32.sub (local.get $depth) (i32.const 1))))
       (i32.add (call $work) (i32.wrap_i64 (global.get $steps)))))`,
);

describe('a slice that is taken up from a checkpoint', () => {
  test.each([
    ['prime-count', primes],
    [
      'monte-carlo',
      taskOf(sample('monte-carlo'), { entry: 'run', input: bytes('{"seed":1,"samples":4000000}') }),
    ],
    [
      'mandelbrot',
      taskOf(sample('mandelbrot'), {
        entry: 'run',
        input: bytes('{"width":120,"height":80,"iterations":900}'),
      }),
    ],
    ['calls in each other', taskOf(recursion, { entry: 'run' })],
  ])('%s ends with the same result and count, wherever it was left', async (_what, task) => {
    const without = essence(prepareAndRun(task));
    const ready = await prepared(task.module);
    const { ended, kept } = runKeeping(ready, task);
    expect(essence(ended)).toEqual(without);
    expect(kept.length).toBeGreaterThan(0);
    for (const from of [kept[0], kept.at(-1)])
      expect(essence(runSlice(ready, { ...task, from: from ?? null }))).toEqual(without);
  });

  test('can be left again, from one machine to the next', async () => {
    const ready = await prepared(primes.module);
    const without = essence(prepareAndRun(primes));
    let from: Uint8Array | null = null;
    for (let hop = 0; hop < 4; hop += 1) {
      const { ended, kept } = runKeeping(ready, { ...primes, from });
      expect(essence(ended)).toEqual(without);
      expect(kept[0]).toBeDefined();
      from = kept[0] ?? null;
    }
    expect(essence(runSlice(ready, { ...primes, from }))).toEqual(without);
  });

  test('finds its memory, files, streams, clock and chance as it left them', async () => {
    const work = `(local.set $n (i32.const 0)) (loop $more (br_if $more (i32.lt_u
      (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 3000000))))`;
    const use = `(call $must (call $random_get (i32.const 128) (i32.const 8)))
      (call $must (call $clock_time_get (i32.const 0) (i64.const 1) (i32.const 136)))
      (drop (call $read (i32.const 0) (i32.const 144) (i32.const 4)))
      (drop (call $write (local.get $fd) (i32.const 128) (i32.const 20)))
      (call $print (i32.const 128) (i32.const 20))`;
    const program = programOf(
      `(call $must (call $path_create_directory (i32.const 3) (i32.const 1024) (i32.const 1)))
       (local.set $fd (call $open (i32.const 1024) (i32.const 3) (i32.const 1)))
       (drop (memory.grow (i32.const 3))) ${use} ${work} ${use} ${work} ${use}
       (call $must (call $path_rename (i32.const 3) (i32.const 1024) (i32.const 3) (i32.const 3)
         (i32.const 1040) (i32.const 1)))
       (i32.store (i32.const 200) (memory.size))
       (call $print (i32.const 200) (i32.const 4))
       (local.set $fd (call $open (i32.const 1040) (i32.const 1) (i32.const 0)))
       (call $print (i32.const 256) (call $read (local.get $fd) (i32.const 256) (i32.const 99)))`,
      '(data (i32.const 1024) "d/f") (data (i32.const 1040) "g")',
    );
    const task = taskOf(program, { input: bytes('four more and more') });
    const without = essence(prepareAndRun(task));
    const ready = await prepared(task.module);
    const { ended, kept } = runKeeping(ready, task);
    expect(essence(ended)).toEqual(without);
    expect(kept.length).toBeGreaterThan(0);
    for (const from of kept) expect(essence(runSlice(ready, { ...task, from }))).toEqual(without);
  });

  test('stops at the same place when its allowance is used up', async () => {
    const endless = taskOf(functionOf('(loop $more (br $more)) (i64.const 0)'), {
      entry: 'run',
      limits: { workUnits: 40_000_000 },
    });
    const without = essence(prepareAndRun(endless));
    const ready = await prepared(endless.module);
    const { ended, kept } = runKeeping(ready, endless);
    expect(essence(ended)).toEqual(without);
    const [from = new Uint8Array(0)] = kept;
    const [name, detail, workCount] = essence(runSlice(ready, { ...endless, from }));
    expect([name, detail, Number(workCount) + workCountIn(from)]).toEqual(without);
  });

  test('is charged for what it does itself, and says what was done elsewhere', async () => {
    const ready = await prepared(primes.module);
    const { ended, kept } = runKeeping(ready, primes);
    const whole = ended.ok ? ended.value.workCount : 0;
    const from = kept.at(-1) ?? new Uint8Array(0);
    const before = workCountIn(from);
    expect(ended).toMatchObject({ value: { workCountBefore: 0 } });
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(whole);
    const told: number[] = [];
    const control = createSliceControl();
    const again = runSlice(
      ready,
      { ...primes, from, checkpointEvery: 1000 },
      { control, onCheckpoint: () => void told.push(usedIn(control)?.workCount ?? NaN) },
    );
    expect(again).toMatchObject({ value: { workCount: whole - before, workCountBefore: before } });
    for (const used of told) expect(used).toBeLessThan(whole - before);
  });
});

describe('a module that cannot be left', () => {
  const tail = functionOf('(return_call $run (local.get 0) (local.get 1))');
  const table = functionOf(
    '(table.set (i32.const 0) (table.get (i32.const 0))) (i64.const 0)',
    '(table 1 funcref)',
  );
  const vector = functionOf(
    '(global.set $v (v128.const i64x2 1 2)) (i64.const 0)',
    '(global $v (mut v128) (v128.const i64x2 0 0))',
  );
  const named = functionOf('(i64.const 0)', '(func (export "asyncify_start_unwind") (param i32))');

  test.each([
    ['tail calls', tail, /tail calls/],
    ['a table that changes', table, /changes its tables/],
    ['a vector in a global', vector, /vectors/],
    ['a name of ours', named, /asyncify_/],
  ])('for %s says why, runs all the same, and takes no checkpoint', async (_what, module, why) => {
    const ready = await prepared(module);
    expect(ready.leavable).toBeNull();
    expect(ready.whyNotLeavable).toMatch(why);
    const task = taskOf(module, { entry: 'run', limits: { workUnits: 5_000_000 } });
    const { ended } = runKeeping(ready, task);
    expect(essence(ended)).toEqual(essence(prepareAndRun(task)));
    if (ended.ok) expect(ended.value.whyNoCheckpoints).toMatch(why);
    const from = new Uint8Array(100);
    expect(runSlice(ready, { ...task, from })).toMatchObject({
      error: { name: 'checkpoint_refused', cpuMicroseconds: 0 },
    });
  });
});

describe('a checkpoint from a stranger', () => {
  let ready: Prepared;
  let whole: Uint8Array;
  beforeAll(async () => {
    ready = await prepared(primes.module);
    whole = runKeeping(ready, few).kept[0] ?? new Uint8Array(0);
    expect(whole.length).toBeGreaterThan(100);
  });
  const few = { ...primes, args: ['2', '200000'] };
  const header = checkpointHeadBytes + 32;
  const take = (from: Uint8Array, task: Partial<SliceTask> = {}) =>
    runSlice(ready, {
      ...few,
      ...task,
      limits: { ...few.limits, workUnits: 60_000_000, cpuMicroseconds: 100_000 },
      from,
    });
  const nameOf = (ended: ReturnType<typeof runSlice>) => (ended.ok ? 'ok' : ended.error.name);
  const refused = 'checkpoint_refused';
  const resealed = (contents: Uint8Array, head = whole.subarray(0, checkpointHeadBytes)) => {
    const packed = deflateSync(contents, { level: 1 });
    const hash = createHash('sha256').update(head).update(packed).digest();
    return new Uint8Array(Buffer.concat([head, hash, packed]));
  };
  const contents = () => new Uint8Array(inflateSync(whole.subarray(header)));

  test('that is cut anywhere is refused', () => {
    for (let length = 0; length < whole.length; length += 1 + Math.floor(whole.length / 200))
      expect(nameOf(take(whole.slice(0, length)))).toBe(refused);
  });

  test('that has one byte changed is refused', () => {
    for (let at = 0; at < whole.length; at += 1 + Math.floor(whole.length / 200)) {
      const changed = whole.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x40;
      expect(nameOf(take(changed)), `byte ${at}`).toBe(refused);
    }
  });

  test('of another slice is refused', () => {
    expect(nameOf(take(whole, { args: ['2', '200001'] }))).toBe(refused);
    expect(nameOf(take(whole, { input: bytes('x') }))).toBe(refused);
  });

  test('says in its head how far the slice had come, and is refused where it says otherwise', () => {
    const head = readCheckpointHead(whole, few.limits.memoryBytes);
    assert(head.ok, 'the head can be read');
    expect(head.value.workCount).toBe(workCountIn(whole));
    const { workCount, memoryBytes } = head.value;
    const said = (other: typeof head.value) => resealed(contents(), writeCheckpointHead(other));
    expect(nameOf(take(said(head.value)))).not.toBe(refused);
    expect(nameOf(take(said({ workCount: workCount + 1, memoryBytes })))).toBe(refused);
    expect(nameOf(take(said({ workCount, memoryBytes: memoryBytes + 65_536 })))).toBe(refused);
  });

  test.each([
    ['another mark', { at: 4, value: 1 }, few.limits.memoryBytes, /no checkpoint/],
    ['more than can be counted', { at: 6, value: 0xff }, few.limits.memoryBytes, /counts more/],
    ['more memory than its job', { at: 6, value: 0 }, 65_535, /more memory/],
  ])('with %s in its head is refused before it is unpacked', (_what, change, most, why) => {
    const head = whole.slice();
    head[change.at] = change.value;
    const read = readCheckpointHead(head, most);
    expect(read.ok ? '' : read.error).toMatch(why);
  });

  test('that unpacks to more than the job may have is refused', () => {
    expect(nameOf(take(resealed(new Uint8Array(90 * MiB))))).toBe(refused);
  });

  test('with forged contents is refused or ends by name, whatever it says', () => {
    const genuine = contents();
    const names = new Set([
      'ok',
      refused,
      'trapped',
      'ceiling_reached',
      'exit_code',
      'out_of_memory',
      'output_too_large',
    ]);
    const change = fc.record({
      // what is not a page of memory stands at both ends
      at: fc.oneof(fc.nat(600), fc.integer({ min: genuine.length - 400, max: genuine.length - 1 })),
      value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0xff), fc.nat(255)),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const forged = genuine.slice();
        for (const { at, value } of changes) forged[at] = value;
        expect(names).toContain(nameOf(take(resealed(forged))));
      }),
      { seed, numRuns: 100 },
    );
  });

  test('with contents cut short or made longer is refused', () => {
    const genuine = contents();
    for (const length of [0, 10, 36, 50, 100, 1000, genuine.length - 1])
      expect(nameOf(take(resealed(genuine.slice(0, length))))).toBe(refused);
    expect(nameOf(take(resealed(new Uint8Array([...genuine.subarray(-8)]))))).toBe(refused);
    const longer = new Uint8Array(genuine.length + 1);
    longer.set(genuine);
    expect(nameOf(take(resealed(longer)))).toBe(refused);
  });
});

test(`seed ${seed}: COMMON_HOURS_SEED replays it`, () => {
  expect(Number.isSafeInteger(seed)).toBe(true);
});
