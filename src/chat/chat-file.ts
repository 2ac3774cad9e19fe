import * as v from 'valibot';
import type { ChatRecord, MessageRecord } from '../store/chat-record.ts';
import { parseChat, parseMessages } from '../store/record-schema.ts';

/** The version that this app writes, and the latest that it reads. */
const version = 1;
const format = 'featherweight-chats';

export interface StoredChat {
  readonly chat: ChatRecord;
  readonly messages: readonly MessageRecord[];
}

/** Why a file was not taken. The interface has a sentence for each. */
export type ImportProblem =
  | { readonly kind: 'not-json' }
  | { readonly kind: 'not-ours' }
  | { readonly kind: 'later-version'; readonly version: number }
  /** `where` is a path into the file, `chats[0].messages[3]`. */
  | { readonly kind: 'malformed'; readonly where: string };

export type ImportResult =
  { readonly kind: 'chats'; readonly chats: readonly StoredChat[] } | ImportProblem;

const header = v.object({
  format: v.literal(format),
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
const body = v.object({
  chats: v.array(v.object({ chat: v.unknown(), messages: v.array(v.unknown()) })),
});

/** Chats as the text of a JSON file. */
export const chatsToJson = (chats: readonly StoredChat[], exportedAt: number): string =>
  JSON.stringify(
    { format, version, exportedAt: new Date(exportedAt).toISOString(), chats },
    undefined,
    1,
  );

/**
 * Chats of a JSON file that this app wrote, all or none. They get ids of their own, so that none that
 * is here already is overwritten.
 */
export function chatsFromJson(text: string, newId: () => string): ImportResult {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'not-json' };
  }
  const head = v.safeParse(header, json);
  if (!head.success) return { kind: 'not-ours' };
  if (head.output.version > version) return { kind: 'later-version', version: head.output.version };
  const parsed = v.safeParse(body, json);
  if (!parsed.success)
    return { kind: 'malformed', where: v.getDotPath(parsed.issues[0]) ?? 'chats' };
  const chats: StoredChat[] = [];
  for (const [index, entry] of parsed.output.chats.entries()) {
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
