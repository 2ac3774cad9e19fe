import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { answers, ask, send, shownText } from './support/chat.ts';
import { answersOf, stored } from './support/stored.ts';

let app: App;
beforeAll(async () => {
  app = await App.start();
});
afterEach(() => app.reset());
afterAll(() => app.stop());

const shortAnswers = { maxTokens: 8 };

describe('IndexedDB', () => {
  it('refused: the chat works, and it is said that it does not last', async () => {
    const page = await app.open({
      preferences: shortAnswers,
      before: () => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('denied', 'SecurityError');
        };
      },
    });
    await page.getByText('chats last until the page is closed').first().waitFor();
    expect(await ask(page, 'Hello')).not.toBe('');
    expect(await ask(page, 'Hello again')).not.toBe('');
  });

  it('full: it is said, and what is on the page stays', async () => {
    const page = await app.open({ preferences: shortAnswers });
    await ask(page, 'Hello');
    await page.evaluate(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
    const answer = await ask(page, 'Is there room?');
    expect(answer).not.toBe('');
    await page.getByText('The storage on this device is full').first().waitFor();
    expect(await answers(page).count()).toBe(2);
    expect(await shownText(answers(page).nth(1))).toBe(answer);
  });
});

describe('a reload', () => {
  it('brings the chat back with its figures', async () => {
    const page = await app.open({ preferences: shortAnswers });
    const answer = await ask(page, 'What stays?');
    await page.reload();
    await answers(page).first().waitFor();
    expect(await shownText(answers(page).first())).toBe(answer);
    await page.getByText('first token').first().waitFor();
  });
});

describe('two tabs with the same chat', () => {
  it('lose nothing of each other', async () => {
    const one = await app.open({ preferences: shortAnswers });
    await ask(one, 'The first question');
    const two = await one.context().newPage();
    await two.goto(one.url());
    await two.getByText('The first question').first().waitFor();

    await Promise.all([send(one, 'Asked in tab one'), send(two, 'Asked in tab two')]);
    const answered = async (): Promise<number> =>
      answersOf(await stored(one)).filter(({ status }) => status === 'complete').length;
    await expect.poll(answered).toBe(3);

    const { messages } = await stored(one);
    expect(new Set(messages.map(({ chatId }) => chatId)).size).toBe(1);
    const asked = messages.filter(({ role }) => role === 'user').map(({ content }) => content);
    expect(asked.sort()).toEqual(['Asked in tab one', 'Asked in tab two', 'The first question']);
    expect(messages).toHaveLength(6);
  });

  it('show each other what was asked', async () => {
    const one = await app.open({ preferences: shortAnswers });
    await ask(one, 'The first question');
    const two = await one.context().newPage();
    await two.goto(one.url());
    await two.getByText('The first question').first().waitFor();
    await ask(one, 'A second question');
    await two.getByText('A second question').first().waitFor();
  });
});
