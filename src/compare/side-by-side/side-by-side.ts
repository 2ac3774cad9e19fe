import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, queryAll, query, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { servicesContext, type Services } from '../../app/contexts.ts';
import type { VariantChoice } from '../../app/preferences.ts';
import { StopOnEscape } from '../../chat/stop-on-escape.ts';
import { controls } from '../../components/controls.styles.ts';
import '../../components/failure.ts';
import '../../components/icons.ts';
import { MediaMatch } from '../../components/media-match.ts';
import { Observe } from '../../components/observe.ts';
import { megabytes } from '../../i18n/format.ts';
import { IndexedDbVoteStore } from '../../store/indexed-db-vote-store.ts';
import { answerNote } from './answer-note.ts';
import './blind/blind-panel.ts';
import { newRound, shuffled, type BlindRound, type BlindVote } from './blind/blind-round.ts';
import { tallyOf, voteRecord } from './blind/tally.ts';
import { VoteBook } from './blind/vote-book.ts';
import './blind/vote-tally.ts';
import './compare-set-up.ts';
import type { FwCompareSetUp } from './compare-set-up.ts';
import { Comparison } from './comparison.ts';
import { canMark, DifferenceMarks, type MarkedAnswers } from './difference-marks.ts';
import './prompt-bar.ts';
import { PromptCount } from './prompt-count.ts';
import { emptyPrompt, type Prompt } from './prompt.ts';
import { questionOf } from './question.ts';
import { announcement, explanation, problemText, runLabel, summaryText } from './run-words.ts';
import { runProblem, type RunProblem } from './run-problem.ts';
import { fewest, modelOf, sameChoice, Selection, type ModelPool } from './selection.ts';
import { styles } from './side-by-side.styles.ts';
import type { VariantAnswer } from './variant-answer.ts';
import './variant-column.ts';
import type { ColumnAction, FwVariantColumn } from './variant-column.ts';
import { variantLabel } from './variant-label.ts';
import type { FwVariantOutcome } from './variant-outcome.ts';
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

  /** The blind pair asked last, until another mode is chosen. */
  @state() private round: BlindRound | undefined;

  @query('fw-compare-set-up') private readonly setUp!: FwCompareSetUp | null;
  @queryAll('fw-variant-column') private readonly columns!: NodeListOf<FwVariantColumn>;

  #comparison: Comparison | undefined;
  #selection: Selection | undefined;
  /** Opened when the blind mode is first chosen. */
  #votes: VoteBook | undefined;
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
      const { preferences, model } = this.services ?? {};
      return [preferences, model, this.#comparison, this.#votes].filter(
        (target) => target !== undefined,
      );
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { services } = this;
    if (!services) return;
    this.#comparison ??= new Comparison(services.model, services.createEngine);
    this.#selection ??= new Selection(services);
    if (services.preferences.values.compare.mode === 'blind')
      this.#votes ??= new VoteBook(new IndexedDbVoteStore());
    else this.round = undefined;
    const atWork = this.#comparison.running ? this.#comparison.atWork : -1;
    if (this.#following && atWork >= 0) this.shown = atWork;
  }

  override render(): TemplateResult | typeof nothing {
    const { services } = this;
    const comparison = this.#comparison;
    const selection = this.#selection;
    if (!services || !comparison || !selection) return nothing;
    const { compare } = services.preferences.values;
    const { choices, another } = selection;
    const reference = choices[selection.reference];
    const markable = canMark && comparison.answers.length > 0 && !this.round;
    return html`
      <fw-prompt-bar
        .prompt=${this.prompt.text}
        summary=${summaryText(compare)}
        run-label=${runLabel(choices.length, compare.mode)}
        reference=${markable && reference ? variantLabel(reference, choices, services.model) : ''}
        ?marks=${compare.marks}
        ?editing=${this.editing}
        ?running=${comparison.running}
        ?blocked=${this.problem(services) !== undefined}
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
              ?extendable=${another !== undefined}
              @fw-add=${this.onAdd}
              @fw-prompt=${this.onPrompt}
              @fw-run=${this.onRun}
            ></fw-compare-set-up>`
          : nothing
      }
      ${this.problemLine(services)} ${this.waitingLine(services)}
      ${this.round ? this.blindPair(this.round) : this.inColumns(services, selection)}
      ${compare.mode === 'blind' ? this.tally(services) : nothing}
    `;
  }

  private inColumns(services: Services, selection: Selection): TemplateResult {
    const { choices } = selection;
    return html`
      ${this.#phone.matches ? this.phoneSwitch(services, choices) : nothing}
      <div class="columns n${choices.length}">
        ${map(choices, (choice, index) => this.column(services, selection, choice, index))}
      </div>
      <div class="hidden-text" role="status">
        ${this.#comparison ? announcement(this.#comparison, choices, services.model) : nothing}
      </div>
    `;
  }

  private blindPair(round: BlindRound): TemplateResult {
    return html`<fw-blind-panel
      .round=${round}
      .comparison=${this.#comparison}
      @fw-vote=${this.onVote}
      @fw-again=${this.onAgain}
    ></fw-blind-panel>`;
  }

  private tally({ model }: Services): TemplateResult | typeof nothing {
    const votes = this.#votes;
    if (!votes) return nothing;
    return html`<fw-vote-tally
      .tally=${tallyOf(votes.votes, model.model.id)}
      ?kept=${votes.kept}
      @fw-clear-votes=${this.onClearVotes}
    ></fw-vote-tally>`;
  }

  /** The answer of the latest run to this choice. */
  private answerOf(choice: VariantChoice | undefined): VariantAnswer | undefined {
    const { model } = this.services ?? {};
    return this.#comparison?.answers.find(
      (answer) =>
        choice &&
        model &&
        sameChoice(answer.choice, choice) &&
        answer.variant.model === modelOf(choice, model)?.id,
    );
  }

  private problem({ model, preferences }: Services): RunProblem | undefined {
    return runProblem({
      choices: this.#selection?.choices ?? [],
      prompt: this.prompt,
      tokens: this.#count.tokens,
      mode: preferences.values.compare.mode,
      pool: model,
      contextLength: model.contextLength,
      wasmSimd: model.environment.wasmSimd,
    });
  }

  private problemLine(services: Services): TemplateResult | typeof nothing {
    const problem = this.problem(services);
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
          : msg('Begins when what runs now, an answer in Chat or a measurement, has ended.', {
              id: 'compare.waits',
            })
      }
      ${
        model.loan
          ? html`<button type="button" class="quiet" @click=${model.loan.stop}>
              ${msg('Stop that', { id: 'load.stop-loan' })}
            </button>`
          : nothing
      }
    </p>`;
  }

  private phoneSwitch({ model }: Services, choices: readonly VariantChoice[]): TemplateResult {
    const items = choices.map((choice) => ({
      name: variantLabel(choice, choices, model),
      detail: `${megabytes(bytesOf(choice, model))} MB`,
    }));
    return html`<fw-variant-switch
      .items=${items}
      shown=${Math.min(this.shown, choices.length - 1)}
      @fw-show=${this.onShow}
    ></fw-variant-switch>`;
  }

  private column(
    { model, environment }: Services,
    { choices, reference: referenceIndex, another }: Selection,
    choice: VariantChoice,
    index: number,
  ): TemplateResult {
    const reference = choices[referenceIndex] ?? choice;
    const answer = this.answerOf(choice);
    const hidden = this.#phone.matches && index !== Math.min(this.shown, choices.length - 1);
    return html`<fw-variant-column
      data-index=${index}
      ?hidden=${hidden}
      .choice=${choice}
      .pool=${model}
      .environment=${environment}
      .answer=${answer}
      .mode=${this.#comparison?.request?.mode ?? 'in-turn'}
      scale=${Math.max(...choices.map((each) => bytesOf(each, model)), 1)}
      note=${answerNote(answer, this.answerOf(reference), variantLabel(reference, choices, model))}
      ?reference=${index === referenceIndex}
      ?chosen=${choice.level === model.level && choice.model === undefined}
      ?removable=${choices.length > fewest}
      ?extendable=${another !== undefined}
      ?busy=${this.#comparison?.running === true}
      @fw-choice=${this.onChoice}
      @fw-column=${this.onColumn}
      @fw-again=${this.onAgain}
    ></fw-variant-column>`;
  }

  private marked(): MarkedAnswers | undefined {
    const selection = this.#selection;
    if (!selection || !this.services?.preferences.values.compare.marks) return undefined;
    const { choices, reference: at } = selection;
    const reference = this.columns[at]?.markdown;
    if (!reference || this.answerOf(choices[at])?.state.kind !== 'finished') return undefined;
    const others = [...this.columns].flatMap((column, index) =>
      index !== at && column.markdown ? [column.markdown] : [],
    );
    return { reference, others };
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
    const selection = this.#selection;
    if (!services || !selection || !comparison || comparison.running) return;
    this.asked = true;
    await this.#count.now(services.model);
    if (this.problem(services)) {
      this.requestUpdate();
      return;
    }
    this.asked = false;
    this.editing = false;
    this.#following = true;
    const { mode } = services.preferences.values.compare;
    const { choices } = selection;
    this.round = mode === 'blind' ? newRound(choices) : undefined;
    await comparison.run({
      // Neither where an answer stands nor when it is written tells whose it is.
      choices: this.round ? shuffled([this.round.a, this.round.b]) : choices,
      mode: mode === 'together' ? 'together' : 'in-turn',
      question: questionOf(services, this.prompt),
    });
  }

  private onStop(): void {
    this.#comparison?.stop();
  }

  private onMarks(): void {
    this.#selection?.prefer({ marks: !this.services?.preferences.values.compare.marks });
  }

  private onShow({ detail }: CustomEvent<number>): void {
    this.shown = detail;
    this.#following = false;
  }

  private onChoice(event: CustomEvent<VariantChoice>): void {
    this.#selection?.replace(indexOf(event), event.detail);
  }

  private onColumn(event: CustomEvent<ColumnAction>): void {
    const at = indexOf(event);
    switch (event.detail) {
      case 'add':
        this.onAdd();
        break;
      case 'reference':
        this.#selection?.prefer({ reference: at });
        break;
      case 'remove':
        this.#selection?.remove(at);
        break;
    }
  }

  private onAdd(): void {
    this.#selection?.add();
    this.shown = (this.#selection?.choices.length ?? 1) - 1;
  }

  private async onVote({ detail: vote }: CustomEvent<BlindVote>): Promise<void> {
    const { round, services } = this;
    if (!round || round.vote !== undefined || !services) return;
    this.round = { ...round, vote };
    const a = modelOf(round.a, services.model);
    const b = modelOf(round.b, services.model);
    // The tally is of one model's levels: a vote between models has no place in it.
    if (a && a.id === b?.id) await this.#votes?.add(voteRecord(round, vote, a.id));
  }

  private async onClearVotes(): Promise<void> {
    await this.#votes?.clear();
  }

  private async onAgain(event: Event): Promise<void> {
    const { answer } = event.composedPath()[0] as FwVariantOutcome;
    // A blind pair whose names have been shown is blind no more: another one is drawn.
    if (this.round) await this.onRun();
    else if (answer) await this.#comparison?.again(answer);
  }
}

const bytesOf = (choice: VariantChoice, pool: ModelPool): number =>
  modelOf(choice, pool)?.levels.find(({ level }) => level === choice.level)?.bytes ?? 0;

const indexOf = (event: Event): number =>
  Number((event.currentTarget as HTMLElement).dataset.index);

declare global {
  interface HTMLElementTagNameMap {
    'fw-side-by-side': FwSideBySide;
  }
}
