import type { Locator, Page } from 'playwright';

/** The parts of the chat screen, by what a person sees. */
export const composer = (page: Page): Locator =>
  page.getByRole('textbox', { name: 'Your question' });

export const answers = (page: Page): Locator => page.locator('fw-markdown-text');

export const stopButton = (page: Page): Locator =>
  page.getByRole('button', { name: 'Stop', exact: true });

export async function send(page: Page, question: string): Promise<void> {
  await composer(page).fill(question);
  // Clicking waits until the question's length has been counted.
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

/** Asks and waits for the end of the answer. @returns its text as shown */
export async function ask(page: Page, question: string): Promise<string> {
  const before = await answers(page).count();
  await send(page, question);
  const answer = answers(page).nth(before);
  await answer.waitFor();
  await idle(page);
  return shownText(answer);
}

/** Waits until no answer is being written. */
export const idle = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Send', exact: true }).waitFor();

/** The worker that runs the model. */
export const engineWorker = (page: Page) =>
  page.workers().find((worker) => worker.url().includes('engine.worker'));

/** What stands in an answer, its shadow trees included. */
export const shownText = (answer: Locator): Promise<string> =>
  answer.evaluate((element) => {
    const textOf = (node: Node): string => {
      if (node instanceof HTMLStyleElement) return '';
      const children = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
      return node instanceof Text ? node.data : [...children.childNodes].map(textOf).join('');
    };
    return textOf(element).trim();
  });

/** Waits until an answer under way has so many characters. @returns what is shown then */
export async function grown(answer: Locator, characters: number): Promise<string> {
  await answer.waitFor();
  for (;;) {
    const text = await shownText(answer);
    if (text.length > characters) return text;
    await answer.page().waitForTimeout(20);
  }
}

/** Waits until the model can answer. */
export const ready = (page: Page): Promise<void> =>
  page.getByText('Offline: nothing leaves this device').waitFor();
