import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { asFeatherweightError, type FeatherweightError } from '../../../core/errors.ts';
import { servicesContext, type Services } from '../../app/contexts.ts';
import type { EvidencePreferences } from '../../app/preferences.ts';
import { controls } from '../../components/controls.styles.ts';
import '../../components/failure.ts';
import '../../components/icons.ts';
import { Observe } from '../../components/observe.ts';
import { chooseBasis, textBases, textBasisKey } from '../../report/evidence/basis.ts';
import { basisSentences, errorSentence, textBasisText } from '../../report/evidence/basis-text.ts';
import { chartCaption, chartTitle } from '../../report/evidence/chart-text.ts';
import { evidenceFromJson } from '../../report/evidence/evidence-file.ts';
import type { Evidence } from '../../report/evidence/measurement.ts';
import { evidenceView, type EvidenceView } from '../../report/evidence/rows.ts';
import { judgeEvidence, type Judgement } from '../../report/evidence/verdict.ts';
import type { EvaluationPlan } from '../evaluation/evaluation.ts';
import './evidence-chart.ts';
import type { Axes, FwEvidenceChart } from './evidence-chart.ts';
import './evidence-exports.ts';
import './evidence-limits.ts';
import type { LimitsEvent } from './evidence-limits.ts';
import './evidence-table.ts';
import type { EvidenceTools } from './evidence-tools.ts';
import './evidence-verdict.ts';
import { styles } from './evidence.styles.ts';
import { leftOutOf } from './left-out-text.ts';
import './measure-panel.ts';
import './measure-progress.ts';
import { defaultChoice, measuringPlan, type MeasuringChoice } from './measuring-choice.ts';
import type { Export } from './evidence-exports.ts';
import { saveExport } from './save-export.ts';

