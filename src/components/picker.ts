import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { isLevelId } from '../../core/levels.ts';
import { isEngineId } from '../../core/variant.ts';
import { servicesContext, type Services } from '../app/contexts.ts';
import { engineOptions, levelRunsHere, runsLevel } from '../app/engine-choice.ts';
import { choiceText, engineName, threadsReason, threadsText } from '../i18n/engines.ts';
import { megabytes } from '../i18n/format.ts';
import { bitsText, levelBits } from '../i18n/levels.ts';
import { formLabel } from '../report/answer-details.ts';
import { controls } from './controls.styles.ts';
import './icons.ts';
import { Observe } from './observe.ts';
import { styles } from './picker.styles.ts';
import { engineItem, levelItem, type SelectEvent } from './variant-items.ts';
import { variantItems } from './variant-items.styles.ts';

/** Model, level and engine in one box, and beside it why this engine runs. */
@localized()
@customElement('fw-picker')
export class FwPicker extends LitElement {
  static override styles = [controls, variantItems, styles];

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  @state() private measureFailed = false;

  readonly #measuring = new AbortController();

  constructor() {
    super();
    new Observe(this, () => (this.services ? [this.services.model] : []));
  }

  override render(): TemplateResult | typeof nothing {
    const { services } = this;
    if (!services) return nothing;
    return html`
      <div
        class="box"
        role="group"
        aria-label=${msg('Model, level, engine', { id: 'picker.label' })}
      >
        ${this.modelCell(services)} ${this.levelCell(services)} ${this.engineCell(services)}
      </div>
      ${this.reason(services)}
    `;
  }

  private modelCell({ model }: Services): TemplateResult {
    const { name, shortName } = model.model;
    return html`<div class="part">
      <wa-dropdown @wa-select=${this.onModel}>
        <button slot="trigger" type="button" class="cell">
          <span class="hidden-text">${msg('Model', { id: 'picker.model' })}:</span>
          <span class="long">${name}</span><span class="short">${shortName}</span>
          <wa-icon name="chevron-down"></wa-icon>
        </button>
        ${map(
          model.models,
          (option) =>
            html`<wa-dropdown-item
              type="checkbox"
              value=${option.id}
              ?checked=${option.id === model.model.id}
              >${option.name}</wa-dropdown-item
            >`,
        )}
      </wa-dropdown>
    </div>`;
  }

  private levelCell({ model, environment }: Services): TemplateResult {
    const { level } = model;
    const { levels, source } = model.model;
    const bytes = levels.find((option) => option.level === level)?.bytes;
    const { engine } = model.choice;
    return html`<div class="part">
      <wa-dropdown @wa-select=${this.onLevel}>
        <button slot="trigger" type="button" class="cell">
          <span class="hidden-text">${msg('Level', { id: 'picker.level' })}:</span>
          ${level}
          ${bytes === undefined ? nothing : html`<span class="bytes">${megabytes(bytes)} MB</span>`}
          <wa-icon name="chevron-down"></wa-icon>
        </button>
        ${map(levels, (option, index) => {
          const bits = levelBits(option.level);
          const before = levels[index - 1];
          const isFirst = before === undefined || levelBits(before.level) !== bits;
          const allowed =
            levelRunsHere(environment, option.level) &&
            (model.choice.reason.kind !== 'overridden' || runsLevel(engine, option.level));
          return html`${
            isFirst
              ? html`<div class="group" role="separator" aria-label=${bitsText(bits)}>
                  ${bitsText(bits)}
                </div>`
              : nothing
          }${levelItem(option, source.shippedLevel, {
            checked: option.level === level,
            disabled: !allowed,
          })}`;
        })}
      </wa-dropdown>
    </div>`;
  }

  private engineCell({ model, environment, preferences }: Services): TemplateResult {
    const { choice, level, loaded } = model;
    const name = engineName(choice.engine);
    const threads =
      loaded && choice.engine !== 'webgpu' && loaded.variant.engine === choice.engine
        ? loaded.threads
        : undefined;
    const automatic = preferences.values.engine === undefined;
    return html`<div class="part">
      <wa-dropdown @wa-select=${this.onEngine}>
        <button slot="trigger" type="button" class="cell">
          <span class="hidden-text">${msg('Engine', { id: 'picker.engine' })}:</span>
          ${
            threads === undefined
              ? name
              : html`<span class="long">${name}, ${threadsText(threads)}</span
                  ><span class="short">${name} × ${threads}</span>`
          }
          <wa-icon name="chevron-down"></wa-icon>
        </button>
        <wa-dropdown-item type="checkbox" value="automatic" ?checked=${automatic}>
          <span class="item">${msg('Automatic', { id: 'picker.automatic' })}</span>
          <span class="description"
            >${msg('the faster one, once both are measured', { id: 'picker.automatic-what' })}</span
          >
        </wa-dropdown-item>
        ${map(engineOptions(environment, level, model.model), (option) => engineItem(option, preferences.values.engine))}
      </wa-dropdown>
    </div>`;
  }

  private reason(services: Services): TemplateResult {
    const { model, environment } = services;
    const { choice, loaded, measuring } = model;
    if (measuring)
      return html`<p class="reason" role="status">
        ${msg(str`Timing a short decode on ${engineName(measuring)}.`, { id: 'picker.measuring' })}
      </p>`;
    const threads =
      choice.engine !== 'webgpu' && loaded?.variant.engine === choice.engine
        ? threadsReason(loaded.threads, environment.cores, environment.threads)
        : '';
    const form =
      loaded && loaded.form !== 'as-shipped'
        ? msg(str`${loaded.variant.level}: ${formLabel(loaded.form)}.`, { id: 'picker.form' })
        : '';
    const canMeasure = choice.reason.kind === 'webgpu-unmeasured';
    return html`<p class="reason">
      ${choiceText(choice.engine, choice.reason)}
      ${
        canMeasure
          ? html`<button type="button" class="quiet inline" @click=${this.onMeasure}>
              ${msg('Measure both', { id: 'picker.measure' })}
            </button>`
          : html`<span class="threads">${threads} ${form}</span>`
      }
      ${
        this.measureFailed
          ? html`<span role="status"
              >${msg('Measuring failed; the engine stays as it is.', {
                id: 'picker.measure-failed',
              })}</span
            >`
          : nothing
      }
    </p>`;
  }

  private onModel({ detail }: SelectEvent): void {
    this.services?.preferences.update({ model: detail.item.value });
  }

  private onLevel({ detail }: SelectEvent): void {
    const { value } = detail.item;
    if (isLevelId(value)) this.services?.preferences.update({ level: value });
  }

  private onEngine({ detail }: SelectEvent): void {
    const { value } = detail.item;
    this.services?.preferences.update({ engine: isEngineId(value) ? value : undefined });
  }

  private async onMeasure(): Promise<void> {
    this.measureFailed = false;
    try {
      await this.services?.model.measure(this.#measuring.signal);
    } catch {
      this.measureFailed = true;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-picker': FwPicker;
  }
}
