import { consume } from '@lit/context';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { servicesContext, type Services } from '../../app/contexts.ts';
import { controls } from '../../components/controls.styles.ts';
import { composeEvidence } from './compose-evidence.ts';
import './evidence.ts';
import type { EvidenceTools } from './evidence-tools.ts';

/** The evidence with this device's store, evaluation and benchmark, made when it is first shown. */
@customElement('fw-evidence-place')
export class FwEvidencePlace extends LitElement {
  static override styles = [controls];

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  #tools: EvidenceTools | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.services) this.#tools ??= composeEvidence(this.services);
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.#tools) return nothing;
    return html`<fw-evidence .tools=${this.#tools}></fw-evidence>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-evidence-place': FwEvidencePlace;
  }
}
