/** The real built page over the real local server, on a node that the test scripts. */
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import { createHttpServer } from '../../main/local-server/http-server.ts';
import { violationsOf } from './accessibility.ts';
import { createScriptedNode } from './scripted-node.ts';
import type { ScriptedNode } from './scripted-node.ts';

const root = join(import.meta.dirname, '../..');
const shots = join(root, 'out/screenshots');

export interface PageUnderTest {
  readonly node: ScriptedNode;
  readonly page: Page;
  /** Everything that the page complained of. */
  readonly complaints: string[];
  go(path: string): Promise<void>;
  /** The page's accessibility violations, each in a line. */
  violations(): Promise<readonly string[]>;
  /** By how many pixels the page is wider than its place. */
  overflow(): Promise<number>;
  shoot(name: string): Promise<void>;
  /** The node goes away while the page stays. */
  stopNode(): Promise<void>;
  close(): Promise<void>;
}

export interface PageOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly forcedColors?: 'active' | 'none';
  readonly reducedMotion?: 'reduce' | 'no-preference';
  /** Nobody has used this window yet: it begins with the first run. */
  readonly isNew?: boolean;
}

export async function openPage(
  browser: Browser,
  options: PageOptions = {},
): Promise<PageUnderTest> {
  const node = createScriptedNode();
  const dataFolder = mkdtempSync(join(tmpdir(), 'common-hours-page-'));
  const server = await createHttpServer({
    pageDir: process.env.TEST_PAGE ?? join(root, 'out/renderer'), // another build, to look at it
    port: 0,
    dataFolder,
    handlers: node.handlers,
    version: '0.1.0',
    log: quiet,
    clock: { after: laterOnce },
  });
  if (!server.ok) throw new Error(server.error.detail);
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 832 },
    colorScheme: options.colorScheme ?? 'light',
    forcedColors: options.forcedColors ?? 'none',
    reducedMotion: options.reducedMotion ?? 'reduce',
  });
  if (options.isNew !== true) {
    await context.addInitScript(() => {
      localStorage.setItem('common-hours.first-run', 'over');
    });
  }
  const page = await context.newPage();
  // A machine that has other things to do is slow, not wrong.
  page.setDefaultTimeout(60_000);
  const complaints = listenToComplaints(page);
  await page.goto(server.value.url);
  return {
    node,
    page,
    complaints,
    async go(path) {
      await page.evaluate((hash) => {
        window.location.hash = hash;
      }, path);
    },
    violations: () => violationsOf(page),
    overflow: () =>
      page.evaluate(() => {
        const main = document.querySelector('main');
        return main === null ? 0 : main.scrollWidth - main.clientWidth;
      }),
    async shoot(name) {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `${name}.png`) });
    },
    stopNode: () => server.value.close(),
    close: () => closeAll(context, server.value.close, dataFolder),
  };
}

async function closeAll(
  context: BrowserContext,
  closeServer: () => Promise<void>,
  dataFolder: string,
): Promise<void> {
  await context.close();
  await closeServer();
  rmSync(dataFolder, { recursive: true, force: true });
}

function listenToComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => {
    complaints.push(error.message);
  });
  return complaints;
}

const quiet = { info: () => undefined, warn: () => undefined };

function laterOnce(ms: number, action: () => void): () => void {
  const timer = setTimeout(action, ms);
  return () => {
    clearTimeout(timer);
  };
}
