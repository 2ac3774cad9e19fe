import { localized } from '@lit/localize';
import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { controls } from '../../components/controls.styles.ts';
import { styles } from './limit-slider.styles.ts';

export interface SliderTick {
  /** A position of the range. */
  readonly at: number;
  /** Empty for a short tick. */
  readonly label: string;
}

/** Positions are whole steps from 0: what they mean is the caller's. */
export interface SliderScale {
  readonly last: number;
  readonly ticks: readonly SliderTick[];
}

/**
 * A limit set on a ruler: the fill marks what is allowed. A native range beneath carries keyboard and
 * touch. Dispatches `fw-limit` with the position.
 */
@localized()
@customElement('fw-limit-slider')
export class FwLimitSlider extends LitElement {
  static override styles = [controls, styles];

  @property() label = '';
  /** The limit in words, with its unit. */
  @property() text = '';
  @property({ type: Number }) value = 0;
  @property({ attribute: false }) scale: SliderScale = { last: 1, ticks: [] };
  /** Which side of the needle is allowed. */
  @property() allowed: 'below' | 'above' = 'below';

  override render(): TemplateResult {
    const { last, ticks } = this.scale;
    const share = last > 0 ? Math.min(1, Math.max(0, this.value / last)) : 0;
    return html`
      <div class="head">
        <span class="name"><slot name="label">${this.label}</slot></span>
        <output>${this.text}</output>
      </div>
      <div class="ruler" style="--at:${share}">
        <div class="track"><i class=${this.allowed}></i></div>
        <svg class="needle" viewBox="0 0 14 16" aria-hidden="true">
          <path d="M.75.75h12.5V10L7 15.1.75 10Z" />
          <path d="M7 4v5" />
        </svg>
        <input
          type="range"
          min="0"
          max=${last}
          step="1"
          .value=${this.value.toString()}
          aria-label=${this.label}
          aria-valuetext=${this.text}
          @input=${this.onInput}
        />
        <div class="ticks" aria-hidden="true">
          ${map(
            ticks,
            ({ at, label }, index) =>
              html`<span
                class="${label ? 'tall' : ''} ${index === 0 ? 'first' : at === last ? 'last' : ''}"
                style="--tick:${last > 0 ? at / last : 0}"
                >${label}</span
              >`,
          )}
        </div>
      </div>
    `;
  }

  private onInput(event: Event): void {
    const value = Number((event.currentTarget as HTMLInputElement).value);
    this.dispatchEvent(new CustomEvent('fw-limit', { detail: value }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-limit-slider': FwLimitSlider;
  }
  interface HTMLElementEventMap {
    'fw-limit': CustomEvent<number>;
  }
}
