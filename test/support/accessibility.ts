/** What keeps people from using a page, as axe finds it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly unknown[] }[];
}
interface Axe {
  run(
    where: Document,
    options: { readonly resultTypes: readonly ['violations'] },
  ): Promise<{ readonly violations: readonly Violation[] }>;
}

/** The engine that the packaged builder drives: the builder loads it anew, twice, at each look. */
const builder = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright'));
const source = readFileSync(builder.resolve('axe-core/axe.min.js'), 'utf8');

/**
 * The page's accessibility violations, each in a line. The engine is loaded once into each document, where it takes ten
 * times as long as it needs to look; it looks at everything anew each time. It does not see into
 * frames, and so a page that has any is refused.
 */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  if (page.frames().length > 1) throw new Error('the look does not reach into frames');
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { readonly axe: Axe };
    return (await axe.run(document, { resultTypes: ['violations'] })).violations;
  });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
  );
}
