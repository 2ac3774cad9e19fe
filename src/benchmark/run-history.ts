import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { controls } from '../components/controls.styles.ts';
import '../components/icons.ts';
import { counted, number } from '../i18n/format.ts';
import { historyRows, type HistoryRow } from '../report/benchmark/history-rows.ts';
import type { BenchmarkRecord, BenchmarkStore } from '../store/benchmark-results.ts';
import { dialogStyles } from './dialog.styles.ts';
import { bar } from './result-table.ts';
import { styles } from './run-history.styles.ts';

/** What a person does with a run of the list: `fw-show-run`, `fw-choose-run`, `fw-delete-run`. */
export class RunEvent extends Event {
  readonly id: string;
  constructor(type: 'fw-show-run' | 'fw-choose-run' | 'fw-delete-run', id: string) {
    super(type);
    this.id = id;
  }
}

export class ImportEvent extends Event {
  readonly file: File;
  constructor(file: File) {
    super('fw-import');
    this.file = file;
  }
}

/** Runs on this device, to be shown, compared, deleted; and imports. Also dispatches `fw-clear-runs`. */
@localized()
@customElement('fw-run-history')
export class FwRunHistory extends LitElement {
  static override styles = [controls, dialogStyles, styles];

  @property({ attribute: false }) records: readonly BenchmarkRecord[] = [];
  @property({ attribute: false }) chosen: ReadonlySet<string> = new Set();
  @property() shown = '';
  @property({ attribute: false }) problem: BenchmarkStore['problem'];
  /** What an import came to. */
  @property() message = '';

  /** The run whose deletion is asked about; `all` for every one. */
  @state() private asked: HistoryRow | 'all' | undefined;

  @query('dialog') private readonly dialog!: HTMLDialogElement;

  override render(): TemplateResult {
    const rows = historyRows(this.records);
    const title = msg('Runs on this device', { id: 'bench.history' });
    return html`
      <div class="title">
        <h2>${title}</h2>
        <div class="actions">
          <label class="quiet import">
            <input
              class="hidden-text"
              type="file"
              accept=".json,application/json"
              @change=${this.onFile}
            />
            ${msg('Import JSON', { id: 'bench.import' })}
          </label>
          ${
            rows.length > 0
              ? html`<button type="button" class="quiet" @click=${this.onAskAll}>
                  ${msg('Delete all', { id: 'bench.delete-all' })}
                </button>`
              : nothing
          }
        </div>
      </div>
      <p class="message" role="status">${this.message}</p>
      ${this.problem ? html`<p class="warning">${problemSentence(this.problem)}</p>` : nothing}
      ${
        rows.length === 0
          ? html`<p class="none">
              ${msg('No runs yet. What you measure is kept on this device only.', {
                id: 'bench.history-none',
              })}
            </p>`
          : html`<div class="scroller" tabindex="0" role="group" aria-label=${title}>
              <table>
                ${head()}
                <tbody>
                  ${repeat(
                    rows,
                    ({ id }) => id,
                    (row) => this.row(row),
                  )}
                </tbody>
              </table>
            </div>`
      }
      ${this.confirmation()}
    `;
  }

  private row(row: HistoryRow): TemplateResult {
    const current = row.id === this.shown;
    const remarks = [row.imported, row.state].filter((text) => text !== undefined);
    return html`<tr class=${current ? 'current' : ''}>
      <td class="pick">
        <input
          type="checkbox"
          data-id=${row.id}
          aria-label=${msg(str`Compare the run of ${row.when}`, { id: 'bench.choose' })}
          .checked=${this.chosen.has(row.id)}
          @change=${this.onChoose}
        />
      </td>
      <th scope="row">
        <button
          type="button"
          class="when"
          data-id=${row.id}
          aria-current=${current ? 'true' : 'false'}
          @click=${this.onShow}
        >
          ${row.when}
        </button>
        ${remarks.length > 0 ? html`<span class="remark">${remarks.join(', ')}</span>` : nothing}
      </th>
      <td class="levels">${row.levels}</td>
      <td class="engine">${row.engines}</td>
      <td class="figure">${figure(row.prompt)}</td>
      <td class="figure">${figure(row.decode)}</td>
      <td class="bar" aria-hidden="true">${row.decode ? bar(row.decode.bar) : nothing}</td>
      <td class="against">${row.against}</td>
      <td class="delete">
        <button
          type="button"
          class="icon small"
          data-id=${row.id}
          aria-label=${msg(str`Delete the run of ${row.when}`, { id: 'bench.delete-run' })}
          @click=${this.onAsk}
        >
          <wa-icon name="trash"></wa-icon>
        </button>
      </td>
    </tr>`;
  }

