import { localized, msg } from '@lit/localize';
import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { styles } from './code-block.styles.ts';
import { controls } from './controls.styles.ts';
import './copy-button.ts';
import { differs } from './differs.styles.ts';
import { highlight } from './highlight.ts';
import { sanitised } from './sanitised-html.ts';

/** Code with its language named and a button that copies it. */
@localized()
@customElement('fw-code-block')
export class FwCodeBlock extends LitElement {
  static override styles = [controls, differs, styles];

  @property() language = '';
  /** Where it is not given, the element's own text. */
  @property({ attribute: false }) code: string | undefined;
  /** More is to come: a caret stands at the end. */
  @property({ type: Boolean, reflect: true }) writing = false;

  override render(): TemplateResult {
    const code = this.code ?? this.textContent;
    const label = msg('Code', { id: 'code.label' });
    return html`
      <div class="head">
        <span>${this.language || label}</span>
        <fw-copy-button .text=${code} label=${msg('Copy', { id: 'copy' })}></fw-copy-button>
      </div>
      <pre
        tabindex="0"
        role="group"
        aria-label=${label}
      ><code>${sanitised(highlight(code, this.language))}</code></pre>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-code-block': FwCodeBlock;
  }
}
