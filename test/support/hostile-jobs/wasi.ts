/** Jobs that abuse what a program finds around it: streams, files, paths, waiting and chance. */
import type { HostileJob } from './hostile-job.ts';
import { commandJob } from './hostile-job.ts';

/** The host may refuse the call with an error number, or end the program as if it had trapped. */
const harmless = ['done', 'trapped'] as const;
const repeated = (call: string) => `(loop $again ${call} (br $again))`;
/** One vector at 0: so many bytes from 65536. */
const vector = (length: number, at = 65536) =>
  `(i32.store (i32.const 0) (i32.const ${at})) (i32.store (i32.const 4) (i32.const ${length}))`;
const write = (fd: number, count = 1) =>
  `(drop (call $fd_write (i32.const ${fd}) (i32.const 0) (i32.const ${count}) (i32.const 8)))`;
const page = vector(65_536);
/** Opens what stands at 1024 for writing, making it; its descriptor is stored at 32. */
const open = (length: number) =>
  `(drop (call $path_open (i32.const 3) (i32.const 1) (i32.const 1024) (i32.const ${length})
     (i32.const 1) (i64.const -1) (i64.const -1) (i32.const 0) (i32.const 32)))`;
const opened = '(i32.load (i32.const 32))';
const markWith = (path: string) => () =>
  commandJob(
    `(local.set $n ${open(path.length).replace('(drop ', '').slice(0, -1)}) ${vector(4, 1024)}
     (drop (call $fd_write ${opened} (i32.const 0) (i32.const 1) (i32.const 8)))`,
    path,
  );

/** The file that a job would leave behind; a test looks for it in all the places that a job could mean. */
export const leftBehind = 'hostile-was-here';

const escapes = [
  `../../../../../../../../../../../tmp/${leftBehind}`,
  `../../${leftBehind}`,
  `../${leftBehind}`,
  `/${leftBehind}`,
  `//${leftBehind}`,
  `./${leftBehind}`,
  `a/../../${leftBehind}`,
  `${leftBehind}\\00.txt`,
  `C:\\5c${leftBehind}`,
  'input/../../etc/passwd',
  '/proc/self/environ',
];

