import { localized, msg, str } from '@lit/localize';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { isLevelId } from '../../../core/levels.ts';
import { isEngineId } from '../../../core/variant.ts';
import { engineOptions } from '../../app/engine-choice.ts';
import type { Environment } from '../../app/environment.ts';
import type { ModelOption } from '../../app/model-option.ts';
import type { VariantChoice } from '../../app/preferences.ts';
import { controls } from '../../components/controls.styles.ts';
import '../../components/copy-button.ts';
import '../../components/icons.ts';
import type { FwMarkdownText } from '../../components/markdown-text.ts';
import { Observe } from '../../components/observe.ts';
import { engineItem, levelItem, type SelectEvent } from '../../components/variant-items.ts';
import { variantItems } from '../../components/variant-items.styles.ts';
import { engineName } from '../../i18n/engines.ts';
import { megabytes } from '../../i18n/format.ts';
import type { RunMode } from './comparison.ts';
import { canRun, modelOf, onModel, type ModelPool } from './selection.ts';
import './variant-outcome.ts';
import type { FwVariantOutcome } from './variant-outcome.ts';
import type { VariantAnswer } from './variant-answer.ts';
import { styles } from './variant-column.styles.ts';

export type ColumnAction = 'reference' | 'add' | 'remove';

/**
 * One variant: which it is, its bytes, and its answer. Dispatches `fw-choice` with another variant,
 * `fw-column` with an action, and passes on `fw-again`.
 */
@localized()
@customElement('fw-variant-column')
export class FwVariantColumn extends LitElement {
  static override styles = [controls, variantItems, styles];

  @property({ attribute: false }) choice: VariantChoice | undefined;
  @property({ attribute: false }) pool: ModelPool | undefined;
  @property({ attribute: false }) environment: Environment | undefined;
  @property({ attribute: false }) answer: VariantAnswer | undefined;
  @property({ attribute: false }) mode: RunMode = 'in-turn';
  /** Bytes that the bar's whole length stands for. */
  @property({ type: Number }) scale = 1;
  /** How the answer stands to the reference's. */
  @property() note = '';
  @property({ type: Boolean }) reference = false;
  /** The variant that the chat uses. */
  @property({ type: Boolean }) chosen = false;
  @property({ type: Boolean }) removable = false;
  @property({ type: Boolean }) extendable = false;
  /** A run is under way: nothing may be changed. */
  @property({ type: Boolean }) busy = false;

  @query('fw-variant-outcome') private readonly outcome!: FwVariantOutcome | null;

  constructor() {
    super();
    new Observe(this, () => (this.answer ? [this.answer] : []));
  }

  /** The element that shows the answer's text, where there is some. */
  get markdown(): FwMarkdownText | null {
    return this.outcome?.markdown ?? null;
  }

  override render(): TemplateResult | typeof nothing {
    const { choice, pool, environment } = this;
    const model = choice && pool && modelOf(choice, pool);
    if (!choice || !pool || !model || !environment) return nothing;
    const bytes = model.levels.find(({ level }) => level === choice.level)?.bytes ?? 0;
    return html`
      <div class="head">
        <h2 class="hidden-text">${model.name} ${choice.level}, ${engineName(choice.engine)}</h2>
        ${pool.models.length > 1 ? this.modelMenu(model, pool) : nothing}
        ${this.levelMenu(choice, model, pool, environment)}
        ${this.engineMenu(choice, model, environment)}
        <span class="bytes">${megabytes(bytes)} MB</span>
        ${this.menu(choice)}
      </div>
      <div class="bar ${this.chosen ? 'chosen' : ''}" aria-hidden="true">
        <span style="width:${((bytes / this.scale) * 100).toFixed(2)}%"></span>
      </div>
      <div class="below">
        <p class="note">
          ${this.reference ? msg('reference', { id: 'compare.reference' }) : this.note}
        </p>
        ${
          this.answer?.ended && this.answer.text !== ''
            ? html`<fw-copy-button
                icon-only
                .text=${this.answer.text}
                label=${msg('Copy', { id: 'copy' })}
              ></fw-copy-button>`
            : nothing
        }
      </div>
      <fw-variant-outcome
        .answer=${this.answer}
        .mode=${this.mode}
        ?busy=${this.busy}
      ></fw-variant-outcome>
    `;
  }

