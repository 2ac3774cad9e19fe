import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import './code-block.ts';
import { differs } from './differs.styles.ts';
import { renderMarkdown } from './markdown.ts';
import { styles } from './markdown-text.styles.ts';

/** A model's text. While it is written a caret stands after it. */
@customElement('fw-markdown-text')
export class FwMarkdownText extends LitElement {
  static override styles = [differs, styles];

  @property({ attribute: false }) text = '';
  @property({ type: Boolean, reflect: true }) writing = false;

  override render(): TemplateResult {
    return html`${renderMarkdown(this.text, this.writing)}${
      this.writing && this.text === '' ? html`<div class="block empty"></div>` : nothing
    }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-markdown-text': FwMarkdownText;
  }
}
