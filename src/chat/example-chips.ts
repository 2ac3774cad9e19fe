import { localized, msg } from '@lit/localize';
import { LitElement, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { controls } from '../components/controls.styles.ts';
import { styles } from './example-chips.styles.ts';
import { ExampleChosen } from './example-chosen.ts';
import { examples } from './examples.ts';

/** The seven tasks in a row above the composer. Dispatches `ExampleChosen`. */
@localized()
@customElement('fw-example-chips')
export class FwExampleChips extends LitElement {
  static override styles = [controls, styles];

  override render(): TemplateResult {
    return html`<div
      class="chips"
      role="group"
      aria-label=${msg('Example questions', { id: 'examples.label' })}
    >
      ${map(
        examples(),
        ({ name, label }) =>
          html`<button type="button" data-name=${name} @click=${this.onChoose}>${label}</button>`,
      )}
    </div>`;
  }

  private onChoose(event: Event): void {
    const { name } = (event.currentTarget as HTMLElement).dataset;
    const example = examples().find((each) => each.name === name);
    if (example) this.dispatchEvent(new ExampleChosen(example.prompt));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-example-chips': FwExampleChips;
  }
}
