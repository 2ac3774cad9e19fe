import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type { BenchmarkResult } from '../../core/bench-result.ts';
import { saveFile } from '../chat/save-file.ts';
import { controls } from '../components/controls.styles.ts';
import { cardSvg, type CardTheme, type DeviceCard } from '../report/benchmark/card-picture.ts';
import { deviceCard } from '../report/benchmark/device-card.ts';
import { fastestVariant, measuredRows, rowsByVariant } from '../report/benchmark/headline.ts';
import { variantKey, variantText } from '../report/benchmark/subject-text.ts';
import { cardPng, svgAddress } from './card-image.ts';
import { styles } from './device-card-dialog.styles.ts';
import { dialogStyles } from './dialog.styles.ts';

/** One picture of a device's result, to be seen and saved. */
@localized()
@customElement('fw-device-card-dialog')
export class FwDeviceCardDialog extends LitElement {
  static override styles = [controls, dialogStyles, styles];

  @property({ attribute: false }) result: BenchmarkResult | undefined;

  @state() private key = '';
  @state() private theme: CardTheme = 'light';
  @state() private refused = false;

  @query('dialog') private readonly dialog!: HTMLDialogElement;

  /** Shows the card of the fastest variant, in the page's own theme. */
  async show(): Promise<void> {
    const [first] = this.result ? fastestVariant(this.result) : [];
    this.key = first ? variantKey(first) : '';
    const dark = getComputedStyle(this).getPropertyValue('--surface').trim() === '#161b1c';
    this.theme = dark ? 'dark' : 'light';
    this.refused = false;
    await this.updateComplete;
    this.dialog.showModal();
  }

  override render(): TemplateResult {
    const card = this.card;
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${msg('Device card', { id: 'bench.card' })}</h2>
      ${card ? this.content(card) : nothing}
      <div class="buttons">
        <button type="button" class="button" @click=${this.onClose}>
          ${msg('Close', { id: 'bench.close' })}
        </button>
        <button type="button" class="button" @click=${this.onSvg}>
          ${msg('Save as SVG', { id: 'bench.save-svg' })}
        </button>
        <button type="button" class="button primary" @click=${this.onPng}>
          ${msg('Save as PNG', { id: 'bench.save-png' })}
        </button>
      </div>
    </dialog>`;
  }

  private content(card: DeviceCard): TemplateResult {
    const groups = this.result ? [...rowsByVariant(measuredRows(this.result))] : [];
    return html`
      <div class="choices">
        ${
          groups.length > 1
            ? html`<label
                >${msg('Variant', { id: 'details.variant' })}
                <select @change=${this.onVariant}>
                  ${map(
                    groups,
                    ([key, [first]]) =>
                      html`<option value=${key} .selected=${key === this.key}>
                        ${variantText(first)}
                      </option>`,
                  )}
                </select></label
              >`
            : nothing
        }
        <label
          >${msg('Theme', { id: 'settings.theme' })}
          <select @change=${this.onTheme}>
            <option value="light" .selected=${this.theme === 'light'}>
              ${msg('Light', { id: 'theme.light' })}
            </option>
            <option value="dark" .selected=${this.theme === 'dark'}>
              ${msg('Dark', { id: 'theme.dark' })}
            </option>
          </select></label
        >
      </div>
      <img
        width="1200"
        height="630"
        src=${svgAddress(cardSvg(card, this.theme))}
        alt=${describe(card)}
      />
      <p class="note" role="status">
        ${
          this.refused
            ? msg('This browser could not draw the PNG. Save the SVG instead.', {
                id: 'bench.png-refused',
              })
            : msg('Drawn here from the result. It says what is to be seen and nothing more.', {
                id: 'bench.card-note',
              })
        }
      </p>
    `;
  }

  private get card(): DeviceCard | undefined {
    return this.result && deviceCard(this.result, this.key);
  }

  private get fileName(): string {
    const day = this.result?.startedAt.slice(0, 10) ?? '';
    return `featherweight-${day}-${this.key.replace(/[^\w.-]+/g, '-')}`;
  }

  private onVariant(event: Event): void {
    this.key = (event.target as HTMLSelectElement).value;
  }

  private onTheme(event: Event): void {
    this.theme = (event.target as HTMLSelectElement).value === 'dark' ? 'dark' : 'light';
  }

  private onClose(): void {
    this.dialog.close();
  }

  private onSvg(): void {
    const { card } = this;
    if (card) saveFile(`${this.fileName}.svg`, 'image/svg+xml', cardSvg(card, this.theme));
  }

  private async onPng(): Promise<void> {
    const { card } = this;
    if (!card) return;
    try {
      saveFile(`${this.fileName}.png`, 'image/png', await cardPng(cardSvg(card, this.theme)));
      this.refused = false;
    } catch {
      this.refused = true;
    }
  }
}

/** What the picture says, for those who don't see it. */
const describe = (card: DeviceCard): string => {
  const figures = card.figures
    .map(({ label, value, spread, unit, share }) =>
      [`${label}: ${value} ${spread} ${unit}`.replace(/\s+/g, ' ').trim(), share?.text]
        .filter((part) => part !== undefined)
        .join(', '),
    )
    .join('; ');
  return msg(str`Device card of ${card.heading}, ${card.variant}. ${figures}`, {
    id: 'bench.card-described',
  });
};

declare global {
  interface HTMLElementTagNameMap {
    'fw-device-card-dialog': FwDeviceCardDialog;
  }
}
