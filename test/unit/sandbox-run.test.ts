import { describe, expect, test } from 'vitest';
import type { SliceTask } from '../../shared/jobs/task.ts';
import { prepareAndRun as runSlice } from '../../workers/sandbox/run-slice.ts';
import { assemble, echoWith } from './sandbox-modules.ts';
import { functionOf, taskOf } from './sandbox-tasks.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** What a run answers, with its output as text. */
function outcomeOf(task: SliceTask): { readonly text: string; readonly failure: string | null } {
  const ended = runSlice(task);
  if (!ended.ok) return { text: ended.error.detail, failure: ended.error.name };
  return { text: new TextDecoder().decode(ended.value.output), failure: null };
}

const run = (module: Uint8Array, changes: Partial<SliceTask> = {}) =>
  outcomeOf(taskOf(module, { entry: 'run', ...changes }));

describe('a function module', () => {
  test('is given its input and answers with bytes of its own memory', () => {
    const echo = taskOf(echoWith({}), { entry: 'echo', input: bytes('good morning') });
    expect(outcomeOf(echo)).toEqual({ text: 'good morning', failure: null });
  });

  test('is charged the CPU time of its own work', () => {
    const loop = functionOf(`(local $n i32) (loop $again
      (br_if $again (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1)))
        (i32.const 300000000)))) (i64.const 0)`);
    const begun = performance.now();
    const ended = runSlice(taskOf(loop, { entry: 'run' }));
    const wallMicroseconds = (performance.now() - begun) * 1000;
    const used = ended.ok ? ended.value.cpuMicroseconds : 0;
    expect(used).toBeGreaterThan(20_000);
    expect(used).toBeLessThanOrEqual(wallMicroseconds);
  });

  test('whose result lies outside its memory is told where it lies', () => {
    expect(run(functionOf('(i64.const 0x0000ffff00000010)'))).toEqual({
      failure: 'bad_result',
      text: expect.stringContaining('16 bytes from 65535 of 65536') as string,
    });
    expect(run(functionOf('(i64.const -1)')).failure).toBe('bad_result');
  });

  test('may answer with nothing, at the very end of its memory', () => {
    expect(run(functionOf('(i64.const 0x0001000000000000)'))).toEqual({ text: '', failure: null });
  });

  test('whose alloc answers with a place outside its memory has a bad result', () => {
    const module = assemble(`(module (memory (export "memory") 1)
      (func (export "alloc") (param i32) (result i32) (i32.const 65535))
      (func (export "run") (param i32 i32) (result i64) (i64.const 0)))`);
    expect(run(module, { input: bytes('ab') }).failure).toBe('bad_result');
    expect(run(module, { input: bytes('a') }).failure).toBeNull();
  });

  test('whose result is larger than allowed answers with too much output', () => {
    const limits = { ...taskOf(new Uint8Array(0)).limits, outputBytes: 10 };
    expect(run(functionOf('(i64.const 11)'), { limits }).failure).toBe('output_too_large');
    expect(run(functionOf('(i64.const 10)'), { limits }).failure).toBeNull();
  });
});

describe('a module that fails', () => {
  test.each([
    ['unreachable', '(unreachable)', 'trapped', /unreachable/],
    ['a division by zero', '(i64.div_u (i64.const 1) (i64.const 0))', 'trapped', /divided by zero/],
    ['a read past its memory', '(i64.load (i32.const 65530))', 'trapped', /outside its memory/],
    ['calls without end', '(call $run (local.get 0) (local.get 1))', 'trapped', /stack overflow/],
  ])('by %s says so', (_what, body, name, says) => {
    const { failure, text } = run(functionOf(body));
    expect(failure).toBe(name);
    expect(text).toMatch(says);
  });

  test('in its start function fails as any other, and is charged', () => {
    expect(run(functionOf('(i64.const 0)', '(start $fail) (func $fail (unreachable))'))).toEqual({
      failure: 'trapped',
      text: expect.stringContaining('unreachable') as string,
    });
  });

  test('because it has filled its memory is told how much it had', () => {
    const greedy = functionOf(`(loop $more (br_if $more
      (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) (unreachable)`);
    const { failure, text } = run(greedy);
    expect(failure).toBe('out_of_memory');
    expect(text).toContain('4 MiB of 4 MiB');
  });
});

/** A command whose _start is this body, with the functions of WASI that it uses. */
function commandOf(body: string, data = ''): Uint8Array {
  const wasi = (name: string, type: string) =>
    `(import "wasi_snapshot_preview1" "${name}" (func $${name} ${type}))`;
  return assemble(`(module
    ${wasi('fd_write', '(param i32 i32 i32 i32) (result i32)')}
    ${wasi('fd_read', '(param i32 i32 i32 i32) (result i32)')}
    ${wasi('clock_time_get', '(param i32 i64 i32) (result i32)')}
    ${wasi('random_get', '(param i32 i32) (result i32)')}
    ${wasi('poll_oneoff', '(param i32 i32 i32 i32) (result i32)')}
    ${wasi('environ_sizes_get', '(param i32 i32) (result i32)')}
    ${wasi('sock_send', '(param i32 i32 i32 i32 i32) (result i32)')}
    ${wasi('path_open', '(param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)')}
    ${wasi('proc_exit', '(param i32)')}
    (memory (export "memory") 1)
    ${data}
    (func $print (param $stream i32) (param $from i32) (param $length i32)
      (i32.store (i32.const 0) (local.get $from))
      (i32.store (i32.const 4) (local.get $length))
      (drop (call $fd_write (local.get $stream) (i32.const 0) (i32.const 1) (i32.const 8))))
    (func (export "_start") (local $n i32) ${body}))`);
}

