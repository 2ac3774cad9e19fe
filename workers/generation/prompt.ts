import type { ChatMessage, CountTokensRequest } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import type { ChatTokenizer } from '../tokenization/chat-tokenizer.ts';

/** The templated chat with the begun answer after it. */
export const promptIds = (
  tokenizer: ChatTokenizer,
  { messages, continueIds }: CountTokensRequest,
): number[] => [...tokenizer.encodeChat(messages), ...continueIds];

/** @throws catalogued `prompt-empty` when the last message asks nothing */
export function checkAsked(messages: readonly ChatMessage[]): void {
  const last = messages.at(-1);
  if (last?.role !== 'user' || last.content.trim() === '') throw fail('prompt-empty', {});
}

/** @throws catalogued `prompt-too-long` */
export function checkFits(promptTokens: number, contextLength: number): void {
  if (promptTokens > contextLength) throw fail('prompt-too-long', { promptTokens, contextLength });
}
