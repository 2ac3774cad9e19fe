import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { controls } from '../../components/controls.styles.ts';
import { megabytes, number } from '../../i18n/format.ts';
import { percent } from '../../report/evidence/figure-text.ts';
import {
  accuracyScale,
  budgetScale,
  kldScale,
  moreBitsScale,
  sameTopScale,
  speedScale,
  type LimitScale,
} from '../../report/evidence/limit-scales.ts';
import { noLimits, type Limits, type QualityLimit } from '../../report/evidence/limits.ts';
import { measureOf } from '../../report/evidence/measures.ts';
import type { EvidenceView } from '../../report/evidence/rows.ts';
import { styles } from './evidence-limits.styles.ts';
import './limit-slider.ts';
import type { SliderScale } from './limit-slider.ts';

export type LimitsEvent = CustomEvent<Limits>;

type QualityOf = QualityLimit['of'];
const qualityKinds = (view: EvidenceView | undefined): readonly QualityOf[] =>
  view?.scope === 'models' ? ['bitsPerByte', 'accuracy'] : ['sameTop', 'kld', 'accuracy'];

const qualityName = (of: QualityOf): string => {
  switch (of) {
    case 'sameTop':
      return msg('Least quality, same top', { id: 'limits.same-top' });
    case 'kld':
      return msg('Most KL divergence', { id: 'limits.kld' });
    case 'accuracy':
      return msg('Most accuracy lost', { id: 'limits.accuracy' });
    case 'bitsPerByte':
      return msg('Most bits per byte added', { id: 'limits.bits-per-byte' });
  }
};

const budgetName = (of: 'bytes' | 'memory'): string =>
  of === 'bytes'
    ? msg('Budget, bytes', { id: 'limits.bytes' })
    : msg('Budget, memory', { id: 'limits.memory' });

const anyText = (): string => msg('any', { id: 'limits.any' });

