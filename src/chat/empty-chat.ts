import { localized, msg, str } from '@lit/localize';
import { consume } from '@lit/context';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { isMeasured } from '../../core/units.ts';
import { servicesContext, type Services } from '../app/contexts.ts';
import { controls } from '../components/controls.styles.ts';
import { Observe } from '../components/observe.ts';
import { duration, megabytes } from '../i18n/format.ts';
import { originLabel } from '../report/answer-details.ts';
import { languagesText } from '../models/words.ts';
import { ExampleChosen } from './example-chosen.ts';
import { styles } from './empty-chat.styles.ts';
import { examples, type Example } from './examples.ts';

/** What a chat without messages shows: what can be asked, and what to expect. */
@localized()
@customElement('fw-empty-chat')
export class FwEmptyChat extends LitElement {
  static override styles = [controls, styles];

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  constructor() {
    super();
    new Observe(this, () => (this.services ? [this.services.model] : []));
  }

  override render(): TemplateResult {
    const languages = this.services?.model.model.languages;
    return html`
      ${this.services ? heading(this.services) : nothing}
      <p>
        ${msg('A small language model runs in this page, on this device.', { id: 'empty.where' })}
        ${expectation(languages)}
      </p>
      <h2>${msg('Begin with one of these', { id: 'empty.begin' })}</h2>
      <ul>
        ${map(examples(), (example) => this.row(example))}
      </ul>
      <p class="note">
        ${
          isEnglish(languages)
            ? msg('The examples are in English, which this model knows best.', {
                id: 'empty.english',
              })
            : msg('The examples are in English.', { id: 'empty.in-english' })
        }
      </p>
    `;
  }

  private row({ name, label, prompt }: Example): TemplateResult {
    return html`<li>
      <button type="button" data-name=${name} @click=${this.onChoose}>
        <span class="task">${label}</span>
        <span class="prompt" lang="en">${prompt.split('\n')[0]}</span>
      </button>
    </li>`;
  }

  private onChoose(event: Event): void {
    const { name } = (event.currentTarget as HTMLElement).dataset;
    const example = examples().find((each) => each.name === name);
    if (example) this.dispatchEvent(new ExampleChosen(example.prompt));
  }
}

/** Whether English is all that it was made for. */
const isEnglish = (languages: readonly string[] | undefined): boolean =>
  languages?.length === 1 && languages[0] === 'en';

/** What to expect of a model, by what is known of it. */
function expectation(languages: readonly string[] | undefined): string {
  if (isEnglish(languages))
    return msg(
      'It learned mostly from English, knows little and invents freely: check what matters.',
      { id: 'empty.expect-english' },
    );
  if (languages && languages.length > 0)
    return msg(
      str`Its publisher names ${languagesText(languages)}. It knows little and invents freely: check what matters.`,
      { id: 'empty.expect-languages' },
    );
  return msg(
    'Its files don’t say which languages it was made for. It knows little and invents freely: check what matters.',
    { id: 'empty.expect-unknown' },
  );
}

/** What is ready; while it loads, the panel above names the model. */
function heading({ model }: Services): TemplateResult | typeof nothing {
  const { loaded } = model;
  if (!loaded) return nothing;
  const { loadMs, origin } = loaded.figures;
  const { total } = loaded.memory;
  return html`<h1>${model.model.name} <span>${loaded.variant.level}</span></h1>
    <p class="ready">
      ${msg(str`Ready: loaded in ${duration(loadMs)} ${originLabel(origin)}.`, {
        id: 'empty.ready',
      })}
      ${
        isMeasured(total)
          ? msg(str`It holds ${megabytes(total, 0)} MB of memory.`, { id: 'empty.memory' })
          : nothing
      }
    </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-empty-chat': FwEmptyChat;
  }
}
