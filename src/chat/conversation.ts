import type { ChatMessage, LoadResult, Sampling } from '../../core/contract.ts';
import type { FeatherweightError } from '../../core/errors.ts';
import { sameVariant } from '../../core/variant.ts';
import type { ModelControl } from '../app/model-control.ts';
import type { Preferences } from '../app/preferences.ts';
import type {
  AssistantMessage,
  ChatRecord,
  MessageRecord,
  UserMessage,
} from '../store/chat-record.ts';
import type { ChatStore } from '../store/chats.ts';
import { whenWriterGone, type Locks } from './answer-lock.ts';
import { AnswerWriter, type AnswerRequest } from './answer-writer.ts';
import { ChatKeeper } from './chat-keeper.ts';
import { branchTo, childrenOf, newestLeaf, withoutEmptyTurns } from './message-tree.ts';
import { newId } from './new-id.ts';
import { anotherSampling, samplingFor } from './sampling.ts';

export interface ConversationServices {
  readonly store: ChatStore;
  readonly model: ModelControl;
  readonly preferences: Preferences;
  readonly locks: Locks | undefined;
}

/**
 * One chat: its messages, the branch that is shown, and the answer that is being written. Chats that
 * were never written to are not stored. Dispatches `change`.
 */
export class Conversation extends EventTarget {
  readonly id: string;
  readonly #services: ConversationServices;
  readonly #keeper: ChatKeeper;
  readonly #closed = new AbortController();
  readonly #watched = new Set<string>();
  /** The latest writer of each message. */
  readonly #writers = new Map<string, AnswerWriter>();
  readonly #errors = new Map<string, FeatherweightError>();
  #chat: ChatRecord;
  #messages = new Map<string, MessageRecord>();
  #writer: AnswerWriter | undefined;
  #omitNext: number | undefined;
  /** A question is being stored, whose answer has no writer yet. */
  #sending = false;

