import type { ChatRecord, MessageRecord } from './chat-record.ts';

/** A chat in the list, with what its row shows. */
export interface ChatSummary extends ChatRecord {
  readonly messageCount: number;
  readonly bytes: number;
  /** Beginning of the first question, for a chat without a title. */
  readonly firstQuestion: string;
  /** Level of the latest answer. */
  readonly level: string | null;
}

/**
 * Chats on this device. Dispatches a plain `change` event after a change in this tab or another.
 * All methods reject with catalogued `storage-blocked` or `storage-full`.
 */
export interface ChatStore extends EventTarget {
  /** False where IndexedDB is refused: chats then last as long as the page, and the person is told. */
  readonly persistent: boolean;
  list(): Promise<readonly ChatSummary[]>;
  read(id: string): Promise<{ chat: ChatRecord; messages: readonly MessageRecord[] } | undefined>;
  create(chat: ChatRecord): Promise<void>;
  /** Changes fields of a chat in one transaction, so that two tabs can't undo each other's. */
  update(id: string, change: Partial<Omit<ChatRecord, 'id'>>): Promise<void>;
  /** Adds or replaces a message. One of a chat that was deleted meanwhile is dropped. */
  putMessage(message: MessageRecord): Promise<void>;
  delete(id: string): Promise<void>;
}
