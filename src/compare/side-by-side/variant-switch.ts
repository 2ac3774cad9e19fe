import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { controls } from '../../components/controls.styles.ts';
import { styles } from './variant-switch.styles.ts';

export interface SwitchItem {
  readonly name: string;
  /** Beneath the name: bytes, or what is going on. */
  readonly detail: string;
}

/** Which variant a phone shows. Dispatches `fw-show` with its position. */
@localized()
@customElement('fw-variant-switch')
export class FwVariantSwitch extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) items: readonly SwitchItem[] = [];
  @property({ type: Number }) shown = 0;

  override render(): TemplateResult {
    return html`<div role="group" aria-label=${msg('Variant shown', { id: 'compare.shown' })}>
      ${map(
        this.items,
        ({ name, detail }, index) =>
          html`<button
            type="button"
            data-index=${index}
            aria-pressed=${index === this.shown ? 'true' : 'false'}
            @click=${this.onClick}
          >
            <b>${name}</b>${detail === '' ? nothing : html`<span>${detail}</span>`}
          </button>`,
      )}
    </div>`;
  }

  private onClick(event: Event): void {
    const detail = Number((event.currentTarget as HTMLElement).dataset.index);
    this.dispatchEvent(new CustomEvent('fw-show', { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-variant-switch': FwVariantSwitch;
  }
}
