import { IndexedDbChatStore } from './indexed-db-chat-store.ts';
import type { ChatStore } from './chats.ts';
import { MemoryChatStore } from './memory-chat-store.ts';

/**
 * The chats of this device, or where IndexedDB is refused (a private window, settings, an opening
 * that never ends) a store that lasts as long as the page. Never rejects.
 */
export async function openChatStore(): Promise<ChatStore> {
  try {
    return await IndexedDbChatStore.open();
  } catch {
    return new MemoryChatStore();
  }
}
