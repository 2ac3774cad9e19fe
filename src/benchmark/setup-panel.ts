import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { map } from 'lit/directives/map.js';
import { presetIds, type PresetId } from '../../core/bench-result.ts';
import type { LevelId } from '../../core/levels.ts';
import { usableCores } from '../../core/threads.ts';
import { engineIds, type EngineId } from '../../core/variant.ts';
import { engineOptions } from '../app/engine-choice.ts';
import type { Environment } from '../app/environment.ts';
import type { ModelOption } from '../app/model-option.ts';
import { controls } from '../components/controls.styles.ts';
import {
  aboutDuration,
  fieldName,
  presetDescription,
  presetName,
  problemText,
} from '../i18n/benchmark.ts';
import { engineName, obstacleText, oneThreadText } from '../i18n/engines.ts';
import { counted, megabytes, number } from '../i18n/format.ts';
import {
  fieldsOf,
  withModel,
  withPreset,
  withSize,
  type ChoiceProblem,
  type RunChoice,
  type SizeField,
} from './run-choice.ts';
import { threadCounts } from './run/plan.ts';
import { styles } from './setup-panel.styles.ts';

/** Dispatched by the set-up with each change. */
export class ChoiceEvent extends Event {
  readonly choice: RunChoice;
  constructor(choice: RunChoice) {
    super('fw-choice');
    this.choice = choice;
  }
}

/** What a set-up comes to. */
export interface ChoiceOutcome {
  readonly problems: readonly ChoiceProblem[];
  readonly variants: number;
  readonly tests: number;
  readonly expectedMs: number;
}

