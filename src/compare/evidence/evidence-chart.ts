import { localized, msg } from '@lit/localize';
import { Task } from '@lit/task';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { controls } from '../../components/controls.styles.ts';
import { rate } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/locale.ts';
import { chartModel, type ChartModel } from '../../report/evidence/chart-model.ts';
import { chartCaption, chartTitle, numbersText } from '../../report/evidence/chart-text.ts';
import { noLimits, type Limits } from '../../report/evidence/limits.ts';
import { measureName, measureUnit } from '../../report/evidence/measure-text.ts';
import {
  comparableQualities,
  costMeasures,
  measureOf,
  type CostMeasure,
  type QualityMeasure,
} from '../../report/evidence/measures.ts';
import { pointAccount } from '../../report/evidence/point-account.ts';
import type { EvidenceRow, EvidenceView } from '../../report/evidence/rows.ts';
import { beyondText } from '../../report/evidence/tick-text.ts';
import type { ChartTexts } from './draw-chart.ts';
import { styles } from './evidence-chart.styles.ts';

export interface Axes {
  readonly x: CostMeasure;
  readonly y: QualityMeasure;
}

export type AxesEvent = CustomEvent<Axes>;

/** Of a point's account beside it. */
const accountWidth = 288;

/** Below this width the chart is drawn lower, as on a phone. */
const narrow = 420;

