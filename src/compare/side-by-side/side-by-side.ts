import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, queryAll, query, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { servicesContext, type Services } from '../../app/contexts.ts';
import type { ComparePreferences, VariantChoice } from '../../app/preferences.ts';
import { samplingDefaults } from '../../chat/sampling.ts';
import { StopOnEscape } from '../../chat/stop-on-escape.ts';
import { controls } from '../../components/controls.styles.ts';
import '../../components/failure.ts';
import '../../components/icons.ts';
import { MediaMatch } from '../../components/media-match.ts';
import { Observe } from '../../components/observe.ts';
import { megabytes } from '../../i18n/format.ts';
import { answerNote } from './answer-note.ts';
import './compare-set-up.ts';
import type { FwCompareSetUp } from './compare-set-up.ts';
import { Comparison } from './comparison.ts';
import { canMark, DifferenceMarks, type MarkedAnswers } from './difference-marks.ts';
import './prompt-bar.ts';
import { PromptCount } from './prompt-count.ts';
import { emptyPrompt, messagesOf, type Prompt } from './prompt.ts';
import { announcement, explanation, problemText, runLabel, summaryText } from './run-words.ts';
import { runProblem } from './run-problem.ts';
import { anotherChoice, chosenVariants, fewest, most, sameChoice } from './selection.ts';
import { styles } from './side-by-side.styles.ts';
import type { VariantAnswer } from './variant-answer.ts';
import './variant-column.ts';
import type { ColumnAction, FwVariantColumn } from './variant-column.ts';
import { variantLabel } from './variant-label.ts';
import './variant-switch.ts';

/** One prompt to two to four variants, their answers beside each other. */
@localized()
@customElement('fw-side-by-side')
export class FwSideBySide extends LitElement {
  static override styles = [controls, styles];

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  @state() private prompt: Prompt = emptyPrompt;
  @state() private editing = true;
  /** Position of the variant that a phone shows. */
  @state() private shown = 0;
  /** What was wrong when a run was asked for is told until it is mended. */
  @state() private asked = false;

  @query('fw-compare-set-up') private readonly setUp!: FwCompareSetUp | null;
  @queryAll('fw-variant-column') private readonly columns!: NodeListOf<FwVariantColumn>;

