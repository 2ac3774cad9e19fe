import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { servicesContext, type Services } from '../app/contexts.ts';
import { missingFeatures } from '../app/missing-features.ts';
import { controls } from '../components/controls.styles.ts';
import { styles } from './settings.styles.ts';

/** What this browser lacks and what that means; nothing where it lacks nothing. */
@localized()
@customElement('fw-browser-settings')
export class FwBrowserSettings extends LitElement {
  static override styles = [controls, styles];

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  override render(): TemplateResult | typeof nothing {
    const missing = this.services ? missingFeatures(this.services.environment) : [];
    if (missing.length === 0) return nothing;
    return html`<section>
      <h3>${msg('Missing in this browser', { id: 'settings.missing' })}</h3>
      ${map(missing, ({ text }) => html`<p class="hint">${text}</p>`)}
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-browser-settings': FwBrowserSettings;
  }
}
