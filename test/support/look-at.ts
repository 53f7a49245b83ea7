/** A look at a page in one of its states. With COMMON_HOURS_LOOKS=all every page that is looked at is judged. */
import { expect } from 'vitest';
import type { PageUnderTest } from './page-under-test.ts';

/** The page in sight stays inside its place and, where that is judged, is accessible; a picture of it is kept. */
export async function lookAt(
  it: PageUnderTest,
  shot: string,
  { isJudged = true }: { readonly isJudged?: boolean } = {},
): Promise<void> {
  await it.settled();
  await expect.poll(() => it.overflow(), { message: shot }).toBe(0);
  if (isJudged || process.env.COMMON_HOURS_LOOKS === 'all') {
    expect({ shot, found: await it.violations() }).toEqual({ shot, found: [] });
  }
  await it.shoot(shot);
}
