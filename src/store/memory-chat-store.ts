import type { ChatRecord, MessageRecord } from './chat-record.ts';
import type { ChatStore, ChatSummary } from './chats.ts';
import { byLatest, totalsOf } from './summary.ts';

/** Chats that last as long as the page, where IndexedDB is refused. */
export class MemoryChatStore extends EventTarget implements ChatStore {
  readonly persistent = false;
  readonly #chats = new Map<string, ChatRecord>();
  readonly #messages = new Map<string, Map<string, MessageRecord>>();

  list(): Promise<readonly ChatSummary[]> {
    const summaries = [...this.#chats.values()].map((chat) => ({
      ...chat,
      ...totalsOf([...(this.#messages.get(chat.id)?.values() ?? [])]),
    }));
    return Promise.resolve(summaries.sort(byLatest));
  }

  read(id: string): ReturnType<ChatStore['read']> {
    const chat = this.#chats.get(id);
    const messages = [...(this.#messages.get(id)?.values() ?? [])];
    return Promise.resolve(chat && { chat, messages });
  }

  create(chat: ChatRecord): Promise<void> {
    this.#chats.set(chat.id, chat);
    this.#messages.set(chat.id, new Map());
    return this.#changed();
  }

  update(id: string, change: Partial<Omit<ChatRecord, 'id'>>): Promise<void> {
    const chat = this.#chats.get(id);
    if (chat) this.#chats.set(id, { ...chat, ...change });
    return this.#changed();
  }

  putMessage(message: MessageRecord): Promise<void> {
    this.#messages.get(message.chatId)?.set(message.id, message);
    return this.#changed();
  }

  delete(id: string): Promise<void> {
    this.#chats.delete(id);
    this.#messages.delete(id);
    return this.#changed();
  }

  #changed(): Promise<void> {
    this.dispatchEvent(new Event('change'));
    return Promise.resolve();
  }
}
