import { click, fill, shown, until, type Scope, type SoakedPage } from './page-tools.ts';

/** What the device must hold in the end. */
export interface Expected {
  readonly questions: string[];
  chats: number;
  /** Questions of the chat that is open. */
  inChat: number;
  benchmarks: number;
}

type Action = (page: SoakedPage, expected: Expected, random: () => number) => Promise<void>;

const levels = ['q4', 'q8'] as const;

/** More would fill the context. */
const questionsPerChat = 6;

const draft = 'textarea#draft';

/** The model of the chat is in memory. */
export const ready = (page: SoakedPage): Promise<void> =>
  shown(page, '.sign[title="Offline: nothing leaves this device"]');

const toScreen = (page: SoakedPage, name: string): Promise<void> =>
  click(page, 'nav a[aria-current]', name);

async function toChat(page: SoakedPage): Promise<void> {
  await toScreen(page, 'Chat');
  await shown(page, draft);
  await ready(page);
}

async function newChat(page: SoakedPage, expected: Expected): Promise<void> {
  // Its link lies in a drawer where the window is narrow.
  await page.evaluate(() => {
    location.hash = '#/';
  });
  await until(
    page,
    'an empty chat',
    () => (globalThis as Scope).soakTools.count('fw-message') === 0,
  );
  expected.inChat = 0;
}

async function send(page: SoakedPage, expected: Expected, words: string): Promise<void> {
  if (expected.inChat === questionsPerChat) await newChat(page, expected);
  const question = `${words} (${expected.questions.length + 1})`;
  await fill(page, draft, question);
  await shown(page, 'button:enabled', 'Send');
  await click(page, 'button', 'Send');
  await until(
    page,
    `the answer to ${question}`,
    (count: number) => (globalThis as Scope).soakTools.count('fw-message') >= count,
    2 * expected.inChat + 2,
  );
  expected.questions.push(question);
  if (expected.inChat === 0) expected.chats++;
  expected.inChat++;
}

const answered = (page: SoakedPage): Promise<void> => shown(page, 'button', 'Send');

/** Each is done from the chat and ends there, the model in memory. */
export const actions: Readonly<Record<string, Action>> = {
  async answer(page, expected) {
    await send(page, expected, 'What is the capital of France?');
    await answered(page);
  },

  async stop(page, expected, random) {
    await send(page, expected, 'Tell me all that you know about rivers.');
    // Anywhere: before the first word, among the words, or after the last.
    await new Promise((resolve) => setTimeout(resolve, random() * 1000));
    await page.evaluate(() => {
      const { soakTools } = globalThis as Scope;
      if (soakTools.count('button', 'Stop') > 0) soakTools.click('button', 'Stop');
    });
    await answered(page);
  },

  async level(page, _, random) {
    const level = levels[Math.floor(random() * levels.length)] ?? 'q4';
    await click(page, '.part:nth-of-type(2) .cell');
    await shown(page, `wa-dropdown-item[value=${level}]`);
    await click(page, `wa-dropdown-item[value=${level}]`);
    await ready(page);
  },

  'new chat': newChat,

  async compare(page) {
    await toScreen(page, 'Compare');
    await shown(page, 'fw-prompt-bar');
    await page.evaluate(() => {
      const { soakTools } = globalThis as Scope;
      if (soakTools.count('fw-compare-set-up') === 0) soakTools.click('button', 'Edit prompt');
    });
    await shown(page, 'textarea#prompt');
    await fill(page, 'textarea#prompt', 'Name three colours.');
    await shown(page, 'button:enabled', 'Run both');
    await click(page, 'button', 'Run both');
    await shown(page, 'button', 'Stop all');
    await shown(page, 'button', 'Run both');
    await toChat(page);
  },

  async benchmark(page, expected) {
    await toScreen(page, 'Benchmark');
    for (const [field, value] of [
      ['prompts', '16'],
      ['generations', '8'],
      ['repetitions', '2'],
    ] as const) {
      await shown(page, `#${field}`);
      await fill(page, `#${field}`, value);
    }
    await shown(page, 'button.start:enabled');
    await click(page, 'button.start');
    await shown(page, 'fw-live-run');
    await until(
      page,
      'the end of the run',
      () => (globalThis as Scope).soakTools.count('fw-live-run') === 0,
    );
    expected.benchmarks++;
    await toChat(page);
  },
};
