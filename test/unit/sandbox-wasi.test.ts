import { describe, expect, test } from 'vitest';
import type { SliceTask } from '../../shared/jobs/task.ts';
import { prepareAndRun } from '../../workers/sandbox/run-slice.ts';
import { MiB, programOf, taskOf } from './sandbox-tasks.ts';

const creat = 1;
const errno = { acces: 2, exist: 20, inval: 28, isdir: 31, mfile: 33, nametoolong: 37 } as const;
const more = { noent: 44, nospc: 51, notdir: 54, notempty: 55, notcapable: 76, badf: 8 } as const;

const bytes = (text: string) => new TextEncoder().encode(text);

/** Strings at 1024, 1088, 1152, …: 64 bytes apart. */
function strings(...all: readonly string[]): string {
  return all.map((text, n) => `(data (i32.const ${1024 + 64 * n}) "${text}")`).join('');
}

function run(body: string, data = '', changes: Parameters<typeof taskOf>[1] = {}) {
  return prepareAndRun(taskOf(programOf(body, data), changes));
}

function textOf(ended: ReturnType<typeof run>): string {
  return ended.ok ? new TextDecoder().decode(ended.value.output) : ended.error.detail;
}

/** The error numbers that these calls answer, in their order. */
function errnosOf(calls: readonly string[], data = '', changes: Partial<SliceTask> = {}) {
  const kept = calls.map((call, n) => `(i32.store (i32.const ${4096 + 4 * n}) ${call})`).join(' ');
  const ended = run(
    `${kept} (call $print (i32.const 4096) (i32.const ${4 * calls.length}))`,
    data,
    {
      ...changes,
    },
  );
  if (!ended.ok) return ended.error.detail;
  return [...new Int32Array(ended.value.output.slice().buffer)];
}

const at = (n: number, length: number) => `(i32.const ${1024 + 64 * n}) (i32.const ${length})`;

