import { act, type Act } from './in-page.ts';
import { answerLimitMs, type DrivenTab } from './driven-tab.ts';

const lookEveryMs = 50;

/** The app in a tab, by what a person sees. */
export class Screen {
  readonly tab: DrivenTab;

  constructor(tab: DrivenTab) {
    this.tab = tab;
  }

  /** What elements say now. */
  read(selector: string, saying?: string): Promise<readonly string[]> {
    return this.#act({ selector, action: 'read', ...(saying !== undefined && { saying }) });
  }

  /** Waits until an element says so. @returns all that it says */
  async see(selector: string, saying: string): Promise<string> {
    return this.#once({ selector, saying, action: 'read' });
  }

  /** Waits for the element and clicks it. */
  async click(selector: string, saying: string): Promise<void> {
    await this.#once({ selector, saying, action: 'click' });
  }

  async fill(selector: string, value: string): Promise<void> {
    await this.#once({ selector, value, action: 'fill' });
  }

  /** Asks in the chat, text and Enter within one frame. */
  async send(question: string): Promise<void> {
    await this.#once({ selector: 'fw-composer textarea', value: question, action: 'ask' });
  }

  /** Asks in the chat and waits for the end of the answer. @returns its text */
  async ask(question: string): Promise<string> {
    const before = (await this.read('fw-markdown-text')).length;
    await this.send(question);
    await this.until(async () => (await this.read('fw-markdown-text')).length > before);
    await this.see('fw-composer button', 'Send');
    return (await this.read('fw-markdown-text')).at(-1) ?? '';
  }

  /** @throws with what stands on the page when it takes too long */
  async until(holds: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + answerLimitMs; !(await holds());) {
      if (Date.now() > end)
        throw new Error(`not seen; the page says: ${String(await this.read('body')).slice(-1500)}`);
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }

  async #once(request: Act): Promise<string> {
    let found: readonly string[] = [];
    await this.until(async () => {
      found = await this.#act(request);
      return found.length > 0;
    });
    return found[0] ?? '';
  }

  #act(request: Act): Promise<readonly string[]> {
    return this.tab.evaluate(act, request);
  }
}