  #comparison: Comparison | undefined;
  /** A phone shows the variant that is at work, until another one is picked. */
  #following = true;
  readonly #phone = new MediaMatch(this, '(max-width: 640px)');
  readonly #count = new PromptCount(
    this,
    () => this.services?.model,
    () => this.prompt,
  );

  constructor() {
    super();
    new StopOnEscape(this, () => this.#comparison?.stop());
    new DifferenceMarks(this, () => this.marked());
    new Observe(this, () => {
      const { services } = this;
      if (!services) return [];
      const { preferences, model } = services;
      return this.#comparison ? [preferences, model, this.#comparison] : [preferences, model];
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { services } = this;
    if (services) this.#comparison ??= new Comparison(services.model, services.createEngine);
    const atWork = this.#comparison?.running === true ? this.#comparison.atWork : -1;
    if (this.#following && atWork >= 0) this.shown = atWork;
  }

  override render(): TemplateResult | typeof nothing {
    const { services } = this;
    const comparison = this.#comparison;
    if (!services || !comparison) return nothing;
    const { running } = comparison;
    const { preferences } = services;
    const { compare } = preferences.values;
    const choices = this.choices(services);
    const reference = choices[this.referenceOf(choices)];
    return html`
      <fw-prompt-bar
        .prompt=${this.prompt.text}
        summary=${summaryText(compare)}
        run-label=${runLabel(choices.length)}
        reference=${canMark && reference && comparison.answers.length > 0 ? variantLabel(reference, choices) : ''}
        ?marks=${compare.marks}
        ?editing=${this.editing}
        ?running=${running}
        ?blocked=${this.problem(services, choices) !== undefined}
        @fw-edit=${this.onEdit}
        @fw-run=${this.onRun}
        @fw-stop=${this.onStop}
        @fw-marks=${this.onMarks}
      ></fw-prompt-bar>
      ${
        this.editing
          ? html`<fw-compare-set-up
              .prompt=${this.prompt}
              .tokens=${this.#count.tokens}
              explanation=${explanation(compare.mode, choices, services.model)}
              ?extendable=${this.another(services) !== undefined}
              @fw-add=${this.onAdd}
              @fw-prompt=${this.onPrompt}
              @fw-run=${this.onRun}
            ></fw-compare-set-up>`
          : nothing
      }
      ${this.problemLine(services, choices)} ${this.waitingLine(services)}
      ${this.#phone.matches ? this.phoneSwitch(services, choices) : nothing}
      <div class="columns n${choices.length}">
        ${map(choices, (choice, index) => this.column(services, choices, choice, index))}
      </div>
      <div class="hidden-text" role="status">${announcement(comparison, choices)}</div>
    `;
  }

  private choices({ preferences, model, environment }: Services): readonly VariantChoice[] {
    return chosenVariants(preferences.values.compare.variants, model.model, environment);
  }

  private referenceOf(choices: readonly VariantChoice[]): number {
    const { reference = 0 } = this.services?.preferences.values.compare ?? {};
    return reference < choices.length ? reference : 0;
  }

  /** The answer of the latest run to this choice. */
  private answerOf(choice: VariantChoice | undefined): VariantAnswer | undefined {
    const { model } = this.services ?? {};
    return this.#comparison?.answers.find(
      (answer) =>
        choice && sameChoice(answer.choice, choice) && answer.variant.model === model?.model.id,
    );
  }

  private problem(
    { model }: Services,
    choices: readonly VariantChoice[],
  ): ReturnType<typeof runProblem> {
    return runProblem({
      choices,
      prompt: this.prompt,
      tokens: this.#count.tokens,
      mode: this.services?.preferences.values.compare.mode ?? 'in-turn',
      model: model.model,
      contextLength: model.contextLength,
      wasmSimd: model.environment.wasmSimd,
    });
  }

  private problemLine(
    services: Services,
    choices: readonly VariantChoice[],
  ): TemplateResult | typeof nothing {
    const problem = this.problem(services, choices);
    if (!problem) return nothing;
    if (problem.kind === 'no-simd')
      return html`<fw-failure
        class="problem"
        .failure=${{ code: 'wasm-simd-missing', parameters: {} } as const}
      ></fw-failure>`;
    // An empty prompt needs no words until it is to be run.
    if (problem.kind === 'empty' && !this.asked) return nothing;
    return html`<p class="problem" role="alert">${problemText(problem)}</p>`;
  }

  /** Why a run that was asked for has not begun. */
  private waitingLine({ model }: Services): TemplateResult | typeof nothing {
    if (!this.#comparison?.running || model.loan?.to === 'compare') return nothing;
    return html`<p class="problem" role="status">
      ${
        model.state.kind === 'loading'
          ? msg(str`Begins when ${model.model.name} has come from the network.`, {
              id: 'compare.waits-load',
            })
          : msg('Begins when what runs now, an answer in Chat or a benchmark, has ended.', {
              id: 'compare.waits',
            })
      }
    </p>`;
  }

  private phoneSwitch({ model }: Services, choices: readonly VariantChoice[]): TemplateResult {
    const items = choices.map((choice) => ({
      name: variantLabel(choice, choices),
      detail: `${megabytes(bytesOf(choice, model.model.levels))} MB`,
    }));
    return html`<fw-variant-switch
      .items=${items}
      shown=${Math.min(this.shown, choices.length - 1)}
      @fw-show=${this.onShow}
    ></fw-variant-switch>`;
  }

  private column(
    services: Services,
    choices: readonly VariantChoice[],
    choice: VariantChoice,
    index: number,
  ): TemplateResult {
    const { model, environment } = services;
    const { levels } = model.model;
    const referenceIndex = this.referenceOf(choices);
    const reference = choices[referenceIndex];
    const answer = this.answerOf(choice);
    const hidden = this.#phone.matches && index !== Math.min(this.shown, choices.length - 1);
    return html`<fw-variant-column
      data-index=${index}
      ?hidden=${hidden}
      .choice=${choice}
      .model=${model.model}
      .environment=${environment}
      .answer=${answer}
      .mode=${this.#comparison?.request?.mode ?? 'in-turn'}
      scale=${Math.max(...choices.map((each) => bytesOf(each, levels)), 1)}
      note=${reference ? answerNote(answer, this.answerOf(reference), variantLabel(reference, choices)) : ''}
      ?reference=${index === referenceIndex}
      ?chosen=${choice.level === model.level}
      ?removable=${choices.length > fewest}
      ?extendable=${this.another(services) !== undefined}
      ?busy=${this.#comparison?.running === true}
      @fw-choice=${this.onChoice}
      @fw-column=${this.onColumn}
      @fw-again=${this.onAgain}
    ></fw-variant-column>`;
  }

  private another({ model, environment }: Services): VariantChoice | undefined {
    const { services } = this;
    const choices = services ? this.choices(services) : [];
    return choices.length < most ? anotherChoice(choices, model.model, environment) : undefined;
  }

  private marked(): MarkedAnswers | undefined {
    const { services } = this;
    if (!services?.preferences.values.compare.marks) return undefined;
    const choices = this.choices(services);
    const at = this.referenceOf(choices);
    const reference = this.columns[at]?.markdown;
    if (!reference || this.answerOf(choices[at])?.state.kind !== 'finished') return undefined;
    const others = [...this.columns].flatMap((column, index) =>
      index !== at && column.markdown ? [column.markdown] : [],
    );
    return { reference, others };
  }

  private prefer(change: Partial<ComparePreferences>): void {
    const { preferences } = this.services ?? {};
    preferences?.update({ compare: { ...preferences.values.compare, ...change } });
  }

  private onPrompt({ detail }: CustomEvent<Prompt>): void {
    this.prompt = detail;
    this.asked = false;
  }

  private onEdit(): void {
    this.editing = !this.editing;
    if (this.editing) void this.updateComplete.then(() => this.setUp?.focus());
  }

  private async onRun(): Promise<void> {
    const { services } = this;
    const comparison = this.#comparison;
    if (!services || !comparison || comparison.running) return;
    const choices = this.choices(services);
    this.asked = true;
    await this.#count.now(services.model);
    if (this.problem(services, choices)) {
      this.requestUpdate();
      return;
    }
    this.asked = false;
    this.editing = false;
    this.#following = true;
    const { model, preferences } = services;
    const { compare, stopStrings, threads } = preferences.values;
    const { temperature, seed, maxTokens, mode } = compare;
    const defaults = samplingDefaults(preferences.values, {});
    await comparison.run({
      choices,
      mode: mode === 'together' ? 'together' : 'in-turn',
      question: {
        model: model.model,
        messages: messagesOf(this.prompt),
        sampling: { ...defaults, temperature, seed },
        maxTokens,
        stopStrings,
        contextLength: model.contextLength,
        threads,
      },
    });
  }

  private onStop(): void {
    this.#comparison?.stop();
  }

  private onMarks(): void {
    this.prefer({ marks: !this.services?.preferences.values.compare.marks });
  }

  private onShow({ detail }: CustomEvent<number>): void {
    this.shown = detail;
    this.#following = false;
  }

  private onChoice(event: CustomEvent<VariantChoice>): void {
    if (!this.services) return;
    const at = indexOf(event);
    this.prefer({
      variants: this.choices(this.services).map((each, index) =>
        index === at ? event.detail : each,
      ),
    });
  }

  private onColumn(event: CustomEvent<ColumnAction>): void {
    if (!this.services) return;
    const at = indexOf(event);
    const choices = this.choices(this.services);
    const reference = this.referenceOf(choices);
    if (event.detail === 'add') this.onAdd();
    else if (event.detail === 'reference') this.prefer({ reference: at });
    else
      this.prefer({
        variants: choices.filter((_, index) => index !== at),
        reference: at < reference ? reference - 1 : at === reference ? 0 : reference,
      });
  }

  private onAdd(): void {
    const { services } = this;
    const another = services && this.another(services);
    if (!another) return;
    const choices = this.choices(services);
    this.prefer({ variants: [...choices, another] });
    this.shown = choices.length;
  }

  private async onAgain(event: Event): Promise<void> {
    const { answer } = event.currentTarget as FwVariantColumn;
    if (answer) await this.#comparison?.again(answer);
  }
}

const bytesOf = ({ level }: VariantChoice, levels: Services['model']['model']['levels']): number =>
  levels.find((option) => option.level === level)?.bytes ?? 0;

const indexOf = (event: Event): number =>
  Number((event.currentTarget as HTMLElement).dataset.index);

declare global {
  interface HTMLElementTagNameMap {
    'fw-side-by-side': FwSideBySide;
  }
}
