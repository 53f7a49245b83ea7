/** What a program tells whoever wrote it, beside its result. */
import { expect, test } from 'vitest';
import { limits } from '../../shared/domain/limits.ts';
import { createSliceControl, progressIn } from '../../workers/sandbox/control.ts';
import { prepareAndRun } from '../../workers/sandbox/run-slice.ts';
import { textToBytes } from '../../shared/base/bytes.ts';
import { runBody } from '../support/javascript-slice.ts';

test('each line that a job writes to its console is there beside its result', () => {
  const { says, console } = runBody(`
    console.log('one', { two: 2 }, [3]);
    console.warn('Grüße, 你好 🙂');
    console.error();
    return 4;`);
  expect(says).toBe('4');
  expect(console).toBe('one {"two":2} [3]\nGrüße, 你好 🙂\n\n');
});

test('of a console that is written to without end the last of it is kept', () => {
  const { console } = runBody(`
    for (let at = 0; at < 3000; at += 1) console.log('line ' + at);
    return null;`);
  expect(console).toHaveLength(limits.consoleLength);
  expect(console.endsWith('line 2998\nline 2999\n')).toBe(true);
});

test('of a line that is longer than the console its end is kept', () => {
  const { console } = runBody(`console.log('a'.repeat(100_000) + 'end'); return null;`);
  expect(console).toBe(`${'a'.repeat(limits.consoleLength - 4)}end\n`);
});

test('what a job said before it failed is there', () => {
  const thrown = runBody(`console.log('before'); throw new Error('no');`);
  expect([thrown.name, thrown.console]).toEqual(['trapped', 'before\n']);
});

test('what a job said that never ends is there', () => {
  const endless = runBody(`console.log('before'); ctx.progress(0.25); for (;;);`, {
    limits: { workUnits: 50_000_000 },
  });
  expect([endless.name, endless.console]).toEqual(['ceiling_reached', 'before\n']);
});

test('a job that says how far it is, is heard; one that says nonsense is not', () => {
  const words = [
    ['ctx.progress(0.5)', 500],
    ['ctx.progress(2)', 1000],
    ['ctx.progress(-1)', 0],
    ['ctx.progress(NaN)', 0],
    ['ctx.progress("0.5")', undefined],
    ['ctx.progress(1n)', undefined],
    ['ctx.progress()', undefined],
  ] as const;
  for (const [said, milli] of words) {
    const control = createSliceControl();
    const source = `export default function run(input, ctx) { ${said}; return 1; }`;
    const ended = prepareAndRun(
      {
        module: textToBytes(source),
        input: new Uint8Array(),
        entry: '',
        args: [],
        limits: {
          memoryBytes: 64 * 1024 * 1024,
          cpuMicroseconds: 20_000_000,
          workUnits: 2_000_000_000,
          wallMs: 60_000,
          outputBytes: 1024,
        },
        from: null,
        checkpointEvery: null,
      },
      { control },
    );
    expect(ended.ok, said).toBe(true);
    expect(progressIn(control)?.progressMilli, said).toBe(milli);
  }
});

test('a job that changes the language around it changes nothing of what is read', () => {
  const { says, console } = runBody(`
    String.prototype.charCodeAt = () => 7;
    Function.prototype.call = () => 7;
    Object.defineProperty(Uint16Array.prototype, '0', { set() { throw new Error('caught'); } });
    Array.prototype.join = () => 'no';
    console.log('as it was');
    return 'fine';`);
  expect([says, console]).toEqual(['fine', 'as it was\n']);
});

test('the same slice says the same, counts the same, and its result is the same', () => {
  const body = `console.log(Math.random(), Date.now()); ctx.progress(ctx.seed / 2 ** 32); return input;`;
  const [one, other] = [
    runBody(body, { input: '[1]' }),
    runBody(body, { input: '[1]', portionUnits: 10_000 }),
  ];
  expect(other).toEqual(one);
});
