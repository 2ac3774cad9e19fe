import { localized, msg } from '@lit/localize';
import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { styles } from './code-block.styles.ts';
import { controls } from './controls.styles.ts';
import './copy-button.ts';
import { renderCode } from './markdown.ts';

/** Code with its language named and a button that copies it. */
@localized()
@customElement('fw-code-block')
export class FwCodeBlock extends LitElement {
  static override styles = [controls, styles];

  @property() language = '';
  @property() code = '';

  override render(): TemplateResult {
    const label = msg('Code', { id: 'code.label' });
    return html`
      <div class="head">
        <span>${this.language || label}</span>
        <fw-copy-button .text=${this.code} label=${msg('Copy', { id: 'copy' })}></fw-copy-button>
      </div>
      <pre tabindex="0" role="group" aria-label=${label}><code>${renderCode(
        this.code,
        this.language,
      )}</code></pre>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-code-block': FwCodeBlock;
  }
}
