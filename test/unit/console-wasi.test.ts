/** What a WASI program writes to standard error, beside its result. */
import { expect, test } from 'vitest';
import { limits } from '../../shared/domain/limits.ts';
import { prepareAndRun } from '../../workers/sandbox/run-slice.ts';
import { programOf, taskOf } from './sandbox-tasks.ts';

/** Writes so many bytes at 1024 to a descriptor. */
const write = (descriptor: number, bytes: number) =>
  `(i32.store (i32.const 0) (i32.const 1024)) (i32.store (i32.const 4) (i32.const ${String(bytes)}))
   (call $must (call $fd_write (i32.const ${String(descriptor)}) (i32.const 0) (i32.const 1) (i32.const 8)))`;
const said = '(data (i32.const 1024) "no wing\\0a")';
const run = (body: string) => prepareAndRun(taskOf(programOf(body, said), {}));

test('what a program wrote to standard error is its console, and no part of its result', () => {
  const ended = run(`${write(2, 8)} ${write(1, 2)} ${write(2, 8)}`);
  expect(ended).toMatchObject({ ok: true, value: { console: 'no wing\nno wing\n' } });
  expect(ended.ok && new TextDecoder().decode(ended.value.output)).toBe('no');
});

test('it is there when the program fails, too, and of much of it the end', () => {
  const ended = run(
    `(local.set $n (i32.const 2000)) (loop $more ${write(2, 8)}
     (local.set $n (i32.sub (local.get $n) (i32.const 1))) (br_if $more (local.get $n))) unreachable`,
  );
  if (ended.ok) return expect.unreachable('it ends at an instruction that fails');
  expect(ended.error.name).toBe('trapped');
  expect(ended.error.console).toBe('no wing\n'.repeat(limits.consoleLength / 8));
});

test('a program that writes nothing there has none', () => {
  const ended = run(write(1, 2));
  expect(ended.ok && 'console' in ended.value).toBe(false);
});
