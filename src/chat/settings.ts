import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import '@awesome.me/webawesome/dist/components/slider/slider.js';
import type WaSlider from '@awesome.me/webawesome/dist/components/slider/slider.js';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { servicesContext, type Services } from '../app/contexts.ts';
import { controls } from '../components/controls.styles.ts';
import { Observe } from '../components/observe.ts';
import { number } from '../i18n/format.ts';
import { currentLocale, locales, localeNames } from '../i18n/locale.ts';
import '../offline/offline-settings.ts';
import { samplingDefaults } from './sampling.ts';
import './browser-settings.ts';
import './engine-settings.ts';
import { styles } from './settings.styles.ts';

type SamplingName = 'temperature' | 'topK' | 'topP' | 'minP' | 'repetitionPenalty';

interface SamplingRow {
  readonly name: SamplingName;
  readonly label: string;
  readonly hint: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly digits: number;
}

const samplingRows = (): readonly SamplingRow[] => [
  {
    name: 'temperature',
    label: msg('Temperature', { id: 'settings.temperature' }),
    hint: msg('0 always takes the likeliest token; higher varies more.', {
      id: 'settings.temperature-hint',
    }),
    min: 0,
    max: 2,
    step: 0.05,
    digits: 2,
  },
  {
    name: 'topK',
    label: msg('Top-k', { id: 'settings.top-k' }),
    hint: msg('Chooses among the k likeliest tokens; 0 is off.', { id: 'settings.top-k-hint' }),
    min: 0,
    max: 200,
    step: 1,
    digits: 0,
  },
  {
    name: 'topP',
    label: msg('Top-p', { id: 'settings.top-p' }),
    hint: msg('Chooses among the likeliest that add up to p; 1 is off.', {
      id: 'settings.top-p-hint',
    }),
    min: 0.05,
    max: 1,
    step: 0.05,
    digits: 2,
  },
  {
    name: 'minP',
    label: msg('Min-p', { id: 'settings.min-p' }),
    hint: msg('Leaves out tokens below this share of the likeliest; 0 is off.', {
      id: 'settings.min-p-hint',
    }),
    min: 0,
    max: 0.5,
    step: 0.01,
    digits: 2,
  },
  {
    name: 'repetitionPenalty',
    label: msg('Repetition penalty', { id: 'settings.repetition' }),
    hint: msg('Makes tokens that came before less likely; 1 is off.', {
      id: 'settings.repetition-hint',
    }),
    min: 1,
    max: 2,
    step: 0.05,
    digits: 2,
  },
];

/** How answers are written: sampling, length, system prompt, context, threads; and the interface. */
@localized()
@customElement('fw-settings')
export class FwSettings extends LitElement {
  static override styles = [controls, styles];

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  constructor() {
    super();
    new Observe(this, () =>
      this.services ? [this.services.preferences, this.services.model, this.services.chats] : [],
    );
  }

  override render(): TemplateResult | typeof nothing {
    const { services } = this;
    if (!services) return nothing;
    return html`
      ${this.systemPrompt(services)} ${this.sampling(services)} ${this.length(services)}
      <fw-engine-settings></fw-engine-settings>
      ${this.appearance(services)}
      <fw-offline-settings></fw-offline-settings>
      <fw-browser-settings></fw-browser-settings>
    `;
  }

  private systemPrompt({ chats }: Services): TemplateResult {
    return html`<section>
      <label for="system"
        ><b>${msg('System prompt of this chat', { id: 'settings.system' })}</b></label
      >
      <textarea
        id="system"
        rows="3"
        placeholder=${msg('Empty: the model’s own applies.', { id: 'settings.system-empty' })}
        .value=${chats.current.chat.systemPrompt}
        @change=${this.onSystemPrompt}
      ></textarea>
    </section>`;
  }

  private sampling({ preferences, model }: Services): TemplateResult {
    const { values } = preferences;
    const modelDefaults = model.loaded?.model.generationDefaults ?? {};
    const sampling = samplingDefaults(values, modelDefaults);
    const changed = Object.keys(values.sampling).length > 0 || values.seed !== null;
    return html`<section>
      <div class="title">
        <h3>${msg('Sampling', { id: 'settings.sampling' })}</h3>
        <button type="button" class="quiet" ?disabled=${!changed} @click=${this.onResetSampling}>
          ${msg('Reset to the model’s defaults', { id: 'settings.reset' })}
        </button>
      </div>
      ${map(
        samplingRows(),
        ({ name, label, hint, min, max, step, digits }) =>
          html`<div class="row">
            <wa-slider
              data-name=${name}
              label=${label}
              hint=${hint}
              min=${min}
              max=${max}
              step=${step}
              .value=${sampling[name]}
              @input=${this.onSampling}
            ></wa-slider>
            <output class=${name in values.sampling ? 'changed' : ''}
              >${number(sampling[name], digits)}</output
            >
          </div>`,
      )}
      <div class="field">
        <label for="seed">${msg('Seed', { id: 'settings.seed' })}</label>
        <input
          id="seed"
          type="number"
          min="0"
          max="4294967295"
          step="1"
          placeholder=${msg('random', { id: 'settings.seed-random' })}
          .value=${values.seed === null ? '' : values.seed.toString()}
          @change=${this.onSeed}
        />
      </div>
      <p class="hint">
        ${msg('A fixed seed gives the same text for the same chat and variant.', {
          id: 'settings.seed-hint',
        })}
      </p>
    </section>`;
  }

