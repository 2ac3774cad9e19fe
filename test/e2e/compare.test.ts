import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { ask, composer, ready, shownText } from './support/chat.ts';

let app: App;
beforeAll(async () => {
  app = await App.start();
});
afterEach(() => app.reset());
afterAll(() => app.stop());

const variants = [
  { level: 'q8', engine: 'simd' },
  { level: 'q4', engine: 'simd' },
];

const preferences = {
  engine: 'simd',
  maxTokens: 16,
  compare: { variants, maxTokens: 12, temperature: 0, seed: 1, mode: 'in-turn', marks: true },
};

const goTo = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation').getByRole('link', { name }).click();

/** The engines that are alive now. */
const engines = (page: Page): number =>
  page.workers().filter((worker) => worker.url().includes('engine.worker')).length;

it('two levels of the embedded model answer side by side, one in memory at a time', async () => {
  const page = await app.open({ model: 'embedded', preferences });
  await ready(page);
  await ask(page, 'Hello');
  await composer(page).fill('Half a thought');
  const address = page.url();
  await goTo(page, 'Compare');
  await page.getByRole('textbox', { name: 'Prompt' }).fill('What is the capital of France?');
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, engines(page))), 20);
  await page.getByRole('button', { name: 'Run both' }).click();
  await page.getByText('The comparison has ended.').waitFor({ state: 'attached' });
  clearInterval(watch);
  expect(most).toBe(1);
  const columns = page.locator('fw-variant-column');
  expect(await columns.count()).toBe(2);
  for (const column of await columns.all()) {
    expect(await shownText(column.locator('fw-markdown-text'))).toContain('Paris');
    expect(await column.getByText('first token').count()).toBe(1);
    await column.getByText('tok/s').waitFor();
  }
  expect(await columns.nth(0).getByText('reference').isVisible()).toBe(true);
  expect(
    await columns
      .nth(1)
      .getByText(/same tokens as q8|splits at token/)
      .isVisible(),
  ).toBe(true);

  await goTo(page, 'Chat');
  expect(page.url()).toBe(address);
  expect(await composer(page).inputValue()).toBe('Half a thought');
  await ready(page);
  expect(await ask(page, 'Hello again')).not.toBe('');
});

it('leaving the screen lets a run go on; a question in Chat waits for it and can stop it', async () => {
  const page = await app.open({
    model: 'embedded',
    preferences: { ...preferences, compare: { ...preferences.compare, maxTokens: 400 } },
  });
  await ready(page);
  await goTo(page, 'Compare');
  await page.getByRole('textbox', { name: 'Prompt' }).fill('Tell me a long story.');
  await page.getByRole('button', { name: 'Run both' }).click();
  await page.locator('fw-variant-column').first().getByText('tok/s').waitFor();
  await goTo(page, 'Chat');
  await composer(page).fill('Hello');
  await composer(page).press('Enter');
  await page.getByText('The Compare screen is running variants of its own').waitFor();
  await page.getByText('Waits for the model.').waitFor();
  await page.getByRole('button', { name: 'Stop that' }).click();
  await page.getByText('first token').first().waitFor();
  await goTo(page, 'Compare');
  const columns = page.locator('fw-variant-column');
  await columns.first().getByText('Stopped.').waitFor();
  await columns.nth(1).getByText('Stopped.').waitFor();
});
