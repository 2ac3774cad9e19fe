import { asFeatherweightError, type FeatherweightError } from '../../core/errors.ts';
import type { ChatSummary } from '../store/chats.ts';
import type { StoredChat } from './chat-file.ts';
import { Conversation, type ConversationServices } from './conversation.ts';
import { newChat } from './new-chat.ts';

/** All chats of this device, and the one that is shown. Dispatches `change`. */
export class ChatBook extends EventTarget {
  readonly #services: ConversationServices;
  /** Kept while an answer is written, so that looking into another chat doesn't end it. */
  readonly #open = new Map<string, Conversation>();
  #current: Conversation;
  #summaries: readonly ChatSummary[] = [];
  #deleted: StoredChat | undefined;
  /** The chat that was asked for last: the reading of an earlier one may end later. */
  #asked: string;
  #error: FeatherweightError | undefined;

  constructor(services: ConversationServices) {
    super();
    this.#services = services;
    this.#current = new Conversation(services, newChat(), false);
    this.#asked = this.#current.id;
    this.#open.set(this.#current.id, this.#current);
    this.#current.addEventListener('change', this.#onChange);
    services.store.addEventListener('change', () => void this.refresh());
  }

  get current(): Conversation {
    return this.#current;
  }

  /** Newest first. */
  get summaries(): readonly ChatSummary[] {
    return this.#summaries;
  }

  /** The chat deleted last, until it is forgotten. */
  get deleted(): StoredChat | undefined {
    return this.#deleted;
  }

  get error(): FeatherweightError | undefined {
    return this.#error;
  }

  /** Whether an answer is being written in this chat of this tab. */
  isWriting(id: string): boolean {
    return this.#open.get(id)?.writer !== undefined;
  }

  async refresh(): Promise<void> {
    await this.#trying(async () => {
      const list = await this.#services.store.list();
      this.#summaries = list.toSorted((a, b) => b.updatedAt - a.updatedAt);
      await this.#current.refresh();
    });
    this.#changed();
  }

  startNew(): Conversation {
    this.#become(new Conversation(this.#services, newChat(), false));
    return this.#current;
  }

  /** Shows a stored chat, unless another is asked for meanwhile; `false` where there is none of this id. */
  async show(id: string): Promise<boolean> {
    this.#asked = id;
    if (id === this.#current.id) return true;
    const open = this.#open.get(id);
    if (open) {
      this.#become(open);
      return true;
    }
    const read = await this.#services.store.read(id).catch(() => undefined);
    if (!read) return false;
    if (this.#asked !== id) return true;
    this.#become(new Conversation(this.#services, read.chat, true));
    await this.#current.refresh();
    return true;
  }

  async rename(id: string, title: string): Promise<void> {
    if (id === this.#current.id) await this.#current.rename(title);
    else await this.#trying(() => this.#services.store.update(id, { title }));
  }

  /** Deletes a chat; `undelete` brings it back while the page is open. */
  async delete(id: string): Promise<void> {
    await this.#trying(async () => {
      const read = await this.#read(id);
      const conversation = this.#open.get(id);
      conversation?.discard();
      this.#open.delete(id);
      await this.#services.store.delete(id);
      this.#deleted = read;
    });
    if (id === this.#current.id) this.startNew();
    this.#changed();
  }

  async undelete(): Promise<void> {
    const deleted = this.#deleted;
    if (!deleted || !(await this.add([deleted]))) return;
    this.#deleted = undefined;
    this.#changed();
  }

  forgetDeleted(): void {
    this.#deleted = undefined;
    this.#changed();
  }

  /** Resolves with whether all could be stored. */
  async add(chats: readonly StoredChat[]): Promise<boolean> {
    const added = await this.#trying(async () => {
      for (const { chat, messages } of chats) {
        await this.#services.store.create(chat);
        for (const message of messages) await this.#services.store.putMessage(message);
      }
    });
    if (added) await this.refresh();
    else this.#changed();
    return added;
  }

  /** One chat, or all; `undefined` where they can't be read, which is told as `error`. */
  async read(id?: string): Promise<readonly StoredChat[] | undefined> {
    const ids = id === undefined ? this.#summaries.map((summary) => summary.id) : [id];
    let chats: readonly StoredChat[] | undefined;
    await this.#trying(async () => {
      const read = await Promise.all(ids.map((each) => this.#read(each)));
      chats = read.filter((chat) => chat !== undefined);
    });
    this.#changed();
    return chats;
  }

  /** A chat with what could not be stored of it. */
  async #read(id: string): Promise<StoredChat | undefined> {
    const open = this.#open.get(id);
    return open?.hasUnsaved ? open.whole : this.#services.store.read(id);
  }

  #become(conversation: Conversation): void {
    this.#current.removeEventListener('change', this.#onChange);
    if (!this.#current.writer) {
      this.#current.close();
      this.#open.delete(this.#current.id);
    }
    this.#current = conversation;
    this.#asked = conversation.id;
    this.#open.set(conversation.id, conversation);
    conversation.addEventListener('change', this.#onChange);
    this.#changed();
  }

  /** Whether `task` succeeded; its error is told otherwise. */
  async #trying(task: () => Promise<void>): Promise<boolean> {
    try {
      await task();
      this.#error = undefined;
      return true;
    } catch (thrown) {
      this.#error = asFeatherweightError(thrown);
      return false;
    }
  }

  readonly #onChange = (): void => this.#changed();

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
