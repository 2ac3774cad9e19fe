import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { asFeatherweightError, type FeatherweightError } from '../../../core/errors.ts';
import { servicesContext, type Services } from '../../app/contexts.ts';
import type { ModelOption } from '../../app/model-option.ts';
import type { EvidencePreferences } from '../../app/preferences.ts';
import { controls } from '../../components/controls.styles.ts';
import '../../components/icons.ts';
import { Observe } from '../../components/observe.ts';
import { chooseBasis } from '../../report/evidence/basis.ts';
import { basisSentences, errorSentence } from '../../report/evidence/basis-text.ts';
import { chartTitle } from '../../report/evidence/chart-text.ts';
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
import './evidence-scope.ts';
import './evidence-table.ts';
import type { EvidenceTools } from './evidence-tools.ts';
import './evidence-verdict.ts';
import { styles } from './evidence.styles.ts';
import { evidenceNotices } from './evidence-notices.ts';
import { axesIn, limitsChange, limitsIn } from './evidence-settings.ts';
import { leftOutOf } from './left-out-text.ts';
import './measure-panel.ts';
import './measure-progress.ts';
import { continuedPlan, gatherPlan } from './gather-plan.ts';
import { choiceFor, type MeasuringChoice } from './measuring-choice.ts';
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
  /** Model to measure in place of the chat's. */
  @state() private measuredId: string | null = null;
  @state() private freeBytes: number | null = null;
  @state() private unfinished: EvaluationPlan | null = null;
  @state() private error: FeatherweightError | null = null;
  /** A file's evidence, shown in place of this device's. */
  @state() private imported: { readonly name: string; readonly evidence: Evidence } | null = null;

  @query('fw-evidence-chart') private readonly chart!: FwEvidenceChart | null;

  /** Model that `choice` is of. */
  #choiceOf: string | undefined;
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
    const { beside } = this.settings;
    void tools.book.show(
      model,
      this.others.filter(({ id }) => beside.includes(id)),
    );
    const measured = this.measured(services);
    if (!this.choice || this.#choiceOf !== measured.id) {
      const { choice: engineChoice, environment } = services.model;
      this.choice = choiceFor(measured, engineChoice.engine, environment, this.choice);
      this.#choiceOf = measured.id;
    }
    const evidence = this.imported?.evidence ?? tools.book.evidence;
    const { settings } = this;
    const inputs = [evidence, settings];
    if (!evidence || inputs.every((input, index) => input === this.#inputs[index])) return;
    this.#inputs = inputs;
    this.#view = evidenceView(evidence, chooseBasis(evidence.measurements, settings.basis));
    this.#judgement = judgeEvidence(this.#view, limitsIn(this.#view, settings));
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
      ${some || this.others.length > 0 ? this.scope(view) : nothing}
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

  private scope(view: EvidenceView): TemplateResult {
    return html`<fw-evidence-scope
      .evidence=${this.imported?.evidence ?? this.tools?.book.evidence}
      .basis=${view.basis.text}
      .others=${this.others}
      .beside=${this.settings.beside}
      @fw-basis=${this.onBasis}
      @fw-beside=${this.onBeside}
    ></fw-evidence-scope>`;
  }

  /** Models of this device besides the chat's; a file's evidence has its own. */
  private get others(): readonly ModelOption[] {
    const { model } = this.services ?? {};
    return model && !this.imported ? model.models.filter(({ id }) => id !== model.model.id) : [];
  }

  /** The model that is measured next: the chat's, unless another was chosen. */
  private measured({ model }: Services): ModelOption {
    return this.others.find(({ id }) => id === this.measuredId) ?? model.model;
  }

  private panel(services: Services): TemplateResult | typeof nothing {
    const some = (this.#view?.rows.length ?? 0) > 0;
    if ((some && !this.choosing) || this.imported) return nothing;
    return html`<fw-measure-panel
      .model=${this.measured(services)}
      .models=${[services.model.model, ...this.others]}
      .environment=${services.environment}
      .choice=${this.choice}
      .readers=${this.tools?.readers}
      .freeBytes=${this.freeBytes}
      @fw-choice=${this.onChoice}
      @fw-model=${this.onModel}
      @fw-start=${this.onStart}
    ></fw-measure-panel>`;
  }

  private notices({ book, measuring }: EvidenceTools): TemplateResult {
    const { error, imported } = this;
    const hasEnded = measuring.stage === 'ended' && !measuring.error && !imported;
    return evidenceNotices({
      error,
      storageProblem: book.store.problem,
      importedName: imported?.name,
      leftOut: hasEnded ? leftOutOf(measuring.quality) : '',
      isCutOff: this.unfinished !== null && !measuring.active && !imported,
      onBack: () => this.onBack(),
      onContinue: () => void this.onContinue(),
    });
  }

  private empty(view: EvidenceView, judgement: Judgement): TemplateResult {
    return html`<div class="nothing">
      <fw-evidence-verdict
        .view=${view}
        .judgement=${judgement}
        .limits=${limitsIn(view, this.settings)}
      ></fw-evidence-verdict>
    </div>`;
  }

  private body(view: EvidenceView, judgement: Judgement): TemplateResult {
    const { wide } = this.settings;
    const limits = limitsIn(view, this.settings);
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
          .axes=${axesIn(view, this.settings)}
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
    this.set(limitsChange(this.#view, this.settings, detail));
  }

  private onAxes({ detail: { x, y } }: CustomEvent<Axes>): void {
    this.set({ x, ...(this.#view?.scope === 'models' ? { yBetween: y } : { y }) });
  }

  private onBasis({ detail }: CustomEvent<string>): void {
    this.set({ basis: detail });
  }

  private onBeside({ detail }: CustomEvent<readonly string[]>): void {
    this.set({ beside: [...detail] });
  }

  private onModel({ detail }: CustomEvent<string>): void {
    this.measuredId = detail;
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
      const model = this.measured(services);
      const plan = await gatherPlan(detail, tools, model, services.environment);
      this.choosing = false;
      // The newest figures are shown, whatever was chosen before.
      const { beside } = this.settings;
      const isBeside = this.others.includes(model) && !beside.includes(model.id);
      this.set({ basis: null, ...(isBeside && { beside: [...beside, model.id] }) });
      await tools.measuring.start(plan);
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
    const models = this.services?.model.models ?? [];
    await tools.measuring.start(await continuedPlan(unfinished, tools, models));
    this.unfinished = await tools.unfinished();
  }

  private async onRemove({ detail }: CustomEvent<string>): Promise<void> {
    const { tools } = this;
    const row = this.#view?.rows.find(({ id }) => id === detail);
    if (!tools || !row || this.imported) return;
    try {
      await tools.book.store.remove(row.variant.model, detail);
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
    const { chart } = this;
    const drawing = chart?.drawing;
    const model = chart?.model;
    try {
      await saveExport(detail, {
        evidence,
        view,
        judgement,
        limits: limitsIn(view, this.settings),
        chart:
          chart && drawing && model
            ? { drawing, title: chartTitle(model), caption: chart.caption }
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
