import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { FeatherweightError } from '../../core/errors.ts';
import '../components/answer-account.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/copy-button.ts';
import '../components/failure.ts';
import '../components/icons.ts';
import '../components/markdown-text.ts';
import { number } from '../i18n/format.ts';
import {
  answerAccount,
  firstTokenReadout,
  memoryReadout,
  rateReadout,
  type Readout,
} from '../report/answer-account.ts';
import type { AssistantMessage, MessageRecord } from '../store/chat-record.ts';
import type { WritingPhase } from './answer-writer.ts';
import { isComposing } from './composer.ts';
import type { LiveFigures } from './live-figures.ts';
import { MessageAction } from './message-action.ts';
import { styles } from './message.styles.ts';
import './thinking.ts';
import { writtenAnswer } from './written-answer.ts';

/** What is known of an answer while this tab writes it. */
export interface LiveAnswer {
  readonly phase: WritingPhase;
  readonly figures: LiveFigures;
  readonly memoryBytes: number | undefined;
}

/** One question or answer. Dispatches `MessageAction`s. */
@localized()
@customElement('fw-message')
export class FwMessage extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) message: MessageRecord | undefined;
  /** Ids of the messages beside this one, itself included, oldest first. */
  @property({ attribute: false }) siblings: readonly string[] = [];
  @property({ attribute: false }) live: LiveAnswer | undefined;
  @property({ attribute: false }) error: FeatherweightError | undefined;
  /** No answer is being written in this chat: it may be changed. */
  @property({ type: Boolean }) idle = false;
  /** The last of the shown branch. */
  @property({ type: Boolean }) last = false;
  /** Level that names the speaker before the answer has circumstances. */
  @property() level = '';

  @state() private editing: string | undefined;

  @query('textarea') private readonly textarea!: HTMLTextAreaElement | null;

  override render(): TemplateResult | typeof nothing {
    const { message } = this;
    if (!message) return nothing;
    return message.role === 'user' ? this.question(message.content) : this.answer(message);
  }

  private question(content: string): TemplateResult {
    return html`
      <div class="speaker">${msg('You', { id: 'chat.you' })}</div>
      ${
        this.editing === undefined
          ? html`<div class="asked">
              <div class="words">${content}</div>
              <div class="actions">
                ${this.switcher()}
                <fw-copy-button
                  icon-only
                  .text=${content}
                  label=${msg('Copy', { id: 'copy' })}
                ></fw-copy-button>
                ${this.iconButton(
                  'pencil',
                  msg('Edit and send again', { id: 'message.edit' }),
                  this.onEdit,
                )}
              </div>
            </div>`
          : this.editor(this.editing)
      }
    `;
  }

  private editor(draft: string): TemplateResult {
    return html`<div class="editor">
      <textarea
        aria-label=${msg('Edit your question', { id: 'message.edit-label' })}
        .value=${draft}
        @input=${this.onEditInput}
        @keydown=${this.onEditKeydown}
      ></textarea>
      <div>
        <button
          type="button"
          class="button small primary"
          ?disabled=${draft.trim() === '' || !this.idle}
          @click=${this.onEditSend}
        >
          ${msg('Send', { id: 'composer.send' })}
        </button>
        <button type="button" class="button small" @click=${this.onEditCancel}>
          ${msg('Cancel', { id: 'cancel' })}
        </button>
      </div>
    </div>`;
  }

  private answer(message: AssistantMessage): TemplateResult {
    const writing = message.status === 'streaming';
    const decoding = writing && this.live?.phase.kind === 'decode';
    const speaker = message.circumstances?.variant.level ?? this.level;
    const { figures, circumstances, sampling } = message;
    const { thought, answer } = writtenAnswer(message, this.live?.figures);
    return html`
      <div class="speaker">${speaker}</div>
      <div class="answered">
        ${
          thought
            ? html`<fw-thinking
                .text=${thought.text}
                .state=${thought.state}
                .tokens=${thought.tokens}
                .milliseconds=${thought.milliseconds}
              ></fw-thinking>`
            : nothing
        }
        ${
          answer === '' && (!decoding || thought)
            ? nothing
            : html`<fw-markdown-text .text=${answer} ?writing=${decoding}></fw-markdown-text>`
        }
        ${this.outcome(message)}
        <fw-answer-account
          .account=${figures && !writing ? answerAccount({ figures, circumstances, sampling, writtenTokens: message.ids.length, profile: message.profile }) : undefined}
          .live=${this.liveLine(message)}
        >
          ${writing ? nothing : this.answerActions(message)}
        </fw-answer-account>
      </div>
    `;
  }

  private answerActions(message: AssistantMessage): TemplateResult {
    const { answer } = writtenAnswer(message, undefined);
    return html`<div slot="actions" class="actions">
      ${this.switcher()}
      ${
        answer === ''
          ? nothing
          : html`<fw-copy-button
              icon-only
              .text=${answer}
              label=${msg('Copy', { id: 'copy' })}
            ></fw-copy-button>`
      }
      ${this.iconButton('refresh', msg('Answer again', { id: 'message.regenerate' }), this.onRegenerate)}
    </div>`;
  }

  /** How the answer stands or ended, where that needs words. */
  private outcome(message: AssistantMessage): TemplateResult | typeof nothing {
    switch (message.status) {
      case 'streaming':
        return this.progress();
      case 'interrupted':
        return this.ended(
          msg('Cut off: the page was closed or reloaded while this was written.', {
            id: 'message.interrupted',
          }),
          message.ids.length > 0,
        );
      case 'failed':
        return message.failure
          ? html`<fw-failure
              .failure=${message.failure}
              .error=${this.error}
              .variant=${message.circumstances?.variant}
            >
              <button
                type="button"
                class="button small"
                ?disabled=${!this.idle}
                @click=${this.onRegenerate}
              >
                ${msg('Try again', { id: 'load.retry' })}
              </button>
              ${message.ids.length > 0 ? this.continueButton() : nothing}
              ${
                message.failure.code === 'prompt-too-long' && this.last
                  ? html`<slot name="context-full"></slot>`
                  : nothing
              }
            </fw-failure>`
          : nothing;
      case 'complete':
        return this.finished(message);
    }
  }

  private finished({ finishReason, ids }: AssistantMessage): TemplateResult | typeof nothing {
    switch (finishReason) {
      case 'length':
        return this.ended(
          msg(str`Ended at the longest answer allowed, ${number(ids.length)} tokens.`, {
            id: 'message.length',
          }),
          true,
        );
      case 'cancelled':
        return this.ended(msg('Stopped.', { id: 'message.stopped' }), ids.length > 0);
      case 'context':
        return this.last
          ? this.contextFull()
          : this.ended(msg('Ended: the context was full.', { id: 'message.context' }), false);
      case 'stop':
      case 'stop-string':
      case null:
        return nothing;
    }
  }

  private contextFull(): TemplateResult {
    return html`<div class="full">
      <p>
        ${msg('Context full: the chat has reached its limit, and the answer ends here.', {
          id: 'message.context-full',
        })}
      </p>
      <slot name="context-full"></slot>
    </div>`;
  }

  private ended(sentence: string, canContinue: boolean): TemplateResult {
    return html`<p class="ended">
      ${sentence} ${canContinue && this.last ? this.continueButton() : nothing}
    </p>`;
  }

  private continueButton(): TemplateResult {
    return html`<button
      type="button"
      class="button small"
      ?disabled=${!this.idle}
      @click=${this.onContinue}
    >
      ${msg('Continue', { id: 'message.continue' })}
    </button>`;
  }

  private progress(): TemplateResult | typeof nothing {
    const phase = this.live?.phase;
    if (!phase)
      return html`<p class="ended">
        ${msg('Being written in another tab.', { id: 'message.elsewhere' })}
      </p>`;
    switch (phase.kind) {
      case 'waiting':
        return html`<p class="ended">${msg('Waits for the model.', { id: 'message.waiting' })}</p>`;
      case 'prefill':
        return html`<p class="ended">
          ${msg(
            str`Reading the question: ${number(phase.done)} of ${number(phase.total)} tokens.`,
            {
              id: 'message.prefill',
            },
          )}
        </p>`;
      case 'decode':
        return nothing;
    }
  }

  private liveLine(message: AssistantMessage): readonly Readout[] | undefined {
    const { live } = this;
    if (message.status !== 'streaming' || live?.phase.kind !== 'decode') return undefined;
    const { firstTokenMs, tokensPerSecond } = live.figures;
    return [
      ...(firstTokenMs === undefined ? [] : [firstTokenReadout(firstTokenMs)]),
      ...(tokensPerSecond === undefined ? [] : [rateReadout(tokensPerSecond)]),
      ...(live.memoryBytes === undefined ? [] : [memoryReadout(live.memoryBytes)]),
    ];
  }

  private switcher(): TemplateResult | typeof nothing {
    const { siblings, message } = this;
    if (siblings.length < 2 || !message) return nothing;
    const index = siblings.indexOf(message.id);
    const previous = msg('Earlier version', { id: 'message.previous' });
    const next = msg('Later version', { id: 'message.next' });
    return html`<span
      class="switcher"
      role="group"
      aria-label=${msg('Versions', { id: 'message.versions' })}
    >
      <button
        type="button"
        class="icon small"
        aria-label=${previous}
        title=${previous}
        ?disabled=${index <= 0 || !this.idle}
        @click=${this.onPrevious}
      >
        <wa-icon name="chevron-left"></wa-icon>
      </button>
      <span>${number(index + 1)}/${number(siblings.length)}</span>
      <button
        type="button"
        class="icon small"
        aria-label=${next}
        title=${next}
        ?disabled=${index >= siblings.length - 1 || !this.idle}
        @click=${this.onNext}
      >
        <wa-icon name="chevron-right"></wa-icon>
      </button>
    </span>`;
  }

  private iconButton(name: string, label: string, onClick: () => void): TemplateResult {
    return html`<button
      type="button"
      class="icon small"
      aria-label=${label}
      title=${label}
      ?disabled=${!this.idle}
      @click=${onClick}
    >
      <wa-icon name=${name}></wa-icon>
    </button>`;
  }

  private readonly onEdit = (): void => {
    this.editing = this.message?.content;
    void this.updateComplete.then(() => this.textarea?.focus());
  };

  private onEditInput(): void {
    this.editing = this.textarea?.value;
  }

  private onEditKeydown(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.editing = undefined;
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.onEditSend();
    }
  }

  private onEditSend(): void {
    const { editing } = this;
    if (editing === undefined || editing.trim() === '' || !this.idle) return;
    this.editing = undefined;
    this.act({ kind: 'edit', content: editing, at: performance.now() });
  }

  private onEditCancel(): void {
    this.editing = undefined;
  }

  private readonly onRegenerate = (): void => {
    this.act({ kind: 'regenerate', at: performance.now() });
  };

  private onContinue(): void {
    this.act({ kind: 'continue', at: performance.now() });
  }

  private onPrevious(): void {
    this.showSibling(-1);
  }

  private onNext(): void {
    this.showSibling(1);
  }

  private showSibling(step: number): void {
    const { message, siblings } = this;
    const id = message && siblings[siblings.indexOf(message.id) + step];
    if (id) this.act({ kind: 'show', id });
  }

  private act(action: MessageAction['action']): void {
    if (this.message) this.dispatchEvent(new MessageAction(this.message, action));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-message': FwMessage;
  }
}
