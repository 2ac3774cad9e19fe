import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type { LevelId } from '../../../core/levels.ts';
import { isEngineId } from '../../../core/variant.ts';
import { engineOptions } from '../../app/engine-choice.ts';
import type { Environment } from '../../app/environment.ts';
import type { ModelOption } from '../../app/model-option.ts';
import { controls } from '../../components/controls.styles.ts';
import '../../components/failure.ts';
import { engineName } from '../../i18n/engines.ts';
import { counted, megabytes, number, size } from '../../i18n/format.ts';
import { levelDescription } from '../../i18n/levels.ts';
import { evidenceForm } from './evidence-form.styles.ts';
import {
  canMeasureOn,
  choiceProblem,
  levelsFor,
  tooLargeLevels,
  withEngine,
  type ChoiceProblem,
  type MeasuringChoice,
} from './measuring-choice.ts';
import { styles } from './measure-panel.styles.ts';
import { questionsSource, sourceActions, textSource } from './measure-sources.ts';
import { OwnFiles, type FileReaders } from './own-files.ts';

/**
 * What to measure: levels, engine, reference, text, questions, speed. Files of one's own are picked or
 * dropped. Dispatches `fw-choice` with each change, `fw-model` with another model's id, and `fw-start` with
 * the choice.
 */
@localized()
@customElement('fw-measure-panel')
export class FwMeasurePanel extends LitElement {
  static override styles = [controls, evidenceForm, styles];

  @property({ attribute: false }) model: ModelOption | undefined;
  /** Those that can be chosen. */
  @property({ attribute: false }) models: readonly ModelOption[] = [];
  @property({ attribute: false }) environment: Environment | undefined;
  @property({ attribute: false }) choice: MeasuringChoice | undefined;
  @property({ attribute: false }) readers: FileReaders | undefined;
  /** Bytes free on the device; `null` where the browser doesn't tell. */
  @property({ attribute: false }) freeBytes: number | null = null;

