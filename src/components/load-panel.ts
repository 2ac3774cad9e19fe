import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { servicesContext, type Services } from '../app/contexts.ts';
import { downloadBytes } from '../app/model-option.ts';
import type { Loan } from '../app/model-control.ts';
import type { LoadProgress } from '../bridge/engine.ts';
import { makingLeft } from '../bridge/load-progress.ts';
import { megabytes, number } from '../i18n/format.ts';
import { loadPartLabel, originLabel } from '../report/answer-details.ts';
import { makingOf, makingText } from '../report/making-text.ts';
import { controls } from './controls.styles.ts';
import './failure.ts';
import { styles } from './load-panel.styles.ts';
import { Observe } from './observe.ts';

/** Starting the worker takes a moment only, and is shown as the first of these. */
const stages = ['fetch', 'parse', 'quantize', 'compile', 'warmup'] as const;
type Stage = (typeof stages)[number];

function stageLabel(stage: Stage): string {
  switch (stage) {
    case 'fetch':
      return loadPartLabel('fetchMs');
    case 'parse':
      return loadPartLabel('parseMs');
    case 'quantize':
      return loadPartLabel('quantizeMs');
    case 'compile':
      return loadPartLabel('compileMs');
    case 'warmup':
      return loadPartLabel('warmupMs');
  }
}

/**
 * The model's load: bytes, stage, time and source, with cancel and retry. Shows nothing once the
 * model is there. `waiting` says that a question waits for it.
 */
@localized()
@customElement('fw-load-panel')
export class FwLoadPanel extends LitElement {
  static override styles = [controls, styles];

  @property({ type: Boolean }) waiting = false;

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  #clock: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new Observe(this, () => (this.services ? [this.services.model] : []));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const loading = this.services?.model.state.kind === 'loading';
    if (loading && !this.#clock) this.#clock = setInterval(() => this.requestUpdate(), 250);
    if (!loading) {
      clearInterval(this.#clock);
      this.#clock = undefined;
    }
  }

  override render(): TemplateResult | typeof nothing {
    const { services } = this;
    if (!services) return nothing;
    const { model, environment } = services;
    if (!environment.wasmSimd)
      return html`<fw-failure
        .failure=${{ code: 'wasm-simd-missing', parameters: {} } as const}
      ></fw-failure>`;
    if (model.loan) return this.lent(model.loan);
    if (model.hold) return this.held(services, model.hold);
    const { state } = model;
    if (state.kind === 'loading') return this.loading(services, state.progress);
    if (state.kind === 'failed')
      return html`<fw-failure
        .failure=${state.error.failure}
        .error=${state.error}
        .variant=${state.request.variant}
      >
        <button type="button" class="button small" @click=${this.onLoad}>
          ${msg('Try again', { id: 'load.retry' })}
        </button>
      </fw-failure>`;
    return nothing;
  }

  private lent(loan: Loan): TemplateResult {
    return html`<div class="panel">
      <p class="sentence">${lentText(loan)} ${this.waiting ? waitingText() : nothing}</p>
      <button type="button" class="button" @click=${loan.stop}>
        ${msg('Stop that', { id: 'load.stop-loan' })}
      </button>
    </div>`;
  }

  private held({ model }: Services, hold: 'data-saving' | 'cancelled'): TemplateResult {
    const size = megabytes(downloadBytes(model.model.source), 0);
    return html`<div class="panel">
      <p class="sentence">
        ${
          hold === 'data-saving'
            ? msg(str`Your browser asks to save data. The model is ${size} MB: load it?`, {
                id: 'load.ask',
              })
            : msg(str`Loading was cancelled. The model is ${size} MB.`, { id: 'load.cancelled' })
        }
        ${this.waiting ? waitingText() : nothing}
      </p>
      <button type="button" class="button primary" @click=${this.onLoad}>
        ${msg(str`Load ${size} MB`, { id: 'load.start' })}
      </button>
    </div>`;
  }

  private loading({ model }: Services, progress: LoadProgress): TemplateResult {
    const { loadedBytes, totalBytes, origin, startedAt } = progress;
    const making = makingOf(progress);
    const total = totalBytes || downloadBytes(model.model.source);
    const seconds = (performance.timeOrigin + performance.now() - startedAt) / 1000;
    // A level that is made in a moment doesn't take the bar of the bytes.
    const isSlow = making !== undefined && makingLeft(making) !== null;
    const fetched = total > 0 ? Math.min(loadedBytes / total, 1) : 0;
    const share = isSlow ? making.share : fetched;
    const at = progress.stage === 'start' ? 0 : stages.indexOf(progress.stage);
    return html`<div class="panel">
      <div class="head">
        <h2>
          ${msg(str`Loading ${model.model.name}`, { id: 'load.title' })} <span>${model.level}</span>
        </h2>
        <button type="button" class="button small" @click=${this.onCancel}>
          ${msg('Cancel', { id: 'cancel' })}
        </button>
      </div>
      <div
        class="track"
        role="progressbar"
        aria-label=${msg(str`Loading ${model.model.name}`, { id: 'load.title' })}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(share * 100)}
      >
        <span style="width:${(share * 100).toFixed(2)}%"></span>
      </div>
      <div class="figures">
        <span
          >${msg(str`${megabytes(loadedBytes)} of ${megabytes(total)} MB`, { id: 'load.bytes' })}
          ${origin ? originLabel(origin) : nothing}</span
        >
        <span>${number(seconds, 1)} s</span>
      </div>
      <ol>
        ${map(
          stages,
          (stage, index) =>
            html`<li
              class=${index < at ? 'done' : index === at ? 'now' : 'next'}
              aria-current=${index === at ? 'step' : 'false'}
            >
              ${stageLabel(stage)}${index === at && making ? html` ${makingText(making)}` : nothing}
            </li>`,
        )}
      </ol>
      ${this.waiting ? html`<p class="sentence">${waitingText()}</p>` : nothing}
    </div>`;
  }

  private onLoad(): void {
    this.services?.model.load();
  }

  private onCancel(): void {
    this.services?.model.cancelLoad();
  }
}

function lentText({ to }: Loan): string {
  switch (to) {
    case 'compare':
      return msg(
        'The Compare screen is running variants of its own. This model is out of memory meanwhile and comes back by itself.',
        { id: 'load.lent-compare' },
      );
    case 'benchmark':
      return msg(
        'The Benchmark screen is timing this device. This model is out of memory meanwhile and comes back by itself.',
        { id: 'load.lent-benchmark' },
      );
    case 'models':
      return msg(
        'The Models screen is measuring what rounding a model’s weights costs. This model is out of memory meanwhile and comes back by itself.',
        { id: 'load.lent-models' },
      );
  }
}

const waitingText = (): string =>
  msg('Your question waits and is answered as soon as the model is here.', {
    id: 'load.question-waits',
  });

declare global {
  interface HTMLElementTagNameMap {
    'fw-load-panel': FwLoadPanel;
  }
}
