import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type { LevelId } from '../../core/levels.ts';
import { addressLimitBytes } from '../../core/memory-limits.ts';
import { controls } from '../components/controls.styles.ts';
import { dateOnly, size } from '../i18n/format.ts';
import { offers, toldLevels, type Offered } from './offers.ts';
import { styles } from './catalogue-table.styles.ts';
import { panelStyles } from './panel.styles.ts';
import { countedLanguages, hostOf, languagesText, parametersText } from './words.ts';

const offeredLanguages = ({ languages, languageCount, speaksKorean }: Offered): string =>
  languageCount === undefined
    ? languagesText(languages)
    : countedLanguages(languageCount, speaksKorean);

const sourceLink = (address: string): TemplateResult =>
  html`<a href=${address} target="_blank" rel="noreferrer">${hostOf(address)}</a> `;

/** When facts were read, from the earliest day to the latest. */
function readOn(dates: readonly string[]): string {
  const [first = '', last = first] = [dates[0], dates.at(-1)].map(
    (date) => date && dateOnly(Date.parse(date)),
  );
  return first === last
    ? msg(str`Facts read on ${first}.`, { id: 'models.catalogue-read-on' })
    : msg(str`Facts read between ${first} and ${last}.`, { id: 'models.catalogue-read-between' });
}

/**
 * Models that are known to run here, with what they weigh at each level. Nothing is fetched without a
 * click: dispatches `fw-look` with the repository whose files are to be shown.
 */
@localized()
@customElement('fw-catalogue-table')
export class FwCatalogueTable extends LitElement {
  static override styles = [controls, panelStyles, styles];

  /** Ids of models that are here or arriving. */
  @property({ attribute: false }) taken: ReadonlySet<string> = new Set();
  /** Bytes that this device seems to have room for. */
  @property({ type: Number }) limit = addressLimitBytes;

  override render(): TemplateResult {
    const list = offers();
    const dates = [...new Set(list.map(({ factsFrom }) => factsFrom))].toSorted();
    return html`
      <div class="title">
        <h2 id="title">${msg('Catalogue', { id: 'models.catalogue' })}</h2>
        <span
          ><i class="key"></i>${msg(
            str`Memory limit here, ${size(this.limit)}. Hatched: past the limit.`,
            { id: 'models.catalogue-key' },
          )}</span
        >
      </div>
      <div class="scroller" tabindex="0" role="group" aria-labelledby="title">
        <table>
          <thead>
            <tr>
              <th scope="col">${msg('Model', { id: 'picker.model' })}</th>
              <th scope="col" class="figure">${msg('Parameters', { id: 'models.parameters' })}</th>
              <th scope="col">${msg('Languages', { id: 'models.languages-label' })}</th>
              <th scope="col">${msg('Licence', { id: 'models.licence' })}</th>
              ${map(toldLevels, (level) => html`<th scope="col">${level}</th>`)}
              <td class="head"></td>
            </tr>
          </thead>
          <tbody>
            ${map(list, (offer) => this.row(offer))}
          </tbody>
        </table>
      </div>
      <p class="note">
        ${readOn(dates)}
        ${msg(
          'In part they are from pages by others than the publishers. Weights are what a level would weigh, made here from the published files.',
          { id: 'models.catalogue-note' },
        )}
      </p>
    `;
  }

  private row(offer: Offered): TemplateResult {
    const { name, parameters, licence, licenceLimits, use, repository } = offer;
    const isHere =
      repository === undefined ||
      [...this.taken].some((id) => id.startsWith(repository.toLowerCase().replace('/', '--')));
    const action = msg('Show its files', { id: 'models.hub-look' });
    return html`<tr>
      <th scope="row">
        ${name}${use ? html`<small>${use}</small>` : nothing}
        <small>${map(offer.sources, sourceLink)}</small>
      </th>
      <td class="figure">${parametersText(parameters)}</td>
      <td class="languages">${offeredLanguages(offer)}</td>
      <td class="licence">
        ${licence}${licenceLimits ? html`<small>${licenceLimits}</small>` : nothing}
      </td>
      ${
        offer.levels.length > 0
          ? map(toldLevels, (level) => html`<td class="cell">${this.cell(offer, level)}</td>`)
          : html`<td class="unknown" colspan=${toldLevels.length}>
              ${msg('Its files tell what it weighs.', { id: 'models.weights-unknown' })}
            </td>`
      }
      <td class="figure action">
        ${isHere ? html`<small>${msg('on device', { id: 'models.taken' })}</small>` : nothing}
        ${
          repository === undefined
            ? nothing
            : html`<button
                type="button"
                class="quiet"
                aria-label=${`${action}: ${name}`}
                data-repository=${repository}
                @click=${this.onLook}
              >
                ${action}
              </button>`
        }
      </td>
    </tr>`;
  }

  private onLook(event: Event): void {
    const detail = (event.currentTarget as HTMLElement).dataset.repository;
    this.dispatchEvent(new CustomEvent('fw-look', { detail }));
  }

  private cell({ levels }: Offered, level: LevelId): TemplateResult | typeof nothing {
    const bytes = levels.find((each) => each.level === level)?.bytes;
    if (bytes === undefined) return nothing;
    const fits = bytes <= this.limit;
    const share = Math.min(100, (72 * bytes) / this.limit);
    return html`<div>
        <span><span class="level">${level}</span> ${size(bytes)}</span>
        <span class="state"
          >${
            fits ? msg('fits', { id: 'models.fits' }) : msg('too heavy', { id: 'models.too-heavy' })
          }</span
        >
      </div>
      <span class="weight" aria-hidden="true"
        ><span style="width:${Math.min(share, 72).toFixed(2)}%"></span>${
          fits
            ? nothing
            : html`<span class="past" style="left:72%;width:${(share - 72).toFixed(2)}%"></span>`
        }<i></i
      ></span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-catalogue-table': FwCatalogueTable;
  }
}