describe('the files of a program', () => {
  test('begin with its input in /input, below a folder that is open from the start', () => {
    const ended = run(
      `(call $must (call $fd_prestat_get (i32.const 3) (i32.const 16)))
       (call $must (call $fd_prestat_dir_name (i32.const 3) (i32.const 64) (i32.const 1)))
       (call $print (i32.const 64) (i32.load (i32.const 20)))
       (call $print (i32.const 128) (call $read (call $open ${at(0, 5)} (i32.const 0))
         (i32.const 128) (i32.const 100)))`,
      strings('input'),
      { input: bytes('good morning') },
    );
    expect(textOf(ended)).toBe('/good morning');
  });

  test('are written, sought in, read again, named anew and listed', () => {
    const ended = run(
      `(call $must (call $path_create_directory (i32.const 3) ${at(0, 3)}))
       (local.set $fd (call $open ${at(1, 5)} (i32.const ${creat})))
       (drop (call $write (local.get $fd) ${at(2, 11)}))
       (call $must (call $fd_seek (local.get $fd) (i64.const -5) (i32.const 2) (i32.const 16)))
       (drop (call $write (local.get $fd) ${at(3, 5)}))
       (call $must (call $fd_close (local.get $fd)))
       (call $must (call $path_rename (i32.const 3) ${at(1, 5)} (i32.const 3) ${at(4, 3)}))
       (local.set $fd (call $open ${at(4, 3)} (i32.const 0)))
       (call $print (i32.const 256) (call $read (local.get $fd) (i32.const 256) (i32.const 99)))
       (local.set $fd (call $open (i32.const 4000) (i32.const 1) (i32.const 2)))
       (call $must (call $fd_readdir (local.get $fd) (i32.const 2048) (i32.const 400)
         (i64.const 2) (i32.const 16)))
       (call $print (i32.const 2048) (i32.load (i32.const 16)))`,
      `${strings('dir', 'dir/a', 'hello world', 'there', 'b/c'.slice(0, 1) + 'bc')}
       (data (i32.const 4000) ".")`,
    );
    const text = textOf(ended);
    expect(text.startsWith('hello there')).toBe(true);
    expect(text).toMatch(/input.*dir.*bbc/s);
  });

  test('cannot leave their folder, and errors are those of POSIX', () => {
    const calls = [
      `(call $tryOpen ${at(0, 9)} (i32.const 0))`, // ../secret
      `(call $tryOpen ${at(1, 11)} (i32.const 0))`, // /etc/passwd
      `(call $tryOpen ${at(2, 7)} (i32.const 0))`, // missing
      `(call $tryOpen ${at(3, 7)} (i32.const 0))`, // input/x
      `(call $tryOpen ${at(3, 5)} (i32.const 5))`, // input, to be made and new
      `(call $tryOpen ${at(3, 5)} (i32.const 8))`, // input, to be cut
      `(call $path_create_directory (i32.const 3) ${at(4, 1)})`,
      `(call $path_unlink_file (i32.const 3) ${at(4, 1)})`,
      `(call $path_create_directory (i32.const 3) ${at(5, 3)})`,
      `(call $path_remove_directory (i32.const 3) ${at(4, 1)})`,
      `(call $path_rename (i32.const 3) ${at(4, 1)} (i32.const 3) ${at(5, 3)})`,
      `(call $path_rename (i32.const 3) ${at(4, 1)} (i32.const 3) ${at(6, 5)})`,
      `(call $tryOpen (i32.const 0) (i32.const 5000) (i32.const 0))`,
      `(call $path_unlink_file (i32.const 9) ${at(4, 1)})`,
      `(call $path_open (i32.const 1) (i32.const 0) ${at(4, 1)} (i32.const 0) (i64.const 0)
        (i64.const 0) (i32.const 0) (i32.const 12))`,
    ];
    const data = strings('../secret', '/etc/passwd', 'missing', 'input/x', 'd', 'd/e', 'd/e/f');
    expect(errnosOf(calls, data)).toEqual([
      more.notcapable,
      more.notcapable,
      more.noent,
      more.notdir,
      errno.exist,
      errno.acces,
      0,
      errno.isdir,
      0,
      more.notempty,
      errno.inval,
      errno.inval,
      errno.nametoolong,
      more.badf,
      more.notdir,
    ]);
  });

  test('are counted against the memory of the job, and given back when they are gone', () => {
    const fill = `(loop $more
      (i32.store (i32.const 0) (i32.const 0)) (i32.store (i32.const 4) (i32.const 65536))
      (local.set $n (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)))
      (br_if $more (i32.eqz (local.get $n))))`;
    const grow = `(memory.grow (i32.const 16))`;
    const ended = run(
      `(local.set $fd (call $open ${at(0, 1)} (i32.const ${creat})))
       ${fill} (i32.store (i32.const 4096) (local.get $n))
       (i32.store (i32.const 4100) ${grow})
       (call $must (call $path_unlink_file (i32.const 3) ${at(0, 1)}))
       (i32.store (i32.const 4104) ${grow})
       (call $must (call $fd_close (local.get $fd)))
       (i32.store (i32.const 4108) ${grow})
       (call $print (i32.const 4096) (i32.const 16))`,
      strings('f'),
    );
    const output = ended.ok
      ? new Int32Array(ended.value.output.slice().buffer)
      : ended.error.detail;
    expect([...output]).toEqual([more.nospc, -1, -1, 1]);
  });

  test('are limited in number, open and not', () => {
    const make = (path: string) => `(loop $more
      (i32.store (i32.const 1024) (i32.add (i32.const 0x61616161) (i32.add
        (i32.and (local.get $n) (i32.const 0x0f))
        (i32.add (i32.shl (i32.and (local.get $n) (i32.const 0xf0)) (i32.const 4))
          (i32.shl (i32.and (local.get $n) (i32.const 0xf00)) (i32.const 8))))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (local.set $fd ${path})
      (br_if $more (i32.eqz (local.get $fd))))
      (i32.store (i32.const 4096) (local.get $n)) (i32.store (i32.const 4100) (local.get $fd))
      (call $print (i32.const 4096) (i32.const 8))`;
    const folders = run(make(`(call $path_create_directory (i32.const 3) ${at(0, 4)})`));
    const output = folders.ok ? [...new Int32Array(folders.value.output.slice().buffer)] : [];
    expect(output).toEqual([1024, more.nospc]);
    const opened = run(make(`(call $tryOpen ${at(1, 5)} (i32.const 0))`), strings('', 'input'));
    const numbers = opened.ok ? [...new Int32Array(opened.value.output.slice().buffer)] : [];
    expect(numbers).toEqual([253, errno.mfile]);
  });

  test('have no size beyond the job’s memory, whatever is asked', () => {
    const file = `(local.set $fd (call $open ${at(0, 1)} (i32.const ${creat})))`;
    const calls = [
      '(call $fd_filestat_set_size (local.get $fd) (i64.const 0x7fffffffffffffff))',
      '(call $fd_filestat_set_size (local.get $fd) (i64.const -1))',
      '(call $fd_allocate (local.get $fd) (i64.const -1) (i64.const -1))',
      '(call $fd_pwrite (local.get $fd) (i32.const 0) (i32.const 1) (i64.const -1) (i32.const 8))',
      '(call $fd_seek (local.get $fd) (i64.const 0x7fffffffffffffff) (i32.const 0) (i32.const 8))',
      '(call $fd_filestat_set_size (local.get $fd) (i64.const 100000))',
    ];
    const kept = calls.map((call, n) => `(i32.store (i32.const ${4096 + 4 * n}) ${call})`).join('');
    const ended = run(
      `${file} (call $vector (i32.const 0) (i32.const 8)) ${kept}
       (call $print (i32.const 4096) (i32.const ${4 * calls.length}))`,
      strings('f'),
    );
    const output = ended.ok ? [...new Int32Array(ended.value.output.slice().buffer)] : [];
    expect(output).toEqual([more.nospc, more.nospc, more.nospc, 22, errno.inval, 0]);
  });

  test('have the same numbers in every slice of a thread', () => {
    const body = `(local.set $fd (call $open ${at(0, 1)} (i32.const ${creat})))
      (call $must (call $fd_filestat_get (local.get $fd) (i32.const 4096)))
      (call $print (i32.const 4096) (i32.const 64))`;
    const once = run(body, strings('f'));
    expect(once.ok).toBe(true);
    const again = run(body, strings('f'));
    expect(again.ok && once.ok && [...again.value.output]).toEqual(
      once.ok && [...once.value.output],
    );
  });
});