/** Chart, verdict, limits and table of what was measured of a model's levels, and the way to measure more. */
@localized()
@customElement('fw-evidence')
export class FwEvidence extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) tools: EvidenceTools | undefined;

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  @state() private choosing = false;
  @state() private choice: MeasuringChoice | undefined;
  @state() private freeBytes: number | null = null;
  @state() private unfinished: EvaluationPlan | null = null;
  @state() private error: FeatherweightError | null = null;
  /** A file's evidence, shown in place of this device's. */
  @state() private imported: { readonly name: string; readonly evidence: Evidence } | null = null;

  @query('fw-evidence-chart') private readonly chart!: FwEvidenceChart | null;

  #view: EvidenceView | undefined;
  #judgement: Judgement | undefined;
  #inputs: readonly unknown[] = [];

  constructor() {
    super();
    new Observe(this, () => [
      ...(this.services ? [this.services.model, this.services.preferences] : []),
      ...(this.tools ? [this.tools.book, this.tools.measuring] : []),
    ]);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { services, tools } = this;
    if (!services || !tools) return;
    if (changed.has('tools')) {
      void tools.unfinished().then((plan) => (this.unfinished = plan));
      void tools.freeBytes().then((free) => (this.freeBytes = free));
    }
    const { model } = services.model;
    void tools.book.show(model);
    if (!this.choice || !model.levels.some(({ level }) => level === this.choice?.reference))
      this.choice = defaultChoice(model, services.model.choice.engine);
    const evidence = this.imported?.evidence ?? tools.book.evidence;
    const { limits, basis } = this.settings;
    const inputs = [evidence, limits, basis];
    if (!evidence || inputs.every((input, index) => input === this.#inputs[index])) return;
    this.#inputs = inputs;
    this.#view = evidenceView(evidence, chooseBasis(evidence.measurements, basis));
    this.#judgement = judgeEvidence(this.#view, limits);
  }

  override render(): TemplateResult | typeof nothing {
    const { services, tools } = this;
    const view = this.#view;
    const judgement = this.#judgement;
    if (!services || !tools || !view || !judgement) return nothing;
    const { measuring } = tools;
    const some = view.rows.length > 0;
    return html`
      ${this.bar(view, some)}
      ${
        measuring.active || measuring.error
          ? html`<fw-measure-progress .measuring=${measuring}></fw-measure-progress>`
          : this.panel(services)
      }
      ${this.notices(tools)} ${some ? this.body(view, judgement) : this.empty(view, judgement)}
    `;
  }

  private get settings(): EvidencePreferences {
    const { services } = this;
    if (!services) throw new Error('no services');
    return services.preferences.values.evidence;
  }

  private bar(view: EvidenceView, some: boolean): TemplateResult {
    const { measuring } = this.tools ?? {};
    const active = measuring?.active === true;
    const open = this.choosing || !some;
    return html`<div class="bar">
      <h2>${msg('Evidence', { id: 'evidence.title' })}</h2>
      ${some ? this.bases(view) : nothing}
      <div class="actions">
        <fw-evidence-exports
          ?empty=${!some}
          @fw-export=${this.onExport}
          @fw-import=${this.onImport}
        ></fw-evidence-exports>
        ${
          active || !some || this.imported
            ? nothing
            : html`<button
                type="button"
                class="button small"
                aria-expanded=${open ? 'true' : 'false'}
                @click=${this.onChoose}
              >
                ${
                  this.choosing
                    ? msg('Close', { id: 'evidence.close' })
                    : msg('Measure more', { id: 'evidence.measure' })
                }
              </button>`
        }
      </div>
    </div>`;
  }

  /** The text and reference that figures are compared on, where there are several. */
  private bases(view: EvidenceView): TemplateResult | typeof nothing {
    const evidence = this.imported?.evidence ?? this.tools?.book.evidence;
    const bases = textBases(evidence?.measurements ?? []);
    const [only] = bases;
    if (!only) return nothing;
    const name = ({ level }: { readonly level: string }): string => level;
    const current = view.basis.text ? textBasisKey(view.basis.text) : '';
    if (bases.length === 1) return html`<p class="basis">${textBasisText(only, name)}</p>`;
    return html`<label class="basis">
      <span class="hidden-text">${msg('Text and reference', { id: 'evidence.basis' })}</span>
      <select @change=${this.onBasis}>
        ${map(
          bases,
          (basis) =>
            html`<option value=${textBasisKey(basis)} .selected=${textBasisKey(basis) === current}>
              ${textBasisText(basis, name)}
            </option>`,
        )}
      </select>
    </label>`;
  }

  private panel({ model, environment }: Services): TemplateResult | typeof nothing {
    const some = (this.#view?.rows.length ?? 0) > 0;
    if ((some && !this.choosing) || this.imported) return nothing;
    return html`<fw-measure-panel
      .model=${model.model}
      .environment=${environment}
      .choice=${this.choice}
      .readers=${this.tools?.readers}
      .freeBytes=${this.freeBytes}
      @fw-choice=${this.onChoice}
      @fw-start=${this.onStart}
    ></fw-measure-panel>`;
  }

  private notices({ book, measuring }: EvidenceTools): TemplateResult {
    const { error, unfinished, imported } = this;
    const leftOut =
      measuring.stage === 'ended' && !measuring.error && !imported
        ? leftOutOf(measuring.quality)
        : '';
    return html`
      ${error ? html`<fw-failure .failure=${error.failure} .error=${error}></fw-failure>` : nothing}
      ${
        book.store.problem
          ? html`<fw-failure .failure=${{ code: book.store.problem, parameters: {} }}></fw-failure>`
          : nothing
      }
      ${
        imported
          ? html`<p class="notice">
              ${msg('Figures of a file, not of this device:', { id: 'evidence.imported' })}
              <b>${imported.name}</b>
              <button type="button" class="quiet" @click=${this.onBack}>
                ${msg('Back to this device', { id: 'evidence.back' })}
              </button>
            </p>`
          : nothing
      }
      ${leftOut ? html`<p class="notice">${leftOut}</p>` : nothing}
      ${
        unfinished && !measuring.active && !imported
          ? html`<p class="notice">
              ${msg('An evaluation was cut off. What it scored is kept.', {
                id: 'evidence.unfinished',
              })}
              <button type="button" class="quiet" @click=${this.onContinue}>
                ${msg('Go on with it', { id: 'evidence.continue' })}
              </button>
            </p>`
          : nothing
      }
    `;
  }

  private empty(view: EvidenceView, judgement: Judgement): TemplateResult {
    return html`<div class="nothing">
      <fw-evidence-verdict
        .view=${view}
        .judgement=${judgement}
        .limits=${this.settings.limits}
      ></fw-evidence-verdict>
    </div>`;
  }

  private body(view: EvidenceView, judgement: Judgement): TemplateResult {
    const { limits, x, y, wide } = this.settings;
    const { verdict } = judgement;
    return html`<div class="grid ${wide ? 'wide' : ''}">
      <section class="verdict">
        <fw-evidence-verdict
          .view=${view}
          .judgement=${judgement}
          .limits=${limits}
        ></fw-evidence-verdict>
        <fw-evidence-limits
          .view=${view}
          .limits=${limits}
          @fw-limits=${this.onLimits}
        ></fw-evidence-limits>
      </section>
      <section class="chart">
        <fw-evidence-chart
          .view=${view}
          .chosen=${verdict.kind === 'chosen' ? verdict.row : null}
          .limits=${limits}
          .axes=${{ x, y }}
          @fw-axes=${this.onAxes}
        ></fw-evidence-chart>
      </section>
      <section class="table">
        <fw-evidence-table
          .view=${view}
          .judgement=${judgement}
          ?wide=${wide}
          @fw-remove=${this.onRemove}
        >
          <button
            type="button"
            class="quiet"
            slot="actions"
            aria-pressed=${wide ? 'true' : 'false'}
            @click=${this.onWide}
          >
            ${
              wide
                ? msg('Main figures only', { id: 'evidence.narrow' })
                : msg('All figures', { id: 'evidence.wide' })
            }
          </button>
        </fw-evidence-table>
        <p class="note">${[...basisSentences(view), errorSentence()].join(' ')}</p>
      </section>
    </div>`;
  }

  private set(change: Partial<EvidencePreferences>): void {
    this.services?.preferences.update({ evidence: { ...this.settings, ...change } });
  }

  private onLimits({ detail }: LimitsEvent): void {
    this.set({ limits: detail });
  }

  private onAxes({ detail }: CustomEvent<Axes>): void {
    this.set(detail);
  }

  private onBasis(event: Event): void {
    this.set({ basis: (event.currentTarget as HTMLSelectElement).value });
  }

  private onWide(): void {
    this.set({ wide: !this.settings.wide });
  }

  private onChoose(): void {
    this.choosing = !this.choosing;
  }

  private onChoice({ detail }: CustomEvent<MeasuringChoice>): void {
    this.choice = detail;
  }

  private async onStart({ detail }: CustomEvent<MeasuringChoice>): Promise<void> {
    const { services, tools } = this;
    if (!services || !tools) return;
    this.error = null;
    try {
      const { text, questions } = detail;
      const data = {
        text: text && (text.kind === 'own' ? text.content : await tools.bundledText()),
        questions:
          questions &&
          (questions.kind === 'own' ? questions.content : await tools.bundledQuestions()),
      };
      this.choosing = false;
      // The newest figures are shown, whatever was chosen before.
      this.set({ basis: null });
      const { model } = services.model;
      await tools.measuring.start(measuringPlan(detail, data, model, services.environment));
    } catch (thrown) {
      this.error = asFeatherweightError(thrown);
    } finally {
      this.unfinished = await tools.unfinished();
    }
  }

  private async onContinue(): Promise<void> {
    const { tools, unfinished } = this;
    if (!tools || !unfinished) return;
    this.unfinished = null;
    await tools.measuring.start({ speed: null, quality: unfinished });
    this.unfinished = await tools.unfinished();
  }

  private async onRemove({ detail }: CustomEvent<string>): Promise<void> {
    const { services, tools } = this;
    if (!services || !tools || this.imported) return;
    try {
      await tools.book.store.remove(services.model.model.id, detail);
    } catch (thrown) {
      this.error = asFeatherweightError(thrown);
    }
  }

  private async onImport({ detail }: CustomEvent<File>): Promise<void> {
    this.error = null;
    try {
      this.imported = { name: detail.name, evidence: evidenceFromJson(await detail.text()) };
    } catch (thrown) {
      this.error = asFeatherweightError(thrown);
    }
  }

  private onBack(): void {
    this.imported = null;
  }

  private async onExport({ detail }: CustomEvent<Export>): Promise<void> {
    const evidence = this.imported?.evidence ?? this.tools?.book.evidence;
    const view = this.#view;
    const judgement = this.#judgement;
    if (!evidence || !view || !judgement) return;
    const drawing = this.chart?.drawing;
    const model = this.chart?.model;
    try {
      await saveExport(detail, {
        evidence,
        view,
        judgement,
        limits: this.settings.limits,
        chart:
          drawing && model
            ? { drawing, title: chartTitle(model), caption: chartCaption(model) }
            : null,
        appVersion: this.services?.appVersion ?? '',
      });
    } catch (thrown) {
      this.error = asFeatherweightError(thrown);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-evidence': FwEvidence;
  }
}
