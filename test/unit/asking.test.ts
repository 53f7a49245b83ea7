/** Questions of the command line before something is done. */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { mayGoOn } from '../../main/headless/asking.ts';

const asks = { yes: false, json: false };

/** Somebody at a terminal who types this, or leaves where it is null. */
async function typed(answer: string | null, isTTY = true, options = asks) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  const asked = mayGoOn('Get it?', options, { input, output });
  if (answer === null) input.end();
  else input.write(`${answer}\n`);
  const said = await asked;
  return { may: said.ok, shown: String(output.read() ?? '') };
}

test.each(['y', 'Y', 'yes', ' Yes '])('“%s” is a yes', async (answer) => {
  expect(await typed(answer)).toEqual({ may: true, shown: 'Get it? [y/N] ' });
});

test.each(['', 'n', 'no', 'yes please', 'ja', null])('%j is none', async (answer) => {
  expect((await typed(answer)).may).toBe(false);
});

test('where nobody can be asked only --yes is one', async () => {
  expect(await typed('y', false)).toEqual({ may: false, shown: '' });
  expect(await typed('y', true, { yes: false, json: true })).toEqual({ may: false, shown: '' });
  expect((await typed(null, false, { yes: true, json: true })).may).toBe(true);
});