  private length({ preferences, model }: Services): TemplateResult {
    const { maxTokens, stopStrings } = preferences.values;
    return html`<section>
      <h3>${msg('Answer', { id: 'settings.answer' })}</h3>
      ${model.loaded?.model.thinkingSwitch ? this.thinking(preferences.values.thinkFirst) : nothing}
      <div class="field">
        <label for="max">${msg('Longest answer, tokens', { id: 'settings.max-tokens' })}</label>
        <input
          id="max"
          type="number"
          min="1"
          max=${model.contextLength}
          step="1"
          .value=${maxTokens.toString()}
          @change=${this.onMaxTokens}
        />
      </div>
      <label for="stops">${msg('Stop strings, one a line', { id: 'settings.stops' })}</label>
      <textarea
        id="stops"
        rows="2"
        .value=${stopStrings.join('\n')}
        @change=${this.onStops}
      ></textarea>
    </section>`;
  }

  private thinking(thinkFirst: boolean): TemplateResult {
    return html`<div class="field">
        <label for="think">${msg('Think first', { id: 'settings.think' })}</label>
        <input
          id="think"
          type="checkbox"
          aria-describedby="think-hint"
          .checked=${thinkFirst}
          @change=${this.onThink}
        />
      </div>
      <p class="hint" id="think-hint">
        ${msg('The model reasons before it answers: better on hard questions, and much slower.', {
          id: 'settings.think-hint',
        })}
      </p>`;
  }

  private appearance({ preferences }: Services): TemplateResult {
    const { theme } = preferences.values;
    const locale = currentLocale();
    const themes = [
      { value: 'system', label: msg('As the system', { id: 'theme.system' }) },
      { value: 'light', label: msg('Light', { id: 'theme.light' }) },
      { value: 'dark', label: msg('Dark', { id: 'theme.dark' }) },
    ] as const;
    return html`<section class="appearance">
      <h3>${msg('Interface', { id: 'settings.interface' })}</h3>
      <div class="field">
        <label for="locale">${msg('Language', { id: 'settings.language' })}</label>
        <select id="locale" @change=${this.onLocale}>
          ${map(
            locales,
            (each) =>
              html`<option value=${each} lang=${each} .selected=${each === locale}>
                ${localeNames[each]}
              </option>`,
          )}
        </select>
      </div>
      <div class="field">
        <label for="theme">${msg('Theme', { id: 'settings.theme' })}</label>
        <select id="theme" @change=${this.onTheme}>
          ${map(
            themes,
            ({ value, label }) =>
              html`<option value=${value} .selected=${value === theme}>${label}</option>`,
          )}
        </select>
      </div>
    </section>`;
  }

  private async onSystemPrompt(event: Event): Promise<void> {
    const { value } = event.target as HTMLTextAreaElement;
    await this.services?.chats.current.setSystemPrompt(value.trim());
  }

  private onSampling(event: Event): void {
    const slider = event.currentTarget as WaSlider;
    const { preferences } = this.services ?? {};
    const name = samplingRows().find((row) => row.name === slider.dataset.name)?.name;
    if (!name || !preferences) return;
    preferences.update({ sampling: { ...preferences.values.sampling, [name]: slider.value } });
  }

  private onResetSampling(): void {
    this.services?.preferences.update({ sampling: {}, seed: null });
  }

  private onSeed(event: Event): void {
    const input = event.target as HTMLInputElement;
    const seed = input.value === '' ? null : wholeNumber(input, 0, 2 ** 32 - 1);
    this.services?.preferences.update({ seed });
  }

  private onMaxTokens(event: Event): void {
    const input = event.target as HTMLInputElement;
    const limit = this.services?.model.contextLength ?? 1;
    this.services?.preferences.update({ maxTokens: wholeNumber(input, 1, limit) ?? 512 });
  }

  private onThink(event: Event): void {
    const { checked } = event.target as HTMLInputElement;
    this.services?.preferences.update({ thinkFirst: checked });
  }

  private onStops(event: Event): void {
    const { value } = event.target as HTMLTextAreaElement;
    this.services?.preferences.update({
      stopStrings: value.split('\n').filter((line) => line !== ''),
    });
  }

  private onLocale(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    const locale = locales.find((each) => each === value);
    if (locale) this.services?.preferences.update({ locale });
  }

  private onTheme(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    if (value === 'system' || value === 'light' || value === 'dark')
      this.services?.preferences.update({ theme: value });
  }
}

/** What was typed, brought within its limits and written back; `null` for no number. */
function wholeNumber(input: HTMLInputElement, least: number, most: number): number | null {
  const typed = input.valueAsNumber;
  if (Number.isNaN(typed)) return null;
  const value = Math.min(Math.max(Math.round(typed), least), most);
  input.value = value.toString();
  return value;
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-settings': FwSettings;
  }
}
