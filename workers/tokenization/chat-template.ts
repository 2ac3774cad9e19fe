import { Template } from '@huggingface/jinja';
import type { ChatMessage } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import { BoundedInterpreter } from './bounded-interpreter.ts';

/** A model's chat template with the special tokens that it may name. */
export class ChatTemplate {
  readonly #template: Template;
  readonly #specialTokens: Readonly<Record<string, string>>;
  /** Whether it asks `enable_thinking`. */
  readonly hasThinkingSwitch: boolean;

  /** @throws catalogued `chat-template-failed` for a template that can't be parsed */
  constructor(source: string, specialTokens: Readonly<Record<string, string>>) {
    try {
      this.#template = new Template(source);
    } catch (error) {
      throw templateFailed(error);
    }
    this.#specialTokens = specialTokens;
    this.hasThinkingSwitch = /\benable_thinking\b/.test(source);
  }

  /**
   * The chat as text, open for the assistant's answer. A blank system message is left out, so that
   * the template's own system prompt applies.
   *
   * @param think `enable_thinking`; `undefined` leaves it undefined
   * @throws catalogued `chat-template-failed`, also for a template that goes on without end
   */
  render(messages: readonly ChatMessage[], think?: boolean): string {
    const told = messages.filter(({ role, content }) => role !== 'system' || content.trim() !== '');
    try {
      const interpreter = new BoundedInterpreter({
        ...this.#specialTokens,
        messages: told.map(({ role, content }) => ({ role, content })),
        add_generation_prompt: true,
        ...(think !== undefined && { enable_thinking: think }),
      });
      return interpreter.render(this.#template);
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
