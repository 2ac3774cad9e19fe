import type { ChatMessage } from '../../../core/contract.ts';
import { branchTo } from '../../chat/message-tree.ts';
import type { StoredChat } from '../../chat/chat-file.ts';

/** What is asked, and what of a chat stands before it. */
export interface Prompt {
  readonly text: string;
  readonly before: readonly ChatMessage[];
}

export const emptyPrompt: Prompt = { text: '', before: [] };

/** As variants are sent it. */
export const messagesOf = ({ text, before }: Prompt): readonly ChatMessage[] => [
  ...before,
  { role: 'user', content: text.trim() },
];

/** Turns before the question; a system prompt is none. */
export const turnsBefore = ({ before }: Prompt): number =>
  before.filter(({ role }) => role !== 'system').length;

/** A chat's last question with what was said before it; `undefined` where nothing was asked yet. */
export function lastQuestion({ chat, messages }: StoredChat): Prompt | undefined {
  const branch = branchTo(new Map(messages.map((each) => [each.id, each])), chat.leafId);
  const at = branch.findLastIndex(({ role }) => role === 'user');
  const question = branch[at];
  if (!question) return undefined;
  const system: readonly ChatMessage[] =
    chat.systemPrompt === '' ? [] : [{ role: 'system', content: chat.systemPrompt }];
  const turns = branch
    .slice(0, at)
    .filter(({ content }) => content !== '')
    .map(({ role, content }) => ({ role, content }));
  return { text: question.content, before: [...system, ...turns] };
}
