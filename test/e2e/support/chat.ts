import type { Locator, Page } from 'playwright';

/** The parts of the chat screen, by what a person sees. */
export const composer = (page: Page): Locator =>
  page.getByRole('textbox', { name: 'Your question' });

export const answers = (page: Page): Locator => page.locator('fw-markdown-text');

export const stopButton = (page: Page): Locator =>
  page.getByRole('button', { name: 'Stop', exact: true });

export async function send(page: Page, question: string): Promise<void> {
  await composer(page).fill(question);
  await composer(page).press('Enter');
}

/** Asks and waits for the end of the answer. @returns its text as shown */
export async function ask(page: Page, question: string): Promise<string> {
  const before = await answers(page).count();
  await send(page, question);
  const answer = answers(page).nth(before);
  await answer.waitFor();
  await idle(page);
  return answer.innerText();
}

/** Waits until no answer is being written. */
export const idle = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Send', exact: true }).waitFor();

/** The worker that runs the model. */
export const engineWorker = (page: Page) =>
  page.workers().find((worker) => worker.url().includes('engine.worker'));
