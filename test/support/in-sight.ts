/** What is in sight on a page: all that was asked for, and a picture of it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { projectDir } from '../../main/paths.ts';

const pictures = join(projectDir, 'out/screenshots');

/** Waits until nothing of the page waits for its node any more. */
export async function settled(page: Page): Promise<void> {
  // The first of them, until there is none: several parts of a page wait by themselves.
  await page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' });
}

/** A picture of the window, in out/screenshots. It is packed loosely: there are hundreds, and packing well takes as long again. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { optimizeForSpeed: true });
  await session.detach();
  mkdirSync(pictures, { recursive: true });
  writeFileSync(join(pictures, `${name}.png`), data, 'base64');
}
