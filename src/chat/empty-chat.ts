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
    return html`
      ${this.services ? heading(this.services) : nothing}
      <p>
        ${msg(
          'A very small language model runs in this page, on this device. It learned mostly from English, knows little and invents freely: check what matters.',
          { id: 'empty.expect' },
        )}
      </p>
      <h2>${msg('Begin with one of these', { id: 'empty.begin' })}</h2>
      <ul>
        ${map(examples(), (example) => this.row(example))}
      </ul>
      <p class="note">
        ${msg('The examples are in English, which this model knows best.', {
          id: 'empty.english',
        })}
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
