import * as fs from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { askPassphrase } from '../../main/headless/passphrase.ts';
import type { PassphraseQuestion } from '../../main/headless/passphrase.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const question: PassphraseQuestion = {
  prompt: 'Say it: ',
  file: null,
  unfitness: (passphrase) => (passphrase.length < 8 ? 'It is too short.' : null),
  twice: true,
};

/** What was answered, and all that the terminal showed. Keys are pressed as the questions come. */
async function at(
  isTTY: boolean,
  keys: readonly string[],
  asked: Partial<PassphraseQuestion> = {},
) {
  let isRaw = false;
  const setRawMode = (mode: boolean) => {
    isRaw = mode;
  };
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode });
  const output = new PassThrough();
  let shown = '';
  const left = [...keys];
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (!chunk.toString().endsWith(': ')) return;
    // A terminal that is not raw yet would show what is typed from now on.
    expect(isRaw).toBe(true);
    input.write(left.shift() ?? '\u0004');
  });
  if (!isTTY) input.end(keys.join(''));
  const answer = await askPassphrase({ ...question, ...asked }, { input, output });
  expect(isRaw).toBe(false);
  return { answer: answer.ok ? answer.value : `no: ${answer.error.name}`, shown };
}

test('a terminal asks twice and shows nothing of what is typed', async () => {
  const { answer, shown } = await at(true, ['correct horse\r', 'correct horse\r']);
  expect(answer).toBe('correct horse');
  expect(shown).toBe('Say it: \nThe same again: \n');
});

test('what is taken back while typing is not in it', async () => {
  const { answer } = await at(true, ['correct horsx\u007fe\r'], { twice: false });
  expect(answer).toBe('correct horse');
});

const refusals: readonly (readonly [string, readonly string[], string])[] = [
  ['another one the second time', ['correct horse\r', 'correct house\r'], 'passphrases_differ'],
  ['a short one, before the second time', ['short\r'], 'passphrase_unfit'],
  ['nothing', ['\r'], 'passphrase_missing'],
  ['Ctrl-C', ['corr\u0003'], 'passphrase_missing'],
  ['Ctrl-D', ['\u0004'], 'passphrase_missing'],
  ['Ctrl-C the second time', ['correct horse\r', '\u0003'], 'passphrase_missing'],
];

test.each(refusals)('%s at a terminal is refused', async (_, keys, name) => {
  expect((await at(true, keys)).answer).toBe(`no: ${name}`);
});

const texts: readonly (readonly [string, string, string])[] = [
  ['one line', 'correct horse\n', 'correct horse'],
  ['one line of Windows', '\u{FEFF}correct horse\r\n', 'correct horse'],
  ['one line without end', 'correct horse', 'correct horse'],
  ['blanks that belong to it', ' correct horse \n', ' correct horse '],
  ['nothing', '', 'no: passphrase_missing'],
  ['an empty line', '\n', 'no: passphrase_missing'],
  ['two lines', 'correct\nhorse\n', 'no: passphrase_unreadable'],
  ['a flood', 'x'.repeat(100_000), 'no: passphrase_unreadable'],
  ['a short one', 'short\n', 'no: passphrase_unfit'],
];

test.each(texts)('%s on standard input and in a file', async (_, text, expected) => {
  const file = join(temporaryFolder(), 'passphrase');
  fs.writeFileSync(file, text);
  expect(await at(false, [text])).toEqual({ answer: expected, shown: '' });
  expect(await at(true, [], { file })).toEqual({ answer: expected, shown: '' });
});

test('a file that is not there is refused', async () => {
  const file = join(temporaryFolder(), 'none');
  expect((await at(true, [], { file })).answer).toBe('no: passphrase_unreadable');
});