  private modelMenu(model: ModelOption, pool: ModelPool): TemplateResult {
    return html`<wa-dropdown class="model" @wa-select=${this.onModel}>
      <button slot="trigger" type="button" class="pick" ?disabled=${this.busy}>
        <span class="hidden-text">${msg('Model', { id: 'picker.model' })}:</span
        ><span class="short-name">${model.shortName}</span>
        <wa-icon name="chevron-down"></wa-icon>
      </button>
      ${map(
        pool.models,
        ({ id, name }) =>
          html`<wa-dropdown-item type="checkbox" value=${id} ?checked=${id === model.id}
            >${name}</wa-dropdown-item
          >`,
      )}
    </wa-dropdown>`;
  }

  private levelMenu(
    choice: VariantChoice,
    model: ModelOption,
    pool: ModelPool,
    environment: Environment,
  ): TemplateResult {
    const { level } = choice;
    return html`<wa-dropdown @wa-select=${this.onLevel}>
      <button slot="trigger" type="button" class="pick level" ?disabled=${this.busy}>
        <span class="hidden-text">${msg('Level', { id: 'picker.level' })}:</span>${level}
        <wa-icon name="chevron-down"></wa-icon>
      </button>
      ${map(model.levels, (option) =>
        levelItem(option, model.source.shippedLevel, {
          checked: option.level === level,
          disabled: !canRun({ ...choice, level: option.level }, pool, environment),
        }),
      )}
    </wa-dropdown>`;
  }

  private engineMenu(
    { level, engine }: VariantChoice,
    model: ModelOption,
    environment: Environment,
  ): TemplateResult {
    return html`<wa-dropdown @wa-select=${this.onEngine}>
      <button slot="trigger" type="button" class="pick" ?disabled=${this.busy}>
        <span class="hidden-text">${msg('Engine', { id: 'picker.engine' })}:</span>${engineName(
          engine,
        )}
        <wa-icon name="chevron-down"></wa-icon>
      </button>
      ${map(engineOptions(environment, level, model), (option) => engineItem(option, engine))}
    </wa-dropdown>`;
  }

  private menu({ level, engine }: VariantChoice): TemplateResult {
    const label = msg(str`More for ${level} ${engineName(engine)}`, { id: 'compare.more' });
    return html`<wa-dropdown placement="bottom-end" @wa-select=${this.onAction}>
      <button
        slot="trigger"
        type="button"
        class="icon small"
        aria-label=${label}
        title=${label}
        ?disabled=${this.busy && this.reference}
      >
        <wa-icon name="ellipsis"></wa-icon>
      </button>
      <wa-dropdown-item value="reference" ?disabled=${this.reference}>
        ${msg('Compare the others with this one', { id: 'compare.make-reference' })}
      </wa-dropdown-item>
      <wa-dropdown-item value="add" ?disabled=${!this.extendable || this.busy}>
        ${msg('Another variant', { id: 'compare.add' })}
      </wa-dropdown-item>
      <wa-dropdown-item value="remove" ?disabled=${!this.removable || this.busy}>
        ${msg('Take it out', { id: 'compare.remove' })}
      </wa-dropdown-item>
    </wa-dropdown>`;
  }

  private onModel({ detail }: SelectEvent): void {
    const { choice, pool, environment } = this;
    const model = pool?.models.find(({ id }) => id === detail.item.value);
    if (choice && pool && model && environment)
      this.choose(onModel(choice, model, pool, environment));
  }

  private onLevel({ detail }: SelectEvent): void {
    const { value } = detail.item;
    if (this.choice && isLevelId(value)) this.choose({ ...this.choice, level: value });
  }

  private onEngine({ detail }: SelectEvent): void {
    const { value } = detail.item;
    if (this.choice && isEngineId(value)) this.choose({ ...this.choice, engine: value });
  }

  private choose(detail: VariantChoice): void {
    this.dispatchEvent(new CustomEvent('fw-choice', { detail }));
  }

  private onAction({ detail }: SelectEvent): void {
    const { value } = detail.item;
    if (value === 'reference' || value === 'add' || value === 'remove')
      this.dispatchEvent(new CustomEvent<ColumnAction>('fw-column', { detail: value }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-variant-column': FwVariantColumn;
  }
}
