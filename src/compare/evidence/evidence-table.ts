import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import { map } from 'lit/directives/map.js';
import { repeat } from 'lit/directives/repeat.js';
import { controls } from '../../components/controls.styles.ts';
import '../../components/copy-button.ts';
import '../../components/icons.ts';
import { failureText } from '../../i18n/errors.ts';
import { figureText } from '../../report/evidence/figure-text.ts';
import { measureDefinition, measureShortName } from '../../report/evidence/measure-text.ts';
import type { EvidenceView } from '../../report/evidence/rows.ts';
import {
  allMeasures,
  columnsOf,
  hasLimits,
  mainColumns,
  shownMeasures,
  sortedRows,
  tableRows,
  tableToMarkdown,
  tableToTsv,
  type ColumnId,
  type TableColumn,
  type TableRow,
  type TableSort,
} from '../../report/evidence/table.ts';
import type { Judgement } from '../../report/evidence/verdict.ts';
import { styles } from './evidence-table.styles.ts';

/**
 * The chart's figures as a table, sortable and copyable; the chosen variant is set off. Narrow, it has
 * the columns that the verdict rests on; `wide` has all. Dispatches `fw-remove` with a variant's id.
 */
@localized()
@customElement('fw-evidence-table')
export class FwEvidenceTable extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) view: EvidenceView | undefined;
  @property({ attribute: false }) judgement: Judgement | undefined;
  @property({ type: Boolean, reflect: true }) wide = false;

  @state() private sort: TableSort = { column: 'bytes', descending: false };

  override render(): TemplateResult | typeof nothing {
    const { view, judgement } = this;
    if (!view || !judgement || view.rows.length === 0) return nothing;
    const limited = judgement.judged.some(({ outcomes }) => hasLimits(outcomes));
    const measures = shownMeasures(view.rows, this.wide ? allMeasures : mainColumns(view));
    const columns = columnsOf(measures, limited, view.scope);
    const rows = sortedRows(tableRows(judgement, view), this.sort);
    const every = columnsOf(shownMeasures(view.rows, allMeasures), limited, view.scope);
    return html`
      <div
        class="scroll"
        tabindex="0"
        role="region"
        aria-label=${msg('Figures of the variants', { id: 'table.label' })}
      >
        <table>
          <thead>
            <tr>
              ${map(columns, (column, index) => [
                this.head(column),
                index === 0 ? html`<td class="bar"></td>` : nothing,
              ])}
            </tr>
          </thead>
          <tbody>
            ${repeat(
              rows,
              ({ judged }) => judged.row.id,
              (row) => this.row(row, columns),
            )}
          </tbody>
        </table>
      </div>
      <div class="actions">
        <fw-copy-button
          label=${msg('Copy as Markdown', { id: 'table.copy-markdown' })}
          .text=${tableToMarkdown(rows, every)}
        ></fw-copy-button>
        <fw-copy-button
          label=${msg('Copy for a spreadsheet', { id: 'table.copy-tsv' })}
          .text=${tableToTsv(rows, every)}
        ></fw-copy-button>
        <slot name="actions"></slot>
      </div>
    `;
  }

  private head({ id, label, unit }: TableColumn): TemplateResult {
    const sorted = this.sort.column === id;
    const direction = this.sort.descending ? 'descending' : 'ascending';
    const definition = id === 'name' || id === 'limits' ? '' : measureDefinition(id);
    return html`<th
      scope="col"
      class=${classMap({ text: id === 'name' || id === 'limits', sorted })}
      aria-sort=${sorted ? direction : 'none'}
    >
      <button
        type="button"
        value=${id}
        title=${definition ? `${label}: ${definition}` : ''}
        @click=${this.onSort}
      >
        ${
          sorted
            ? html`<svg class=${direction} viewBox="0 0 6 5" aria-hidden="true">
                <path d="M3 0 6 5H0Z" />
              </svg>`
            : nothing
        }${
          this.wide || id === 'name' || id === 'limits'
            ? html`${label}${unit ? html`<span class="unit">, ${unit}</span>` : nothing}`
            : measureShortName(id)
        }
      </button>
    </th>`;
  }

  private row(row: TableRow, columns: readonly TableColumn[]): TemplateResult {
    const { isChosen, judged } = row;
    const { failures } = judged.row;
    return html`<tr
        class=${classMap({ chosen: isChosen })}
        aria-current=${isChosen ? 'true' : 'false'}
      >
        ${map(columns, ({ id }) => (id === 'name' ? this.name(row, columns) : this.cell(row, id)))}
      </tr>
      ${
        failures.length > 0
          ? html`<tr class="failed">
              <td colspan=${columns.length + 1}>
                ${map(
                  failures,
                  ({ of, failure }) =>
                    html`<p>
                      ${
                        of === 'quality'
                          ? msg(str`Quality of ${row.name}: ${failureText(failure).happened}`, {
                              id: 'table.quality-failed',
                            })
                          : msg(str`Speed of ${row.name}: ${failureText(failure).happened}`, {
                              id: 'table.speed-failed',
                            })
                      }
                    </p>`,
                )}
              </td>
            </tr>`
          : nothing
      }`;
  }

  private name(
    { name, weight, judged, isReference }: TableRow,
    columns: readonly TableColumn[],
  ): TemplateResult {
    // Where there is a column of distances from the reference, it is named there; between models it has its own.
    const named = this.view?.scope === 'levels' && columns.some(({ id }) => id === 'kld');
    const remove = msg(str`Remove the measurements of ${name}`, { id: 'table.remove' });
    return html`<th scope="row">
        ${name}${
          isReference && !named
            ? html` <span class="note">${msg('reference', { id: 'table.reference' })}</span>`
            : nothing
        }
        <button
          type="button"
          class="icon small"
          value=${judged.row.id}
          aria-label=${remove}
          title=${remove}
          @click=${this.onRemove}
        >
          <wa-icon name="close"></wa-icon>
        </button>
      </th>
      <td class="bar">
        ${
          weight === null
            ? nothing
            : html`<i style="width:${(weight * 100).toFixed(2)}%" aria-hidden="true"></i>`
        }
      </td>`;
  }

  private cell(row: TableRow, id: Exclude<ColumnId, 'name'>): TemplateResult {
    if (id === 'limits') return html`<td class="text standing">${row.standing}</td>`;
    const text = figureText(row.judged.row, id);
    if (!text && row.judged.row.isOwnReference && id === 'kld')
      return html`<td class="note">${msg('reference', { id: 'table.reference' })}</td>`;
    if (!text)
      return html`<td class="none">
        <span aria-hidden="true">–</span
        ><span class="hidden-text">${msg('not measured', { id: 'table.not-measured' })}</span>
      </td>`;
    return html`<td>
      ${text.value}${text.error ? html` <span class="error">${text.error}</span>` : nothing}
    </td>`;
  }

  private onSort(event: Event): void {
    const { value } = event.currentTarget as HTMLButtonElement;
    const column = (['name', 'limits', ...allMeasures] as const).find((each) => each === value);
    if (!column) return;
    this.sort = {
      column,
      descending: this.sort.column === column ? !this.sort.descending : false,
    };
  }

  private onRemove(event: Event): void {
    const { value } = event.currentTarget as HTMLButtonElement;
    this.dispatchEvent(new CustomEvent('fw-remove', { detail: value }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-evidence-table': FwEvidenceTable;
  }
  interface HTMLElementEventMap {
    'fw-remove': CustomEvent<string>;
  }
}
