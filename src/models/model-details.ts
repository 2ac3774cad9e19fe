import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type { LevelId } from '../../core/levels.ts';
import type { LevelWeight } from '../../core/model-store.ts';
import { exportForms, type ExportForm, type WorkProgress } from '../../core/model-work.ts';
import { isLevelId, parseLevel } from '../../core/levels.ts';
import type { Failure } from '../../core/errors.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/icons.ts';
import { number, size } from '../i18n/format.ts';
import { failureText } from '../i18n/errors.ts';
import { bitsPerWeightText, levelDescription } from '../i18n/levels.ts';
import type { VerifyProgress } from '../store/models.ts';
import { rowFacts, type DeviceRow } from './device-rows.ts';
import { fitOf, type Fit } from './fit.ts';
import { panelStyles } from './panel.styles.ts';
import { factLines, originText } from './words.ts';

/** Work on a level that is under way. */
export interface LevelWork {
  readonly kind: 'make' | 'export';
  readonly id: string;
  readonly level: LevelId;
  readonly progress: WorkProgress | undefined;
}

const levelActions = ['use', 'make', 'remove', 'stop', ...exportForms] as const;

export interface LevelAction {
  readonly kind: (typeof levelActions)[number];
  readonly id: string;
  readonly level: LevelId;
}

