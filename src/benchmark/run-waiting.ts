import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ModelControl } from '../app/model-control.ts';
import { controls } from '../components/controls.styles.ts';
import { Observe } from '../components/observe.ts';
import { styles } from './run-waiting.styles.ts';

/**
 * Why a run that was asked for has not begun. Stops a comparison that is in its way, and dispatches
 * `fw-give-up`.
 */
@localized()
@customElement('fw-run-waiting')
export class FwRunWaiting extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) model: ModelControl | undefined;

  constructor() {
    super();
    new Observe(this, () => (this.model ? [this.model] : []));
  }

  override render(): TemplateResult | typeof nothing {
    const { model } = this;
    if (!model) return nothing;
    const { loan } = model;
    return html`<div class="panel">
      <p role="status">${reason(model)}</p>
      <div class="buttons">
        ${
          loan
            ? html`<button type="button" class="button small" @click=${loan.stop}>
                ${msg('Stop that', { id: 'load.stop-loan' })}
              </button>`
            : nothing
        }
        <button type="button" class="button small" @click=${this.onGiveUp}>
          ${msg('Don’t start', { id: 'bench.give-up' })}
        </button>
      </div>
    </div>`;
  }

  private onGiveUp(): void {
    this.dispatchEvent(new Event('fw-give-up'));
  }
}

function reason({ loan, model, state }: ModelControl): string {
  if (loan?.to === 'models')
    return msg(
      'The run begins when the Models screen has ended its measurement: both at once would disturb the figures.',
      { id: 'bench.waits-models' },
    );
  if (loan)
    return msg(
      'The run begins when the Compare screen has ended its work: both at once would disturb the figures.',
      { id: 'bench.waits-compare' },
    );
  return state.kind === 'loading'
    ? msg(str`The run begins when ${model.name} has come from the network.`, {
        id: 'bench.waits-load',
      })
    : msg(
        'The run begins when the answer in Chat has ended: both at once would disturb the figures.',
        { id: 'bench.waits-chat' },
      );
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-run-waiting': FwRunWaiting;
  }
}
