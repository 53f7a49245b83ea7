/** People before the pages of real nodes: a real browser, by keyboard where it matters, and looked at throughout. */
import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { violationsOf } from './accessibility.ts';
import { tabTo } from './by-keyboard.ts';
import { commandedHere } from './command-here.ts';
import { settled, takePicture } from './in-sight.ts';
import type { TestNode } from './nodes.ts';

export interface Window {
  readonly page: Page;
  go(route: string): Promise<void>;
  /** The page in sight has no fault of accessibility and nothing beside its place; a picture of it is kept. */
  look(name: string): Promise<void>;
  shoot(name: string): Promise<void>;
  /** Presses Tab until that has the focus. */
  tabTo(target: Locator): Promise<void>;
  /** What a button or choice makes the page save. */
  saved(act: () => Promise<void>): Promise<{ readonly name: string; readonly text: string }>;
  /** Gathers what the page ever shows of it, however short. */
  watch(pattern: RegExp): Promise<() => Promise<readonly string[]>>;
}

export interface Windows {
  /** Everything that any page complained of. */
  readonly complaints: readonly string[];
  open(node: TestNode, colorScheme: 'light' | 'dark'): Promise<Window>;
}

export function windowsOf(browser: Browser): Windows {
  const complaints: string[] = [];
  return {
    complaints,
    async open(node, colorScheme) {
      const viewport = { width: 1280, height: 832 };
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') {
          complaints.push(`${node.name}: ${message.text()}`);
        }
      });
      page.on('pageerror', (error) => complaints.push(`${node.name}: ${error.message}`));
      await page.goto((await commandedHere(node).json('status')).url);
      await page.getByRole('heading', { level: 1 }).waitFor();
      return windowOf(page, `${node.name.toLowerCase()}-${colorScheme}`);
    },
  };
}

function windowOf(page: Page, whose: string): Window {
  return {
    page,
    async go(route) {
      await page.evaluate((hash) => {
        window.location.hash = hash;
      }, route);
    },
    async look(name) {
      await settled(page);
      await takePicture(page, `community-${whose}-${name}`);
      const found = await violationsOf(page);
      expect({ name, found, overflow: await overflowOf(page) }).toEqual({
        ...{ name, found: [], overflow: 0 },
      });
    },
    shoot: (name) => takePicture(page, `community-${whose}-${name}`),
    tabTo: (target) => tabTo({ page }, target, tabsMax),
    async saved(act) {
      const [download] = await Promise.all([page.waitForEvent('download'), act()]);
      const text = await readFile(await download.path(), 'utf8');
      return { name: download.suggestedFilename(), text };
    },
    watch: (pattern) => watch(page, pattern),
  };
}

const tabsMax = 80;

function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const main = document.querySelector('main');
    const root = document.documentElement;
    const beside = main === null ? 0 : main.scrollWidth - main.clientWidth;
    return beside + root.scrollHeight - root.clientHeight;
  });
}

/** States that pass in a moment are seen by the page itself, at each of its changes. */
async function watch(page: Page, { source }: RegExp): Promise<() => Promise<readonly string[]>> {
  const watching = await page.evaluateHandle((text) => {
    const seen: string[] = [];
    const look = () => {
      for (const found of document.body.innerText.match(new RegExp(text, 'g')) ?? []) {
        if (!seen.includes(found)) seen.push(found);
      }
    };
    look();
    new MutationObserver(look).observe(document.body, {
      ...{ subtree: true, childList: true, characterData: true, attributes: true },
    });
    return seen;
  }, source);
  return () => watching.jsonValue();
}
