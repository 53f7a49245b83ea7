/** How much script the page loads at first, and how long it takes to be ready. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rendererDir } from '../../main/paths.ts';
import { assert } from '../../shared/base/assert.ts';
import { launchChromium, prepareChromium } from '../support/chromium.ts';
import { openPage } from '../support/page-under-test.ts';
import type { BenchResult } from './bench-result.ts';

const runs = 10;

/** Needs the built page (`npm run build`). */
export async function run(): Promise<BenchResult> {
  const path = await prepareChromium();
  if (path !== undefined) process.env.TEST_CHROMIUM = path;
  const browser = await launchChromium();
  const it = await openPage(browser);
  const address = it.page.url();
  const ready: number[] = [];
  const blank: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    blank.push(await timed(() => it.page.goto('about:blank')));
    ready.push(
      await timed(async () => {
        await it.page.goto(address);
        await it.page.getByRole('heading', { level: 1 }).waitFor();
      }),
    );
  }
  await it.close();
  await browser.close();
  const value = middle(ready);
  const baseline = middle(blank);
  return {
    name: 'page',
    value,
    unit: 'ms until Home is ready',
    baseline,
    ratio: Math.round((value / baseline) * 10) / 10,
    runs,
    what:
      `Median time from the start of loading to the status sentence on Home in headless Chromium, over ` +
      `that of an empty page. Initial script: ${initialScriptKilobytes()} KB after gzip.`,
  };
}

function initialScriptKilobytes(): number {
  const page = readFileSync(join(rendererDir, 'index.html'), 'utf8');
  const scripts = [...page.matchAll(/(?:src|href)="\.?\/?([^"]+\.js)"/g)].map(([, file]) => file);
  assert(scripts.length > 0, 'the page loads a script');
  const bytes = scripts.map(
    (file) => gzipSync(readFileSync(join(rendererDir, file ?? ''))).byteLength,
  );
  return Math.round(bytes.reduce((sum, each) => sum + each, 0) / 1024);
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return Math.round(performance.now() - start);
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
