import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { map } from 'lit/directives/map.js';
import { controls } from '../components/controls.styles.ts';
import { number } from '../i18n/format.ts';
import type {
  BarView,
  ResultRowView,
  ResultTable,
  RowStateView,
  ShareView,
} from '../report/benchmark/result-rows.ts';
import { styles } from './result-table.styles.ts';

type Measured = Extract<RowStateView, { readonly kind: 'measured' }>;

/** One run's tests in llama-bench's terms: rate with its spread, median, share of the device's limit. */
@localized()
@customElement('fw-result-table')
export class FwResultTable extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) table: ResultTable | undefined;
  @property() label = '';

  override render(): TemplateResult | typeof nothing {
    const { table } = this;
    if (!table) return nothing;
    const measured = table.rows.some(({ state }) => state.kind === 'measured');
    return html`<div class="scroller" tabindex="0" role="group" aria-label=${this.label}>
      <table>
        <caption class="hidden-text">
          ${this.label}
        </caption>
        <thead>
          <tr>
            <th scope="col">${msg('Level', { id: 'picker.level' })}</th>
            <th scope="col" class="figure">MB</th>
            <th scope="col">${msg('Engine', { id: 'picker.engine' })}</th>
            <th scope="col">${msg('Test', { id: 'bench.test' })}</th>
            <th scope="col" class="figure">tok/s</th>
            <th scope="col" class="figure">${msg('Median', { id: 'bench.median' })}</th>
            ${
              table.firstTokens
                ? html`<th scope="col" class="figure">
                    ${msg('First token', { id: 'bench.first-token' })}
                  </th>`
                : nothing
            }
            <td class="bar"></td>
            ${
              table.shares
                ? html`<th scope="col">${msg('Share of limit', { id: 'bench.share' })}</th>`
                : nothing
            }
          </tr>
        </thead>
        <tbody>
          ${map(table.rows, (row) => this.row(row, table))}
        </tbody>
        ${measured ? ruler(table) : nothing}
      </table>
    </div>`;
  }

  private row(row: ResultRowView, table: ResultTable): TemplateResult {
    const { state } = row;
    const columns = 3 + (table.firstTokens ? 1 : 0) + (table.shares ? 1 : 0);
    const classes = [state.kind, row.begins ? 'begins' : ''].join(' ').trim();
    const head = html`<th scope="row">${row.level}</th>
      <td class="figure">${row.size}</td>
      <td class="engine">${row.engine}</td>
      <td>${row.test}</td>`;
    if (state.kind === 'measured')
      return html`<tr
        class=${classes}
        title=${ifDefined(state.notes.length > 0 ? state.notes.join(' ') : undefined)}
      >
        ${head} ${measuredCells(state, table)}
      </tr>`;
    if (state.kind === 'failed')
      return html`<tr class=${classes}>
        ${head}
        <td class="reason" colspan=${columns}>
          <b>${msg('Failed', { id: 'bench.failed' })}</b> ${state.reason}
          <span class="advice">${state.advice}</span>
        </td>
      </tr>`;
    return html`<tr class=${classes}>
      ${head}
      <td class="figure pending">${state.text}</td>
      <td colspan=${columns - 1}></td>
    </tr>`;
  }
}

const measuredCells = (
  state: Measured,
  { firstTokens, shares }: ResultTable,
): TemplateResult => html`
  <td class="figure rate">${state.rate.mean}<span class="spread"> ${state.rate.spread}</span></td>
  <td class="figure median">${state.median}</td>
  ${
    firstTokens
      ? html`<td
          class="figure ${state.firstToken === undefined ? 'no-token' : 'first-token'}"
          data-label=${msg('First token', { id: 'bench.first-token' })}
        >
          ${state.firstToken ?? nothing}
        </td>`
      : nothing
  }
  <td class="bar" aria-hidden="true">${bar(state.bar, state.hidden)}</td>
  ${shares ? html`<td class="share">${state.share ? share(state.share) : nothing}</td>` : nothing}
`;

const percent = (fraction: number): string => `${(fraction * 100).toFixed(3)}%`;

/** @param hatched of what is left out of comparisons */
export const bar = ({ length, low, high }: BarView, hatched = false): TemplateResult =>
  html`<div class="track">
    <span class="length ${hatched ? 'hatched' : ''}" style="width:${percent(length)}"></span>${
      high > low
        ? html`<span
            class="whisker"
            style="left:${percent(low)};width:${percent(high - low)}"
          ></span>`
        : nothing
    }
  </div>`;

const share = ({ percent: text, fraction, limit, text: whole }: ShareView): TemplateResult =>
  html`<span class="gauge" aria-hidden="true"
      ><span style="width:${percent(Math.min(fraction, 1))}"></span
    ></span>
    <span title=${whole}>${text} <span class="limit">${limit}</span></span>`;

const ruler = ({ axis: { ticks, end }, firstTokens, shares }: ResultTable): TemplateResult =>
  html`<tfoot aria-hidden="true">
    <tr>
      <td colspan=${firstTokens ? 7 : 6}></td>
      <td class="bar">
        <div class="ruler">
          ${map(ticks, (tick, index) => {
            const place = index === 0 ? 'first' : index === ticks.length - 1 ? 'last' : '';
            const text = number(tick, end < 5 ? 1 : 0);
            return html`<span class=${place} style="left:${percent(tick / end)}"
              >${place === 'last' ? msg(str`${text} tok/s`, { id: 'bench.axis-end' }) : text}</span
            >`;
          })}
        </div>
      </td>
      ${shares ? html`<td></td>` : nothing}
    </tr>
  </tfoot>`;

declare global {
  interface HTMLElementTagNameMap {
    'fw-result-table': FwResultTable;
  }
}
