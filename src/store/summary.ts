import type { ChatRecord, MessageRecord } from './chat-record.ts';
import type { ChatSummary } from './chats.ts';

/** Characters of the first question that a row of the list can show. */
const firstQuestionLength = 120;

/** What a row of the list shows besides the chat's own record; costs a pass over its messages. */
export type MessageTotals = Omit<ChatSummary, keyof ChatRecord>;

export function totalsOf(messages: readonly MessageRecord[]): MessageTotals {
  const inOrder = messages.toSorted((a, b) => a.createdAt - b.createdAt);
  const question = inOrder.find(({ role }) => role === 'user')?.content ?? '';
  const levels = inOrder.flatMap((message) =>
    message.role === 'assistant' ? (message.circumstances?.variant.level ?? []) : [],
  );
  const encoder = new TextEncoder();
  return {
    messageCount: messages.length,
    bytes: encoder.encode(JSON.stringify(messages)).byteLength,
    firstQuestion: question.slice(0, firstQuestionLength).trim(),
    level: levels.at(-1) ?? null,
  };
}

/** Latest chat first. */
export const byLatest = (a: ChatRecord, b: ChatRecord): number => b.updatedAt - a.updatedAt;
