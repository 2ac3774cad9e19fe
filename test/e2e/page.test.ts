import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { answers, ask, composer, idle, ready } from './support/chat.ts';
import { englishWords, overflow, violations } from './support/page-checks.ts';

let app: App;
beforeAll(async () => {
  app = await App.start();
});
afterEach(() => app.reset());
afterAll(() => app.stop());

const shortAnswers = { maxTokens: 24 };
const phone = { width: 360, height: 740 };

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  it('axe finds nothing: first visit, an answer and its account, settings', async () => {
    const page = await app.open({ colorScheme, preferences: shortAnswers });
    await ready(page);
    expect(await violations(page)).toEqual([]);
    await ask(page, 'Hello');
    await page.getByText('first token').first().click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByText('System prompt of this chat').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('axe finds nothing on a phone', async () => {
    const page = await app.open({ colorScheme, viewport: phone, preferences: shortAnswers });
    await ask(page, 'Hello');
    expect(await violations(page)).toEqual([]);
  });
});

describe.each(['en', 'ko'] as const)('at 360 px in %s', (locale) => {
  it('nothing makes the page scroll sideways', async () => {
    const page = await app.open({ locale, viewport: phone, preferences: shortAnswers });
    await page.getByRole('textbox').waitFor();
    expect(await overflow(page)).toBe(0);
    await page.getByRole('textbox').fill('W'.repeat(300));
    await page.getByRole('textbox').press('Enter');
    await answers(page).first().waitFor();
    expect(await overflow(page)).toBe(0);
    await page.locator('fw-answer-account').first().getByRole('button').first().click();
    expect(await overflow(page)).toBe(0);
  });
});

describe('languages', () => {
  it('follow the browser, and can be switched', async () => {
    const page = await app.open({ locale: 'ko-KR', preferences: shortAnswers });
    await page.getByRole('textbox', { name: '질문' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('ko');
    await page.getByRole('button', { name: 'English' }).click();
    await composer(page).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    await page.reload();
    await composer(page).waitFor();
  });

  it('leave no English word on the Korean page but names and units', async () => {
    const page = await app.open({ locale: 'ko', preferences: shortAnswers });
    await page.getByRole('textbox', { name: '질문' }).waitFor();
    expect(await englishWords(page)).toEqual([]);
  });
});

it('works by the keyboard alone', async () => {
  const page = await app.open({ preferences: shortAnswers });
  await ready(page);
  await page.locator('body').press('Tab');
  for (let presses = 0; presses < 60; presses++) {
    const focused = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.textContent.trim() ?? '';
    });
    if (focused === 'Skip to the question') break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.keyboard.type('Hello');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('there');
  await page.keyboard.press('Enter');
  await answers(page).first().waitFor();
  await idle(page);
  await page.keyboard.type('Typed right after, without the mouse');
  expect(await composer(page).inputValue()).toContain('Typed right after');
});
