import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { repeat } from 'lit/directives/repeat.js';
import { isMeasured } from '../../core/units.ts';
import { servicesContext, type Services } from '../app/contexts.ts';
import { notices } from '../app/notices.ts';
import { newChatAddress } from '../app/routes.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/failure.ts';
import '../components/icons.ts';
import '../components/load-panel.ts';
import '../components/notice.ts';
import { Observe } from '../components/observe.ts';
import '../components/picker.ts';
import { number } from '../i18n/format.ts';
import type { MessageRecord } from '../store/chat-record.ts';
import { AnswerAnnouncer } from './answer-announcer.ts';
import { styles } from './chat-screen.styles.ts';
import './composer.ts';
import type { FwComposer } from './composer.ts';
import type { Conversation } from './conversation.ts';
import { DraftCount } from './draft-count.ts';
import './empty-chat.ts';
import './example-chips.ts';
import type { ExampleChosen } from './example-chosen.ts';
import { largerContext, makeRoom } from './make-room.ts';
import './message.ts';
import type { LiveAnswer } from './message.ts';
import type { MessageAction } from './message-action.ts';
import './room-choices.ts';
import type { RoomChosen } from './room-choices.ts';
import { StickToEnd } from './stick-to-end.ts';
import { StopOnEscape } from './stop-on-escape.ts';

const noRoomText = (): string =>
  msg('Leaving out older turns is not enough.', { id: 'chat.no-room' });

/** One chat: picker, conversation, composer. Dispatches `fw-show-history`. */
@localized()
@customElement('fw-chat-screen')
export class FwChatScreen extends LitElement {
  static override styles = [controls, styles];

  /** Whether the chats are out of sight, so that a button for them is needed here. */
  @property({ type: Boolean, attribute: 'history-hidden' }) historyHidden = false;

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  /** What is being written in each chat, while the page lives. */
  readonly #drafts = new Map<string, string>();
  @state() private noRoom = false;

  @query('fw-composer') private readonly composer!: FwComposer | null;
  @query('.scroller') private readonly scroller!: HTMLElement | null;
  @query('.column') private readonly column!: HTMLElement | null;

