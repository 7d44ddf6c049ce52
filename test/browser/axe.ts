import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** How bad a finding is, in axe's words; the milder two are advice. */
const SERIOUS: ReadonlySet<string | null | undefined> = new Set(['serious', 'critical']);

/** What axe-core finds on the page as it is, serious and critical only: the rule, and where. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // Evaluated, not added as a script: the page runs nothing but its own.
  await page.evaluate(await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'));
  const { violations } = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } };
    return axe.run();
  });
  return violations
    .filter(({ impact }) => SERIOUS.has(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