const jobs: readonly HostileJob[] = [
  {
    name: 'writes without end to its output',
    module: () => commandJob(`${page} ${repeated(write(1))}`),
    expected: ['output_too_large'],
  },
  {
    name: 'writes without end to its error stream',
    module: () => commandJob(`${page} ${repeated(write(2))}`),
    expected: ['ceiling_reached'],
  },
  {
    name: 'writes nothing without end',
    module: () => commandJob(`${vector(0)} ${repeated(write(1))}`),
    expected: ['ceiling_reached'],
  },
  {
    name: 'writes one byte at a time without end',
    module: () => commandJob(`${vector(1)} ${repeated(write(2))}`),
    expected: ['ceiling_reached'],
  },
  {
    name: 'writes the same MiB by a thousand vectors',
    module: () =>
      commandJob(
        `(loop $more
           (i32.store (i32.shl (local.get $i) (i32.const 3)) (i32.const 0))
           (i32.store offset=4 (i32.shl (local.get $i) (i32.const 3)) (i32.const 1048576))
           (local.set $i (i32.add (local.get $i) (i32.const 1)))
           (br_if $more (i32.lt_u (local.get $i) (i32.const 1000))))
         (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1000) (i32.const 9000)))`,
        '',
        '20',
      ),
    expected: ['output_too_large'],
  },
  {
    name: 'writes four GiB from nowhere',
    module: () => commandJob(`${vector(-1, -65536)} ${write(1)}`),
    expected: [...harmless, 'output_too_large'],
  },
  {
    name: 'writes by four thousand million vectors',
    module: () => commandJob(`${page} ${write(1, -1)}`),
    expected: harmless,
  },
  {
    name: 'has what was written stored outside its memory',
    module: () =>
      commandJob(
        `${vector(1)}
         (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const -1)))`,
      ),
    expected: harmless,
  },
  {
    name: 'has its vectors at the end of its memory',
    module: () =>
      commandJob(
        '(drop (call $fd_write (i32.const 1) (i32.const 131070) (i32.const 1) (i32.const 8)))',
      ),
    expected: harmless,
  },
  {
    name: 'writes to descriptors of all numbers',
    module: () =>
      commandJob(`${vector(1)} (loop $more
        (drop (call $fd_write (local.get $i) (i32.const 0) (i32.const 1) (i32.const 8)))
        (local.set $i (i32.sub (i32.mul (local.get $i) (i32.const 7)) (i32.const 1)))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br_if $more (i32.lt_u (local.get $n) (i32.const 1000))))`),
    expected: harmless,
  },
  {
    name: 'reads four GiB of input to nowhere',
    module: () =>
      commandJob(
        `${vector(-1, -1)}
         (drop (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))`,
      ),
    input: new Uint8Array(1000),
    expected: harmless,
  },
  {
    name: 'reads its input over the vectors that it reads by',
    module: () =>
      commandJob(
        `${vector(100, 0)}
         (drop (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1000) (i32.const 8)))`,
      ),
    input: new Uint8Array(1000).fill(255),
    expected: harmless,
  },
  {
    name: 'reads the end of its input for ever',
    module: () =>
      commandJob(
        `${page} ${repeated('(drop (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))')}`,
      ),
    expected: ['ceiling_reached'],
  },
  {
    name: 'has its arguments written outside its memory',
    module: () => commandJob('(drop (call $args_get (i32.const -8) (i32.const -8)))'),
    args: ['a', 'b'],
    expected: harmless,
  },
  {
    name: 'looks for an environment',
    module: () =>
      commandJob(
        `(drop (call $environ_sizes_get (i32.const 65536) (i32.const 65540))) ${vector(8)} ${write(1)}`,
      ),
    expected: ['done'],
    output: '\0'.repeat(8),
  },
  ...escapes.map((path) => ({
    name: `makes a file at ${path}`,
    module: markWith(path),
    expected: harmless,
  })),
  {
    name: 'makes a link to what is outside',
    module: () =>
      commandJob(
        `(drop (call $path_symlink (i32.const 1024) (i32.const 11) (i32.const 3) (i32.const 1035)
           (i32.const 4)))
         (drop (call $path_open (i32.const 3) (i32.const 1) (i32.const 1035) (i32.const 4)
           (i32.const 0) (i64.const -1) (i64.const -1) (i32.const 0) (i32.const 32)))`,
        '/etc/passwdlink',
      ),
    expected: harmless,
  },
  {
    name: 'opens a path of a GiB',
    module: () => commandJob(open(2 ** 30), 'a', '20'),
    expected: harmless,
  },
  {
    name: 'opens a path that is no UTF-8',
    module: () => commandJob(open(4), '\\ff\\fe\\00\\80'),
    expected: harmless,
  },
  {
    name: 'makes a file of four GiB byte by byte of its end',
    module: () =>
      commandJob(
        `${open(3)} ${vector(1)}
         (drop (call $fd_seek ${opened} (i64.const 4294967295) (i32.const 0) (i32.const 40)))
         (drop (call $fd_write ${opened} (i32.const 0) (i32.const 1) (i32.const 8)))
         (drop (call $fd_pwrite ${opened} (i32.const 0) (i32.const 1) (i64.const -1) (i32.const 8)))`,
        'big',
      ),
    expected: [...harmless, 'out_of_memory'],
  },
  {
    name: 'asks for a file of all sizes',
    module: () =>
      commandJob(
        `${open(3)}
         (drop (call $fd_filestat_set_size ${opened} (i64.const 1099511627776)))
         (drop (call $fd_filestat_set_size ${opened} (i64.const -1)))
         (drop (call $fd_allocate ${opened} (i64.const -1) (i64.const -1)))
         (drop (call $fd_allocate ${opened} (i64.const 0) (i64.const 9007199254740993)))`,
        'big',
      ),
    expected: [...harmless, 'out_of_memory'],
  },
  {
    name: 'writes a file without end',
    module: () =>
      commandJob(
        `${page} ${open(3)}
         ${repeated(`(drop (call $fd_write ${opened} (i32.const 0) (i32.const 1) (i32.const 8)))`)}`,
        'big',
      ),
    limits: { cpuMicroseconds: 300_000 },
    expected: ['ceiling_reached', 'out_of_memory'],
  },
  {
    name: 'makes files without end',
    module: () =>
      commandJob(
        repeated(`(i32.store (i32.const 1024) (i32.or (i32.const 0x40404040) (local.get $i)))
          (local.set $i (i32.add (local.get $i) (i32.const 1))) ${open(4)}`),
      ),
    expected: ['ceiling_reached', 'out_of_memory', 'trapped'],
  },
  {
    name: 'makes folders in folders without end',
    module: () =>
      commandJob(
        `${repeated(`(i32.store16 (i32.add (i32.const 1024) (local.get $i)) (i32.const 0x2f61))
          (local.set $i (i32.add (local.get $i) (i32.const 2)))
          (drop (call $path_create_directory (i32.const 3) (i32.const 1024) (local.get $i)))
          (br_if $again (i32.lt_u (local.get $i) (i32.const 60000)))`)}`,
      ),
    expected: ['ceiling_reached', 'out_of_memory', 'trapped'],
  },
  {
    name: 'moves a folder into itself',
    module: () =>
      commandJob(
        `(drop (call $path_create_directory (i32.const 3) (i32.const 1024) (i32.const 1)))
         (drop (call $path_rename (i32.const 3) (i32.const 1024) (i32.const 1) (i32.const 3)
           (i32.const 1024) (i32.const 3)))
         (drop (call $path_rename (i32.const 3) (i32.const 1024) (i32.const 3) (i32.const 3)
           (i32.const 1024) (i32.const 1)))`,
        'a/b',
      ),
    expected: harmless,
  },
  {
    name: 'lists its folder into no room for ever',
    module: () =>
      commandJob(
        repeated(
          `(drop (call $fd_readdir (i32.const 3) (i32.const 65536) (i32.const 1) (i64.const 0)
             (i32.const 8)))`,
        ),
      ),
    expected: ['ceiling_reached'],
  },
  {
    name: 'lists its folder outside its memory from nowhere',
    module: () =>
      commandJob(
        `(drop (call $fd_readdir (i32.const 3) (i32.const -1) (i32.const -1) (i64.const -1)
           (i32.const -1)))`,
      ),
    expected: harmless,
  },
  {
    name: 'reads the name of its folder outside its memory',
    module: () =>
      commandJob('(drop (call $fd_prestat_dir_name (i32.const 3) (i32.const -1) (i32.const -1)))'),
    expected: harmless,
  },
  {
    name: 'closes everything and goes on writing',
    module: () =>
      commandJob(
        `(loop $more (drop (call $fd_close (local.get $i)))
           (local.set $i (i32.add (local.get $i) (i32.const 1)))
           (br_if $more (i32.lt_u (local.get $i) (i32.const 9)))) ${vector(4)} ${write(1)}`,
      ),
    expected: harmless,
  },
  {
    name: 'gives its output the place of its input',
    module: () =>
      commandJob(
        `(drop (call $fd_renumber (i32.const 0) (i32.const 1))) ${vector(4)} ${write(1)}
         (drop (call $fd_renumber (i32.const 3) (i32.const 2147483647)))`,
      ),
    expected: harmless,
  },
  {
    name: 'waits for a year',
    module: () =>
      commandJob(
        `(i64.store (i32.const 0) (i64.const 1)) (i64.store (i32.const 24) (i64.const 31536000000000000))
         (drop (call $poll_oneoff (i32.const 0) (i32.const 128) (i32.const 1) (i32.const 256)))`,
      ),
    expected: harmless,
  },
  {
    name: 'waits for four thousand million things',
    module: () =>
      commandJob(
        '(drop (call $poll_oneoff (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 0)))',
      ),
    expected: harmless,
  },
  {
    name: 'waits for nothing for ever',
    module: () =>
      commandJob(
        repeated(
          '(drop (call $poll_oneoff (i32.const 0) (i32.const 999) (i32.const 1) (i32.const 256)))',
        ),
      ),
    expected: ['ceiling_reached'],
  },
  {
    name: 'asks for four GiB of chance',
    module: () => commandJob('(drop (call $random_get (i32.const 0) (i32.const -1)))'),
    expected: harmless,
  },
  {
    name: 'asks for all its memory of chance for ever',
    module: () =>
      commandJob(
        repeated('(drop (call $random_get (i32.const 0) (i32.const 67000000)))'),
        '',
        '1023',
      ),
    expected: ['ceiling_reached'],
  },
  {
    name: 'asks clocks that are not there',
    module: () =>
      commandJob('(drop (call $clock_time_get (i32.const -1) (i64.const -1) (i32.const -1)))'),
    expected: harmless,
  },
  {
    name: 'takes a connection from a socket',
    module: () =>
      commandJob('(drop (call $sock_accept (i32.const 3) (i32.const 0) (i32.const 8)))'),
    expected: harmless,
  },
  ...[1, 255, 256, -1, 2147483647].map((code) => ({
    name: `exits with ${code}`,
    module: () => commandJob(`(call $exit (i32.const ${code}))`),
    expected: ['exit_code', 'trapped'] as const,
  })),
  {
    name: 'calls its own start again',
    module: () => commandJob('(call 1)'),
    expected: ['trapped'],
  },
];

/** All of them are commands. */
export const wasi: readonly HostileJob[] = jobs.map((job) => ({ ...job, entry: '' }));
