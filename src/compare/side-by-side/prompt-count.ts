import { Task } from '@lit/task';
import type { ReactiveControllerHost } from 'lit';
import type { ModelControl } from '../../app/model-control.ts';
import { messagesOf, type Prompt } from './prompt.ts';

/** How long typing must pause before it is counted, ms. */
const pause = 200;

/**
 * Tokens of a prompt as variants are sent it, counted by the chat's model (all variants share its
 * tokenizer) when typing pauses, and kept while that model is out of memory.
 */
export class PromptCount {
  readonly #prompt: () => Prompt;
  #counted: { readonly prompt: Prompt; readonly tokens: number } | undefined;

  constructor(
    host: ReactiveControllerHost,
    model: () => ModelControl | undefined,
    prompt: () => Prompt,
  ) {
    this.#prompt = prompt;
    new Task(host, {
      args: () => [prompt(), model()?.loaded !== undefined] as const,
      task: async (_, { signal }) => {
        await new Promise((resolve) => setTimeout(resolve, pause));
        if (signal.aborted) return;
        await this.now(model());
      },
    });
  }

  /** Of the prompt as it stands, or `undefined` where it is not counted yet. */
  get tokens(): number | undefined {
    return this.#counted?.prompt === this.#prompt() ? this.#counted.tokens : undefined;
  }

  /** Counts at once, where that can be done. */
  async now(model: ModelControl | undefined): Promise<number | undefined> {
    const prompt = this.#prompt();
    if (this.#counted?.prompt === prompt) return this.#counted.tokens;
    if (!model?.loaded || prompt.text.trim() === '') return undefined;
    try {
      const tokens = await model.engine.countTokens(messagesOf(prompt));
      this.#counted = { prompt, tokens };
      return tokens;
    } catch {
      return undefined;
    }
  }
}
