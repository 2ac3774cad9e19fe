import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';
import { endAnimations } from '../../fixtures/interface/animations.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong, as `rule: element`. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  await page.evaluate(endAnimations);
  const { violations: found } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** By how many pixels the page scrolls sideways. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** English words that are shown, but for those marked as English; names and units aren't found. */
export const englishWords = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const texts: string[] = [];
    const walk = (node: Node): void => {
      if (node instanceof HTMLStyleElement || node instanceof HTMLScriptElement) return;
      if (node instanceof Element && node.closest('[lang="en"]')) return;
      if (node instanceof Text && node.parentElement?.checkVisibility() !== false)
        texts.push(node.data);
      for (const child of node.childNodes) walk(child);
      if (node instanceof Element && node.shadowRoot) walk(node.shadowRoot);
    };
    walk(document.body);
    return texts.join(' ').match(/\b[a-z]{4,}\b/g) ?? [];
  });
