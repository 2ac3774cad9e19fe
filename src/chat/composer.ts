import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import '../components/context-meter.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/icons.ts';
import { styles } from './composer.styles.ts';

/**
 * Whether a key belongs to an input method that is composing: Hangul's Enter must not send. Safari
 * ends the composition before it sends that key, which only its deprecated code, 229, then tells.
 */
export const isComposing = (event: KeyboardEvent): boolean =>
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  event.isComposing || event.keyCode === 229;

const isEmpty = (text: string): boolean => text.trim() === '';

/**
 * Where a question is written. Dispatches `fw-draft` with every change, `fw-send` and `fw-stop`;
 * the draft is the owner's.
 */
@localized()
@customElement('fw-composer')
export class FwComposer extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) draft = '';
  @property({ type: Boolean }) writing = false;
  /** The draft is more than the model's context holds. */
  @property({ type: Boolean, attribute: 'too-long' }) tooLong = false;
  @property({ type: Number }) used = 0;
  @property({ type: Number }) total = 0;
  /** Whether `used` counts what is in the box now. */
  @property({ type: Boolean }) counted = false;

  @query('textarea') private readonly textarea!: HTMLTextAreaElement;

  override focus(): void {
    void this.updateComplete.then(() => this.textarea.focus());
  }

  override render(): TemplateResult {
    const placeholder = msg('Ask anything. It stays here.', { id: 'composer.placeholder' });
    return html`
      <label class="hidden-text" for="draft"
        >${msg('Your question', { id: 'composer.label' })}</label
      >
      <textarea
        id="draft"
        rows="1"
        placeholder=${placeholder}
        aria-describedby="keys"
        .value=${live(this.draft)}
        @input=${this.onInput}
        @keydown=${this.onKeydown}
      ></textarea>
      <div class="foot">
        ${
          this.counted
            ? html`<fw-context-meter .used=${this.used} .total=${this.total}></fw-context-meter>`
            : nothing
        }
        <span class="keys" id="keys"
          >${msg('Enter sends, Shift+Enter starts a new line', { id: 'composer.keys' })}</span
        >
        ${this.writing ? this.stopButton() : this.sendButton()}
      </div>
    `;
  }

  private sendButton(): TemplateResult {
    const label = msg('Send', { id: 'composer.send' });
    return html`<button
      type="button"
      class="button primary act"
      ?disabled=${this.tooLong || isEmpty(this.draft)}
      @click=${this.onSend}
    >
      <wa-icon name="send"></wa-icon><span class="label">${label}</span>
    </button>`;
  }

  private stopButton(): TemplateResult {
    const label = msg('Stop', { id: 'composer.stop' });
    return html`<button type="button" class="button act stop" @click=${this.onStop}>
      <wa-icon name="stop"></wa-icon><span class="label">${label}</span>
    </button>`;
  }

  private onInput(): void {
    this.dispatchEvent(new CustomEvent('fw-draft', { detail: this.textarea.value }));
  }

  private onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    // What is in the box now: a key in the same frame as its text comes before the draft does, and
    // whether that is too long is then for the owner to count.
    if (!isEmpty(this.textarea.value) && !this.writing) this.onSend();
  }

  private onSend(): void {
    this.dispatchEvent(new CustomEvent('fw-send', { detail: performance.now() }));
  }

  private onStop(): void {
    this.dispatchEvent(new Event('fw-stop'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-composer': FwComposer;
  }
}
