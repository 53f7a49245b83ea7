import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { programsDir } from '../../main/paths.ts';
import { buildCalibration, buildSample, sampleNames } from '../../workers/programs/build.ts';
import { prepareAndRun as runSlice } from '../../workers/sandbox/run-slice.ts';

const file = (name: string) => new Uint8Array(readFileSync(join(programsDir, name)));
const compiled = (name: string) => file(`${name}.wasm`);
const commands = ['prime-count', 'word-count'];

function run(name: string, input: string, args: readonly string[] = [], module = compiled(name)) {
  return runSlice({
    module,
    input: new TextEncoder().encode(input),
    entry: commands.includes(name) ? '_start' : 'run',
    args,
    from: null,
    checkpointEvery: null,
    limits: {
      memoryBytes: 2 ** 26,
      cpuMicroseconds: 6e7,
      workUnits: 2 ** 53 - 1,
      wallMs: 6e4,
      outputBytes: 2 ** 23,
    },
  });
}

function textOf(ended: ReturnType<typeof run>): string {
  return ended.ok ? new TextDecoder().decode(ended.value.output) : ended.error.detail;
}

describe('the compiled samples', () => {
  test.each(sampleNames)('%s is what its source compiles to', async (name) => {
    expect(Buffer.from(await buildSample(name)).equals(compiled(name))).toBe(true);
  });

  test('the calibration kernel is what its text assembles to', () => {
    expect(Buffer.from(buildCalibration()).equals(compiled('calibration'))).toBe(true);
  });
});

describe('mandelbrot', () => {
  const small = '{"width":60,"height":41,"iterations":300}';

  test('draws a whole PNG with right checksums', () => {
    const ended = run('mandelbrot', small);
    const png = Buffer.from(ended.ok ? ended.value.output : []);
    const chunks = chunksOf(png);
    expect(chunks.map((chunk) => chunk.name)).toEqual(['IHDR', 'IDAT', 'IEND']);
    for (const chunk of chunks) expect(chunk.checksum).toBe(chunk.computed);
    const [header, data] = chunks;
    expect([header?.content.readUInt32BE(0), header?.content.readUInt32BE(4)]).toEqual([60, 41]);
    const pixels = inflateSync(data?.content ?? Buffer.alloc(0)); // checks the Adler sum, too
    expect(pixels.length).toBe(41 * (1 + 3 * 60));
    expect(new Set(pixels).size).toBeGreaterThan(50);
  });

  test('draws the same bytes each time', () => {
    expect(run('mandelbrot', small)).toMatchObject({ ok: true });
    expect(textOf(run('mandelbrot', small))).toBe(textOf(run('mandelbrot', ` ${small}\n`)));
  });

  test.each([
    'garbage',
    '{}',
    '{"width":0}',
    '{"width":60,}',
    '{"width":60.5}',
    '{"width":4096,"height":4096}',
    '{"depth":3}',
    '{"width":60',
    '{"width":60}x',
    '{"zoom":0}',
    '{"x":-}',
    '{"zoom":".5"}',
  ])('traps on the input %s', (input) => {
    expect(run('mandelbrot', input)).toMatchObject({ error: { name: 'trapped' } });
  });
});

describe('prime-count', () => {
  test.each([
    ['0', '0', '0\n'],
    ['0', '3', '1\n'],
    ['2', '3', '1\n'],
    ['4', '5', '0\n'],
    ['0', '100', '25\n'],
    ['999999937', '999999938', '1\n'],
    ['999966000', '1000000000', '1629\n'],
  ])('counts the primes from %s to below %s', (from, to, printed) => {
    expect(textOf(run('prime-count', '', [from, to]))).toBe(printed);
  });

  test('finds 664579 below ten million, in slices that add up', () => {
    const ends = ['0', '2500000', '5000000', '10000000'];
    const counts = ends
      .slice(1)
      .map((to, index) => Number(textOf(run('prime-count', '', [ends[index] ?? '', to]))));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(664_579);
  });

  test.each([
    [[], /prime-count FROM TO/],
    [['1'], /prime-count FROM TO/],
    [['1', '2', '3'], /prime-count FROM TO/],
    [['', '5'], /prime-count FROM TO/],
    [['1', '-5'], /whole numbers/],
    [['1', '5.5'], /whole numbers/],
    [['1', '1000000001'], /at most 1000000000/],
    [['1', '99999999999999999999'], /at most 1000000000/],
    [['5', '1'], /FROM is above TO/],
  ])('says what is wrong with the arguments %j', (args, says) => {
    const ended = run('prime-count', '', args);
    expect(ended).toMatchObject({ error: { name: 'exit_code' } });
    expect(textOf(ended)).toMatch(says);
  });
});

