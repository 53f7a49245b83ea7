/** A page that is used by its keyboard alone. */
import type { Locator, Page } from 'playwright';
import { expect } from 'vitest';
import type { PageUnderTest } from './page-under-test.ts';

/**
 * Presses Tab until the focus is there. What is looked for is found anew only once it has the focus or is gone: to find
 * something by its role at each press takes longer than the press.
 */
export async function tabTo(
  { page }: { readonly page: Page },
  to: Locator,
  pressesMax = 150,
): Promise<void> {
  await to.waitFor();
  let wanted = await to.evaluateHandle((element) => element);
  for (let presses = 0; presses < pressesMax; presses += 1) {
    const isOver = await wanted.evaluate(
      (element) => element === document.activeElement || !element.isConnected,
    );
    if (isOver) {
      if (await to.evaluate((element) => element === document.activeElement)) return;
      wanted = await to.evaluateHandle((element) => element);
    }
    await page.keyboard.press('Tab');
  }
  expect.unreachable(`${String(to)} is not reached by ${String(pressesMax)} times Tab`);
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
