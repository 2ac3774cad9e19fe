import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type { Failure } from '../../core/errors.ts';
import type { LevelId } from '../../core/levels.ts';
import { addressLimitBytes } from '../../core/memory-limits.ts';
import type { InstalledModel } from '../../core/model-store.ts';
import type { ExportForm } from '../../core/model-work.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/icons.ts';
import { failureText } from '../i18n/errors.ts';
import { number, size } from '../i18n/format.ts';
import type { VerifyProgress } from '../store/models.ts';
import './conversion-cost.ts';
import { expandedTooLarge, keptCost, type ConversionWork } from './conversion-measurement.ts';
import { rowFacts, type DeviceRow } from './device-rows.ts';
import './level-table.ts';
import type { LevelAction, LevelWork } from './level-table.ts';
import { panelStyles } from './panel.styles.ts';
import { factLines, originText } from './words.ts';

/**
 * All that is known of one model, what each level of it would weigh, and what can be done. Dispatches
 * `fw-level` with a `LevelAction`, `fw-rename` with a name, `fw-verify`, `fw-stop-verify`, `fw-measure`
 * and `fw-stop-measure` (what rounding its weights costs).
 */
@localized()
@customElement('fw-model-details')
export class FwModelDetails extends LitElement {
  static override styles = [
    controls,
    panelStyles,
    css`
      :host {
        padding: 16px;
        border: 1px solid var(--line);
        border-radius: var(--r3);
        background: var(--paper);
      }
      .tools {
        margin-bottom: 20px;
      }
      fw-conversion-cost {
        margin-bottom: 24px;
      }
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
        gap: 16px 32px;
        margin: 8px 0 16px;
      }
      h3 {
        margin-bottom: 4px;
      }
      .note {
        margin-top: 8px;
      }
      form {
        display: flex;
        gap: 6px;
      }
    `,
  ];

  @property({ attribute: false }) row: DeviceRow | undefined;
  /** Of this model, which are kept on the device. */
  @property({ attribute: false }) made: ReadonlySet<LevelId> = new Set();
  @property({ attribute: false }) work: LevelWork | undefined;
  /** What rounding the weights of a model costs is being measured. */
  @property({ attribute: false }) measuring: ConversionWork | undefined;
  @property({ attribute: 'app-version' }) appVersion = '';
  @property({ attribute: false }) verifying: VerifyProgress | undefined;
  /** The level of this model that the chat uses, or is about to. */
  @property({ attribute: false }) used: LevelId | undefined;
  /** Levels that no engine of this device runs. */
  @property({ attribute: false }) unusable: ReadonlySet<LevelId> = new Set();
  /** What the last verification of this model found. */
  @property() verified = '';
  @property({ attribute: false }) unreadable: Failure | undefined;
  @property({ attribute: 'context-length', type: Number }) contextLength = 2048;
  /** Bytes that this device seems to have room for. */
  @property({ type: Number }) limit: number = addressLimitBytes;
  @property({ attribute: false }) exportForms: readonly ExportForm[] = ['onnx'];

  @state() private renaming = false;

  override render(): TemplateResult | typeof nothing {
    const { row } = this;
    if (!row) return nothing;
    const { model } = row;
    return html`
      <div class="title">
        <h2>${row.name}</h2>
        ${model ? html`<span>${originText(model.origin)}</span>` : nothing}
      </div>
      <div class="columns">
        <dl>
          ${map(
            factLines(rowFacts(row), row.levelId),
            ({ label, value }) =>
              html`<div>
                <dt>${label}</dt>
                <dd>${value}</dd>
              </div>`,
          )}
        </dl>
        ${this.files(row)}
      </div>
      ${
        this.unreadable
          ? html`<p class="note">
              ${failureText(this.unreadable).happened} ${failureText(this.unreadable).advice}
            </p>`
          : nothing
      }
      ${model ? this.tools(row) : nothing} ${model ? this.conversion(row, model) : nothing}
      <fw-level-table
        .row=${row}
        .made=${this.made}
        .work=${this.work}
        ?busy=${this.measuring !== undefined}
        .used=${this.used}
        .unusable=${this.unusable}
        context-length=${this.contextLength}
        limit=${this.limit}
        .exportForms=${this.exportForms}
        @fw-level=${this.onLevel}
      ></fw-level-table>
    `;
  }

