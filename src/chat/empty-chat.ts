import { localized, msg } from '@lit/localize';
import { LitElement, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { controls } from '../components/controls.styles.ts';
import { ExampleChosen } from './example-chosen.ts';
import { styles } from './empty-chat.styles.ts';
import { examples, type Example } from './examples.ts';

/** What a chat without messages shows: what can be asked, and what to expect. */
@localized()
@customElement('fw-empty-chat')
export class FwEmptyChat extends LitElement {
  static override styles = [controls, styles];

  override render(): TemplateResult {
    return html`
      <h1>${msg('Ask anything. It stays here.', { id: 'composer.placeholder' })}</h1>
      <p>
        ${msg(
          'A language model of 135 million parameters runs in this page, on this device. It learned mostly from English, knows little and invents freely: check what matters.',
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

declare global {
  interface HTMLElementTagNameMap {
    'fw-empty-chat': FwEmptyChat;
  }
}