  constructor(services: ConversationServices, chat: ChatRecord, stored: boolean) {
    super();
    this.#services = services;
    this.#chat = chat;
    this.id = chat.id;
    this.#keeper = new ChatKeeper(
      services.store,
      () => this.#chat,
      stored,
      () => this.#changed(),
    );
  }

  get chat(): ChatRecord {
    return this.#chat;
  }

  get branch(): readonly MessageRecord[] {
    return branchTo(this.#messages, this.#chat.leafId);
  }

  /** The chat with all its branches, what could not be stored included. */
  get whole(): { readonly chat: ChatRecord; readonly messages: readonly MessageRecord[] } {
    return { chat: this.#chat, messages: [...this.#messages.values()] };
  }

  /** Whether something of this chat could not be stored. */
  get hasUnsaved(): boolean {
    return this.#keeper.unsaved.length > 0;
  }

  get writer(): AnswerWriter | undefined {
    return this.#writer;
  }

  /** Why the latest change could not be kept, until one can. */
  get storageError(): FeatherweightError | undefined {
    return this.#keeper.error;
  }

  /** What failed in `messageId`, with its stack, if that was since the page was opened. */
  errorOf(messageId: string): FeatherweightError | undefined {
    return this.#errors.get(messageId);
  }

  /** Ids of the messages beside this one, itself included, oldest first. */
  siblingsOf(message: MessageRecord): readonly string[] {
    return childrenOf(this.#messages, message.parentId).map(({ id }) => id);
  }

  /** How many messages at the beginning of the shown branch the next question leaves out. */
  get omitted(): number {
    if (this.#omitNext !== undefined) return this.#omitNext;
    const last = this.branch.findLast((message) => message.role === 'assistant');
    return last?.role === 'assistant' ? last.omittedMessages : 0;
  }

  /** The chat as the model would be sent it, with `draft` at its end. */
  promptFor(draft: string | undefined): readonly ChatMessage[] {
    return this.#prompt(this.branch, this.omitted, draft);
  }

  /** Whether the loaded model is told to think first; `undefined` where it can't be told. */
  get think(): boolean | undefined {
    return this.#thinks(this.#services.model.loaded);
  }

  /** Reads what is stored, keeping what this tab is writing. */
  async refresh(): Promise<void> {
    const read = await this.#services.store.read(this.id);
    if (!read) return;
    this.#keeper.found();
    const writing = this.#writer?.message;
    const messages = new Map(read.messages.map((message) => [message.id, message]));
    for (const message of this.#keeper.unsaved) messages.set(message.id, message);
    if (writing) messages.set(writing.id, writing);
    for (const [id, message] of this.#messages) if (!messages.has(id)) messages.set(id, message);
    this.#messages = messages;
    this.#chat = { ...read.chat, leafId: this.#leafAfter(read.chat.leafId) };
    for (const message of messages.values())
      if (message.role === 'assistant' && message.status === 'streaming') this.#watch(message);
    this.#changed();
  }

  /** Ends what this conversation waits for; an answer under way goes on. */
  close(): void {
    this.#closed.abort();
  }

  /** The chat is being deleted: nothing of it may be stored again. */
  discard(): void {
    this.#keeper.discard();
    this.#writer?.stop();
    this.close();
  }

  async rename(title: string): Promise<void> {
    await this.#update({ title });
  }

  async setSystemPrompt(systemPrompt: string): Promise<void> {
    await this.#update({ systemPrompt });
  }

  /** Asks `content` after the shown branch, or in the place of `replaced` beside it. */
  async send(content: string, submittedAt: number, replaced?: UserMessage): Promise<void> {
    if (this.#writer || this.#sending) return;
    this.#sending = true;
    const question: UserMessage = {
      id: newId(),
      chatId: this.id,
      parentId: replaced ? replaced.parentId : (this.branch.at(-1)?.id ?? null),
      createdAt: Date.now(),
      role: 'user',
      content,
    };
    const omitted = this.omitted;
    try {
      await this.#put(question);
    } finally {
      this.#sending = false;
    }
    await this.#answer(question, omitted, submittedAt);
  }

  /** Writes another answer beside `message`: by another variant likewise, by the same one a different one. */
  async regenerate(message: AssistantMessage, submittedAt: number): Promise<void> {
    const question = message.parentId === null ? undefined : this.#messages.get(message.parentId);
    if (this.#writer || question?.role !== 'user') return;
    const omitted = this.#omitNext ?? message.omittedMessages;
    const repeats = childrenOf(this.#messages, question.id).some(
      (answer) => answer.role === 'assistant' && this.#wouldRepeat(answer),
    );
    await this.#answer(question, omitted, submittedAt, repeats);
  }

  /** Whether the chosen variant would write a greedy answer a second time. */
  #wouldRepeat({ status, finishReason, sampling, circumstances }: AssistantMessage): boolean {
    return (
      status === 'complete' &&
      finishReason !== 'cancelled' &&
      sampling.temperature === 0 &&
      circumstances !== null &&
      sameVariant(circumstances.variant, this.#services.model.request.variant)
    );
  }

  /** Goes on with an answer that ended before the model was done. */
  async continueAnswer(message: AssistantMessage, submittedAt: number): Promise<void> {
    if (this.#writer) return;
    const omittedMessages = this.#omitNext ?? message.omittedMessages;
    this.#omitNext = undefined;
    await this.#write(
      { ...message, status: 'streaming', finishReason: null, failure: null, omittedMessages },
      submittedAt,
      { sampling: undefined, think: undefined },
    );
  }

  stop(): void {
    this.#writer?.stop();
  }

  /** Shows the branch through `messageId`. */
  async show(messageId: string): Promise<void> {
    if (!this.#messages.has(messageId)) return;
    this.#omitNext = undefined;
    await this.#update({ leafId: newestLeaf(this.#messages, messageId) });
  }

  /**
   * Leaves out the oldest turns of what is sent next, as few as make it fit.
   *
   * @param draft what would be sent; `undefined` to make room for the last answer to go on
   * @param count tokens of a chat as it would be sent
   * @param limit tokens that it may have
   * @returns whether that was possible
   */
  async omitOldest(
    draft: string | undefined,
    count: (messages: readonly ChatMessage[]) => Promise<number>,
    limit: number,
  ): Promise<boolean> {
    const { branch } = this;
    const sent = draft === undefined ? branch.slice(0, -1) : branch;
    for (let omitted = this.omitted + 1; omitted < branch.length; omitted++) {
      if (branch[omitted]?.role !== 'user') continue;
      if ((await count(this.#prompt(sent, omitted, draft))) > limit) continue;
      this.#omitNext = omitted;
      this.#changed();
      return true;
    }
    if (draft === undefined || branch.length === 0) return false;
    if ((await count(this.#prompt(branch, branch.length, draft))) > limit) return false;
    this.#omitNext = branch.length;
    this.#changed();
    return true;
  }

  async #answer(
    question: UserMessage,
    omitted: number,
    submittedAt: number,
    different = false,
  ): Promise<void> {
    this.#omitNext = undefined;
    const { preferences } = this.#services;
    const earlier = childrenOf(this.#messages, question.id).length;
    const samplingWith = (modelDefaults: Partial<Sampling>): Sampling => {
      const sampling = samplingFor(preferences.values, modelDefaults);
      return different ? anotherSampling(sampling, earlier) : sampling;
    };
    // An edited question may stand before what the shown branch leaves out.
    const before = branchTo(this.#messages, question.id).length - 1;
    const answer: AssistantMessage = {
      id: newId(),
      chatId: this.id,
      parentId: question.id,
      createdAt: Date.now(),
      content: '',
      role: 'assistant',
      status: 'streaming',
      ids: [],
      finishReason: null,
      failure: null,
      sampling: samplingWith({}),
      circumstances: null,
      figures: null,
      omittedMessages: Math.min(omitted, before),
    };
    await this.#write(answer, submittedAt, {
      sampling: (loaded) => samplingWith(loaded.model.generationDefaults),
      think: (loaded) => this.#thinks(loaded),
    });
  }

  async #write(
    message: AssistantMessage,
    submittedAt: number,
    choices: Pick<AnswerRequest, 'sampling' | 'think'>,
  ): Promise<void> {
    const { model, preferences, locks } = this.#services;
    const { maxTokens, stopStrings } = preferences.values;
    const writer: AnswerWriter = new AnswerWriter(message, {
      model,
      locks,
      save: (record) => this.#keeper.save(record),
      changed: () => {
        this.#messages.set(message.id, writer.message);
        if (writer.error) this.#errors.set(message.id, writer.error);
        this.#changed();
      },
    });
    this.#writers.get(message.id)?.retire();
    this.#writers.set(message.id, writer);
    this.#writer = writer;
    this.#messages.set(message.id, message);
    await this.#update({ leafId: message.id });
    const before = branchTo(this.#messages, message.parentId);
    await writer.write({
      messages: this.#prompt(before, message.omittedMessages, undefined),
      maxTokens,
      stopStrings,
      ...choices,
      submittedAt,
    });
    this.#writer = undefined;
    this.#changed();
  }

  #thinks(loaded: LoadResult | undefined): boolean | undefined {
    return loaded?.model.thinkingSwitch ? this.#services.preferences.values.thinkFirst : undefined;
  }

  #prompt(
    branch: readonly MessageRecord[],
    omitted: number,
    draft: string | undefined,
  ): readonly ChatMessage[] {
    const { systemPrompt } = this.#chat;
    return [
      ...(systemPrompt === '' ? [] : [{ role: 'system' as const, content: systemPrompt }]),
      ...withoutEmptyTurns(branch.slice(omitted)).map(({ role, content }) => ({ role, content })),
      ...(draft === undefined ? [] : [{ role: 'user' as const, content: draft }]),
    ];
  }

  /** Another tab's newer messages are followed only where they go on from what is shown here. */
  #leafAfter(storedLeaf: string | null): string | null {
    const shown = this.#chat.leafId;
    if (shown === null || !this.#messages.has(shown)) return storedLeaf;
    const stored = branchTo(this.#messages, storedLeaf);
    return stored.some(({ id }) => id === shown) ? storedLeaf : shown;
  }

  /** An answer that another tab writes, or that was cut off: marked when its writer is gone. */
  #watch(message: AssistantMessage): void {
    if (message.id === this.#writer?.message.id || this.#watched.has(message.id)) return;
    this.#watched.add(message.id);
    void whenWriterGone(this.#services.locks, message.id, this.#closed.signal)
      .then(async () => {
        const read = await this.#services.store.read(this.id);
        const found = read?.messages.find(({ id }) => id === message.id);
        if (found?.role === 'assistant' && found.status === 'streaming')
          await this.#put({ ...found, status: 'interrupted' });
        await this.refresh();
      })
      .catch(() => undefined)
      .finally(() => this.#watched.delete(message.id));
  }

  async #put(message: MessageRecord): Promise<void> {
    this.#messages.set(message.id, message);
    this.#changed();
    await this.#keeper.save(message);
  }

  async #update(change: Partial<Omit<ChatRecord, 'id'>>): Promise<void> {
    const whole = { updatedAt: Date.now(), ...change };
    this.#chat = { ...this.#chat, ...whole };
    this.#changed();
    await this.#keeper.update(whole);
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
