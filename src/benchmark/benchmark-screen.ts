import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { threadsToStart, usableCores } from '../../core/threads.ts';
import type { BenchmarkResult } from '../../core/bench-result.ts';
import { asFeatherweightError, type FeatherweightError } from '../../core/errors.ts';
import { servicesContext, type Services } from '../app/contexts.ts';
import type { ModelOption } from '../app/model-option.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/failure.ts';
import { MediaMatch } from '../components/media-match.ts';
import { Observe } from '../components/observe.ts';
import { importedText, importProblemText } from '../i18n/benchmark.ts';
import { largestFileBytes, resultsFromJson } from '../report/benchmark/result-file.ts';
import { textOf } from '../report/export-file.ts';
import type { BenchmarkRecord } from '../store/benchmark-results.ts';
import { styles } from './benchmark-screen.styles.ts';
import type { BenchmarkTools } from './benchmark-tools.ts';
import './device-panel.ts';
import './live-run.ts';
import {
  subjectsOf,
  testsOf,
  variantProblems,
  withPreset,
  type ChoiceProblem,
  type RunChoice,
} from './run-choice.ts';
import './run-comparison.ts';
import './run-history.ts';
import type { ImportEvent, RunEvent } from './run-history.ts';
import './run-report.ts';
import { RunTurn } from './run-turn.ts';
import './run-waiting.ts';
import type { RunPlan, RunState } from './run/benchmark-run.ts';
import { threadCounts } from './run/plan.ts';
import './setup-panel.ts';
import type { ChoiceEvent } from './setup-panel.ts';

/** A pause between tests lets a device cool and its other work be done. */
const pauseMs = 1000;

/** One's own device in figures that compare with published ones: set-up, the run, results, history. */
@localized()
@customElement('fw-benchmark-screen')
export class FwBenchmarkScreen extends LitElement {
  static override styles = [controls, styles];

  /** Given by tests; else made when the screen is first shown. */
  @property({ attribute: false }) tools: BenchmarkTools | undefined;

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  @state() private choice: RunChoice | undefined;
  @state() private records: readonly BenchmarkRecord[] = [];
  /** The run whose results are shown; the latest where none was picked. */
  @state() private picked = '';
  @state() private compared: ReadonlySet<string> = new Set();
  @state() private message = '';
  @state() private error: FeatherweightError | undefined;

  @query('h1') private readonly heading!: HTMLElement | null;

  readonly #wide = new MediaMatch(this, '(min-width: 1024px)');
  readonly #turn = new RunTurn();
  #listening: BenchmarkTools | undefined;
  readonly #onStore = (): void => void this.refresh();

