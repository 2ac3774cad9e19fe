import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatRecord, UserMessage } from '../../../../src/store/chat-record.ts';
import type { ChatStore } from '../../../../src/store/chats.ts';
import { openChatStore } from '../../../../src/store/open-chat-store.ts';

const databaseName = 'featherweight-chats';

const chat = (id: string, updatedAt = 1): ChatRecord => ({
  id,
  title: '',
  systemPrompt: '',
  createdAt: 1,
  updatedAt,
  leafId: null,
});

const message = (id: string, chatId: string, content = id): UserMessage => ({
  id,
  chatId,
  parentId: null,
  createdAt: 1,
  content,
  role: 'user',
});

const nextChange = (store: ChatStore): Promise<void> =>
  new Promise((resolve) => {
    store.addEventListener('change', () => resolve(), { once: true });
  });

// Deleting the database makes every open store give way (`blocking`), which is what is wanted.
beforeEach(() => deleteDB(databaseName));
afterEach(() => vi.restoreAllMocks());

const refused = (): never => {
  throw new DOMException('denied', 'SecurityError');
};

const kinds = [
  { name: 'on the device', refuse: false },
  { name: 'where IndexedDB is refused', refuse: true },
];

describe.each(kinds)('chats $name', ({ refuse }) => {
  const open = (): Promise<ChatStore> => {
    if (refuse) vi.spyOn(indexedDB, 'open').mockImplementation(refused);
    return openChatStore();
  };

  it('says whether they last', async () => {
    expect((await open()).persistent).toBe(!refuse);
  });

  it('creates, changes, lists latest first, and deletes with all messages', async () => {
    const store = await open();
    await store.create(chat('a', 1));
    await store.create(chat('b', 2));
    await store.putMessage(message('m', 'a', 'What is it?'));
    await store.update('a', { title: 'First', updatedAt: 3 });
    const [first, second] = await store.list();
    expect(first).toMatchObject({
      id: 'a',
      title: 'First',
      messageCount: 1,
      firstQuestion: 'What is it?',
      level: null,
    });
    expect(first?.bytes).toBeGreaterThan(20);
    expect(second).toMatchObject({ id: 'b', messageCount: 0, firstQuestion: '' });
    await store.delete('a');
    expect(await store.read('a')).toBeUndefined();
    expect(await store.list()).toHaveLength(1);
  });

  it('counts anew after a change to a chat', async () => {
    const store = await open();
    await store.create(chat('a'));
    const before = (await store.list())[0];
    await store.putMessage(message('m', 'a'));
    const after = (await store.list())[0];
    expect([before?.messageCount, after?.messageCount]).toEqual([0, 1]);
  });

  it('drops a message whose chat was deleted', async () => {
    const store = await open();
    await store.create(chat('a'));
    await store.delete('a');
    await store.putMessage(message('m', 'a'));
    await store.create(chat('a'));
    expect((await store.read('a'))?.messages).toEqual([]);
  });

  it('tells of changes', async () => {
    const store = await open();
    const change = nextChange(store);
    await store.create(chat('a'));
    await change;
  });
});

describe('two tabs', () => {
  it('keeps the messages of both in the same chat, and tells each of the other', async () => {
    const [one, two] = [await openChatStore(), await openChatStore()];
    await one.create(chat('a'));
    const told = nextChange(two);
    await one.putMessage(message('m1', 'a'));
    await told;
    await Promise.all([
      one.putMessage(message('m2', 'a')),
      two.putMessage(message('m3', 'a')),
      one.update('a', { leafId: 'm2' }),
      two.update('a', { title: 'From two' }),
    ]);
    for (const store of [one, two]) {
      const read = await store.read('a');
      expect(read?.messages.map(({ id }) => id).sort()).toEqual(['m1', 'm2', 'm3']);
      expect(read?.chat).toMatchObject({ leafId: 'm2', title: 'From two' });
    }
  });

  it('counts anew what another tab changed', async () => {
    const [one, two] = [await openChatStore(), await openChatStore()];
    await one.create(chat('a'));
    await two.list();
    const told = nextChange(two);
    await one.putMessage(message('m', 'a'));
    await told;
    await vi.waitFor(async () => expect((await two.list())[0]?.messageCount).toBe(1));
  });
});

describe('failures', () => {
  it('says that storage is full, and works on when there is room again', async () => {
    const store = await openChatStore();
    await store.create(chat('a'));
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await expect(store.putMessage(message('m', 'a'))).rejects.toMatchObject({
      code: 'storage-full',
    });
    put.mockRestore();
    await store.putMessage(message('m', 'a'));
    expect((await store.read('a'))?.messages).toHaveLength(1);
  });

  it('opens the database again after it was deleted under it', async () => {
    const store = await openChatStore();
    await store.create(chat('a'));
    await deleteDB(databaseName);
    await store.create(chat('b'));
    expect((await store.list()).map(({ id }) => id)).toEqual(['b']);
  });

  it('says that storage is blocked when a later version owns the database', async () => {
    const store = await openChatStore();
    await store.create(chat('a'));
    const later = await openDB(databaseName, 1000);
    await expect(store.list()).rejects.toMatchObject({ code: 'storage-blocked' });
    later.close();
  });

  it('leaves records alone that it cannot read', async () => {
    const store = await openChatStore();
    await store.create(chat('a'));
    const database = await openDB(databaseName);
    await database.put('chats', { id: 'x', from: 'the future' });
    await database.put('messages', { id: 'y', chatId: 'a', role: 'oracle' });
    expect(await store.list()).toHaveLength(1);
    expect((await store.read('a'))?.messages).toEqual([]);
    expect(await database.count('chats')).toBe(2);
    database.close();
  });
});
