import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type { BenchmarkResult } from '../../core/bench-result.ts';
import { controls } from '../components/controls.styles.ts';
import { counted, dayAndTime, number } from '../i18n/format.ts';
import {
  barsFigure,
  compare,
  comparedRates,
  pairRows,
  sweepFigures,
  type Comparison,
  type PairRow,
} from '../report/benchmark/compare.ts';
import { verdictText } from '../report/benchmark/history-rows.ts';
import type { RateText } from '../report/benchmark/rate-text.ts';
import './plot-chart.ts';
import { styles } from './run-comparison.styles.ts';

/** Runs set beside each other: rates, charts, and for two runs the interval of their ratio. */
@localized()
@customElement('fw-run-comparison')
export class FwRunComparison extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) results: readonly BenchmarkResult[] = [];

  /** The test that the bars show; the first decode where none was chosen. */
  @state() private test = '';

  override render(): TemplateResult | typeof nothing {
    const { results } = this;
    const comparison = compare(results);
    if (comparison.entries.length === 0)
      return html`<p class="note">
        ${msg('Nothing of these runs can be compared.', { id: 'bench.compare-nothing' })}
        ${leftOutText(comparison.leftOut)}
      </p>`;
    const [earlier, later] = results.toSorted(
      (a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt),
    );
    const pairs = results.length === 2 && earlier && later ? pairRows(earlier, later) : [];
    return html`
      ${comparison.leftOut > 0 ? html`<p class="note">${leftOutText(comparison.leftOut)}</p>` : nothing}
      ${rates(comparison)}
      ${pairs.length > 0 && earlier && later ? ratios(pairs, earlier, later) : nothing}
      <div class="charts">
        ${this.bars(comparison)}
        ${map(
          sweepFigures(comparison),
          (figure) => html`<fw-plot-chart .figure=${figure}></fw-plot-chart>`,
        )}
      </div>
    `;
  }

  private bars(comparison: Comparison): TemplateResult | typeof nothing {
    const figures = comparison.tests.flatMap((test) => {
      const figure = barsFigure(comparison, test.key);
      return figure ? [{ test, figure }] : [];
    });
    const shown =
      figures.find(({ test }) => test.key === this.test) ??
      figures.find(({ test }) => test.name.startsWith('tg')) ??
      figures[0];
    if (!shown) return nothing;
    return html`<div class="wide">
      ${
        figures.length > 1
          ? html`<label class="test"
              >${msg('Test', { id: 'bench.test' })}
              <select @change=${this.onTest}>
                ${map(
                  figures,
                  ({ test }) =>
                    html`<option value=${test.key} .selected=${test === shown.test}>
                      ${test.name}
                    </option>`,
                )}
              </select></label
            >`
          : nothing
      }
      <fw-plot-chart .figure=${shown.figure}></fw-plot-chart>
    </div>`;
  }

  private onTest(event: Event): void {
    this.test = (event.target as HTMLSelectElement).value;
  }
}

const rateCell = (rate: RateText | undefined): TemplateResult | typeof nothing =>
  rate ? html`${rate.mean}<span class="spread"> ${rate.spread}</span>` : nothing;

function rates(comparison: Comparison): TemplateResult {
  const label = msg('Rates of the chosen runs, tokens per second', { id: 'bench.compared' });
  return html`<div class="scroller" tabindex="0" role="group" aria-label=${label}>
    <table>
      <caption class="hidden-text">
        ${label}
      </caption>
      <thead>
        <tr>
          <th scope="col">${msg('Variant', { id: 'details.variant' })}</th>
          ${map(comparison.tests, ({ name }) => html`<th scope="col" class="figure">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${map(
          comparedRates(comparison),
          (line) =>
            html`<tr>
              <th scope="row">${line.label}</th>
              ${map(line.rates, (rate) => html`<td class="figure">${rateCell(rate)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function ratios(
  pairs: readonly PairRow[],
  earlier: BenchmarkResult,
  later: BenchmarkResult,
): TemplateResult {
  const [before, after] = [earlier, later].map(({ startedAt }) =>
    dayAndTime(Date.parse(startedAt)),
  );
  const title = msg('The same variants in both runs', { id: 'bench.pairs' });
  return html`<h3>${title}</h3>
    <div class="scroller" tabindex="0" role="group" aria-label=${title}>
      <table>
        <thead>
          <tr>
            <th scope="col">${msg('Variant', { id: 'details.variant' })}</th>
            <th scope="col">${msg('Test', { id: 'bench.test' })}</th>
            <th scope="col" class="figure">${before}</th>
            <th scope="col" class="figure">${after}</th>
            <th scope="col" class="figure">${msg('Ratio', { id: 'bench.ratio' })}</th>
            <th scope="col">${msg('The later one is', { id: 'bench.later-is' })}</th>
          </tr>
        </thead>
        <tbody>
          ${map(
            pairs,
            (pair) =>
              html`<tr>
                <th scope="row">${pair.variant}</th>
                <td>${pair.test}</td>
                <td class="figure">${rateCell(pair.earlier)}</td>
                <td class="figure">${rateCell(pair.later)}</td>
                <td class="figure">
                  ${
                    pair.interval
                      ? html`${number(pair.interval.ratio, 3)}<span class="spread">
                            [${number(pair.interval.low, 3)},
                            ${number(pair.interval.high, 3)}]</span
                          >`
                      : nothing
                  }
                </td>
                <td>
                  ${
                    pair.interval
                      ? verdictText(pair.interval)
                      : msg('not told by a single repetition', { id: 'bench.single' })
                  }
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="note">
      ${msg(
        'Square brackets are the 95 % interval of the ratio, later to earlier, from what varied within each run. Heat or other work between the two is not in it.',
        { id: 'bench.interval-note' },
      )}
    </p>`;
}

const leftOutText = (count: number): string =>
  count === 0
    ? ''
    : counted(
        count,
        () => msg('1 test is left out, because the page was hidden.', { id: 'bench.left-out-one' }),
        () =>
          msg(str`${number(count)} tests are left out, because the page was hidden.`, {
            id: 'bench.left-out',
          }),
      );

declare global {
  interface HTMLElementTagNameMap {
    'fw-run-comparison': FwRunComparison;
  }
}