const print16 = '(call $print (i32.const 1) (i32.const 64) (i32.const 16))';

describe('a WASI program', () => {
  test('reads standard input and writes standard output', () => {
    const cat = commandOf(`(loop $more
      (i32.store (i32.const 0) (i32.const 64)) (i32.store (i32.const 4) (i32.const 5))
      (drop (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
      (local.set $n (i32.load (i32.const 8)))
      (call $print (i32.const 1) (i32.const 64) (local.get $n))
      (br_if $more (local.get $n)))`);
    const input = bytes('a longer text than five bytes');
    expect(outcomeOf(taskOf(cat, { input }))).toEqual({
      text: 'a longer text than five bytes',
      failure: null,
    });
  });

  test('that ends with another code than zero says the code and its last line of errors', () => {
    const failing = commandOf(
      '(call $print (i32.const 2) (i32.const 64) (i32.const 13)) (call $proc_exit (i32.const 3))',
      '(data (i32.const 64) "one\\ntwo five\\n")',
    );
    expect(outcomeOf(taskOf(failing))).toEqual({
      failure: 'exit_code',
      text: 'The program ended with exit code 3. It said: `two five`.',
    });
  });

  test('that writes more than a result may have is ended, however it writes', () => {
    const endless =
      commandOf(`(loop $more (call $print (i32.const 1) (i32.const 0) (i32.const 65536))
      (br $more))`);
    expect(outcomeOf(taskOf(endless)).failure).toBe('output_too_large');
  });

  test('that complains without end costs no memory and its error is still told', () => {
    const module = commandOf(
      `(loop $more (call $print (i32.const 2) (i32.const 64) (i32.const 5))
      (br_if $more (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1)))
        (i32.const 20000)))) (unreachable)`,
      '(data (i32.const 64) "help\\n")',
    );
    expect(outcomeOf(taskOf(module)).text).toMatch(/unreachable.* It said: `help`\.$/);
  });

  test('gets the same random bytes for the same job, and others for another', () => {
    const dice = commandOf(`(drop (call $random_get (i32.const 64) (i32.const 16))) ${print16}`);
    const roll = (input: string, args: readonly string[] = []) => {
      const ended = runSlice(taskOf(dice, { input: bytes(input), args }));
      return ended.ok ? Buffer.from(ended.value.output).toString('hex') : ended.error.detail;
    };
    expect(roll('a')).toBe(roll('a'));
    expect(roll('a')).not.toBe(roll('b'));
    expect(roll('a', ['x'])).not.toBe(roll('a', ['y']));
    expect(roll('a')).not.toBe('00'.repeat(16));
  });

  test('sees a clock that knows nothing of the real time, and sleeps in no time', () => {
    const sleeper = commandOf(
      `(drop (call $clock_time_get (i32.const 0) (i64.const 1) (i32.const 64)))
       (i32.store (i32.const 144) (i32.const 1))
       (i64.store (i32.const 152) (i64.const 3600000000000))
       (drop (call $poll_oneoff (i32.const 128) (i32.const 256) (i32.const 1) (i32.const 512)))
       (drop (call $clock_time_get (i32.const 1) (i64.const 1) (i32.const 72)))
       ${print16}`,
    );
    const ended = runSlice(taskOf(sleeper));
    const output = ended.ok ? ended.value.output : new Uint8Array(16);
    const view = new DataView(output.buffer);
    expect(view.getBigUint64(0, true)).toBe(946_684_800_001_000_000n);
    const slept = view.getBigUint64(8, true) - view.getBigUint64(0, true);
    expect(slept).toBe(3_600_000_000_000n + 2_000_000n);
  });

  test('finds no environment and no socket', () => {
    const looker = commandOf(
      `(drop (call $environ_sizes_get (i32.const 64) (i32.const 68)))
       (i32.store (i32.const 72) (call $sock_send (i32.const 3) (i32.const 0) (i32.const 0)
         (i32.const 0) (i32.const 0)))
       (i32.store (i32.const 76) (call $path_open (i32.const 3) (i32.const 0) (i32.const 0)
         (i32.const 1) (i32.const 0) (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 80)))
       ${print16}`,
    );
    const ended = runSlice(taskOf(looker));
    const output = ended.ok ? ended.value.output : new Uint8Array(0);
    const [variables, variableBytes, sent, opened] = new Uint32Array(output.slice().buffer);
    expect([variables, variableBytes]).toEqual([0, 0]);
    expect(sent).not.toBe(0);
    expect(opened).not.toBe(0);
  });

  test('that points outside its memory fails without harm', () => {
    const wild = commandOf('(drop (call $random_get (i32.const -16) (i32.const 32)))');
    expect(outcomeOf(taskOf(wild)).failure).toBe('trapped');
  });
});
