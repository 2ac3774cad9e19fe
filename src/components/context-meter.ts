import { localized, msg, str } from '@lit/localize';
import { LitElement, html, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { number } from '../i18n/format.ts';
import { styles } from './context-meter.styles.ts';

/** How many ticks a ruler has for a context: one every 256 tokens, at most 32 in all. */
function ticks(total: number): readonly { readonly at: number; readonly tall: boolean }[] {
  const step = Math.max(256, total / 8);
  const count = Math.max(Math.round(total / step), 1);
  return Array.from({ length: count + 1 }, (_, index) => ({
    at: index / count,
    tall: index === 0 || index === count || index * 2 === count,
  }));
}

/** A ruler that fills with the tokens of a chat and its draft, with the words beside it. */
@localized()
@customElement('fw-context-meter')
export class FwContextMeter extends LitElement {
  static override styles = styles;

  @property({ type: Number }) used = 0;
  @property({ type: Number }) total = 0;

  override render(): TemplateResult {
    const share = this.total > 0 ? Math.min(this.used / this.total, 1) : 0;
    const words = msg(str`${number(this.used)} of ${number(this.total)} tokens`, {
      id: 'context.used',
    });
    return html`
      <div class="ruler ${this.used > this.total ? 'over' : ''}" aria-hidden="true">
        <div class="track"><span style="width:${(share * 100).toFixed(2)}%"></span></div>
        <svg viewBox="0 0 160 6" preserveAspectRatio="none">
          ${map(
            ticks(this.total),
            ({ at, tall }) =>
              svg`<rect x=${Math.min(at * 160, 159)} y="0" width="1" height=${tall ? 6 : 3} />`,
          )}
        </svg>
      </div>
      <span class="words">${words}</span>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-context-meter': FwContextMeter;
  }
}