/** Cost against quality, a point a variant. Dispatches `fw-axes` when other axes are chosen. */
@localized()
@customElement('fw-evidence-chart')
export class FwEvidenceChart extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) view: EvidenceView | undefined;
  @property({ attribute: false }) chosen: EvidenceRow | null = null;
  @property({ attribute: false }) limits: Limits = noLimits;
  @property({ attribute: false }) axes: Axes = { x: 'bytes', y: 'kld' };

  @state() private width = 0;
  /** Index of the point whose account is shown. */
  @state() private shown: number | null = null;

  @query('.point:focus') private readonly focused!: SVGElement | null;
  @query('.plot') private readonly plot!: HTMLElement | null;

  readonly #resize = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width === 0 || width === this.width) return;
    // Drawing within the observer's turn would change sizes that it still has to tell.
    requestAnimationFrame(() => (this.width = width));
  });
  /** The drawing code comes with Plot, which is large: when the first chart is shown. */
  readonly #code = new Task(this, {
    args: () => [] as const,
    task: () => import('./draw-chart.ts'),
  });
  #drawn: SVGSVGElement | undefined;
  #inputs: readonly unknown[] = [];

  /** The chart as drawn, for export; `undefined` before it is, or where there is none. */
  get drawing(): SVGSVGElement | undefined {
    return this.model ? this.#drawn : undefined;
  }

  get model(): ChartModel | null {
    const { view, chosen, limits, axes } = this;
    return view ? chartModel(view, chosen, limits, axes.x, axes.y) : null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.plot) this.#resize.observe(this.plot);
  }

  protected override firstUpdated(): void {
    if (this.plot) this.#resize.observe(this.plot);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('axes') || changed.has('view')) this.shown = null;
  }

  override render(): TemplateResult | typeof nothing {
    const { model } = this;
    return html`
      <div class="head">
        <h2>
          <label class="cost">
            <span class="hidden-text">${msg('Horizontal axis', { id: 'chart.x-axis' })}</span>
            <select @change=${this.onX}>
              ${map(
                costMeasures,
                (measure) =>
                  html`<option
                    value=${measure}
                    .selected=${measure === this.axes.x}
                    ?disabled=${!this.has(measure)}
                  >
                    ${measureName(measure)}
                  </option>`,
              )}
            </select>
          </label>
          ${msg('against quality', { id: 'chart.against' })}
        </h2>
        <div class="switch" role="group" aria-label=${msg('Vertical axis', { id: 'chart.y-axis' })}>
          ${map(
            this.qualities,
            (measure) =>
              html`<button
                type="button"
                value=${measure}
                aria-pressed=${measure === this.axes.y ? 'true' : 'false'}
                ?disabled=${!this.has(measure)}
                @click=${this.onY}
              >
                ${measureName(measure)}
              </button>`,
          )}
        </div>
      </div>
      <div
        class="plot"
        @pointerover=${this.onPoint}
        @pointerleave=${this.onLeave}
        @focusin=${this.onPoint}
        @focusout=${this.onBlur}
        @keydown=${this.onKey}
      >
        ${model ? this.drawChart(model) : this.empty()} ${model ? this.account(model) : nothing}
      </div>
      ${model && this.isNumbered ? this.legend(model) : nothing}
      ${model ? html`<p class="caption">${chartCaption(model)}</p>` : nothing}
    `;
  }

  /** How to read the chart as drawn, for export. */
  get caption(): string {
    const { model } = this;
    return model
      ? [...(this.isNumbered ? [numbersText(model)] : []), chartCaption(model)].join(' ')
      : '';
  }

  private get isNumbered(): boolean {
    return this.#drawn?.dataset.labels === 'numbers';
  }

  /** Names of the points, where they have numbers. */
  private legend({ points }: ChartModel): TemplateResult {
    return html`<ol class="legend">
      ${map(
        points,
        ({ name, rate: tps, isChosen }) =>
          html`<li class=${isChosen ? 'chosen' : ''}>
            ${name}
            ${tps === null ? nothing : html`<span>${rate(tps)} ${measureUnit('decode')}</span>`}
          </li>`,
      )}
    </ol>`;
  }

  private get qualities(): readonly QualityMeasure[] {
    return this.view ? comparableQualities(this.view) : [];
  }

  private has(measure: CostMeasure | QualityMeasure): boolean {
    return this.view?.rows.some((row) => measureOf(row, measure) !== null) ?? false;
  }

  private empty(): TemplateResult {
    return html`<p class="empty">
      ${msg('No variant has both figures yet.', { id: 'chart.empty' })}
    </p>`;
  }

  private drawChart(model: ChartModel): TemplateResult | SVGSVGElement | typeof nothing {
    return (
      this.#code.render({
        complete: ({ drawChart }) => {
          const { width, view, chosen, limits, axes } = this;
          if (width === 0) return nothing;
          // Drawn anew only where something in it differs: the focus is in it.
          const inputs = [view, chosen, limits, axes, width, currentLocale()];
          if (!this.#drawn || inputs.some((input, index) => input !== this.#inputs[index])) {
            this.#inputs = inputs;
            this.#drawn = drawChart(model, this.texts(model), {
              width,
              height: width < narrow ? 236 : 426,
            });
          }
          return this.#drawn;
        },
        error: () =>
          html`<p class="empty">
            ${msg('The chart’s code could not be fetched; the table has the same figures.', {
              id: 'chart.no-code',
            })}
          </p>`,
      }) ?? nothing
    );
  }

  private texts(model: ChartModel): ChartTexts {
    const limit = model.beyond?.limit;
    return {
      title: chartTitle(model),
      rateUnit: measureUnit('decode'),
      accounts: model.points.map(({ row, name }) =>
        [name, ...pointAccount(row).map(({ label, value }) => `${label} ${value}`)].join(', '),
      ),
      beyond:
        limit === 'budget' || limit === 'speed'
          ? {
              long: beyondText(this.limits, limit, false),
              short: beyondText(this.limits, limit, true),
            }
          : null,
    };
  }

  private account({ points }: ChartModel): TemplateResult | typeof nothing {
    const point = this.shown === null ? undefined : points[this.shown];
    const circle = this.#drawn?.querySelector(`[data-index="${this.shown ?? ''}"] .hit`);
    if (!point || !circle) return nothing;
    const [x, y] = [Number(circle.getAttribute('cx')), Number(circle.getAttribute('cy'))];
    const place =
      this.width < narrow
        ? `left:0;right:0;top:${y + 14}px`
        : `width:${accountWidth}px;left:${Math.max(0, x > this.width / 2 ? x - 14 - accountWidth : Math.min(x + 14, this.width - accountWidth))}px;top:${Math.max(0, y - 20)}px`;
    // The point has all of this in its name; a reader needs it once.
    return html`<div class="account" style=${place} aria-hidden="true">
      <b>${point.name}</b>
      <dl>
        ${map(
          pointAccount(point.row),
          ({ label, value }) =>
            html`<div>
              <dt>${label}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </div>`;
  }

  private onX(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    const x = costMeasures.find((measure) => measure === value);
    if (x) this.choose({ ...this.axes, x });
  }

  private onY(event: Event): void {
    const { value } = event.currentTarget as HTMLButtonElement;
    const y = this.qualities.find((measure) => measure === value);
    if (y) this.choose({ ...this.axes, y });
  }

  private choose(axes: Axes): void {
    this.dispatchEvent(new CustomEvent('fw-axes', { detail: axes }) satisfies AxesEvent);
  }

  private onPoint(event: Event): void {
    const point = (event.target as Element).closest<SVGElement>('.point');
    if (point) this.shown = Number(point.dataset.index);
  }

  private onLeave(): void {
    const focused = this.focused;
    this.shown = focused ? Number(focused.dataset.index) : null;
  }

  private onBlur(): void {
    this.shown = null;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || this.shown === null) return;
    event.stopPropagation();
    this.shown = null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-evidence-chart': FwEvidenceChart;
  }
  interface HTMLElementEventMap {
    'fw-axes': AxesEvent;
  }
}