describe('what the host does for a program', () => {
  const count = (body: string, data = '', changes: Partial<SliceTask> = {}) => {
    const ended = run(body, data, changes);
    return ended.ok ? ended.value.workCount : ended.error.workCount;
  };

  test('is charged to its count, by calls and bytes, the same each time', () => {
    const write = (length: number) => `(call $print (i32.const 0) (i32.const ${length}))`;
    const empty = count(write(0));
    expect(count(write(0))).toBe(empty);
    expect(count(write(1000)) - empty).toBe(1000);
    expect(count(write(0) + write(0)) - empty).toBeGreaterThan(500);
    const random = (length: number) =>
      `(drop (call $random_get (i32.const 0) (i32.const ${length})))`;
    expect(count(random(1000)) - count(random(0))).toBe(4000);
  });

  test('is not done once the allowance is used up', () => {
    const loop = `(loop $more (drop (call $random_get (i32.const 0) (i32.const 60000))) (br $more))`;
    const ended = run(loop, '', { limits: { workUnits: 2_000_000 } });
    expect(ended).toMatchObject({ ok: false, error: { name: 'ceiling_reached' } });
    const used = ended.ok ? 0 : ended.error.workCount;
    expect(used).toBeGreaterThan(2_000_000);
    expect(used).toBeLessThan(2_000_000 + 245_000);
  });

  test('ends a program that points outside its memory', () => {
    const wild = [
      '(drop (call $random_get (i32.const -16) (i32.const 32)))',
      '(drop (call $fd_write (i32.const 1) (i32.const 65530) (i32.const 2) (i32.const 8)))',
      '(call $vector (i32.const 65000) (i32.const -1)) (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))',
      '(drop (call $tryOpen (i32.const 65530) (i32.const 100) (i32.const 0)))',
      '(drop (call $fd_readdir (i32.const 3) (i32.const -8) (i32.const 100) (i64.const 0) (i32.const 8)))',
      '(drop (call $fd_prestat_get (i32.const 3) (i32.const -1)))',
    ];
    for (const body of wild) {
      const ended = run(body, '', { limits: { memoryBytes: MiB } });
      expect(ended, body).toMatchObject({ error: { name: 'trapped' } });
    }
  });

  test('refuses more vectors than anybody needs', () => {
    const many = '(call $fd_write (i32.const 1) (i32.const 0) (i32.const 70000) (i32.const 8))';
    expect(errnosOf([many])).toEqual([errno.inval]);
  });
});
