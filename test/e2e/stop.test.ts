import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { answers, ask, grown, idle, ready, send, shownText, stopButton } from './support/chat.ts';
import { heldBack } from './support/interference.ts';
import { answersOf, stored } from './support/stored.ts';

let app: App;
beforeAll(async () => {
  app = await App.start({ tiny: 'slow' });
});
afterEach(() => app.reset());
afterAll(() => app.stop());

const shortAnswers = { maxTokens: 8, contextLength: 8192 };
const longAnswers = { maxTokens: 4000, contextLength: 8192 };

describe('a stop', () => {
  it('during the load ends it, and it can be taken up again', async () => {
    const held = heldBack('.onnx_data');
    app.interference = held.interference;
    const page = await app.open({ preferences: shortAnswers });
    await held.reached;
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Loading was cancelled').waitFor();
    held.release();
    await page.getByRole('button', { name: /^Load/ }).click();
    expect(await ask(page, 'Hello')).not.toBe('');
  });

  it('of a question that waits for the model leaves the load alone', async () => {
    const held = heldBack('.onnx_data');
    app.interference = held.interference;
    const page = await app.open({ preferences: shortAnswers });
    await send(page, 'Hello');
    await page.getByText('Waits for the model').waitFor();
    await stopButton(page).click();
    await idle(page);
    held.release();
    expect(await ask(page, 'Hello again')).not.toBe('');
  });

  it('while the question is read', async () => {
    const page = await app.open({ preferences: shortAnswers });
    await ready(page);
    await send(page, 'word '.repeat(4000));
    await page.getByText('Reading the question').waitFor();
    await stopButton(page).click();
    await page.getByText('Stopped.').waitFor();
    await idle(page);
  });

  it('while the answer is written keeps what is there, and it can be continued', async () => {
    const page = await app.open({ preferences: longAnswers });
    await send(page, 'Hello');
    const answer = answers(page).first();
    await grown(answer, 100);
    await stopButton(page).click();
    await page.getByText('Stopped.').waitFor();
    const kept = await shownText(answer);
    await page.getByRole('button', { name: 'Continue' }).click();
    await grown(answer, kept.length);
    await stopButton(page).click();
    await idle(page);
    expect((await shownText(answer)).slice(0, 50)).toBe(kept.slice(0, 50));
  });
});

it('keeps what was written when the page is reloaded in the middle of an answer', async () => {
  const page = await app.open({ preferences: longAnswers });
  await send(page, 'Hello');
  const answer = answers(page).first();
  const shown = await grown(answer, 100);
  const kept = async (): Promise<string> => answersOf(await stored(page))[0]?.content ?? '';
  await expect.poll(async () => (await kept()).length).toBeGreaterThan(50);
  await page.reload();
  await page.getByText('Cut off: the page was closed or reloaded').waitFor();
  expect((await shownText(answer)).slice(0, 50)).toBe(shown.slice(0, 50));
  expect(await page.getByText('Hello', { exact: true }).first().isVisible()).toBe(true);
});