  readonly #files = new OwnFiles(
    this,
    () => this.readers,
    (change) => this.change(change),
  );

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('model')) this.#files.error = null;
  }

  override render(): TemplateResult | typeof nothing {
    const { model, environment, choice } = this;
    if (!model || !environment || !choice) return nothing;
    const problem = choiceProblem(choice);
    const { error, dropping, onPick, onDragOver, onDragLeave, onDrop } = this.#files;
    const actions = sourceActions((change) => this.change(change), onPick);
    return html`
      <form
        class=${dropping ? 'dropping' : ''}
        @submit=${this.onSubmit}
        @dragover=${onDragOver}
        @dragleave=${onDragLeave}
        @drop=${onDrop}
      >
        ${this.modelChoice(model)} ${this.levels(model, choice)}
        <div class="fields">
          ${this.engine(model, environment, choice)} ${this.reference(model, choice)}
        </div>
        ${this.memory(model, choice)}
        ${textSource(choice, this.freeBytes, model.vocabularySize, actions)}
        ${questionsSource(choice, actions)} ${this.speed(choice)}
        ${
          error
            ? html`<fw-failure .failure=${error.failure} .error=${error}></fw-failure>`
            : nothing
        }
        <div class="start">
          <button type="submit" class="button primary" ?disabled=${problem !== null}>
            ${msg('Measure', { id: 'measure.start' })}
          </button>
          <p>${problem ? problemText(problem) : this.summary(choice)}</p>
        </div>
      </form>
    `;
  }

  private levels(model: ModelOption, choice: MeasuringChoice): TemplateResult {
    return html`<fieldset>
      <legend>${msg('Levels', { id: 'measure.levels' })}</legend>
      <div class="levels">
        ${map(
          levelsFor(model, choice.engine),
          ({ level, bytes }) =>
            html`<label title=${levelDescription(level, model.source.shippedLevel)}>
              <input
                type="checkbox"
                name="level"
                .value=${level}
                .checked=${choice.levels.includes(level)}
                @change=${this.onLevel}
              />
              ${level} <span class="note">${megabytes(bytes, 0)} MB</span>
            </label>`,
        )}
      </div>
    </fieldset>`;
  }

  private modelChoice(model: ModelOption): TemplateResult | typeof nothing {
    if (this.models.length < 2) return nothing;
    return html`<label class="field">
      ${msg('Model', { id: 'measure.model' })}
      <select name="model" @change=${this.onModel}>
        ${map(
          this.models,
          ({ id, name }) => html`<option value=${id} .selected=${id === model.id}>${name}</option>`,
        )}
      </select>
    </label>`;
  }

  private engine(
    model: ModelOption,
    environment: Environment,
    choice: MeasuringChoice,
  ): TemplateResult {
    return html`<label class="field">
      ${msg('Engine', { id: 'measure.engine' })}
      <select name="engine" @change=${this.onEngine}>
        ${map(
          engineOptions(environment, choice.reference, model),
          ({ engine }) =>
            html`<option
              value=${engine}
              .selected=${engine === choice.engine}
              ?disabled=${!canMeasureOn(model, engine, environment)}
            >
              ${engineName(engine)}
            </option>`,
        )}
      </select>
    </label>`;
  }

  private reference(model: ModelOption, choice: MeasuringChoice): TemplateResult {
    return html`<label class="field">
      ${msg('Reference', { id: 'measure.reference' })}
      <select name="reference" @change=${this.onReference}>
        ${map(
          levelsFor(model, choice.engine),
          ({ level }) =>
            html`<option value=${level} .selected=${level === choice.reference}>
              ${level} (${levelDescription(level, model.source.shippedLevel)})
            </option>`,
        )}
      </select>
    </label>`;
  }

  /** Levels that may not fit in memory are said before they are tried. */
  private memory(model: ModelOption, choice: MeasuringChoice): TemplateResult | typeof nothing {
    const { limit, tooLarge } = tooLargeLevels(choice, model);
    if (tooLarge.length === 0) return nothing;
    const list = tooLarge.map(({ level, bytes }) => `${level} (${size(bytes)})`).join(', ');
    return html`<p class="warning">
      ${msg(
        str`These need more memory than this browser seems to have for a model, about ${size(limit)}: ${list}. One that can’t be loaded is named with the reason; the others are measured.`,
        { id: 'measure.too-large' },
      )}
    </p>`;
  }

  private speed({ speed }: MeasuringChoice): TemplateResult {
    return html`<div class="part">
      <label>
        <input type="checkbox" name="speed" .checked=${speed} @change=${this.onSpeed} />
        ${msg('Speed: prompt of 128 tokens, 32 tokens one by one, first token; 5 times each', {
          id: 'measure.speed',
        })}
      </label>
    </div>`;
  }

  private summary({ levels, reference }: MeasuringChoice): string {
    const count = levels.includes(reference) ? levels.length : levels.length + 1;
    const variants = counted(
      count,
      () => msg('1 variant', { id: 'measure.variant' }),
      () => msg(str`${number(count)} variants`, { id: 'measure.variants' }),
    );
    return msg(
      str`${variants}, one after the other. Chatting waits meanwhile; files can be dropped here.`,
      { id: 'measure.summary' },
    );
  }

  private change(change: Partial<MeasuringChoice>): void {
    if (!this.choice) return;
    this.dispatchEvent(new CustomEvent('fw-choice', { detail: { ...this.choice, ...change } }));
  }

  private onSubmit(event: Event): void {
    event.preventDefault();
    if (this.choice && choiceProblem(this.choice) === null)
      this.dispatchEvent(new CustomEvent('fw-start', { detail: this.choice }));
  }

  private onModel(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    this.dispatchEvent(new CustomEvent('fw-model', { detail: value }));
  }

  private onLevel(event: Event): void {
    const { model, choice } = this;
    const { value, checked } = event.currentTarget as HTMLInputElement;
    if (!model || !choice) return;
    const isWanted = (level: LevelId): boolean =>
      level === value ? checked : choice.levels.includes(level);
    this.change({
      levels: levelsFor(model, choice.engine).flatMap(({ level }) =>
        isWanted(level) ? level : [],
      ),
    });
  }

  private onEngine(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    if (this.choice && this.model && isEngineId(value))
      this.change(withEngine(this.choice, value, this.model));
  }

  private onReference(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    const found = this.model?.levels.find(({ level }) => level === value);
    if (found) this.change({ reference: found.level });
  }

  private onSpeed(event: Event): void {
    this.change({ speed: (event.currentTarget as HTMLInputElement).checked });
  }
}

function problemText(problem: NonNullable<ChoiceProblem>): string {
  switch (problem) {
    case 'no-levels':
      return msg('Choose one level or more.', { id: 'measure.no-levels' });
    case 'nothing-to-measure':
      return msg('Choose quality, accuracy or speed.', { id: 'measure.nothing' });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-measure-panel': FwMeasurePanel;
  }
  interface HTMLElementEventMap {
    'fw-choice': CustomEvent<MeasuringChoice>;
    'fw-model': CustomEvent<string>;
    'fw-start': CustomEvent<MeasuringChoice>;
  }
}
