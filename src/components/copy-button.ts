import { localized, msg } from '@lit/localize';
import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import './icons.ts';
import { styles } from './copy-button.styles.ts';
import { controls } from './controls.styles.ts';

/** Copies `text`, and says for two seconds whether that worked. */
@localized()
@customElement('fw-copy-button')
export class FwCopyButton extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) text = '';
  @property() label = '';
  /** Shows the icon only; the label is then for screen readers. */
  @property({ type: Boolean, attribute: 'icon-only' }) iconOnly = false;

  @state() private outcome: 'copied' | 'refused' | undefined;

  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render(): TemplateResult {
    const said =
      this.outcome === 'copied'
        ? msg('Copied', { id: 'copy.done' })
        : this.outcome === 'refused'
          ? msg('Copying was refused', { id: 'copy.refused' })
          : '';
    return html`
      <button
        type="button"
        class=${this.iconOnly ? 'icon small' : 'plain'}
        title=${this.label}
        @click=${this.onClick}
      >
        <wa-icon name=${this.outcome === 'copied' ? 'check' : 'copy'}></wa-icon>
        <span class=${this.iconOnly ? 'hidden-text' : ''}>${said || this.label}</span>
      </button>
      <span class="hidden-text" role="status">${said}</span>
    `;
  }

  private async onClick(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text);
      this.outcome = 'copied';
    } catch {
      this.outcome = 'refused';
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.outcome = undefined), 2000);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-copy-button': FwCopyButton;
  }
}
