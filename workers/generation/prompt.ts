import type { ChatMessage, CountTokensRequest } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import type { ChatTokenizer } from '../tokenization/chat-tokenizer.ts';

/** The templated chat with the begun answer after it. */
export const promptIds = (
  tokenizer: ChatTokenizer,
  { messages, continueIds, think }: CountTokensRequest,
): number[] => [...tokenizer.encodeChat(messages, think), ...continueIds];

/** What of an answer's beginning the template itself wrote: some open the model's thinking for it. */
export const openedWith = (
  tokenizer: ChatTokenizer,
  { messages, think }: CountTokensRequest,
): string => /<think>\s*$/.exec(tokenizer.renderChat(messages, think))?.[0] ?? '';

/** @throws catalogued `prompt-empty` when the last message asks nothing */
export function checkAsked(messages: readonly ChatMessage[]): void {
  const last = messages.at(-1);
  if (last?.role !== 'user' || last.content.trim() === '') throw fail('prompt-empty', {});
}

/** @throws catalogued `prompt-too-long` */
export function checkFits(promptTokens: number, contextLength: number): void {
  if (promptTokens > contextLength) throw fail('prompt-too-long', { promptTokens, contextLength });
}
