import type { DBSchema, IDBPDatabase } from 'idb';
import type { ChatRecord, MessageRecord } from './chat-record.ts';
import type { ChatStore, ChatSummary } from './chats.ts';
import { DatabaseConnection, type Migration } from './database-connection.ts';
import { parseChat, parseMessages } from './record-schema.ts';
import { byLatest, totalsOf, type MessageTotals } from './summary.ts';

interface ChatDatabase extends DBSchema {
  chats: { key: string; value: ChatRecord };
  messages: { key: string; value: MessageRecord; indexes: { chatId: string } };
}

const migrations: readonly Migration<ChatDatabase>[] = [
  ({ db }) => {
    db.createObjectStore('chats', { keyPath: 'id' });
    db.createObjectStore('messages', { keyPath: 'id' }).createIndex('chatId', 'chatId');
  },
];

const databaseName = 'featherweight-chats';

export class IndexedDbChatStore extends EventTarget implements ChatStore {
  readonly persistent = true;
  readonly #database = new DatabaseConnection(databaseName, migrations);
  /** Adding up a chat's messages takes reading them: done again only after a change to the chat. */
  readonly #totals = new Map<string, MessageTotals>();
  readonly #otherTabs: BroadcastChannel;

  private constructor() {
    super();
    this.#otherTabs = new BroadcastChannel(databaseName);
    this.#otherTabs.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'string') return;
      this.#totals.delete(data);
      this.dispatchEvent(new Event('change'));
    });
  }

  /** @throws whatever the browser refuses with, where it does */
  static async open(): Promise<ChatStore> {
    const store = new IndexedDbChatStore();
    try {
      const database = await store.#database.open();
      await database.count('chats');
    } catch (refused) {
      store.#otherTabs.close();
      throw refused;
    }
    return store;
  }

  list(): Promise<readonly ChatSummary[]> {
    return this.#database.attempt(async (database) => {
      const transaction = database.transaction(['chats', 'messages']);
      const index = transaction.objectStore('messages').index('chatId');
      const chats = (await transaction.objectStore('chats').getAll()).flatMap(
        (value) => parseChat(value) ?? [],
      );
      return Promise.all(
        chats.sort(byLatest).map(async (chat) => {
          let totals = this.#totals.get(chat.id);
          if (!totals) {
            totals = totalsOf(parseMessages(await index.getAll(chat.id)));
            this.#totals.set(chat.id, totals);
          }
          return { ...chat, ...totals };
        }),
      );
    });
  }

  read(id: string): ReturnType<ChatStore['read']> {
    return this.#database.attempt(async (database) => {
      const transaction = database.transaction(['chats', 'messages']);
      const [chat, messages] = await Promise.all([
        transaction.objectStore('chats').get(id),
        transaction.objectStore('messages').index('chatId').getAll(id),
      ]);
      const parsed = parseChat(chat);
      return parsed && { chat: parsed, messages: parseMessages(messages) };
    });
  }

  create(chat: ChatRecord): Promise<void> {
    return this.#change(chat.id, async (database) => {
      await database.put('chats', chat);
    });
  }

  update(id: string, change: Partial<Omit<ChatRecord, 'id'>>): Promise<void> {
    return this.#change(id, async (database) => {
      const transaction = database.transaction('chats', 'readwrite');
      const chat = await transaction.store.get(id);
      await Promise.all([chat && transaction.store.put({ ...chat, ...change }), transaction.done]);
    });
  }

  putMessage(message: MessageRecord): Promise<void> {
    return this.#change(message.chatId, async (database) => {
      const transaction = database.transaction(['chats', 'messages'], 'readwrite');
      const exists = await transaction.objectStore('chats').count(message.chatId);
      await Promise.all([
        exists && transaction.objectStore('messages').put(message),
        transaction.done,
      ]);
    });
  }

  delete(id: string): Promise<void> {
    return this.#change(id, async (database) => {
      const transaction = database.transaction(['chats', 'messages'], 'readwrite');
      const messages = transaction.objectStore('messages');
      const keys = await messages.index('chatId').getAllKeys(id);
      await Promise.all([
        transaction.objectStore('chats').delete(id),
        ...keys.map((key) => messages.delete(key)),
        transaction.done,
      ]);
    });
  }

  async #change(
    chatId: string,
    write: (database: IDBPDatabase<ChatDatabase>) => Promise<void>,
  ): Promise<void> {
    await this.#database.attempt(write);
    this.#totals.delete(chatId);
    this.#otherTabs.postMessage(chatId);
    this.dispatchEvent(new Event('change'));
  }
}
