import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { servicesContext, type Services } from '../../app/contexts.ts';
import type { ComparePreferences } from '../../app/preferences.ts';
import { isComposing } from '../../chat/composer.ts';
import '../../chat/example-chips.ts';
import type { ExampleChosen } from '../../chat/example-chosen.ts';
import '../../components/context-meter.ts';
import { controls } from '../../components/controls.styles.ts';
import '../../components/icons.ts';
import { Observe } from '../../components/observe.ts';
import type { SelectEvent } from '../../components/variant-items.ts';
import { counted, number } from '../../i18n/format.ts';
import { styles } from './compare-set-up.styles.ts';
import { modes, modeName } from './modes.ts';
import { emptyPrompt, lastQuestion, turnsBefore, type Prompt } from './prompt.ts';

/** How many chats are offered, the latest first. */
const offeredChats = 12;

/**
 * What is asked, and how: the prompt, where it may come from, sampling, length, mode. Dispatches
 * `fw-prompt` with a changed prompt, `fw-run` on Enter, and `fw-add` for another variant. The rest goes
 * into the preferences.
 */
@localized()
@customElement('fw-compare-set-up')
export class FwCompareSetUp extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) prompt: Prompt = emptyPrompt;
  /** Of the prompt as sent; `undefined` where it is not counted. */
  @property({ attribute: false }) tokens: number | undefined;
  /** What the mode means for memory and figures. */
  @property() explanation = '';
  /** There is room for another variant, and there is one. */
  @property({ type: Boolean }) extendable = false;

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  @query('textarea') private readonly textarea!: HTMLTextAreaElement | null;

  constructor() {
    super();
    new Observe(this, () =>
      this.services ? [this.services.preferences, this.services.chats, this.services.model] : [],
    );
  }

  override focus(): void {
    void this.updateComplete.then(() => this.textarea?.focus());
  }

  override render(): TemplateResult | typeof nothing {
    const { services } = this;
    if (!services) return nothing;
    return html`
      <div class="question">
        ${this.box(services)} ${this.earlier()}
        <div class="sources">
          <fw-example-chips @fw-example=${this.onExample}></fw-example-chips>
          ${this.chats(services)}
        </div>
      </div>
      ${this.options(services)}
    `;
  }

  private box({ model }: Services): TemplateResult {
    return html`<div class="box">
      <label class="hidden-text" for="prompt">${msg('Prompt', { id: 'compare.prompt' })}</label>
      <textarea
        id="prompt"
        rows="2"
        placeholder=${msg('What should all of them answer?', { id: 'compare.placeholder' })}
        aria-describedby="keys"
        .value=${this.prompt.text}
        @input=${this.onInput}
        @keydown=${this.onKeydown}
      ></textarea>
      <div class="foot">
        ${
          this.tokens === undefined
            ? nothing
            : html`<fw-context-meter
                .used=${this.tokens}
                .total=${model.contextLength}
              ></fw-context-meter>`
        }
        <span id="keys"
          >${msg('Enter runs, Shift+Enter starts a new line', { id: 'compare.keys' })}</span
        >
      </div>
    </div>`;
  }

  private earlier(): TemplateResult | typeof nothing {
    const turns = turnsBefore(this.prompt);
    if (this.prompt.before.length === 0) return nothing;
    return html`<p class="before">
      ${
        turns === 0
          ? msg('With the system prompt of its chat.', { id: 'compare.with-system' })
          : counted(
              turns,
              () => msg('After 1 earlier message of its chat.', { id: 'compare.after-one' }),
              () =>
                msg(str`After ${number(turns)} earlier messages of its chat.`, {
                  id: 'compare.after',
                }),
            )
      }
      <button type="button" class="quiet" @click=${this.onAlone}>
        ${msg('Ask it alone', { id: 'compare.alone' })}
      </button>
    </p>`;
  }

  private chats({ chats }: Services): TemplateResult | typeof nothing {
    const asked = chats.summaries.filter(({ firstQuestion }) => firstQuestion !== '');
    if (asked.length === 0) return nothing;
    return html`<wa-dropdown @wa-select=${this.onChat}>
      <button slot="trigger" type="button" class="button small">
        ${msg('From a chat', { id: 'compare.from-chat' })}
        <wa-icon name="chevron-down"></wa-icon>
      </button>
      ${map(
        asked.slice(0, offeredChats),
        ({ id, title, firstQuestion }) =>
          html`<wa-dropdown-item value=${id}
            ><span class="chat">${title || firstQuestion}</span></wa-dropdown-item
          >`,
      )}
    </wa-dropdown>`;
  }

  private options({ preferences, model }: Services): TemplateResult {
    const { temperature, seed, maxTokens, mode } = preferences.values.compare;
    return html`<div class="options">
      <fieldset>
        <legend>${msg('How they run', { id: 'compare.mode' })}</legend>
        <div class="segments">
          ${map(
            modes,
            (each) =>
              html`<label
                ><input
                  type="radio"
                  name="mode"
                  .value=${each}
                  .checked=${each === mode}
                  @change=${this.onMode}
                /><span>${modeName(each)}</span></label
              >`,
          )}
        </div>
      </fieldset>
      <p class="explanation">${this.explanation}</p>
      ${
        this.extendable
          ? html`<button type="button" class="quiet add" @click=${this.onAdd}>
              <wa-icon name="plus"></wa-icon>${msg('Another variant', { id: 'compare.add' })}
            </button>`
          : nothing
      }
      <div class="fields">
        <label for="temperature">${msg('Temperature', { id: 'settings.temperature' })}</label>
        <input
          id="temperature"
          type="number"
          min="0"
          max="2"
          step="0.1"
          .value=${temperature.toString()}
          @change=${this.onNumber}
        />
        <label for="seed">${msg('Seed', { id: 'settings.seed' })}</label>
        <input
          id="seed"
          type="number"
          min="0"
          max="4294967295"
          step="1"
          .value=${seed.toString()}
          @change=${this.onNumber}
        />
        <label for="maxTokens"
          >${msg('Longest answer, tokens', { id: 'settings.max-tokens' })}</label
        >
        <input
          id="maxTokens"
          type="number"
          min="1"
          max=${model.contextLength}
          step="1"
          .value=${maxTokens.toString()}
          @change=${this.onNumber}
        />
      </div>
    </div>`;
  }

  private change(change: Partial<Prompt>): void {
    this.dispatchEvent(new CustomEvent('fw-prompt', { detail: { ...this.prompt, ...change } }));
  }

  private prefer(change: Partial<ComparePreferences>): void {
    const { preferences } = this.services ?? {};
    preferences?.update({ compare: { ...preferences.values.compare, ...change } });
  }

  private onInput(event: Event): void {
    this.change({ text: (event.target as HTMLTextAreaElement).value });
  }

  private onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    this.dispatchEvent(new Event('fw-run'));
  }

  private onExample({ prompt }: ExampleChosen): void {
    this.change({ text: prompt, before: [] });
    this.focus();
  }

  private async onChat({ detail }: SelectEvent): Promise<void> {
    const [chat] = (await this.services?.chats.read(detail.item.value)) ?? [];
    const prompt = chat && lastQuestion(chat);
    if (prompt) this.change(prompt);
    this.focus();
  }

  private onAlone(): void {
    this.change({ before: [] });
    this.focus();
  }

  private onAdd(): void {
    this.dispatchEvent(new Event('fw-add'));
  }

  private onMode(event: Event): void {
    const { value } = event.target as HTMLInputElement;
    const mode = modes.find((each) => each === value);
    if (mode) this.prefer({ mode });
  }

  /** A number outside its limits is brought to the nearer one; what is none leaves the old one. */
  private onNumber(event: Event): void {
    const input = event.target as HTMLInputElement;
    const name = input.id as 'temperature' | 'seed' | 'maxTokens';
    const { [name]: old } = this.services?.preferences.values.compare ?? { [name]: 0 };
    const entered = input.valueAsNumber;
    const within = Math.min(Math.max(entered, Number(input.min)), Number(input.max));
    const value = Number.isNaN(entered)
      ? old
      : name === 'temperature'
        ? within
        : Math.round(within);
    input.value = value.toString();
    this.prefer({ [name]: value });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-compare-set-up': FwCompareSetUp;
  }
}
