import { expect, test } from 'vitest';
import { readArguments } from '../../main/desktop/arguments.ts';

const usual = {
  data: null,
  community: null,
  name: null,
  bootstrap: [],
  http: 0,
  lend: null,
  isHidden: false,
};

test('without arguments everything has its usual value', () => {
  expect(readArguments([])).toEqual({ ok: true, value: usual });
});

test('the desktop finds its own arguments among those of Chromium', () => {
  const argv = ['--no-sandbox', '.', '--data', '/d', '--community=ours', '--lend', 'on'];
  expect(readArguments([...argv, '--lang=de', '--hidden', '--http', '8080'])).toEqual({
    ok: true,
    value: { ...usual, data: '/d', community: 'ours', lend: true, http: 8080, isHidden: true },
  });
});

test('every bootstrap address counts', () => {
  const bootstrap = [
    { host: 'a.example', port: 1 },
    { host: '127.0.0.1', port: 2 },
  ];
  expect(readArguments(['--bootstrap', 'a.example:1', '--bootstrap=127.0.0.1:2'])).toEqual({
    ok: true,
    value: { ...usual, bootstrap },
  });
});

test.each([['--data'], ['--data', '--hidden'], ['--community', '--data', 'x'], ['--name=']])(
  'an argument without its value is refused: %s %s',
  (...argv) => {
    expect(readArguments(argv)).toMatchObject({ ok: false, error: { name: 'missing_value' } });
  },
);

test.each([
  ['--bootstrap=nowhere', 'bad_address'],
  ['--http=none', 'bad_value'],
  ['--lend=maybe', 'bad_value'],
])('a value that cannot be is refused: %s', (argument, name) => {
  expect(readArguments([argument])).toMatchObject({ ok: false, error: { name } });
});
