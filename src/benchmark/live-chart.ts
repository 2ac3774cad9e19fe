import { localized, msg, str } from '@lit/localize';
import { LitElement, html, unsafeCSS, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import uplotSheet from 'uplot/dist/uPlot.min.css?inline';
import type uPlot from 'uplot';
import { number, rate } from '../i18n/format.ts';
import { controls } from '../components/controls.styles.ts';
import { styles } from './live-chart.styles.ts';
import type { Trace } from './live-trace.ts';

type UPlot = typeof uPlot;

const height = 196;

/** Rates over the tokens of one repetition while it runs, the earlier ones in grey behind it. */
@localized()
@customElement('fw-live-chart')
export class FwLiveChart extends LitElement {
  static override styles = [controls, unsafeCSS(uplotSheet), styles];

  /** The repetition under way last. */
  @property({ attribute: false }) traces: readonly Trace[] = [];
  /** Tokens that a repetition has. */
  @property({ type: Number }) total = 0;

  @query('.chart') private readonly box!: HTMLElement;

  #uplot: UPlot | undefined;
  #chart: uPlot | undefined;
  /** What the drawn chart was made for: a change needs a new one. */
  #drawn = '';
  readonly #resized = new ResizeObserver(() => {
    if (this.box.clientWidth > 0) this.#chart?.setSize({ width: this.box.clientWidth, height });
  });
  /** Canvas takes no custom properties: colours are read anew when the theme changes. */
  readonly #rethemed = new MutationObserver(() => this.draw(true));
  readonly #scheme = matchMedia('(prefers-color-scheme: dark)');
  readonly #onScheme = (): void => this.draw(true);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#rethemed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    this.#scheme.addEventListener('change', this.#onScheme);
    if (this.hasUpdated) this.#resized.observe(this.box);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#rethemed.disconnect();
    this.#scheme.removeEventListener('change', this.#onScheme);
    this.#chart?.destroy();
    this.#chart = undefined;
    this.#drawn = '';
  }

  override render(): TemplateResult {
    const latest = this.traces.at(-1);
    const now = latest?.rates.at(-1);
    const label =
      now === undefined
        ? msg('Rate over the tokens of a repetition; nothing measured yet.', {
            id: 'bench.live-empty',
          })
        : msg(
            str`Rate over the tokens of a repetition: ${rate(now)} tok/s at token ${number(latest?.tokens.at(-1) ?? 0)} of ${number(this.total)}.`,
            { id: 'bench.live-described' },
          );
    return html`<div class="chart" role="img" aria-label=${label}></div>`;
  }

  protected override firstUpdated(changed: PropertyValues<this>): void {
    super.firstUpdated(changed);
    this.#resized.observe(this.box);
    void this.start();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.draw();
  }

  private async start(): Promise<void> {
    // Fetched when a run is first watched: no part of the page's first load.
    const { default: loaded } = await import('uplot');
    this.#uplot = loaded;
    this.draw();
  }

  private draw(anew = false): void {
    const width = this.box.clientWidth;
    if (!this.#uplot || !this.isConnected || width === 0) return;
    const key = `${this.traces.length}/${this.total}/${String(this.measured)}`;
    if (anew || key !== this.#drawn || !this.#chart) {
      this.#chart?.destroy();
      this.#chart = new this.#uplot(this.options(width), this.data(), this.box);
      this.#drawn = key;
    } else {
      this.#chart.setData(this.data());
    }
  }

  private get measured(): boolean {
    return this.traces.some(({ rates }) => rates.length > 0);
  }

  private data(): uPlot.AlignedData {
    const traces = this.traces.length > 0 ? this.traces : [{ tokens: [], rates: [] }];
    const at = [...new Set(traces.flatMap(({ tokens }) => tokens))].sort((a, b) => a - b);
    const places = new Map(at.map((token, index) => [token, index]));
    const columns = traces.map(({ tokens, rates }) => {
      const column = new Array<number | null>(at.length).fill(null);
      tokens.forEach((token, index) => {
        column[places.get(token) as number] = rates[index] ?? null;
      });
      return column;
    });
    return [at, ...columns];
  }

  private options(width: number): uPlot.Options {
    const style = getComputedStyle(this);
    const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    const font = `11px ${colour('ui')}`;
    const total = Math.max(this.total, 1);
    const current = Math.max(this.traces.length, 1);
    return {
      width,
      height,
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 4, 0, 0],
      scales: {
        x: { time: false, range: () => [0, total] },
        y: { range: (_chart, low, high) => rateRange(low, high) },
      },
      axes: [
        {
          font,
          stroke: colour('ink-3'),
          size: 26,
          gap: 4,
          grid: { show: false },
          border: { show: true, stroke: colour('line-2'), width: 1 },
          ticks: { stroke: colour('line-2'), width: 1, size: 5 },
          splits: () => [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(total * share)),
          // The outermost are drawn by `ends`, within the chart's width.
          values: (_chart, splits) =>
            splits.map((split) => (split === 0 || split === total ? '' : number(split))),
        },
        {
          font,
          stroke: colour('ink-3'),
          size: 38,
          gap: 4,
          grid: { stroke: colour('line'), width: 1 },
          ticks: { show: false },
          space: 40,
          // Before the first rate the scale is none of the device's.
          values: (_chart, splits) =>
            splits.map((split) => (this.measured ? number(split, split < 5 ? 1 : 0) : '')),
        },
      ],
      series: [
        {},
        ...Array.from({ length: current }, (_, index) => {
          const latest = index === current - 1;
          return {
            stroke: colour(latest ? 'd1' : 'd3'),
            width: latest ? 1.5 : 1,
            spanGaps: true,
            points: { show: false },
          };
        }),
      ],
      hooks: {
        draw: [
          (chart) => ends(chart, total, font, colour('ink-3')),
          (chart) => this.dot(chart, colour('d1')),
        ],
      },
    };
  }

  /** Where the repetition is now. */
  private dot(chart: uPlot, colour: string): void {
    const latest = this.traces.at(-1);
    const [token, value] = [latest?.tokens.at(-1), latest?.rates.at(-1)];
    if (token === undefined || value === undefined) return;
    const { ctx } = chart;
    ctx.beginPath();
    ctx.arc(
      chart.valToPos(token, 'x', true),
      chart.valToPos(value, 'y', true),
      3 * devicePixelRatio,
      0,
      2 * Math.PI,
    );
    ctx.fillStyle = colour;
    ctx.fill();
  }
}

/** The first and the last tick of the axis, the latter with the unit, inside the chart's edges. */
function ends({ ctx, bbox }: uPlot, total: number, font: string, colour: string): void {
  const y = bbox.top + bbox.height + 9 * devicePixelRatio;
  ctx.save();
  ctx.font = font.replace('11px', `${11 * devicePixelRatio}px`);
  ctx.fillStyle = colour;
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  ctx.fillText(number(0), bbox.left, y);
  ctx.textAlign = 'right';
  ctx.fillText(
    msg(str`${number(total)} tokens`, { id: 'bench.axis-tokens' }),
    bbox.left + bbox.width,
    y,
  );
  ctx.restore();
}

/** A quarter of the span above and below, never below zero; a flat line gets room as well. */
function rateRange(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const room = Math.max((high - low) * 0.25, high * 0.05, 0.1);
  return [Math.max(low - room, 0), high + room];
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-live-chart': FwLiveChart;
  }
}
