import * as v from 'valibot';
import {
  fromExportFile,
  toExportFile,
  type ExportFormat,
  type ImportProblem,
} from '../report/export-file.ts';
import type { ChatRecord, MessageRecord } from '../store/chat-record.ts';
import { parseChat, parseMessages } from '../store/record-schema.ts';

const chatFormat: ExportFormat = { format: 'featherweight-chats', version: 1 };

export interface StoredChat {
  readonly chat: ChatRecord;
  readonly messages: readonly MessageRecord[];
}

export type ImportResult =
  { readonly kind: 'chats'; readonly chats: readonly StoredChat[] } | ImportProblem;

const body = v.object({
  chats: v.array(v.object({ chat: v.unknown(), messages: v.array(v.unknown()) })),
});

/** Chats as the text of a JSON file. */
export const chatsToJson = (chats: readonly StoredChat[], exportedAt: number): string =>
  toExportFile(chatFormat, exportedAt, { chats });

/**
 * Chats of a JSON file that this app wrote, all or none. They get ids of their own, so that none that
 * is here already is overwritten.
 */
export function chatsFromJson(text: string, newId: () => string): ImportResult {
  const read = fromExportFile(text, chatFormat, body);
  if (read.kind !== 'content') return read;
  const chats: StoredChat[] = [];
  for (const [index, entry] of read.content.chats.entries()) {
    const chat = parseChat(entry.chat);
    if (!chat) return { kind: 'malformed', where: `chats[${index}].chat` };
    const messages: MessageRecord[] = [];
    for (const [position, value] of entry.messages.entries()) {
      const [message] = parseMessages([value]);
      if (!message) return { kind: 'malformed', where: `chats[${index}].messages[${position}]` };
      messages.push(message);
    }
    chats.push(withNewIds({ chat, messages }, newId));
  }
  return { kind: 'chats', chats };
}

function withNewIds({ chat, messages }: StoredChat, newId: () => string): StoredChat {
  const chatId = newId();
  const ids = new Map(messages.map((message) => [message.id, newId()]));
  const renamed = (id: string | null): string | null =>
    id === null ? null : (ids.get(id) ?? null);
  return {
    chat: { ...chat, id: chatId, leafId: renamed(chat.leafId) },
    messages: messages.map((message) => {
      const links = {
        id: ids.get(message.id) ?? newId(),
        chatId,
        parentId: renamed(message.parentId),
      };
      return message.role === 'assistant' && message.status === 'streaming'
        ? { ...message, ...links, status: 'interrupted' }
        : { ...message, ...links };
    }),
  };
}
