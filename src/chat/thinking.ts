import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { controls } from '../components/controls.styles.ts';
import '../components/copy-button.ts';
import '../components/icons.ts';
import { duration, number } from '../i18n/format.ts';
import { styles } from './thinking.styles.ts';

/** `cut-off`: the answer ended before its thinking did. */
export type ThinkingState = 'under-way' | 'ended' | 'cut-off';

/** What a model thought before it answered: a line that opens into the text. */
@localized()
@customElement('fw-thinking')
export class FwThinking extends LitElement {
  static override styles = [controls, styles];

  @property() text = '';
  @property({ attribute: false }) state: ThinkingState = 'ended';
  /** Counted and timed, where that is known. */
  @property({ attribute: false }) tokens: number | undefined;
  @property({ attribute: false }) milliseconds: number | undefined;

  @state() private open = false;

  override render(): TemplateResult {
    return html`
      <button
        type="button"
        class="quiet"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-controls="text"
        @click=${this.onToggle}
      >
        ${this.summary()}<wa-icon name=${this.open ? 'chevron-up' : 'chevron-down'}></wa-icon>
      </button>
      <div id="text" class="text" ?hidden=${!this.open}>
        ${this.open ? this.thought() : nothing}
      </div>
    `;
  }

  private thought(): TemplateResult {
    return html`<div class="words">${this.text}</div>
      <fw-copy-button
        icon-only
        .text=${this.text}
        label=${msg('Copy the thinking', { id: 'thinking.copy' })}
      ></fw-copy-button>`;
  }

  private summary(): string {
    const { tokens, milliseconds } = this;
    const count = number(tokens ?? 0);
    const time = duration(milliseconds ?? 0);
    const counted = tokens !== undefined && milliseconds !== undefined;
    switch (this.state) {
      case 'under-way':
        return tokens === undefined
          ? msg('Thinking', { id: 'thinking.under-way' })
          : msg(str`Thinking: ${count} tokens`, { id: 'thinking.under-way-counted' });
      case 'ended':
        return counted
          ? msg(str`Thought: ${count} tokens, ${time}`, { id: 'thinking.ended-counted' })
          : msg('Thought', { id: 'thinking.ended' });
      case 'cut-off':
        return counted
          ? msg(str`Thinking not finished: ${count} tokens, ${time}`, {
              id: 'thinking.cut-off-counted',
            })
          : msg('Thinking not finished', { id: 'thinking.cut-off' });
    }
  }

  private onToggle(): void {
    this.open = !this.open;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-thinking': FwThinking;
  }
}