/** What matters to the person, on three rulers. Dispatches `fw-limits`. */
@localized()
@customElement('fw-evidence-limits')
export class FwEvidenceLimits extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) view: EvidenceView | undefined;
  @property({ attribute: false }) limits: Limits = noLimits;

  /** What the rulers count while they are at "any", when the limits themselves don't say. */
  #budgetOf: 'bytes' | 'memory' = 'bytes';
  #qualityOf: QualityOf = 'sameTop';

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { budget, quality } = this.limits;
    if (budget) this.#budgetOf = budget.of;
    const kinds = qualityKinds(this.view);
    if (quality) this.#qualityOf = quality.of;
    else if (!kinds.includes(this.#qualityOf)) this.#qualityOf = kinds[0] ?? 'accuracy';
  }

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (!view) return nothing;
    return html`${this.budget(view)} ${this.quality(view)} ${this.speed(view)}`;
  }

  private budget({ rows }: EvidenceView): TemplateResult {
    const of = this.#budgetOf;
    const { budget } = this.limits;
    const scale = budgetScale(rows, of);
    return html`<fw-limit-slider
      data-limit="budget"
      label=${budgetName(of)}
      text=${budget ? `${megabytes(budget.most, 0)} MB` : anyText()}
      .value=${budget ? scale.positionOf(budget.most) : scale.any}
      .scale=${sliderScale(scale, (value) => megabytes(value, 0))}
      allowed="below"
      @fw-limit=${this.onBudget}
    >
      <select
        slot="label"
        aria-label=${msg('Budget of', { id: 'limits.budget-of' })}
        @change=${this.onBudgetOf}
      >
        ${map(
          ['bytes', 'memory'] as const,
          (each) =>
            html`<option
              value=${each}
              .selected=${each === of}
              ?disabled=${each === 'memory' && !rows.some(({ memory }) => memory !== null)}
            >
              ${budgetName(each)}
            </option>`,
        )}
      </select>
    </fw-limit-slider>`;
  }

  private quality(view: EvidenceView): TemplateResult {
    const { rows } = view;
    const of = this.#qualityOf;
    const { quality } = this.limits;
    const scale = qualityScale(of);
    return html`<fw-limit-slider
      data-limit="quality"
      label=${qualityName(of)}
      text=${quality ? qualityText(quality) : anyText()}
      .value=${quality ? scale.positionOf(qualityValue(quality)) : scale.any}
      .scale=${sliderScale(scale, (value) =>
        of === 'kld'
          ? number(value, Math.max(0, -Math.round(Math.log10(value))))
          : percent(value, 0),
      )}
      allowed=${of === 'sameTop' ? 'above' : 'below'}
      @fw-limit=${this.onQuality}
    >
      <select
        slot="label"
        aria-label=${msg('Quality by', { id: 'limits.quality-by' })}
        @change=${this.onQualityOf}
      >
        ${map(
          qualityKinds(view),
          (each) =>
            html`<option
              value=${each}
              .selected=${each === of}
              ?disabled=${!rows.some((row) => measureOf(row, each) !== null)}
            >
              ${qualityName(each)}
            </option>`,
        )}
      </select>
    </fw-limit-slider>`;
  }

  private speed({ rows }: EvidenceView): TemplateResult | typeof nothing {
    if (!rows.some(({ decode }) => decode !== null)) return nothing;
    const { speed } = this.limits;
    const scale = speedScale(rows);
    return html`<fw-limit-slider
      data-limit="speed"
      label=${msg('Least speed, decoding', { id: 'limits.speed' })}
      text=${speed ? msg(str`${number(speed.least)} tok/s`, { id: 'limits.rate' }) : anyText()}
      .value=${speed ? scale.positionOf(speed.least) : scale.any}
      .scale=${sliderScale(scale, (value) => number(value))}
      allowed="above"
      @fw-limit=${this.onSpeed}
    ></fw-limit-slider>`;
  }

  private onBudget({ detail }: CustomEvent<number>): void {
    const scale = budgetScale(this.view?.rows ?? [], this.#budgetOf);
    this.change({
      budget: detail === scale.any ? null : { of: this.#budgetOf, most: scale.valueAt(detail) },
    });
  }

  private onBudgetOf(event: Event): void {
    this.#budgetOf =
      (event.currentTarget as HTMLSelectElement).value === 'memory' ? 'memory' : 'bytes';
    this.change({ budget: null });
  }

  private onQuality({ detail }: CustomEvent<number>): void {
    const scale = qualityScale(this.#qualityOf);
    this.change({
      quality: detail === scale.any ? null : qualityLimit(this.#qualityOf, scale.valueAt(detail)),
    });
  }

  private onQualityOf(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    this.#qualityOf = qualityKinds(this.view).find((each) => each === value) ?? 'accuracy';
    this.change({ quality: null });
  }

  private onSpeed({ detail }: CustomEvent<number>): void {
    const scale = speedScale(this.view?.rows ?? []);
    this.change({ speed: detail === scale.any ? null : { least: scale.valueAt(detail) } });
  }

  private change(change: Partial<Limits>): void {
    const limits = { ...this.limits, ...change };
    this.dispatchEvent(new CustomEvent('fw-limits', { detail: limits }) satisfies LimitsEvent);
    this.requestUpdate();
  }
}

const sliderScale = (scale: LimitScale, text: (value: number) => string): SliderScale => ({
  last: scale.last,
  ticks: scale.ticks.map(({ at, value }) => ({ at, label: value === null ? '' : text(value) })),
});

function qualityScale(of: QualityOf): LimitScale {
  switch (of) {
    case 'sameTop':
      return sameTopScale();
    case 'kld':
      return kldScale();
    case 'accuracy':
      return accuracyScale();
    case 'bitsPerByte':
      return moreBitsScale();
  }
}

function qualityLimit(of: QualityOf, value: number): QualityLimit {
  switch (of) {
    case 'sameTop':
      return { of, least: value };
    case 'kld':
      return { of, most: value };
    case 'accuracy':
      return { of, mostLost: value };
    case 'bitsPerByte':
      return { of, mostMore: value };
  }
}

function qualityValue(limit: QualityLimit): number {
  switch (limit.of) {
    case 'sameTop':
      return limit.least;
    case 'kld':
      return limit.most;
    case 'accuracy':
      return limit.mostLost;
    case 'bitsPerByte':
      return limit.mostMore;
  }
}

function qualityText(limit: QualityLimit): string {
  switch (limit.of) {
    case 'sameTop':
      return `${percent(limit.least)} %`;
    case 'kld':
      return msg(str`${number(limit.most, limit.most < 0.1 ? 4 : 2)} nats`, { id: 'limits.nats' });
    case 'accuracy':
      return msg(str`${percent(limit.mostLost)} points`, { id: 'limits.points' });
    case 'bitsPerByte':
      return `${percent(limit.mostMore, 0)} %`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-evidence-limits': FwEvidenceLimits;
  }
  interface HTMLElementEventMap {
    'fw-limits': LimitsEvent;
  }
}
