/** The real built page over the real local server, on a node that the test scripts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import { createHttpServer } from '../../main/local-server/http-server.ts';
import { violationsOf } from './accessibility.ts';
import { settled, takePicture } from './in-sight.ts';
import { createScriptedNode } from './scripted-node.ts';
import type { ScriptedNode } from './scripted-node.ts';

const root = join(import.meta.dirname, '../..');

export interface PageUnderTest {
  readonly node: ScriptedNode;
  readonly page: Page;
  /** Everything that the page complained of. */
  readonly complaints: string[];
  go(path: string): Promise<void>;
  /** In other colours or a window of another size from now on. */
  wear(look: Look): Promise<void>;
  /** Nothing of the page waits for the node any more. */
  settled(): Promise<void>;
  /** The page's accessibility violations, each in a line. */
  violations(): Promise<readonly string[]>;
  /** By how many pixels the page is wider than its place. */
  overflow(): Promise<number>;
  shoot(name: string): Promise<void>;
  /** The node goes away while the page stays. */
  stopNode(): Promise<void>;
  close(): Promise<void>;
}

/** What is not said is as on most desks. */
export interface Look {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

export interface PageOptions extends Look {
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
    viewport: sizeOf(options),
    colorScheme: schemeOf(options),
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
    async wear(look) {
      await page.emulateMedia({ colorScheme: schemeOf(look) });
      await page.setViewportSize(sizeOf(look));
    },
    settled: () => settled(page),
    violations: () => violationsOf(page),
    overflow: () =>
      page.evaluate(() => {
        const main = document.querySelector('main');
        return main === null ? 0 : main.scrollWidth - main.clientWidth;
      }),
    shoot: (name) => takePicture(page, name),
    stopNode: () => server.value.close(),
    close: () => closeAll(context, server.value.close, dataFolder),
  };
}

function schemeOf({ colorScheme = 'light' }: Look) {
  return colorScheme;
}

function sizeOf({ width = 1280, height = 832 }: Look) {
  return { width, height };
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
