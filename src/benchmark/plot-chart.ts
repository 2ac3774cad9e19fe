import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized } from '@lit/localize';
import { currentLocale } from '../i18n/locale.ts';
import { figureText } from '../report/benchmark/figure-text.ts';
import type { Figure } from '../report/benchmark/figure.ts';
import { styles } from './plot-chart.styles.ts';

type PlotModule = typeof import('./plot-figure.ts');

/** A report's chart, with its title and what it says in words for those who don't see it. */
@localized()
@customElement('fw-plot-chart')
export class FwPlotChart extends LitElement {
  static override styles = styles;

  @property({ attribute: false }) figure: Figure | undefined;

  @state() private plots: PlotModule | undefined;
  @state() private width = 0;

  @query('.plot') private readonly box!: HTMLElement | null;

  #drawn: readonly unknown[] = [];
  readonly #resized = new ResizeObserver(([entry]) => {
    if (entry) this.width = Math.round(entry.contentRect.width);
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    void this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  override render(): TemplateResult | typeof nothing {
    const { figure } = this;
    if (!figure) return nothing;
    return html`<figure>
      <figcaption>${figure.title}</figcaption>
      <div class="plot" role="img" aria-label=${figureText(figure)}></div>
    </figure>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { figure, plots, width, box } = this;
    if (!figure || !plots || !box || width < 100) return;
    const wanted = [figure, width, currentLocale()];
    if (wanted.every((value, index) => value === this.#drawn[index])) return;
    this.#drawn = wanted;
    box.replaceChildren(plots.plotFigure(figure, width));
  }

  private async start(): Promise<void> {
    this.plots ??= await import('./plot-figure.ts');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-plot-chart': FwPlotChart;
  }
}
