import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { LitElement, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { servicesContext, type Services } from '../app/contexts.ts';
import { controls } from '../components/controls.styles.ts';
import { styles } from './compare-screen.styles.ts';
import { composeEvidence } from './evidence/compose-evidence.ts';
import './evidence/evidence.ts';
import type { EvidenceTools } from './evidence/evidence-tools.ts';
import './side-by-side/side-by-side.ts';

/** What each halving of the bytes costs and buys: answers side by side, then the evidence. */
@localized()
@customElement('fw-compare-screen')
export class FwCompareScreen extends LitElement {
  static override styles = [controls, styles];

  /** Made from the services where none are given. */
  @property({ attribute: false }) tools: EvidenceTools | undefined;

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.services) this.tools ??= composeEvidence(this.services);
  }

  override render(): TemplateResult {
    return html`<div class="scroller" tabindex="-1">
      <h1 class="hidden-text">${msg('Compare', { id: 'nav.compare' })}</h1>
      <fw-side-by-side></fw-side-by-side>
      <fw-evidence .tools=${this.tools}></fw-evidence>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-compare-screen': FwCompareScreen;
  }
}
