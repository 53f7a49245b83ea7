import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noncePlaceholder, readPageFile } from '../../main/links/page-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'page-files-'));
const page = join(folder, 'page');
const text = (body: Uint8Array) => new TextDecoder().decode(body);

beforeAll(() => {
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), `<script nonce="${noncePlaceholder}"></script>`);
  writeFileSync(join(page, 'assets/a-1234.js'), `'${noncePlaceholder}'`);
  writeFileSync(join(folder, 'secret.txt'), 'secret');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the document carries the nonce of its load, and its policy allows that nonce only', async () => {
  const first = await readPageFile(page, '/', 'Zmlyc3Q=');
  expect(first.status).toBe(200);
  expect(text(first.body)).toBe('<script nonce="Zmlyc3Q="></script>');
  expect(first.headers['content-security-policy']).toContain("style-src 'self' 'nonce-Zmlyc3Q='");
  expect(first.headers['cache-control']).toBe('no-store');
  const second = await readPageFile(page, '/index.html', 'c2Vjb25k');
  expect(text(second.body)).not.toContain('Zmlyc3Q=');
});

test('other files are served as they are, with their media type', async () => {
  const asset = await readPageFile(page, '/assets/a-1234.js', 'bm9uY2U=');
  expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(text(asset.body)).toBe(`'${noncePlaceholder}'`);
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/..%5csecret.txt',
  '/assets/../../secret.txt',
  '/%',
  '/%00',
  '//etc/passwd',
  'secret.txt',
  '',
  '/missing.js',
  '/assets',
])('nothing outside the page is served: %s', async (path) => {
  const answer = await readPageFile(page, path, 'bm9uY2U=');
  expect(answer.status).toBe(404);
  expect(text(answer.body)).not.toContain('secret');
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
});
