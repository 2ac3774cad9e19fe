import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized } from '@lit/localize';
import { currentLocale } from '../i18n/locale.ts';
import { figureText } from '../report/benchmark/figure-text.ts';
import type { Figure } from '../report/benchmark/figure.ts';
import { styles } from './plot-chart.styles.ts';

type Draw = (figure: Figure, width: number) => Element;

/** A report's chart, with its title and what it says in words for those who don't see it. */
@localized()
@customElement('fw-plot-chart')
export class FwPlotChart extends LitElement {
  static override styles = styles;

  @property({ attribute: false }) figure: Figure | undefined;

  @state() private draw: Draw | undefined;
  @state() private width = 0;

  @query('.plot') private readonly box!: HTMLElement | null;

  #drawn: readonly unknown[] = [];
  readonly #resized = new ResizeObserver(([entry]) => {
    // A frame later: a redraw changes the height that is being observed.
    if (entry) requestAnimationFrame(() => (this.width = Math.round(entry.contentRect.width)));
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
    const only = soleLabel(figure);
    return html`<figure>
      <figcaption>
        ${figure.title} ${only === undefined ? nothing : html`<span>${only}</span>`}
      </figcaption>
      <div class="plot" role="img" aria-label=${figureText(figure)}></div>
    </figure>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { figure, draw, width, box } = this;
    if (!figure || !draw || !box || width < 100) return;
    const wanted = [figure, width, currentLocale()];
    if (wanted.every((value, index) => value === this.#drawn[index])) return;
    this.#drawn = wanted;
    box.replaceChildren(draw(figure, width));
  }

  private async start(): Promise<void> {
    const { plotFigure } = await import('./plot-figure.ts');
    this.draw = plotFigure;
  }
}

/** A single line needs no label at its end: what it is stands with the title. */
const soleLabel = (figure: Figure): string | undefined =>
  figure.kind === 'lines' && figure.series.length === 1 ? figure.series[0]?.label : undefined;

declare global {
  interface HTMLElementTagNameMap {
    'fw-plot-chart': FwPlotChart;
  }
}
