import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { testName, type BenchmarkResult } from '../../core/bench-result.ts';
import { localScore } from '../../core/metrics/local-score.ts';
import { saveFile } from '../chat/save-file.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/copy-button.ts';
import { presetName } from '../i18n/benchmark.ts';
import { dateTime, number } from '../i18n/format.ts';
import {
  circumstanceFacts,
  variantFacts,
  variantRecordName,
  type Fact,
} from '../report/benchmark/circumstances.ts';
import { compare, sweepFigures } from '../report/benchmark/compare.ts';
import { resultsToCsv } from '../report/benchmark/csv.ts';
import { measuredRows, rowsByVariant } from '../report/benchmark/headline.ts';
import { resultsToMarkdown } from '../report/benchmark/markdown.ts';
import { marksOf } from '../report/benchmark/marks.ts';
import { resultsToJson } from '../report/benchmark/result-file.ts';
import { resultTable } from '../report/benchmark/result-rows.ts';
import { modelName, variantText } from '../report/benchmark/subject-text.ts';
import './device-card-dialog.ts';
import type { FwDeviceCardDialog } from './device-card-dialog.ts';
import './plot-chart.ts';
import './result-table.ts';
import { runEntries } from './run-entries.ts';
import { styles } from './run-report.styles.ts';
import type { RunProgress } from './run/benchmark-run.ts';

/** One run: its table, what may have disturbed it, its curves, its circumstances, its exports. */
@localized()
@customElement('fw-run-report')
export class FwRunReport extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) result: BenchmarkResult | undefined;
  /** While it runs: tests still to come are rows as well. */
  @property({ attribute: false }) progress: RunProgress | undefined;

  @query('fw-device-card-dialog') private readonly card!: FwDeviceCardDialog | null;

  override render(): TemplateResult | typeof nothing {
    const { result, progress } = this;
    if (!result) return nothing;
    const title = msg('Results, tokens per second', { id: 'bench.results' });
    const table = resultTable(progress ? runEntries(progress) : result.rows);
    return html`
      <div class="title">
        <h2>${title}</h2>
        ${progress ? nothing : html`<p>${runText(result)}</p>`}
        <p class="spread">${spreadText(result)}</p>
      </div>
      ${this.warnings(result)}
      <fw-result-table .table=${table} label=${title}></fw-result-table>
      ${progress ? nothing : html`${scores(result)} ${this.actions(result)} ${sweeps(result)}`}
      ${circumstances(result)}
      <fw-device-card-dialog .result=${result}></fw-device-card-dialog>
    `;
  }

  private warnings({ rows }: BenchmarkResult): TemplateResult | typeof nothing {
    const marks = marksOf(rows, (row) => `${variantText(row)}: ${testName(row)}`);
    return marks.length === 0
      ? nothing
      : html`<ul class="warnings">
          ${map(
            marks,
            ({ text, tests }) =>
              html`<li>
                <p>${text}</p>
                <p class="tests">
                  ${
                    tests.length > 4
                      ? msg(str`${number(tests.length)} tests`, { id: 'bench.marked-tests' })
                      : tests.join('; ')
                  }
                </p>
              </li>`,
          )}
        </ul>`;
  }

  private actions(result: BenchmarkResult): TemplateResult | typeof nothing {
    if (result.rows.length === 0) return nothing;
    return html`<div class="actions">
      <fw-copy-button
        .text=${resultsToMarkdown([result])}
        label=${msg('Copy as Markdown', { id: 'bench.copy-markdown' })}
      ></fw-copy-button>
      <button type="button" class="quiet" @click=${this.onCsv}>
        ${msg('Export CSV', { id: 'bench.export-csv' })}
      </button>
      <button type="button" class="quiet" @click=${this.onJson}>
        ${msg('Export JSON', { id: 'bench.export-json' })}
      </button>
      ${
        measuredRows(result).length > 0
          ? html`<button type="button" class="quiet" @click=${this.onCard}>
              ${msg('Device card', { id: 'bench.card' })}
            </button>`
          : nothing
      }
    </div>`;
  }

  private save(extension: 'csv' | 'json', type: string, text: string): void {
    const stamp = this.result?.startedAt.slice(0, 16).replace(/\D/g, '-') ?? '';
    saveFile(`featherweight-benchmark-${stamp}.${extension}`, type, text);
  }

  private onCsv(): void {
    if (this.result) this.save('csv', 'text/csv', resultsToCsv([this.result]));
  }

  private onJson(): void {
    if (this.result)
      this.save('json', 'application/json', resultsToJson([this.result], Date.now()));
  }

  private async onCard(): Promise<void> {
    await this.card?.show();
  }
}

const runText = ({ startedAt, preset, state }: BenchmarkResult): string =>
  [
    dateTime(Date.parse(startedAt)),
    presetName(preset),
    ...(state === 'stopped' ? [msg('stopped early', { id: 'bench.was-stopped' })] : []),
  ].join(', ');

/** What ± is, said where it is first met. */
function spreadText({ rows }: BenchmarkResult): string {
  const counts = new Set(
    rows.flatMap((row) => (row.status === 'measured' ? [row.samples_ts.length] : [])),
  );
  const [only] = counts;
  if (counts.size !== 1 || only === undefined)
    return msg('Mean ± standard deviation', { id: 'bench.spread' });
  return only === 1
    ? msg('One repetition', { id: 'bench.spread-one' })
    : msg(str`Mean ± standard deviation of ${number(only)}`, { id: 'bench.spread-of' });
}

/** Named after the model: published scores are for LocalScore's own, and compare with none of these. */
function scores(result: BenchmarkResult): TemplateResult | typeof nothing {
  const found = [...rowsByVariant(measuredRows(result)).values()].flatMap((rows) => {
    const found = localScore(rows);
    return found ? [{ score: found.score, row: rows[0] }] : [];
  });
  return found.length === 0
    ? nothing
    : html`${map(
          found,
          ({ score, row }) =>
            html`<p class="score">
              ${msg(str`LocalScore formula on ${modelName(row.model)}`, { id: 'bench.local-score' })},
              ${variantText(row)}: <b>${number(score)}</b>
            </p>`,
        )}
        <p class="note">
          ${msg(
            'Published LocalScores are of other models: this number does not compare with them.',
            {
              id: 'bench.local-score-note',
            },
          )}
        </p>`;
}

function sweeps(result: BenchmarkResult): TemplateResult | typeof nothing {
  const figures = sweepFigures(compare([result]));
  return figures.length === 0
    ? nothing
    : html`<div class="charts">
        ${map(figures, (figure) => html`<fw-plot-chart .figure=${figure}></fw-plot-chart>`)}
      </div>`;
}

const list = (facts: readonly Fact[]): TemplateResult =>
  html`<dl>
    ${map(
      facts,
      ({ label, value }) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;

const circumstances = (result: BenchmarkResult): TemplateResult =>
  html`<details>
    <summary>${msg('Circumstances', { id: 'details.circumstances' })}</summary>
    <div class="facts">
      ${list(circumstanceFacts(result.circumstances, result.startedAt))}
      ${map(result.variants, (record) => {
        const facts = variantFacts(record);
        return facts.length === 0
          ? nothing
          : html`<div>
              <h3>${variantRecordName(record)}</h3>
              ${list(facts)}
            </div>`;
      })}
    </div>
  </details>`;

declare global {
  interface HTMLElementTagNameMap {
    'fw-run-report': FwRunReport;
  }
}