describe('monte-carlo', () => {
  test('answers what a second way of counting answers, over the borders of its parts', () => {
    const { inside, pi } = estimate(7n, 140_000);
    const answer = `{"samples":140000,"inside":${inside},"pi":${pi}}\n`;
    expect(textOf(run('monte-carlo', '{"seed":7,"samples":140000}'))).toBe(answer);
  });

  test('comes near pi', () => {
    const { pi } = JSON.parse(textOf(run('monte-carlo', '{"samples":20000000}'))) as { pi: number };
    expect(Math.abs(pi - Math.PI)).toBeLessThan(0.002);
  });

  test.each(['{"seed":-1}', '{"samples":0}', '{"seed":1,"seed"}', '[1]'])(
    'traps on the input %s',
    (input) => {
      expect(run('monte-carlo', input)).toMatchObject({ error: { name: 'trapped' } });
    },
  );
});

interface Chunk {
  readonly name: string;
  readonly content: Buffer;
  readonly checksum: number;
  readonly computed: number;
}

function chunksOf(png: Buffer): readonly Chunk[] {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
  const chunks: Chunk[] = [];
  for (let at = 8; at < png.length;) {
    const end = at + 8 + png.readUInt32BE(at);
    chunks.push({
      name: png.toString('latin1', at + 4, at + 8),
      content: png.subarray(at + 8, end),
      checksum: png.readUInt32BE(end),
      computed: crc32(png.subarray(at + 4, end)),
    });
    at = end + 4;
  }
  return chunks;
}

/** What monte-carlo does, in exact whole numbers and without any of its code. */
function estimate(seed: bigint, samples: number) {
  let state = BigInt.asUintN(64, (seed + 1n) * 0x9e3779b97f4a7c15n);
  let inside = 0;
  for (let count = 0; count < samples; count += 1) {
    state ^= state >> 12n;
    state = BigInt.asUintN(64, state ^ (state << 25n));
    state ^= state >> 27n;
    const random = BigInt.asUintN(64, state * 0x2545f4914f6cdd1dn);
    const x = random >> 33n;
    const y = (random >> 2n) & 0x7fffffffn;
    if (x * x + y * y < 1n << 62n) inside += 1;
  }
  const millionths = Math.floor((inside * 4_000_000) / samples).toString();
  return { inside, pi: `${millionths.slice(0, 1)}.${millionths.slice(1)}` };
}

describe('word-count', () => {
  const text = 'The cat, the dog and THE bird. A cat';

  test.each([
    ['2', '       3 the\n       2 cat\n'],
    ['4', '       3 the\n       2 cat\n       1 a\n       1 and\n'],
    ['0', ''],
  ])('prints the %s most frequent words, equal ones by the alphabet', (shown, printed) => {
    expect(textOf(run('word-count', text, [shown]))).toBe(printed);
  });

  test('prints ten without an argument, and nothing of nothing', () => {
    const many = Array.from({ length: 300 }, (_, index) => `word${index % 25}`).join(' ');
    expect(textOf(run('word-count', many)).trim().split('\n')).toHaveLength(10);
    expect(textOf(run('word-count', ''))).toBe('');
  });

  test('says so when there are too many words', () => {
    const many = Array.from({ length: 33_000 }, (_, index) => index.toString(36)).join(' ');
    const ended = run('word-count', many);
    expect(ended).toMatchObject({ ok: false, error: { name: 'exit_code' } });
    expect(textOf(ended)).toMatch(/more different words than fit/);
  });
});

describe('shortest-tour', () => {
  const source = file('source/shortest-tour.js');
  const tour = (input: string, args: readonly string[] = []) =>
    textOf(run('shortest-tour', input, args, source));
  const ring = Array.from({ length: 12 }, (_, index) => {
    const angle = (index * 5 * Math.PI) / 6;
    return [Math.cos(angle), Math.sin(angle)];
  });
  const input = JSON.stringify({ points: ring, steps: 5000 });

  test('finds the way round a ring, and visits every point once', () => {
    const { length, order } = JSON.parse(tour(input)) as { length: number; order: number[] };
    expect(length).toBeCloseTo(24 * Math.sin(Math.PI / 12), 2);
    expect(order.toSorted((a, b) => a - b)).toEqual(ring.map((_, index) => index));
  });

  test('is the same each time, and another with another argument', () => {
    const steps = JSON.stringify({ points: ring, steps: 20 });
    expect(tour(steps, ['7'])).toBe(tour(steps, ['7']));
    expect(tour(steps, ['7'])).not.toBe(tour(steps, ['8']));
  });

  test('says what is wrong with too few points', () => {
    expect(tour('{"points":[[0,0]],"steps":1}')).toMatch(/Give at least four points/);
  });
});
