import { Template } from '@huggingface/jinja';
import type { ChatMessage } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';

/** A model's chat template with the special tokens that it may name. */
export class ChatTemplate {
  readonly #template: Template;
  readonly #specialTokens: Readonly<Record<string, string>>;

  /** @throws catalogued `chat-template-failed` for a template that can't be parsed */
  constructor(source: string, specialTokens: Readonly<Record<string, string>>) {
    try {
      this.#template = new Template(source);
    } catch (error) {
      throw templateFailed(error);
    }
    this.#specialTokens = specialTokens;
  }

  /**
   * The chat as text, open for the assistant's answer. A blank system message is left out, so that
   * the template's own system prompt applies.
   *
   * @throws catalogued `chat-template-failed`
   */
  render(messages: readonly ChatMessage[]): string {
    const told = messages.filter(({ role, content }) => role !== 'system' || content.trim() !== '');
    try {
      return this.#template.render({
        ...this.#specialTokens,
        messages: told.map(({ role, content }) => ({ role, content })),
        add_generation_prompt: true,
      });
    } catch (error) {
      throw templateFailed(error);
    }
  }
}

const templateFailed = (error: unknown): Error =>
  fail(
    'chat-template-failed',
    { reason: error instanceof Error ? error.message : String(error) },
    error,
  );
