/** People before the pages of real nodes: a real browser, by keyboard where it matters, and looked at throughout. */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { projectDir } from '../../main/paths.ts';
import { violationsOf } from './accessibility.ts';
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
      await page.goto((await node.json('status')).url);
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
      await page.locator('main [aria-busy="true"]').waitFor({ state: 'detached' });
      await shoot(page, `community-${whose}-${name}`);
      const found = await violationsOf(page);
      expect({ name, found, overflow: await overflowOf(page) }).toEqual({
        ...{ name, found: [], overflow: 0 },
      });
    },
    shoot: (name) => shoot(page, `community-${whose}-${name}`),
    async tabTo(target) {
      for (let presses = 0; presses < tabsMax; presses += 1) {
        if (await target.evaluate((element) => element === document.activeElement)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`${String(target)} is not reached by ${String(tabsMax)} times Tab`);
    },
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

async function shoot(page: Page, name: string): Promise<void> {
  const folder = join(projectDir, 'out/screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
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
