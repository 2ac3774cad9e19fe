import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { isLevelId, parseLevel, type LevelId } from '../../core/levels.ts';
import { addressLimitBytes } from '../../core/memory-limits.ts';
import type { LevelWeight } from '../../core/model-store.ts';
import { exportForms, type ExportForm, type WorkProgress } from '../../core/model-work.ts';
import { controls } from '../components/controls.styles.ts';
import { number, size } from '../i18n/format.ts';
import { bitsPerWeightText, levelDescription } from '../i18n/levels.ts';
import type { DeviceRow } from './device-rows.ts';
import { fitOf, type Fit } from './fit.ts';
import { styles } from './level-table.styles.ts';
import { panelStyles } from './panel.styles.ts';

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
 * What each level of a model weighs and needs, and what can be done with it. Dispatches `fw-level` with
 * a `LevelAction`.
 */
@localized()
@customElement('fw-level-table')
export class FwLevelTable extends LitElement {
  static override styles = [controls, panelStyles, styles];

  @property({ attribute: false }) row: DeviceRow | undefined;
  /** Of this model, which are kept on the device. */
  @property({ attribute: false }) made: ReadonlySet<LevelId> = new Set();
  @property({ attribute: false }) work: LevelWork | undefined;
  /** Other work is under way: none can begin. */
  @property({ type: Boolean }) busy = false;
  @property({ attribute: 'context-length', type: Number }) contextLength = 2048;
  /** Bytes that this device seems to have room for. */
  @property({ type: Number }) limit: number = addressLimitBytes;
  @property({ attribute: false }) exportForms: readonly ExportForm[] = ['onnx'];
  /** That the chat uses, or is about to. */
  @property({ attribute: false }) used: LevelId | undefined;
  /** That no engine of this device runs. */
  @property({ attribute: false }) unusable: ReadonlySet<LevelId> = new Set();

  override render(): TemplateResult | typeof nothing {
    const { row } = this;
    const { option } = row ?? {};
    if (!row || !option || option.levels.length === 0) return nothing;
    const weights: readonly LevelWeight[] = option.levels;
    const basis = fitOf({ bytes: 0 }, option, this.contextLength, this.limit);
    const limitText = msg(str`Limit here ${size(this.limit)}`, { id: 'models.limit-here' });
    return html`
      <p class="key" aria-hidden="true">${limitText}</p>
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
              <th scope="col" class="figure">${needsLabel()}</th>
              <th scope="col">${limitText}</th>
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
        ${
          weights.some(({ isKept }) => isKept)
            ? msg('Levels without “Make” are made at each load, in seconds.', {
                id: 'models.made-at-load',
              })
            : nothing
        }
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
      <td class="figure needs">
        <span class="short">${needsLabel()}</span> ${size(fit.neededBytes)}
        <small
          >${
            fit.fits
              ? msg('fits', { id: 'models.fits' })
              : msg('too heavy', { id: 'models.too-heavy' })
          }</small
        >
      </td>
      <td class="bar">${fitBar(fit)}</td>
      <td class="does"><div class="actions">${this.levelActions(row, weight)}</div></td>
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
    const isBusy = this.busy || work !== undefined;
    const isMade = this.made.has(level);
    const isReadable = (option?.levels.length ?? 0) > 1 || levelId !== level;
    return html`
      ${this.use(id, level)}
      ${
        isKept && !isMade && !isBusy
          ? this.action('make', id, level, msg('Make', { id: 'models.make' }))
          : nothing
      }
      ${isMade ? this.action('remove', id, level, msg('Remove', { id: 'models.remove' })) : nothing}
      ${
        isReadable && !isBusy
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

  private use(id: string, level: LevelId): TemplateResult {
    if (this.used === level)
      return html`<span class="state">${msg('used in Chat', { id: 'models.in-use' })}</span>`;
    if (this.unusable.has(level))
      return html`<span class="state">${msg('no GPU for it here', { id: 'models.no-gpu' })}</span>`;
    return this.action('use', id, level, msg('Use in Chat', { id: 'models.use' }));
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
}

const needsLabel = (): string => msg('Needs, about', { id: 'models.needs' });

/** Levels that a type of GGUF holds exactly. */
const ggufHolds = (level: LevelId): boolean =>
  level === 'fp32' || level === 'fp16' || level === 'q8' || level === 'q4';

/** Two thirds of the bar are the limit; what is past it is hatched. */
const fitBar = ({ neededBytes, limitBytes }: Fit): TemplateResult => {
  const share = Math.min(100, (66.6 * neededBytes) / limitBytes);
  return html`<div class="fit" aria-hidden="true">
    <span style="width:${Math.min(share, 66.6).toFixed(2)}%"></span
    >${share > 66.6 ? html`<span class="past" style="width:${(share - 66.6).toFixed(2)}%"></span>` : nothing}<i
    ></i>
  </div>`;
};

declare global {
  interface HTMLElementTagNameMap {
    'fw-level-table': FwLevelTable;
  }
}
