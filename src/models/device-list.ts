import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { repeat } from 'lit/directives/repeat.js';
import { controls } from '../components/controls.styles.ts';
import '../components/icons.ts';
import { counted, dateOnly, megabytes, number, size } from '../i18n/format.ts';
import { rulerEnd, type DeviceRow } from './device-rows.ts';
import { styles } from './device-list.styles.ts';
import { conditionText } from './words.ts';

/**
 * What is on this device, each with its weight as a bar. Dispatches `fw-open` with the key of a row
 * to tell more of, `fw-remove` with that of one to delete.
 */
@localized()
@customElement('fw-device-list')
export class FwDeviceList extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) rows: readonly DeviceRow[] = [];
  /** Key of the row that is told more of. */
  @property() opened = '';

  override render(): TemplateResult {
    const { rows } = this;
    const total = rows.reduce((sum, { bytes }) => sum + bytes, 0);
    const end = rulerEnd(Math.max(...rows.map(({ bytes }) => bytes), 1));
    return html`
      <div class="title">
        <h2 id="title">${msg('On this device, by weight', { id: 'models.on-device' })}</h2>
        <span>${countText(rows.length)}, ${size(total)}</span>
      </div>
      <table aria-labelledby="title">
        <thead>
          <tr>
            <th scope="col">${msg('Model', { id: 'picker.model' })}</th>
            <th scope="col">${msg('Level', { id: 'picker.level' })}</th>
            <th scope="col" class="figure" aria-sort="descending">MB</th>
            <td class="bar"></td>
            <th scope="col" class="used">${msg('Last used', { id: 'models.last-used' })}</th>
            <td></td>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            rows,
            ({ key }) => key,
            (row) => this.row(row, end),
          )}
        </tbody>
        <tfoot aria-hidden="true">
          <tr>
            <td colspan="3" class="before"></td>
            <td class="bar">${ruler(end)}</td>
            <td colspan="2" class="after"></td>
          </tr>
        </tfoot>
      </table>
    `;
  }

  private row(row: DeviceRow, end: number): TemplateResult {
    const { key, name, level, bytes, isInUse, model } = row;
    const damage = model && conditionText(model);
    const width = `${((100 * bytes) / end).toFixed(2)}%`;
    return html`<tr class=${isInUse ? 'chosen' : ''}>
        <th scope="row">
          <button
            type="button"
            class="name"
            aria-expanded=${key === this.opened}
            data-key=${key}
            @click=${this.onOpen}
          >
            ${name}
          </button>
        </th>
        <td class="level">${level}</td>
        <td class="figure">${megabytes(bytes)}<span class="unit"> MB</span></td>
        <td class="bar">
          <span class="length ${damage ? 'hatched' : ''}" style="width:${width}"></span>
        </td>
        <td class="used">${usedText(row)}</td>
        <td class="figure action">
          ${
            row.kind === 'embedded'
              ? nothing
              : html`<button
                  type="button"
                  class="quiet"
                  aria-label=${msg(str`Remove ${name} ${level}`, { id: 'models.remove-named' })}
                  data-key=${key}
                  @click=${this.onRemove}
                >
                  ${msg('Remove', { id: 'models.remove' })}
                </button>`
          }
        </td>
      </tr>
      ${
        damage
          ? html`<tr class="damage">
              <td colspan="6">
                <wa-icon name="warning" aria-hidden="true"></wa-icon><span>${damage}</span>
              </td>
            </tr>`
          : nothing
      }`;
  }

  private onOpen(event: Event): void {
    this.tell('fw-open', event);
  }

  private onRemove(event: Event): void {
    this.tell('fw-remove', event);
  }

  private tell(name: string, event: Event): void {
    const detail = (event.currentTarget as HTMLElement).dataset.key ?? '';
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function usedText({ kind, isInUse, lastUsedAt }: DeviceRow): string {
  if (isInUse) return msg('now', { id: 'models.now' });
  if (kind === 'level') return msg('made here', { id: 'models.made-here' });
  if (kind === 'embedded') return msg('with the app', { id: 'models.with-app' });
  return lastUsedAt === null ? msg('not yet', { id: 'models.not-yet' }) : dateOnly(lastUsedAt);
}

const countText = (count: number): string =>
  counted(
    count,
    () => msg('1 model or level', { id: 'models.count-one' }),
    () => msg(str`${number(count)} models and levels`, { id: 'models.count' }),
  );

/** Four parts; the unit stands on the last. */
const ruler = (end: number): TemplateResult => {
  const digits = end < 4e6 ? 2 : end < 4e7 ? 1 : 0;
  return html`<div class="ruler">
    ${map(
      [0, 1, 2, 3, 4],
      (part) =>
        html`<span style="left:${part * 25}%"
          >${part === 0 ? '0' : number(((end / 4) * part) / 1e6, digits)}${part === 4 ? ' MB' : ''}</span
        >`,
    )}
  </div>`;
};

declare global {
  interface HTMLElementTagNameMap {
    'fw-device-list': FwDeviceList;
  }
}