/** What to measure: variants, tests and sizes. Dispatches `fw-choice` and `fw-start`. */
@localized()
@customElement('fw-bench-setup')
export class FwBenchSetup extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) choice: RunChoice | undefined;
  @property({ attribute: false }) outcome: ChoiceOutcome | undefined;
  @property({ attribute: false }) models: readonly ModelOption[] = [];
  @property({ attribute: false }) environment: Environment | undefined;
  /** A run is under way: nothing can be changed. */
  @property({ type: Boolean }) running = false;
  /** It has been asked for, and waits for its turn. */
  @property({ type: Boolean }) waiting = false;
  /** What it is in already has its title. */
  @property({ type: Boolean }) titled = false;

  override render(): TemplateResult | typeof nothing {
    const { choice, environment, outcome, running } = this;
    const model = this.models.find(({ id }) => id === choice?.model);
    if (!choice || !environment || !model) return nothing;
    return html`
      <fieldset ?disabled=${running}>
        <legend class=${this.titled ? 'hidden-text' : ''}>
          <h2>${msg('Set up a run', { id: 'bench.setup' })}</h2>
        </legend>
        ${this.modelRow(model)}
        ${this.chipRow(
          'level',
          msg('Levels', { id: 'bench.levels' }),
          model.levels.map(({ level, bytes }) => ({
            value: level,
            label: level,
            title: `${level}, ${megabytes(bytes)} MB`,
            pressed: choice.levels.includes(level),
          })),
        )}
        ${this.chipRow(
          'engine',
          msg('Engines', { id: 'bench.engines' }),
          // Which of the levels an engine runs is the plan's matter: here several are chosen.
          engineOptions(environment, model.source.shippedLevel, model).map(
            ({ engine, disabled }) => ({
              value: engine,
              label: engineName(engine),
              pressed: choice.engines.includes(engine) && disabled !== 'model',
              ...(disabled !== undefined &&
                disabled !== 'level' && { disabled: obstacleText(disabled) }),
            }),
          ),
        )}
        ${this.threadsRow(choice, environment)} ${this.testsRow(choice)}
        ${map(fieldsOf(choice.preset), (field) => this.sizeRow(field, choice))}
        ${this.loadsRow(choice)}
      </fieldset>
      ${outcome ? this.start(outcome) : nothing}
    `;
  }

  private modelRow(model: ModelOption): TemplateResult {
    const label = msg('Model', { id: 'picker.model' });
    return this.models.length < 2
      ? html`<div class="row"><span>${label}</span><span class="value">${model.name}</span></div>`
      : html`<div class="row">
          <label for="model">${label}</label>
          <select id="model" @change=${this.onModel}>
            ${map(
              this.models,
              ({ id, shortName }) =>
                html`<option value=${id} .selected=${id === model.id}>${shortName}</option>`,
            )}
          </select>
        </div>`;
  }

  private chipRow(
    name: 'level' | 'engine' | 'threads',
    label: string,
    chips: readonly {
      readonly value: string;
      readonly label: string;
      readonly pressed: boolean;
      readonly title?: string;
      /** Why it can't be chosen. */
      readonly disabled?: string;
    }[],
  ): TemplateResult {
    return html`<div class="row" role="group" aria-label=${label}>
      <span aria-hidden="true">${label}</span>
      <div class="chips">
        ${map(
          chips,
          (chip) =>
            html`<button
              type="button"
              class="chip"
              data-name=${name}
              data-value=${chip.value}
              aria-pressed=${chip.pressed ? 'true' : 'false'}
              title=${ifDefined(chip.disabled ?? chip.title)}
              ?disabled=${chip.disabled !== undefined}
              @click=${this.onChip}
            >
              ${chip.label}
            </button>`,
        )}
      </div>
    </div>`;
  }

  private threadsRow(choice: RunChoice, environment: Environment): TemplateResult {
    const label = msg('Threads', { id: 'details.threads' });
    const counts = threadCounts(usableCores(environment));
    return html`${this.chipRow(
      'threads',
      label,
      counts.map((count) => ({
        value: count.toString(),
        label: number(count),
        pressed: choice.threads.includes(count),
      })),
    )}
    ${
      environment.threads === 'available'
        ? nothing
        : html`<p class="hint">${oneThreadText(environment.threads)}</p>`
    }`;
  }

  private testsRow(choice: RunChoice): TemplateResult {
    const presets: readonly RunChoice['preset'][] =
      choice.preset === 'custom' ? [...presetIds, 'custom'] : presetIds;
    return html`<div class="row">
        <label for="preset">${msg('Tests', { id: 'bench.tests' })}</label>
        <select id="preset" @change=${this.onPreset}>
          ${map(
            presets,
            (preset) =>
              html`<option value=${preset} .selected=${preset === choice.preset}>
                ${presetName(preset)}
              </option>`,
          )}
        </select>
      </div>
      <p class="hint">${presetDescription(choice.preset)}</p>`;
  }

  private sizeRow(field: SizeField, choice: RunChoice): TemplateResult {
    const wrong = this.outcome?.problems.some(
      (problem) =>
        ('field' in problem && problem.field === field) ||
        (problem.kind === 'too-many-repetitions' && field === 'repetitions') ||
        (problem.kind === 'no-test' && (field === 'prompts' || field === 'generations')),
    );
    return html`<div class="row">
      <label for=${field}>${fieldName(field)}</label>
      <input
        id=${field}
        inputmode="numeric"
        autocomplete="off"
        aria-invalid=${wrong === true ? 'true' : 'false'}
        aria-describedby="problems"
        .value=${choice.sizes[field]}
        @input=${this.onSize}
      />
    </div>`;
  }

  private loadsRow(choice: RunChoice): TemplateResult {
    return html`<label class="row check">
      <span>${msg('Time a load from the network too', { id: 'bench.cold' })}</span>
      <input type="checkbox" .checked=${choice.loads === 'cold-and-warm'} @change=${this.onLoads} />
    </label>`;
  }

  private start({ problems, variants, tests, expectedMs }: ChoiceOutcome): TemplateResult {
    const { running } = this;
    return html`
      <div id="problems" class="problems" role="status">
        ${map(problems, (problem) => html`<p class="problem">${problemText(problem)}</p>`)}
        ${
          problems.length > 0 || running
            ? nothing
            : html`<p>${countText(variants, tests)} ${capital(aboutDuration(expectedMs))}.</p>`
        }
      </div>
      <button
        type="button"
        class="button primary start"
        ?disabled=${problems.length > 0 || running}
        @click=${this.onStart}
      >
        ${
          this.waiting
            ? msg('Waiting', { id: 'bench.waiting' })
            : running
              ? msg('Running', { id: 'bench.running' })
              : msg('Start the run', { id: 'bench.start' })
        }
      </button>
    `;
  }

  private changed(change: Partial<RunChoice>): void {
    if (this.choice) this.dispatchEvent(new ChoiceEvent({ ...this.choice, ...change }));
  }

  private onModel(event: Event): void {
    const model = this.models.find(({ id }) => id === (event.target as HTMLSelectElement).value);
    const { choice } = this;
    if (model && choice) this.changed(withModel(choice, model));
  }

  private onChip(event: Event): void {
    const { name, value = '' } = (event.currentTarget as HTMLElement).dataset;
    const { choice } = this;
    if (!choice) return;
    if (name === 'level') {
      const order = this.models.find(({ id }) => id === choice.model)?.levels ?? [];
      const levels = toggled(choice.levels, value as LevelId);
      this.changed({
        levels: order.map(({ level }) => level).filter((level) => levels.includes(level)),
      });
    } else if (name === 'engine') {
      const engines = toggled(choice.engines, value as EngineId);
      this.changed({ engines: engineIds.filter((engine) => engines.includes(engine)) });
    } else {
      this.changed({ threads: toggled(choice.threads, Number(value)).toSorted((a, b) => a - b) });
    }
  }

  private onPreset(event: Event): void {
    const preset = presetIds.find((id) => id === (event.target as HTMLSelectElement).value);
    const { choice, environment } = this;
    if (!preset || !choice || !environment) return;
    const counts = threadCounts(usableCores(environment));
    this.changed(withPreset(choice, preset satisfies PresetId, counts));
  }

  private onSize(event: Event): void {
    const input = event.target as HTMLInputElement;
    if (this.choice) this.changed(withSize(this.choice, input.id as SizeField, input.value));
  }

  private onLoads(event: Event): void {
    const { checked } = event.target as HTMLInputElement;
    this.changed({ loads: checked ? 'cold-and-warm' : 'warm' });
  }

  private onStart(): void {
    this.dispatchEvent(new Event('fw-start'));
  }
}

const toggled = <T>(values: readonly T[], value: T): readonly T[] =>
  values.includes(value) ? values.filter((each) => each !== value) : [...values, value];

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

const countText = (variants: number, tests: number): string =>
  counted(
    variants,
    () => msg(str`1 variant, tests: ${number(tests)}.`, { id: 'bench.count-one' }),
    () =>
      msg(str`${number(variants)} variants, tests of each: ${number(tests)}.`, {
        id: 'bench.count',
      }),
  );

declare global {
  interface HTMLElementTagNameMap {
    'fw-bench-setup': FwBenchSetup;
  }
}
