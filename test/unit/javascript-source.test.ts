import { expect, test } from 'vitest';
import { textToBytes } from '../../shared/base/bytes.ts';
import { limits } from '../../shared/domain/limits.ts';
import { prepareModule } from '../../workers/sandbox/prepare.ts';

/** `accepted`, or the refusal's name and sentence. */
function verdictOn(source: string | Uint8Array): string {
  const bytes = typeof source === 'string' ? textToBytes(source) : source;
  const prepared = prepareModule(bytes);
  return prepared.ok ? 'accepted' : `${prepared.error.name}: ${prepared.error.detail}`;
}

/** As many bytes of comment as make the source as large as a module may be. */
function filledUp(source: string): string {
  const rest = limits.moduleBytes - textToBytes(source).length - 5;
  return `/*${'x'.repeat(rest)}*/\n${source}`;
}

test('a JavaScript job is called at `run` and asks for nothing from outside', () => {
  const prepared = prepareModule(textToBytes('export default function run() {}'));
  expect(prepared.ok && prepared.value.report).toMatchObject({
    kind: 'javascript',
    entries: ['run'],
    imports: [],
  });
});

const accepted: readonly (readonly [string, string])[] = [
  ['a function', 'export default function run(input, ctx) { return input }'],
  ['an arrow', 'export default (input) => input'],
  ['a name exported later', 'const run = () => 1; export { run as default }'],
  ['a byte order mark before it', '\ufeffexport default () => 1'],
  ['a line for the shell before it', '#!/usr/bin/env node\nexport default () => 1'],
  ['an import of itself', 'import * as me from "job.js"; export default () => me'],
  ['waiting at the top', 'const one = await 1; export default () => one'],
  ['code that would never end, which is only read', 'for (;;) {}\nexport default () => 1'],
  ['the largest source that is sent', filledUp('export default () => 1')],
];

test.each(accepted)('taken: %s', (_, source) => {
  expect(verdictOn(source)).toBe('accepted');
});

const refused: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ['a byte more', ` ${filledUp('export default () => 1')}`, /^module_too_large/],
  ['nothing', '', /^not_webassembly: .*empty/],
  [
    'text without a default export',
    'module.exports = 1',
    /^not_webassembly.*JavaScript with a default/,
  ],
  ['bytes that are no text', latin1('export default "ü"'), /^not_webassembly/],
  ['a fault in line 2', 'export default () => {\n  let = ;\n}', /^not_javascript: .*\(line 2, col/],
  ['another language', 'export default (n: number): number => n', /^not_javascript: .*line 1/],
  [
    'an import',
    'import fs from "node:fs"; export default fs',
    /^import_refused: .*`node:fs`.*bundle/,
  ],
  [
    'an import of what only looking at it needs',
    'import "stop"; export default () => 1',
    /^import_r/,
  ],
  ['a default that is only spoken of', '// no default\nexport const a = 1', /^unknown_entry/],
  ['nesting without end', `export default ${'['.repeat(1e6)}`, /^not_javascript/],
  ['templates in templates', `export default ${'`${'.repeat(1e5)}`, /^not_javascript/],
  ['parentheses', `export default ${'('.repeat(1e5)}1${')'.repeat(1e5)}`, /^not_javascript/],
];

test.each(refused)('refused: %s', (_, source, verdict) => {
  expect(verdictOn(source)).toMatch(verdict);
});

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
