import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Failure, FeatherweightError } from '../../core/errors.ts';
import type { Variant } from '../../core/variant.ts';
import { servicesContext, type Services } from '../app/contexts.ts';
import { diagnostics } from '../app/diagnostics.ts';
import { failureText } from '../i18n/errors.ts';
import { controls } from './controls.styles.ts';
import './copy-button.ts';
import { styles } from './failure.styles.ts';
import './icons.ts';

/** What failed, what can be done, and the diagnostics to copy. Actions go into the default slot. */
@localized()
@customElement('fw-failure')
export class FwFailure extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) failure: Failure | undefined;
  @property({ attribute: false }) error: FeatherweightError | undefined;
  @property({ attribute: false }) variant: Variant | undefined;

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  override render(): TemplateResult | typeof nothing {
    const { failure, services } = this;
    if (!failure) return nothing;
    const { happened, advice } = failureText(failure);
    return html`
      <wa-icon name="warning" aria-hidden="true"></wa-icon>
      <div class="text" role="alert">
        <p class="happened">${happened}</p>
        <p>${advice}</p>
      </div>
      <div class="actions">
        <slot></slot>
        ${
          services
            ? html`<fw-copy-button
                .text=${diagnostics({
                  appVersion: services.appVersion,
                  environment: services.environment,
                  variant: this.variant ?? services.model.request.variant,
                  instructions: services.model.loaded?.instructions,
                  storagePersistent: services.store.persistent,
                  offline: services.offline.state,
                  failure,
                  error: this.error,
                })}
                label=${msg('Copy diagnostics', { id: 'failure.copy' })}
              ></fw-copy-button>`
            : nothing
        }
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-failure': FwFailure;
  }
}
