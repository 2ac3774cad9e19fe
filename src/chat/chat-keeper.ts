import { asFeatherweightError, type FeatherweightError } from '../../core/errors.ts';
import type { ChatRecord, MessageRecord } from '../store/chat-record.ts';
import type { ChatStore } from '../store/chats.ts';

/**
 * Keeps one chat in the store. What can't be stored stays in this page's memory, where the person is
 * told, and is tried again with each change.
 */
export class ChatKeeper {
  readonly #store: ChatStore;
  readonly #chat: () => ChatRecord;
  readonly #failed: () => void;
  readonly #unsaved = new Map<string, MessageRecord>();
  #stored: boolean;
  #creating: Promise<boolean> | undefined;
  #discarded = false;
  #error: FeatherweightError | undefined;

  /**
   * @param chat what to keep, as it is at the time
   * @param stored whether the store has it already
   * @param failed called after each failure
   */
  constructor(store: ChatStore, chat: () => ChatRecord, stored: boolean, failed: () => void) {
    this.#store = store;
    this.#chat = chat;
    this.#stored = stored;
    this.#failed = failed;
  }

  /** Messages that could not be stored as they are now. */
  get unsaved(): readonly MessageRecord[] {
    return [...this.#unsaved.values()];
  }

  /** Why the latest change could not be kept, until one can. */
  get error(): FeatherweightError | undefined {
    return this.#error;
  }

  /** The store turned out to have the chat. */
  found(): void {
    this.#stored = true;
  }

  /** The chat is being deleted: nothing of it may be stored again. */
  discard(): void {
    this.#discarded = true;
  }

  /** Changes fields of the chat, if it is stored: else it is stored as a whole with its first message. */
  async update(change: Partial<Omit<ChatRecord, 'id'>>): Promise<void> {
    if (!this.#stored && !(await this.#creating)) return;
    if (await this.#attempt(() => this.#store.update(this.#chat().id, change)))
      await this.#saveUnsaved();
  }

  async save(message: MessageRecord): Promise<void> {
    this.#unsaved.set(message.id, message);
    await this.#saveUnsaved();
  }

  async #saveUnsaved(): Promise<void> {
    if (this.#unsaved.size === 0 || !(await this.#create())) return;
    for (const message of this.unsaved) {
      const isLatest = (): boolean => this.#unsaved.get(message.id) === message;
      if (!isLatest()) continue;
      if (!(await this.#attempt(() => this.#store.putMessage(message)))) return;
      if (isLatest()) this.#unsaved.delete(message.id);
    }
  }

  /** Whether the store has the chat, without which it would drop the messages. */
  #create(): Promise<boolean> {
    if (this.#stored) return Promise.resolve(true);
    this.#creating ??= this.#attempt(() => this.#store.create(this.#chat())).then((created) => {
      this.#stored ||= created;
      this.#creating = undefined;
      return created;
    });
    return this.#creating;
  }

  /** Whether `task` succeeded. */
  async #attempt(task: () => Promise<void>): Promise<boolean> {
    if (this.#discarded) return false;
    try {
      await task();
      this.#error = undefined;
      return true;
    } catch (thrown) {
      this.#error = asFeatherweightError(thrown);
      this.#failed();
      return false;
    }
  }
}