  private files({ model, option }: DeviceRow): TemplateResult {
    const files = model?.files ?? option?.source.files ?? [];
    return html`<div>
      <h3>${msg('Files', { id: 'models.files' })}</h3>
      <dl>
        ${map(
          files,
          ({ path, bytes }) =>
            html`<div>
              <dt>${path}</dt>
              <dd>${size(bytes)}</dd>
            </div>`,
        )}
      </dl>
    </div>`;
  }

  private tools(row: DeviceRow): TemplateResult {
    const { verifying } = this;
    const share = verifying ? verifying.doneBytes / Math.max(1, verifying.totalBytes) : 0;
    return html`<div class="tools">
      <div class="actions">
        ${
          this.renaming
            ? html`<form @submit=${this.onRename}>
                <input
                  type="text"
                  name="name"
                  maxlength="120"
                  required
                  aria-label=${msg('Name', { id: 'models.name' })}
                  .value=${row.name}
                />
                <button class="button">${msg('Save', { id: 'models.save' })}</button>
              </form>`
            : html`<button type="button" class="button small" @click=${this.onRenaming}>
                ${msg('Rename', { id: 'models.rename' })}
              </button>`
        }
        ${
          verifying
            ? html`<button type="button" class="button small" @click=${this.onStopVerify}>
                ${msg('Stop checking', { id: 'models.stop-verify' })}
              </button>`
            : html`<button type="button" class="button small" @click=${this.onVerify}>
                ${msg('Check the files', { id: 'models.verify' })}
              </button>`
        }
      </div>
      <p class="note" role="status">
        ${
          verifying
            ? msg(str`Hashing: ${number(share * 100)} % done.`, { id: 'models.verifying' })
            : this.verified
        }
      </p>
    </div>`;
  }

  private conversion(
    { option }: DeviceRow,
    model: InstalledModel,
  ): TemplateResult | typeof nothing {
    const { storedTypes, engines } = model.facts;
    if (!storedTypes || !option || engines?.includes('simd') === false) return nothing;
    const { measuring } = this;
    return html`<fw-conversion-cost
      .types=${storedTypes}
      .cost=${keptCost(model)}
      .progress=${measuring?.id === model.id ? measuring.progress : undefined}
      .tooLarge=${expandedTooLarge(option)}
      ?busy=${measuring !== undefined || this.work !== undefined}
      app-version=${this.appVersion}
      @fw-measure=${this.onMeasure}
      @fw-stop=${this.onStopMeasure}
    ></fw-conversion-cost>`;
  }

  private onLevel({ detail }: CustomEvent<LevelAction>): void {
    this.dispatchEvent(new CustomEvent('fw-level', { detail }));
  }

  private onMeasure(): void {
    this.dispatchEvent(new Event('fw-measure'));
  }

  private onStopMeasure(): void {
    this.dispatchEvent(new Event('fw-stop-measure'));
  }

  private onRenaming(): void {
    this.renaming = true;
  }

  private onRename(event: SubmitEvent): void {
    event.preventDefault();
    const name = new FormData(event.currentTarget as HTMLFormElement).get('name');
    this.renaming = false;
    if (typeof name === 'string' && name.trim() !== '')
      this.dispatchEvent(new CustomEvent('fw-rename', { detail: name.trim() }));
  }

  private onVerify(): void {
    this.dispatchEvent(new Event('fw-verify'));
  }

  private onStopVerify(): void {
    this.dispatchEvent(new Event('fw-stop-verify'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-model-details': FwModelDetails;
  }
}
