/** The browser of a file of tests, and its pages. */
import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchChromium } from './chromium.ts';
import { openPage } from './page-under-test.ts';
import type { PageOptions, PageUnderTest } from './page-under-test.ts';

/** Opens pages for the tests of this file; each is closed after its test, and the browser after the last. */
export function pagesOfThisFile(): (options?: PageOptions) => Promise<PageUnderTest> {
  let browser: Browser;
  let opened: PageUnderTest[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    await Promise.all(opened.map((each) => each.close()));
    opened = [];
  });
  afterAll(async () => {
    await browser.close();
  });
  return async (options) => {
    const it = await openPage(browser, options);
    opened.push(it);
    return it;
  };
}