  readonly #count = new DraftCount(
    this,
    () => this.services,
    () => this.draft,
  );
  readonly #stick = new StickToEnd(this, () => ({
    scroller: this.scroller,
    content: this.column,
    following: this.conversation?.writer !== undefined,
  }));
  readonly #announcer = new AnswerAnnouncer();

  constructor() {
    super();
    new StopOnEscape(this, () => this.conversation?.stop());
    new Observe(this, () =>
      this.services ? [this.services.chats, this.services.model, this.services.preferences] : [],
    );
  }

  async focusComposer(): Promise<void> {
    await this.updateComplete;
    this.composer?.focus();
  }

  private get conversation(): Conversation | undefined {
    return this.services?.chats.current;
  }

  private get draft(): string {
    return this.#drafts.get(this.conversation?.id ?? '') ?? '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { conversation } = this;
    if (conversation) this.#stick.show(conversation.id, conversation.branch.at(-1)?.id);
  }

  override render(): TemplateResult | typeof nothing {
    const { services, conversation } = this;
    if (!services || !conversation) return nothing;
    const { branch } = conversation;
    const empty = branch.length === 0;
    return html`
      ${this.notices(services)}
      <div class="bar">
        ${this.historyHidden ? this.historyButton() : nothing}
        <fw-picker></fw-picker>
      </div>
      <div class="scroller" tabindex="-1">
        <div class="column ${empty ? 'empty' : ''}">
          ${empty && services.model.loaded ? nothing : heading(conversation)}
          ${
            empty
              ? html`${this.loadPanel(conversation)}
                  <fw-empty-chat @fw-example=${this.onExample}></fw-empty-chat>`
              : repeat(
                  branch,
                  ({ id }) => id,
                  (message, index) => this.entry(services, conversation, message, index),
                )
          }
        </div>
      </div>
      ${
        this.#stick.behind
          ? html`<div class="latest">
              <button type="button" class="button small" @click=${this.onLatest}>
                <wa-icon name="arrow-down"></wa-icon>${msg('Latest', { id: 'chat.latest' })}
              </button>
            </div>`
          : nothing
      }
      <div class="gutter">
        <div class="dock">
          ${empty ? nothing : this.loadPanel(conversation)} ${this.storageProblem(services)}
          ${this.lengthProblem(services, conversation)}
          ${
            empty
              ? nothing
              : html`<fw-example-chips @fw-example=${this.onExample}></fw-example-chips>`
          }
          ${this.composerOf(services, conversation)}
        </div>
      </div>
      <div class="hidden-text" role="status">${this.#announcer.say(conversation)}</div>
    `;
  }

  private notices({ environment, store, preferences }: Services): TemplateResult {
    const { dismissed } = preferences.values;
    const shown = notices(environment, store.persistent).filter(
      ({ name }) => !dismissed.includes(name),
    );
    return html`${map(
      shown,
      ({ name, text }) =>
        html`<fw-notice data-name=${name} @fw-dismiss=${this.onDismiss}>${text}</fw-notice>`,
    )}`;
  }

  private historyButton(): TemplateResult {
    const label = msg('Show the chats', { id: 'history.show' });
    return html`<button
      type="button"
      class="icon show-history"
      aria-label=${label}
      title=${label}
      @click=${this.onShowHistory}
    >
      <wa-icon name="panel-left"></wa-icon>
    </button>`;
  }

  private loadPanel({ branch, writer }: Conversation): TemplateResult | typeof nothing {
    const last = branch.at(-1);
    const state = this.services?.model.state;
    // The failed answer tells it already, with the same way out.
    if (state?.kind === 'failed' && last?.role === 'assistant' && last.status === 'failed')
      return nothing;
    return html`<fw-load-panel ?waiting=${writer?.phase.kind === 'waiting'}></fw-load-panel>`;
  }

  private entry(
    services: Services,
    conversation: Conversation,
    message: MessageRecord,
    index: number,
  ): TemplateResult {
    const { branch, omitted, writer } = conversation;
    const last = index === branch.length - 1;
    const live: LiveAnswer | undefined =
      writer?.message.id === message.id
        ? {
            phase: writer.phase,
            figures: writer.live,
            memoryBytes: loadedMemory(services),
          }
        : undefined;
    return html`
      ${omitted > 0 && index === omitted ? omittedMark() : nothing}
      <fw-message
        class=${index < omitted ? 'unseen' : ''}
        .message=${message}
        .siblings=${conversation.siblingsOf(message)}
        .live=${live}
        .error=${conversation.errorOf(message.id)}
        ?idle=${writer === undefined}
        ?last=${last}
        level=${services.model.level}
        @fw-message-action=${this.onAction}
      >
        ${last && message.role === 'assistant' ? this.roomChoices(conversation) : nothing}
      </fw-message>
      ${last && omitted === branch.length ? omittedMark() : nothing}
    `;
  }

  private roomChoices(conversation: Conversation): TemplateResult {
    return html`<fw-room-choices
        slot="context-full"
        ?omittable=${conversation.branch.length > conversation.omitted + 2}
        .larger=${this.services ? largerContext(this.services) : undefined}
        ?disabled=${conversation.writer !== undefined}
        @fw-room=${this.onRoomForAnswer}
      ></fw-room-choices>
      ${this.noRoom ? html`<p slot="context-full" role="alert">${noRoomText()}</p>` : nothing}`;
  }

  private storageProblem(services: Services): TemplateResult | typeof nothing {
    const error = services.chats.current.storageError ?? services.chats.error;
    return error
      ? html`<fw-failure .failure=${error.failure} .error=${error}></fw-failure>`
      : nothing;
  }

  private lengthProblem(
    { model }: Services,
    conversation: Conversation,
  ): TemplateResult | typeof nothing {
    const { tokens } = this.#count;
    if (conversation.writer || tokens === undefined || tokens < model.contextLength) return nothing;
    if (this.draft.trim() === '') return nothing;
    return html`<div class="problem" role="alert">
      <p>
        ${msg(
          str`With this question the chat has ${number(tokens)} tokens; the context holds ${number(model.contextLength)}. Shorten the question, or make room.`,
          { id: 'chat.too-long' },
        )}
        ${this.noRoom ? noRoomText() : nothing}
      </p>
      <fw-room-choices
        ?omittable=${conversation.branch.length > conversation.omitted}
        .larger=${this.services ? largerContext(this.services) : undefined}
        @fw-room=${this.onRoomForDraft}
      ></fw-room-choices>
    </div>`;
  }

  private composerOf({ model }: Services, conversation: Conversation): TemplateResult {
    const { writer } = conversation;
    const counted = this.#count.tokens;
    const used = writer?.live.contextTokens ?? counted;
    const tooLong = counted !== undefined && counted >= model.contextLength;
    return html`<fw-composer
      .draft=${this.draft}
      ?writing=${writer !== undefined}
      ?too-long=${tooLong}
      ?counted=${used !== undefined}
      .used=${used ?? 0}
      .total=${model.contextLength}
      @fw-draft=${this.onDraft}
      @fw-send=${this.onSend}
      @fw-stop=${this.onStop}
    ></fw-composer>`;
  }

  private setDraft(draft: string): void {
    const { conversation } = this;
    if (!conversation) return;
    this.#drafts.set(conversation.id, draft);
    this.noRoom = false;
    this.requestUpdate();
  }

  private onDraft({ detail }: CustomEvent<string>): void {
    this.setDraft(detail);
  }

  private async onExample({ prompt }: ExampleChosen): Promise<void> {
    this.setDraft(prompt);
    await this.focusComposer();
  }

  private async onSend({ detail: submittedAt }: CustomEvent<number>): Promise<void> {
    const { services, conversation } = this;
    const draft = this.draft.trim();
    if (!services || !conversation || draft === '' || conversation.writer) return;
    if (services.model.loaded) {
      const tokens = await this.#count.now();
      if (tokens !== undefined && tokens >= services.model.contextLength) return;
    }
    this.setDraft('');
    await conversation.send(draft, submittedAt);
  }

  private onStop(): void {
    this.conversation?.stop();
  }

  private async onAction({ message, action }: MessageAction): Promise<void> {
    const { conversation } = this;
    if (!conversation) return;
    switch (action.kind) {
      case 'edit':
        if (message.role === 'user') await conversation.send(action.content, action.at, message);
        break;
      case 'regenerate':
        if (message.role === 'assistant') await conversation.regenerate(message, action.at);
        break;
      case 'continue':
        if (message.role === 'assistant') await conversation.continueAnswer(message, action.at);
        break;
      case 'show':
        await conversation.show(action.id);
        break;
    }
  }

  private async onRoomForDraft({ choice }: RoomChosen): Promise<void> {
    const { services, draft } = this;
    if (!services) return;
    if (choice === 'new-chat') this.startNewChat(draft);
    else {
      this.noRoom = !(await makeRoom(services, choice, { kind: 'draft', draft }));
      this.#count.refresh();
    }
    await this.focusComposer();
  }

  private async onRoomForAnswer({ choice }: RoomChosen): Promise<void> {
    const { services, conversation } = this;
    const answer = conversation?.branch.at(-1);
    if (!services || answer?.role !== 'assistant') return;
    const at = performance.now();
    if (choice === 'new-chat') this.startNewChat('');
    else if (await makeRoom(services, choice, { kind: 'answer', answer })) {
      if (answer.ids.length > 0) await conversation?.continueAnswer(answer, at);
      else await conversation?.regenerate(answer, at);
    } else this.noRoom = true;
  }

  /** The new chat begins with the question that found no room. */
  private startNewChat(draft: string): void {
    const chat = this.services?.chats.startNew();
    if (chat) this.#drafts.set(chat.id, draft);
    location.hash = newChatAddress;
  }

  private onDismiss(event: Event): void {
    const { name } = (event.currentTarget as HTMLElement).dataset;
    const { preferences } = this.services ?? {};
    if (name && preferences)
      preferences.update({ dismissed: [...preferences.values.dismissed, name] });
  }

  private onShowHistory(): void {
    this.dispatchEvent(new Event('fw-show-history'));
  }

  private onLatest(): void {
    this.#stick.toEnd();
  }
}

const omittedMark = (): TemplateResult =>
  html`<p class="omitted">
    ${msg('What stands above is left out: the model no longer sees it.', {
      id: 'chat.omitted',
    })}
  </p>`;

function loadedMemory({ model }: Services): number | undefined {
  const total = model.loaded?.memory.total;
  return total !== undefined && isMeasured(total) ? total : undefined;
}

/** Names the page for who hears it; an empty chat shows a heading of its own. */
function heading({ chat, branch }: Conversation): TemplateResult {
  const title = chat.title || branch[0]?.content.slice(0, 60);
  return html`<h1 class="hidden-text">${title ?? msg('New chat', { id: 'history.untitled' })}</h1>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-chat-screen': FwChatScreen;
  }
}