/**
 * All that is known of one model, what each level of it would weigh, and what can be done. Dispatches
 * `fw-level` with a `LevelAction`, `fw-rename` with a name, `fw-verify`, `fw-stop-verify`.
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
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
        gap: 16px 32px;
        margin: 8px 0 16px;
      }
      h3 {
        margin-bottom: 4px;
      }
      .fit {
        position: relative;
        min-width: 110px;
        height: 8px;
        background: var(--sunk);
      }
      .fit span {
        display: block;
        height: 100%;
        background: var(--d2);
      }
      .fit .past {
        background: repeating-linear-gradient(135deg, var(--hatch) 0 1px, transparent 1px 4px);
      }
      .fit i {
        position: absolute;
        top: -2px;
        left: 66.6%;
        width: 1px;
        height: 12px;
        background: var(--ink);
      }
      td small,
      th small {
        display: block;
        color: var(--ink-2);
        font-size: var(--t-small);
        line-height: 16px;
      }
      td .actions {
        justify-content: flex-end;
        gap: 0 12px;
      }
      .scroller th:first-child {
        min-width: 168px;
      }
      .scroller td:last-child {
        min-width: 176px;
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
  @property({ attribute: false }) verifying: VerifyProgress | undefined;
  /** What the last verification of this model found. */
  @property() verified = '';
  @property({ attribute: false }) unreadable: Failure | undefined;
  @property({ attribute: 'context-length', type: Number }) contextLength = 2048;
  /** Bytes that this device seems to have room for. */
  @property({ type: Number }) limit = 3.5e9;
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
      ${model ? this.tools(row) : nothing} ${this.levels(row)}
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
    return html`<div class="actions">
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
      </p>`;
  }

  private levels(row: DeviceRow): TemplateResult | typeof nothing {
    const { option } = row;
    if (!option || option.levels.length === 0) return nothing;
    const weights: readonly LevelWeight[] = option.levels;
    const basis = fitOf({ bytes: 0 }, option, this.contextLength, this.limit);
    return html`
      <div
        class="scroller"
        tabindex="0"
        role="group"
        aria-label=${msg('Levels', { id: 'models.levels' })}
      >
        <table>
          <thead>
            <tr>
              <th scope="col">${msg('Level', { id: 'picker.level' })}</th>
              <th scope="col" class="figure">${msg('Weighs', { id: 'models.weighs' })}</th>
              <th scope="col" class="figure">${msg('Needs, about', { id: 'models.needs' })}</th>
              <th scope="col">
                ${msg(str`Limit here ${size(this.limit)}`, { id: 'models.limit-here' })}
              </th>
              <td class="head"></td>
            </tr>
          </thead>
          <tbody>
            ${map(weights, (weight) => this.level(row, weight))}
          </tbody>
        </table>
      </div>
      <p class="note">
        ${msg(
          str`An estimate: weights as stored at the level, ${size(basis.cacheBytes)} of keys and values for ${number(this.contextLength)} tokens, and ${size(basis.besidesBytes)} besides, on the SIMD engine. The limit is half of the memory that the browser tells of, and at most 3.5 GB, which 32 bits can address.`,
          { id: 'models.basis' },
        )}
      </p>
    `;
  }

  private level(row: DeviceRow, weight: LevelWeight): TemplateResult | typeof nothing {
    const { option } = row;
    if (!option) return nothing;
    const { level, bytes, linearBitsPerWeight } = weight;
    const fit = fitOf(weight, option, this.contextLength, this.limit);
    return html`<tr>
      <th scope="row">
        ${level}
        <small
          >${levelDescription(level, option.source.shippedLevel)}${
            linearBitsPerWeight > 0 ? `, ${bitsPerWeightText(linearBitsPerWeight)}` : ''
          }</small
        >
      </th>
      <td class="figure">${size(bytes)}</td>
      <td class="figure">
        ${size(fit.neededBytes)}
        <small
          >${
            fit.fits
              ? msg('fits', { id: 'models.fits' })
              : msg('too heavy', { id: 'models.too-heavy' })
          }</small
        >
      </td>
      <td>${fitBar(fit)}</td>
      <td><div class="actions">${this.levelActions(row, weight)}</div></td>
    </tr>`;
  }

  private levelActions({ id, option, levelId }: DeviceRow, weight: LevelWeight): TemplateResult {
    const { level, isKept } = weight;
    const { work } = this;
    if (work?.id === id && work.level === level) {
      const { progress } = work;
      const percent = progress ? number((100 * progress.done) / Math.max(1, progress.total)) : '0';
      return html`<span role="status"
          >${
            work.kind === 'make'
              ? msg(str`making, ${percent} %`, { id: 'models.making' })
              : msg(str`writing, ${percent} %`, { id: 'models.writing' })
          }</span
        >
        ${this.action('stop', id, level, msg('Stop', { id: 'models.stop' }))}`;
    }
    const isMade = this.made.has(level);
    const isReadable = (option?.levels.length ?? 0) > 1 || levelId !== level;
    return html`
      ${this.action('use', id, level, msg('Use in Chat', { id: 'models.use' }))}
      ${
        isKept && !isMade && !work
          ? this.action('make', id, level, msg('Make', { id: 'models.make' }))
          : nothing
      }
      ${isMade ? this.action('remove', id, level, msg('Remove', { id: 'models.remove' })) : nothing}
      ${
        isReadable && !work
          ? map(this.exportForms, (form) =>
              form === 'gguf' && !ggufHolds(level)
                ? nothing
                : this.action(
                    form,
                    id,
                    level,
                    form === 'gguf'
                      ? msg('Save as GGUF', { id: 'models.export-gguf' })
                      : parseLevel(level).format === 'q3'
                        ? msg('Save as ONNX, in 4 bits', { id: 'models.export-onnx-q3' })
                        : msg('Save as ONNX', { id: 'models.export-onnx' }),
                  ),
            )
          : nothing
      }
    `;
  }

  private action(
    kind: LevelAction['kind'],
    id: string,
    level: LevelId,
    text: string,
  ): TemplateResult {
    return html`<button
      type="button"
      class="quiet"
      aria-label="${text}: ${level}"
      data-kind=${kind}
      data-id=${id}
      data-level=${level}
      @click=${this.onAction}
    >
      ${text}
    </button>`;
  }

  private onAction(event: Event): void {
    const { kind, id = '', level = '' } = (event.currentTarget as HTMLElement).dataset;
    const known = levelActions.find((each) => each === kind);
    if (!known || !isLevelId(level)) return;
    const detail: LevelAction = { kind: known, id, level };
    this.dispatchEvent(new CustomEvent('fw-level', { detail }));
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

/** Levels that a type of GGUF holds exactly. */
const ggufHolds = (level: LevelId): boolean =>
  level === 'fp32' || level === 'fp16' || level === 'q8' || level === 'q4';

/** Two thirds of the bar are the limit; what is past it is hatched. */
const fitBar = ({ neededBytes, limitBytes }: Fit): TemplateResult => {
  const share = Math.min(100, (66.6 * neededBytes) / limitBytes);
  return html`<div class="fit" aria-hidden="true">
    <span style="width:${Math.min(share, 66.6).toFixed(2)}%"></span
    >${share > 66.6 ? html`<span class="past" style="position:absolute;top:0;left:66.6%;width:${(share - 66.6).toFixed(2)}%"></span>` : nothing}<i
    ></i>
  </div>`;
};

declare global {
  interface HTMLElementTagNameMap {
    'fw-model-details': FwModelDetails;
  }
}
