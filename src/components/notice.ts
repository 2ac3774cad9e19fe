import { localized, msg } from '@lit/localize';
import { LitElement, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { controls } from './controls.styles.ts';
import './icons.ts';
import { styles } from './notice.styles.ts';

/** A sentence that is said once. Dispatches `fw-dismiss`. */
@localized()
@customElement('fw-notice')
export class FwNotice extends LitElement {
  static override styles = [controls, styles];

  override render(): TemplateResult {
    const close = msg('Close this notice', { id: 'notice.close' });
    return html`
      <p><slot></slot></p>
      <button
        type="button"
        class="icon small"
        aria-label=${close}
        title=${close}
        @click=${this.onClose}
      >
        <wa-icon name="close"></wa-icon>
      </button>
    `;
  }

  private onClose(): void {
    this.dispatchEvent(new Event('fw-dismiss', { bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-notice': FwNotice;
  }
}
