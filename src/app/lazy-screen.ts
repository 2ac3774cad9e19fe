import { msg } from '@lit/localize';
import { Task } from '@lit/task';
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { fail } from '../../core/errors.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/failure.ts';
import type { Screen } from './screens.ts';

/** A screen whose code comes when it is first shown; afterwards it stays, hidden, with all its state. */
@customElement('fw-lazy-screen')
export class FwLazyScreen extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        height: 100%;
      }
      fw-failure {
        margin: var(--s6) var(--margin);
      }
    `,
  ];

  @property({ attribute: false }) screen: Screen | undefined;

  readonly #loading = new Task(this, {
    args: () => [this.screen] as const,
    task: ([screen]) => screen?.load(),
  });

  override render(): TemplateResult | typeof nothing {
    const { screen } = this;
    if (!screen) return nothing;
    return html`${this.#loading.render({
      complete: screen.render,
      error: (thrown) => {
        const error = fail('network-failed', { file: screen.title() }, thrown);
        return html`<fw-failure .failure=${error.failure} .error=${error}>
          <button type="button" class="button small" @click=${this.onRetry}>
            ${msg('Try again', { id: 'load.retry' })}
          </button>
        </fw-failure>`;
      },
    })}`;
  }

  private onRetry(): void {
    void this.#loading.run();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-lazy-screen': FwLazyScreen;
  }
}