  private confirmation(): TemplateResult {
    const { asked } = this;
    const count = this.records.length;
    const question =
      asked === 'all'
        ? counted(
            count,
            () => msg('Delete the run on this device?', { id: 'bench.ask-only' }),
            () =>
              msg(str`Delete all ${number(count)} runs on this device?`, { id: 'bench.ask-all' }),
          )
        : msg(str`Delete the run of ${asked?.when ?? ''}?`, { id: 'bench.ask-one' });
    return html`<dialog aria-labelledby="question">
      <h2 id="question">${question}</h2>
      <p>
        ${msg('Its figures can’t be brought back. Export them first to keep them.', {
          id: 'bench.ask-advice',
        })}
      </p>
      <div class="buttons">
        <button type="button" class="button" @click=${this.onKeep}>
          ${msg('Keep', { id: 'bench.keep' })}
        </button>
        <button type="button" class="button danger" @click=${this.onDelete}>
          ${msg('Delete', { id: 'bench.delete' })}
        </button>
      </div>
    </dialog>`;
  }

  private onFile(event: Event): void {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file) this.dispatchEvent(new ImportEvent(file));
    // The same file can be chosen again.
    input.value = '';
  }

  private onShow(event: Event): void {
    const { id = '' } = (event.currentTarget as HTMLElement).dataset;
    this.dispatchEvent(new RunEvent('fw-show-run', id));
  }

  private onChoose(event: Event): void {
    const { id = '' } = (event.currentTarget as HTMLElement).dataset;
    this.dispatchEvent(new RunEvent('fw-choose-run', id));
  }

  private async ask(asked: HistoryRow | 'all'): Promise<void> {
    this.asked = asked;
    await this.updateComplete;
    this.dialog.showModal();
  }

  private async onAsk(event: Event): Promise<void> {
    const { id } = (event.currentTarget as HTMLElement).dataset;
    const row = historyRows(this.records).find((each) => each.id === id);
    if (row) await this.ask(row);
  }

  private async onAskAll(): Promise<void> {
    await this.ask('all');
  }

  private onKeep(): void {
    this.dialog.close();
  }

  private onDelete(): void {
    const { asked } = this;
    this.dialog.close();
    if (asked === 'all') this.dispatchEvent(new Event('fw-clear-runs'));
    else if (asked) this.dispatchEvent(new RunEvent('fw-delete-run', asked.id));
  }
}

const head = (): TemplateResult =>
  html`<thead>
    <tr>
      <th scope="col" class="pick">${msg('Compare', { id: 'nav.compare' })}</th>
      <th scope="col">${msg('When', { id: 'bench.when' })}</th>
      <th scope="col">${msg('Levels', { id: 'bench.levels' })}</th>
      <th scope="col">${msg('Engine', { id: 'picker.engine' })}</th>
      <th scope="col" class="figure">${msg('Prefill, tok/s', { id: 'bench.reading' })}</th>
      <th scope="col" class="figure">${msg('Decode, tok/s', { id: 'bench.writing' })}</th>
      <td class="bar"></td>
      <th scope="col">${msg('Against the latest', { id: 'bench.against' })}</th>
      <td></td>
    </tr>
  </thead>`;

const figure = (rate: HistoryRow['prompt']): TemplateResult | typeof nothing =>
  rate
    ? html`${rate.mean}<span class="spread"> ${rate.spread}</span>
        <span class="test">${rate.test}</span>`
    : nothing;

const problemSentence = (problem: NonNullable<BenchmarkStore['problem']>): string =>
  problem === 'storage-full'
    ? msg(
        'The storage on this device is full: the latest results last until the page is closed. Export them, or delete runs.',
        { id: 'bench.storage-full' },
      )
    : msg(
        'This browser does not let the page store results: they last until it is closed. Export those that you want to keep.',
        { id: 'bench.storage-blocked' },
      );

declare global {
  interface HTMLElementTagNameMap {
    'fw-run-history': FwRunHistory;
  }
}
