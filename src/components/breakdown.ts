import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type { Breakdown, BreakdownPart } from '../report/breakdown.ts';
import { styles } from './breakdown.styles.ts';

/** A total with its parts: one bar whose segments are the parts, and a row for each. */
@customElement('fw-breakdown')
export class FwBreakdown extends LitElement {
  static override styles = styles;

  @property({ attribute: false }) breakdown: Breakdown | undefined;

  override render(): TemplateResult | typeof nothing {
    const breakdown = this.breakdown;
    if (!breakdown) return nothing;
    return html`
      <h3>${breakdown.title} <span class="total">${breakdown.total}</span></h3>
      <div class="bar" aria-hidden="true">
        ${map(
          breakdown.parts,
          ({ share, tone }) => html`<span class=${tone} style="flex-grow:${share}"></span>`,
        )}
      </div>
      <dl>${map(breakdown.parts, row)}</dl>
      ${breakdown.note ? html`<p>${breakdown.note}</p>` : nothing}
    `;
  }
}

const row = ({ label, value, tone }: BreakdownPart): TemplateResult => html`
  <div>
    <dt><span class="key ${tone}" aria-hidden="true"></span>${label}</dt>
    <dd>${value}</dd>
  </div>
`;

declare global {
  interface HTMLElementTagNameMap {
    'fw-breakdown': FwBreakdown;
  }
}
