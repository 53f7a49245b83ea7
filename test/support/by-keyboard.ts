/** A page that is used by its keyboard alone. */
import type { Locator } from 'playwright';
import { expect } from 'vitest';
import type { PageUnderTest } from './page-under-test.ts';

/** Presses Tab until the focus is there. */
export async function tabTo({ page }: PageUnderTest, to: Locator): Promise<void> {
  await to.waitFor();
  for (let presses = 0; presses < 150; presses += 1) {
    if (await to.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  expect.unreachable('the keyboard comes to everything that can be used');
}

export async function press(it: PageUnderTest, to: Locator, key = 'Enter'): Promise<void> {
  await tabTo(it, to);
  await it.page.keyboard.press(key);
}

/** Into the field of that name. */
export async function type(it: PageUnderTest, label: string, text: string): Promise<void> {
  await tabTo(it, it.page.getByLabel(label, { exact: true }));
  await it.page.keyboard.insertText(text);
}