  constructor() {
    super();
    new Observe(this, () => [this.#turn, ...(this.tools ? [this.tools.run] : [])]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listening?.store.removeEventListener('change', this.#onStore);
    this.#listening = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { services } = this;
    if (!services) return;
    this.choice ??= firstChoice(services);
    if (changed.has('tools')) this.listen();
  }

  protected override firstUpdated(changed: PropertyValues<this>): void {
    super.firstUpdated(changed);
    if (!this.tools) void this.compose();
  }

  override render(): TemplateResult | typeof nothing {
    const { services, tools } = this;
    if (!services || !tools) return nothing;
    const live = liveState(tools.run.state);
    return html`<div class="scroller" tabindex="-1">
      <h1 class="hidden-text" tabindex="-1">${msg('Benchmark', { id: 'nav.benchmark' })}</h1>
      <aside aria-label=${msg('Set up a run', { id: 'bench.setup' })}>
        ${this.column(services, live !== undefined || this.#turn.waiting)}
      </aside>
      <div class="main">
        ${
          this.error
            ? html`<fw-failure .failure=${this.error.failure} .error=${this.error}></fw-failure>`
            : nothing
        }
        ${
          this.#turn.waiting
            ? html`<fw-run-waiting
                .model=${services.model}
                @fw-give-up=${this.onGiveUp}
              ></fw-run-waiting>`
            : nothing
        }
        ${
          live
            ? html`<fw-live-run
                .state=${live}
                @fw-pause=${this.onPause}
                @fw-resume=${this.onResume}
                @fw-stop=${this.onStop}
              ></fw-live-run>`
            : nothing
        }
        ${this.report(live)} ${this.comparison()}
        <fw-run-history
          .records=${this.settled(live)}
          .chosen=${this.compared}
          .shown=${this.shownResult(live)?.id ?? ''}
          .problem=${tools.store.problem}
          .message=${this.message}
          @fw-show-run=${this.onShow}
          @fw-choose-run=${this.onChoose}
          @fw-delete-run=${this.onDelete}
          @fw-clear-runs=${this.onClear}
          @fw-import=${this.onImport}
        ></fw-run-history>
      </div>
    </div>`;
  }

  /** Beside the results where there is room; else a fold above them, shut while a run is on. */
  private column(services: Services, live: boolean): TemplateResult {
    const { choice } = this;
    const latest = this.records.find(({ importedAt }) => importedAt === null)?.result;
    const content = html`
      <fw-bench-setup
        .choice=${choice}
        .outcome=${choice && this.outcome(choice)}
        .models=${services.model.models}
        .environment=${services.environment}
        ?running=${live}
        ?waiting=${this.#turn.waiting}
        ?titled=${!this.#wide.matches}
        @fw-choice=${this.onChoice}
        @fw-start=${this.onStart}
      ></fw-bench-setup>
      <fw-bench-device .environment=${services.environment} .latest=${latest}></fw-bench-device>
    `;
    if (this.#wide.matches) return content;
    // Open until there is something to read below it.
    return html`<details ?open=${!live && this.records.length === 0}>
      <summary>${msg('Set up a run', { id: 'bench.setup' })}</summary>
      <div>${content}</div>
    </details>`;
  }

  private report(live: LiveState | undefined): TemplateResult {
    const result = this.shownResult(live);
    if (!result)
      return html`<section class="empty">
        <h2>${msg('No results yet', { id: 'bench.empty' })}</h2>
        <p>
          ${msg(
            'A run reads prompts and writes answers of fixed lengths, as llama-bench does, and tells how fast each went on this device. Choose what to measure, then start. Leave this page in front while it runs.',
            { id: 'bench.empty-what' },
          )}
        </p>
      </section>`;
    return html`<fw-run-report .result=${result} .progress=${live?.progress}></fw-run-report>`;
  }

  private comparison(): TemplateResult | typeof nothing {
    const results = this.records
      .map(({ result }) => result)
      .filter(({ id }) => this.compared.has(id));
    return results.length === 0
      ? nothing
      : html`<section>
          <div class="title">
            <h2>${msg('Comparison', { id: 'bench.comparison' })}</h2>
            <button type="button" class="quiet" @click=${this.onChooseNone}>
              ${msg('Choose none', { id: 'bench.choose-none' })}
            </button>
          </div>
          <fw-run-comparison .results=${results}></fw-run-comparison>
        </section>`;
  }

  /** The run under way; else the picked one, else the latest that was measured here, else any. */
  private shownResult(live: LiveState | undefined): BenchmarkResult | undefined {
    if (live) return live.progress.result;
    const { records } = this;
    return (
      records.find(({ result }) => result.id === this.picked) ??
      records.find(({ importedAt }) => importedAt === null) ??
      records[0]
    )?.result;
  }

  /** The runs that have ended: the one under way is shown above. */
  private settled(live: LiveState | undefined): readonly BenchmarkRecord[] {
    return this.records.filter(({ result }) => result.id !== live?.progress.result.id);
  }

  private outcome(choice: RunChoice): {
    readonly problems: readonly ChoiceProblem[];
    readonly variants: number;
    readonly tests: number;
    readonly expectedMs: number;
  } {
    const { plan, problems } = this.plan(choice);
    return {
      problems,
      variants: plan?.subjects.length ?? 0,
      tests: plan?.tests.length ?? 0,
      expectedMs: plan ? (this.tools?.expectedMs(plan) ?? 0) : 0,
    };
  }

  private plan(choice: RunChoice): {
    readonly plan: RunPlan | undefined;
    readonly problems: readonly ChoiceProblem[];
  } {
    const model = this.services?.model.models.find(({ id }) => id === choice.model);
    if (!model) return { plan: undefined, problems: [] };
    const subjects = subjectsOf(choice, model);
    const { tests, problems } = testsOf(choice, model.maxContextLength);
    const all = [...variantProblems(choice, subjects), ...problems];
    return {
      problems: all,
      plan:
        all.length > 0
          ? undefined
          : { preset: choice.preset, subjects, tests, loads: choice.loads, pauseMs },
    };
  }

  private async compose(): Promise<void> {
    const { composeBenchmark } = await import('./compose.ts');
    this.tools ??= composeBenchmark();
  }

  private listen(): void {
    if (this.#listening === this.tools) return;
    this.#listening?.store.removeEventListener('change', this.#onStore);
    this.#listening = this.tools;
    this.#listening?.store.addEventListener('change', this.#onStore);
    void this.refresh();
  }

  private async refresh(): Promise<void> {
    this.records = (await this.tools?.store.list()) ?? [];
    const ids = new Set(this.records.map(({ result }) => result.id));
    this.compared = this.compared.intersection(ids);
  }

  private onChoice({ choice }: ChoiceEvent): void {
    this.choice = choice;
  }

  private async onStart(): Promise<void> {
    const { choice, services, tools } = this;
    const plan = choice && this.plan(choice).plan;
    if (!plan || !services || !tools) return;
    this.error = undefined;
    this.picked = '';
    // The button that was pressed is disabled now: focus would be lost.
    this.heading?.focus();
    try {
      await this.#turn.start(tools.run, plan, services.model);
    } catch (thrown) {
      this.error = asFeatherweightError(thrown);
    }
  }

  private onGiveUp(): void {
    this.#turn.giveUp();
  }

  private onPause(): void {
    this.tools?.run.pause();
  }

  private onResume(): void {
    this.tools?.run.resume();
  }

  private onStop(): void {
    this.tools?.run.stop();
  }

  private onShow({ id }: RunEvent): void {
    this.picked = id;
  }

  private onChoose({ id }: RunEvent): void {
    this.compared = this.compared.symmetricDifference(new Set([id]));
  }

  private onChooseNone(): void {
    this.compared = new Set();
  }

  private async onDelete({ id }: RunEvent): Promise<void> {
    await this.attempt(() => this.tools?.store.delete(id));
  }

  private async onClear(): Promise<void> {
    await this.attempt(() => this.tools?.store.clear());
  }

  private async attempt(task: () => Promise<void> | undefined): Promise<void> {
    try {
      await task();
      this.error = undefined;
    } catch (thrown) {
      this.error = asFeatherweightError(thrown);
    }
  }

  private async onImport({ file }: ImportEvent): Promise<void> {
    const { store } = this.tools ?? {};
    if (!store) return;
    if (file.size > largestFileBytes) {
      this.message = importProblemText({ kind: 'too-large', bytes: file.size });
      return;
    }
    const text = await textOf(file);
    const read = typeof text === 'string' ? resultsFromJson(text) : text;
    if (read.kind !== 'results') {
      this.message = importProblemText(read);
      return;
    }
    const here = new Set((await store.list()).map(({ result }) => result.id));
    // What is here already is never overwritten by a file.
    const added = [
      ...new Map(
        read.results.filter(({ id }) => !here.has(id)).map((result) => [result.id, result]),
      ).values(),
    ];
    for (const result of added) await store.put({ result, importedAt: Date.now() });
    this.message = importedText(added.length, read.results.length - added.length);
  }
}

type LiveState = Extract<RunState, { readonly kind: 'running' | 'paused' | 'stopping' }>;

const liveState = (run: RunState): LiveState | undefined =>
  run.kind === 'idle' || run.kind === 'ended' ? undefined : run;

/** What the person uses in the chat, on the engine that runs there, by the quick tests. */
function firstChoice({ model, environment }: Services): RunChoice {
  const option: ModelOption = model.model;
  const cores = usableCores(environment);
  const choice: RunChoice = {
    model: option.id,
    levels: [model.level],
    engines: [model.choice.engine],
    threads: [threadsToStart('auto', cores)],
    preset: 'quick',
    sizes: { prompts: '', generations: '', depths: '', repetitions: '' },
    loads: 'warm',
  };
  return withPreset(choice, 'quick', threadCounts(cores));
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-benchmark-screen': FwBenchmarkScreen;
  }
}
