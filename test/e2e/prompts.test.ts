import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { answers, ask, composer } from './support/chat.ts';

let app: App;
beforeAll(async () => {
  app = await App.start();
});
afterEach(() => app.reset());
afterAll(() => app.stop());

const sendButton = (page: Page) => page.getByRole('button', { name: 'Send', exact: true });

describe('a question', () => {
  it('that is empty is not sent', async () => {
    const page = await app.open();
    for (const nothing of ['', '   ', '\n\n']) {
      await composer(page).fill(nothing);
      await composer(page).press('Enter');
      expect(await sendButton(page).isDisabled()).toBe(true);
    }
    expect(await answers(page).count()).toBe(0);
  });

  it('longer than the context is told before it is sent, with the count, and kept', async () => {
    const page = await app.open({ preferences: { contextLength: 512, maxTokens: 8 } });
    await ask(page, 'Hello');
    const long = 'word '.repeat(1000);
    await composer(page).fill(long);
    await page
      .getByText(/1,0\d\d/)
      .first()
      .waitFor();
    await composer(page).press('Enter');
    expect(await answers(page).count()).toBe(1);
    expect(await composer(page).inputValue()).toBe(long);
    await composer(page).fill('');
    expect(await ask(page, 'Short')).not.toBe('');
  });

  it('that fills the context ends in words, and nothing is dropped silently', async () => {
    const page = await app.open({ preferences: { contextLength: 512, maxTokens: 4000 } });
    await ask(page, 'Hello');
    await page.getByText('Context full').waitFor();
  });
});

/** Puts a chat into the store whose answer is `content`, and opens it. */
async function openAnswer(page: Page, content: string): Promise<void> {
  await page.evaluate(async (answer) => {
    const opening = indexedDB.open('featherweight-chats');
    const database = await new Promise<IDBDatabase>((resolve) => {
      opening.onsuccess = () => resolve(opening.result);
    });
    const transaction = database.transaction(['chats', 'messages'], 'readwrite');
    const times = { createdAt: 1, updatedAt: 1 };
    transaction
      .objectStore('chats')
      .put({ id: 'hostile', title: 'Hostile', systemPrompt: '', leafId: 'answer', ...times });
    const common = { chatId: 'hostile', createdAt: 1 };
    const messages = transaction.objectStore('messages');
    messages.put({ ...common, id: 'question', parentId: null, role: 'user', content: answer });
    messages.put({
      ...common,
      id: 'answer',
      parentId: 'question',
      role: 'assistant',
      content: answer,
      status: 'complete',
      ids: [],
      finishReason: 'stop',
      failure: null,
      circumstances: null,
      figures: null,
      omittedMessages: 0,
    });
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    database.close();
  }, content);
  await page.goto(`${app.origin}/#/chat/hostile`);
  await page.reload();
  await answers(page).first().waitFor();
}

describe('Markdown of the model', () => {
  it('is shown, but can neither run nor fetch anything', async () => {
    const page = await app.open();
    await page.getByRole('textbox', { name: 'Your question' }).waitFor();
    const requests: string[] = [];
    const dialogs: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await openAnswer(
      page,
      [
        '**Kept** <script>alert(1)</script>',
        '<img src="x" onerror="alert(2)">',
        '![remote](https://example.com/track.png)',
        '<img src="https://example.com/track2.png">',
        '[click](javascript:alert(3))',
        '[click too](data:text/html,<script>alert(4)</script>)',
        '<a href="javascript:alert(5)" onclick="alert(6)">link</a>',
        '<iframe src="https://example.com/"></iframe>',
        '<form action="https://example.com/"><input name="a"></form>',
        '<style>body { display: none }</style>',
        '<svg><script>alert(7)</script><image href="https://example.com/i.svg"/></svg>',
        '<div style="position:fixed;inset:0;background:url(https://example.com/b.png)">over</div>',
        '<base href="https://example.com/">',
      ].join('\n\n'),
    );
    const answer = answers(page).first();
    expect(await answer.locator('strong').innerText()).toBe('Kept');
    for (const selector of ['script', 'iframe', 'form', 'input', 'base', 'svg', 'img'])
      expect(await answer.locator(selector).count()).toBe(0);
    for (const link of await answer.locator('a').all())
      expect((await link.getAttribute('href')) ?? '').not.toMatch(/^(javascript|data):/i);
    for (const link of await answer.getByText(/^(click|click too|link)$/).all())
      await link.click({ noWaitAfter: true });
    const handlers = await answer.evaluate((element) =>
      [...(element.shadowRoot ?? element).querySelectorAll('*')].flatMap(({ attributes }) =>
        [...attributes].filter(({ name }) => name.startsWith('on')).map(({ name }) => name),
      ),
    );
    expect(handlers).toEqual([]);
    expect(dialogs).toEqual([]);
    expect(requests.filter((address) => address.includes('example.com'))).toEqual([]);
    expect(page.url()).toContain(app.origin);
    expect(await page.getByRole('textbox', { name: 'Your question' }).isVisible()).toBe(true);
  });
});
