import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type { AnswerAccount, Readout } from '../report/answer-account.ts';
import type { DetailGroup, DetailRow } from '../report/answer-details.ts';
import './breakdown.ts';
import './gaps-histogram.ts';
import './icons.ts';
import { styles } from './answer-account.styles.ts';
import { controls } from './controls.styles.ts';

/**
 * What one answer cost: a line of three readouts, which opens into the full account. While an
 * answer is written only `live` is given. What can be done with the answer goes into `actions`.
 */
@localized()
@customElement('fw-answer-account')
export class FwAnswerAccount extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) account: AnswerAccount | undefined;
  @property({ attribute: false }) live: readonly Readout[] | undefined;

  @state() private open = false;

  override render(): TemplateResult {
    const line = this.account?.line ?? this.live;
    return html`
      <div class="line">
        ${map(
          line ?? [],
          ({ before, value, unit }) =>
            html`<span class="readout">${before} <b>${value}</b> ${unit}</span>`,
        )}
        ${this.account ? this.toggle() : nothing}
        <slot name="actions"></slot>
      </div>
      ${this.open && this.account ? full(this.account) : nothing}
    `;
  }

  private toggle(): TemplateResult {
    const label = this.open
      ? msg('Hide account', { id: 'account.hide' })
      : msg('Full account', { id: 'account.show' });
    return html`<button
      type="button"
      class="quiet"
      aria-expanded=${this.open ? 'true' : 'false'}
      aria-controls="full"
      @click=${this.onToggle}
    >
      ${label}<wa-icon name=${this.open ? 'chevron-up' : 'chevron-down'}></wa-icon>
    </button>`;
  }

  private onToggle(): void {
    this.open = !this.open;
  }
}

const full = ({ time, gaps, memory, details, note }: AnswerAccount): TemplateResult => html`
  <div id="full" class="full">
    <div class="parts">
      <fw-breakdown .breakdown=${time}></fw-breakdown>
      <fw-gaps-histogram .view=${gaps}></fw-gaps-histogram>
      <fw-breakdown .breakdown=${memory}></fw-breakdown>
    </div>
    ${note ? html`<p>${note}</p>` : nothing}
    <div class="details">${map(details, group)}</div>
  </div>
`;

const group = ({ title, rows }: DetailGroup): TemplateResult => html`
  <section>
    <h3>${title}</h3>
    <dl>${map(rows, detail)}</dl>
  </section>
`;

const detail = ({ label, value, reason }: DetailRow): TemplateResult =>
  value === undefined
    ? html`<div class="missing">
        <dt>${label}</dt>
        <dd>${msg('not measurable here', { id: 'account.missing' })}: ${reason}</dd>
      </div>`
    : html`<div>
        <dt>${label}</dt>
        <dd>${value}</dd>
      </div>`;

declare global {
  interface HTMLElementTagNameMap {
    'fw-answer-account': FwAnswerAccount;
  }
}
