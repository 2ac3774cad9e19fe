import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { number } from '../i18n/format.ts';
import type { GapsView } from '../report/answer-account.ts';
import type { Histogram, HistogramMark } from '../report/histogram.ts';
import { styles } from './gaps-histogram.styles.ts';

const percent = (fraction: number): string => `${(fraction * 100).toFixed(3)}%`;

/** Distribution of the gaps between tokens, with lines at p50, p95 and p99. */
@localized()
@customElement('fw-gaps-histogram')
export class FwGapsHistogram extends LitElement {
  static override styles = styles;

  @property({ attribute: false }) view: GapsView | undefined;

  override render(): TemplateResult | typeof nothing {
    const view = this.view;
    if (!view) return nothing;
    return html`
      <h3>${view.title} <span>${view.count}</span></h3>
      ${view.histogram ? chart(view.histogram) : nothing}
      ${view.note ? html`<p>${view.note}</p>` : nothing}
    `;
  }
}

function chart(histogram: Histogram): TemplateResult {
  const [p50, p95, p99] = histogram.marks.map(({ value }) => number(value, digits(histogram)));
  const label = msg(
    str`Gaps between tokens in milliseconds: half are at most ${p50}, 95 % at most ${p95}, 99 % at most ${p99}.`,
    { id: 'account.gaps-described' },
  );
  return html`
    <div
      class="chart"
      role="img"
      aria-label=${label}
      style="--rows:${Math.max(histogram.rows - 1, 0)}"
    >
      ${map(histogram.marks, (mark) => markLine(mark, digits(histogram)))}
      <div class="bins">
        ${map(
          histogram.bins,
          ({ height, count }) =>
            html`<span
              style="height:${percent(height)}"
              class=${count > 0 ? 'some' : 'none'}
            ></span>`,
        )}
      </div>
    </div>
    <div class="axis" aria-hidden="true">
      ${map(histogram.ticks, ({ value, at }, index) => {
        const last = index === histogram.ticks.length - 1;
        const text = number(value, tickDigits(histogram));
        return html`<span
          class=${last ? 'last' : index === 0 ? 'first' : ''}
          style="left:${percent(at)}"
          >${last ? `${text} ms` : text}</span
        >`;
      })}
    </div>
  `;
}

const markLine = (
  { name, value, at, row, before }: HistogramMark,
  places: number,
): TemplateResult =>
  html`<div class="mark" style="left:${percent(at)};--row:${row}">
    <span class=${before ? 'before' : 'after'}>${name} <b>${number(value, places)}</b></span>
  </div>`;

const digits = ({ ticks }: Histogram): number => ((ticks.at(-1)?.value ?? 0) < 100 ? 1 : 0);
const tickDigits = ({ ticks }: Histogram): number =>
  ticks.every(({ value }) => Number.isInteger(value)) ? 0 : 1;

declare global {
  interface HTMLElementTagNameMap {
    'fw-gaps-histogram': FwGapsHistogram;
  }
}
