import type {
  ChatMessage,
  GenerateEvent,
  GenerateResult,
  LoadResult,
  Sampling,
} from '../../../core/contract.ts';
import { asFeatherweightError, fail, type FeatherweightError } from '../../../core/errors.ts';
import type { Variant } from '../../../core/variant.ts';
import type { ModelOption } from '../../app/model-option.ts';
import type { VariantChoice } from '../../app/preferences.ts';
import type { Engine, LoadProgress } from '../../bridge/engine.ts';
import { LiveMeter, type LiveFigures } from '../../chat/live-figures.ts';
import { modelOf, type ModelPool } from './selection.ts';
import type { AnswerCircumstances } from '../../store/chat-record.ts';

/** What every variant of a comparison is asked. */
export interface Question {
  readonly pool: ModelPool;
  /** The prompt is the last of these. */
  readonly messages: readonly ChatMessage[];
  readonly sampling: Sampling;
  readonly maxTokens: number;
  readonly stopStrings: readonly string[];
  readonly contextLength: number;
  readonly threads: number | 'auto';
}

export type AnswerState =
  /** Its turn comes. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'loading'; readonly progress: LoadProgress | undefined }
  /** Loaded; begins when the others are. */
  | { readonly kind: 'loaded' }
  | { readonly kind: 'prefill'; readonly done: number; readonly total: number }
  | { readonly kind: 'writing'; readonly live: LiveFigures }
  /** Ended by itself, or stopped while it was written. */
  | {
      readonly kind: 'finished';
      readonly result: GenerateResult;
      readonly circumstances: AnswerCircumstances;
    }
  /** Stopped before it was written. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly error: FeatherweightError };

/** How often a growing answer is shown, ms. */
const showEvery = 60;

/** One variant's answer, from the load of an engine of its own to its end. Dispatches `change`. */
export class VariantAnswer extends EventTarget {
  readonly choice: VariantChoice;
  readonly variant: Variant;
  /** Its model, where that is still on the device. */
  readonly option: ModelOption | undefined;
  text = '';
  state: AnswerState = { kind: 'waiting' };
  readonly #question: Question;
  readonly #engine: Engine;
  #loaded: LoadResult | undefined;

  constructor(choice: VariantChoice, question: Question, engine: Engine) {
    super();
    this.choice = choice;
    // One that was removed since it was chosen fails to load, and says so.
    this.option = modelOf(choice, question.pool);
    const { level, engine: runner } = choice;
    const model = this.option?.id ?? choice.model ?? question.pool.model.id;
    this.variant = { model, level, engine: runner };
    this.#question = question;
    this.#engine = engine;
    engine.addEventListener('change', () => {
      const { state } = engine;
      if (state.kind === 'loading' && this.state.kind === 'loading')
        this.#become({ kind: 'loading', progress: state.progress });
    });
  }

  get sampling(): Sampling {
    return this.#question.sampling;
  }

  /** Whether nothing more will come of it. */
  get ended(): boolean {
    return ['finished', 'stopped', 'failed'].includes(this.state.kind);
  }

  /** Resolves with whether it is loaded; the failure is in `state`. */
  async load(signal: AbortSignal): Promise<boolean> {
    const { contextLength, threads } = this.#question;
    const { option } = this;
    this.#become({ kind: 'loading', progress: undefined });
    try {
      if (!option) throw fail('model-not-installed', { model: this.variant.model });
      this.#loaded = await this.#engine.load(
        {
          variant: this.variant,
          source: option.source,
          contextLength: Math.min(contextLength, option.maxContextLength),
          threads,
          form: 'auto',
        },
        { signal },
      );
    } catch (thrown) {
      this.#failed(thrown, signal);
      return false;
    }
    this.#become({ kind: 'loaded' });
    return true;
  }

  /** Writes the answer of a loaded variant. Never rejects; the failure is in `state`. */
  async write(signal: AbortSignal): Promise<void> {
    const loaded = this.#loaded;
    if (!loaded) return;
    const { messages, sampling, maxTokens, stopStrings } = this.#question;
    let hidden = document.hidden;
    const onVisibility = (): void => {
      hidden ||= document.hidden;
    };
    document.addEventListener('visibilitychange', onVisibility);
    const shown = new ShownText((live) => this.#become({ kind: 'writing', live }));
    try {
      const result = await this.#engine.generate(
        { messages, continueIds: [], sampling, maxTokens, stopStrings },
        {
          signal,
          onEvents: (events) => {
            for (const event of events) {
              if (event.type === 'prefill')
                this.#become({ kind: 'prefill', done: event.done, total: event.total });
              if (event.type === 'token') this.text += event.text;
            }
            shown.add(events);
          },
        },
      );
      this.text = result.text;
      shown.end();
      this.#become({
        kind: 'finished',
        result,
        circumstances: {
          variant: loaded.variant,
          form: loaded.form,
          threads: loaded.threads,
          contextLength: loaded.contextLength,
          ...(loaded.kvCache && { kvCache: loaded.kvCache }),
          ...(loaded.instructions && { instructions: loaded.instructions }),
          crossOriginIsolated: globalThis.crossOriginIsolated,
          pageWasHidden: hidden,
        },
      });
    } catch (thrown) {
      shown.end();
      this.#failed(thrown, signal);
    } finally {
      document.removeEventListener('visibilitychange', onVisibility);
    }
  }

  /** Gives its memory back. */
  unload(): void {
    this.#engine.unload();
  }

  /** Its turn will not come. */
  stop(): void {
    if (!this.ended) this.#become({ kind: 'stopped' });
  }

  #failed(thrown: unknown, signal: AbortSignal): void {
    const error = asFeatherweightError(thrown);
    this.#become(
      error.code === 'cancelled' && signal.aborted
        ? { kind: 'stopped' }
        : { kind: 'failed', error },
    );
  }

  #become(state: AnswerState): void {
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }
}

/** Shows what came, at once where it is time, else when it will be. */
class ShownText {
  readonly #show: (live: LiveFigures) => void;
  readonly #meter = new LiveMeter();
  #shownAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(show: (live: LiveFigures) => void) {
    this.#show = show;
  }

  add(events: readonly GenerateEvent[]): void {
    this.#meter.add(events);
    if (events.some(({ type }) => type === 'token')) this.#update();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #update(): void {
    clearTimeout(this.#timer);
    const wait = this.#shownAt + showEvery - performance.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#update(), wait);
      return;
    }
    this.#shownAt = performance.now();
    this.#show(this.#meter.read(this.#shownAt));
  }
}
