import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeGguf } from '../fixtures/gguf/gguf-writer.ts';
import {
  afterThinking,
  thinkingModel,
  thought,
  withoutThinking,
} from '../fixtures/gguf/thinking-model.ts';
import { App } from './support/app.ts';
import { ask, ready } from './support/chat.ts';
import { importFile } from './support/models.ts';

let app: App;
let folder: string;
beforeAll(async () => {
  app = await App.start();
  folder = await mkdtemp(join(tmpdir(), 'featherweight-thinking-'));
  await writeFile(join(folder, 'thinker.gguf'), writeGguf(thinkingModel()));
});
afterEach(() => app.reset());
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true });
});

/** In the chat with the model that thinks. */
async function open(): Promise<Page> {
  const page = await app.open({ preferences: { maxTokens: 64, locale: 'en' } });
  await ready(page);
  await page.getByRole('link', { name: 'Models' }).click();
  await importFile(page, join(folder, 'thinker.gguf'));
  await page.getByRole('button', { name: 'thinker', exact: true }).click();
  await page.getByRole('button', { name: 'Use in Chat: fp32', exact: true }).click();
  await page.getByRole('link', { name: 'Chat' }).click();
  await page.getByRole('button', { name: 'Model: thinker' }).waitFor();
  await ready(page);
  return page;
}

describe('a model that thinks', () => {
  it('has its thinking folded, counted and kept apart from the answer', async () => {
    const page = await open();
    expect(await ask(page, 'Is it so?')).toBe(afterThinking);
    // Its marks count too.
    const line = page.getByRole('button', { name: `Thought: ${thought.length + 2} tokens` });
    const words = page.locator('fw-thinking .words');
    expect(await line.getAttribute('aria-expanded')).toBe('false');
    expect(await words.count()).toBe(0);
    await line.click();
    expect(await words.innerText()).toBe(thought);

    await page.reload();
    await line.waitFor();
    expect(await words.count()).toBe(0);
  });

  it('is told not to think by the switch, and to think again', async () => {
    const page = await open();
    const settle = async (thinks: boolean): Promise<void> => {
      const think = page.getByRole('checkbox', { name: 'Think first' });
      await page.getByRole('button', { name: 'Settings' }).click();
      await think.setChecked(thinks);
      await page.keyboard.press('Escape');
      await think.waitFor({ state: 'hidden' });
    };
    await settle(false);
    expect(await ask(page, 'Is it so?')).toBe(withoutThinking);
    expect(await page.locator('fw-thinking').count()).toBe(0);

    await settle(true);
    expect(await ask(page, 'And now?')).toBe(afterThinking);
    await page.getByRole('button', { name: /^Thought: / }).waitFor();
  });
});
