import { localized, msg } from '@lit/localize';
import { LitElement, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { controls } from '../components/controls.styles.ts';
import { styles } from './compare-screen.styles.ts';
import './evidence/evidence-place.ts';
import './side-by-side/side-by-side.ts';

/** What each halving of the bytes costs and buys: answers side by side, then the evidence. */
@localized()
@customElement('fw-compare-screen')
export class FwCompareScreen extends LitElement {
  static override styles = [controls, styles];

  override render(): TemplateResult {
    return html`<div class="scroller" tabindex="-1">
      <h1 class="hidden-text">${msg('Compare', { id: 'nav.compare' })}</h1>
      <fw-side-by-side></fw-side-by-side>
      <fw-evidence-place></fw-evidence-place>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-compare-screen': FwCompareScreen;
  }
}
