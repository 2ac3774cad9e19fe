import type {
  ChatMessage,
  GenerateEvent,
  GenerateRequest,
  GenerateResult,
  LoadResult,
  Sampling,
} from '../../core/contract.ts';
import { asFeatherweightError, type FeatherweightError } from '../../core/errors.ts';
import { ms, bytes, notMeasurable, type Figure, type Ms } from '../../core/units.ts';
import { browserMemory } from '../app/environment.ts';
import type { ModelControl } from '../app/model-control.ts';
import type { AssistantMessage } from '../store/chat-record.ts';
import { afterPaint } from './after-paint.ts';
import { whileWriting, type Locks } from './answer-lock.ts';
import { LiveMeter, noFigures, type LiveFigures } from './live-figures.ts';

/** What an answer under way is doing. */
export type WritingPhase =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'prefill'; readonly done: number; readonly total: number }
  | { readonly kind: 'decode' };

export interface WriterServices {
  readonly model: ModelControl;
  readonly locks: Locks | undefined;
  /** Keeps the record; a failure is told to the person by who gave this, and does not reject. */
  readonly save: (message: AssistantMessage) => Promise<void>;
  /** Called when `message`, `phase` or `live` changed. */
  readonly changed: () => void;
}

export interface AnswerRequest {
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  readonly stopStrings: readonly string[];
  /** Known when the model is there; `undefined` keeps the message's own. */
  readonly sampling: ((loaded: LoadResult) => Sampling) | undefined;
  /** As `sampling`. */
  readonly think: ((loaded: LoadResult) => boolean | undefined) | undefined;
  /** `performance.now()` of the click. */
  readonly submittedAt: number;
}

/** How often a growing answer is shown, and how often it is kept, ms. */
const showEvery = 60;
const saveEvery = 1000;

/** `?profile` in the page's address: answers tell where the time of their decode steps went. */
const wantsProfile = (): boolean => new URLSearchParams(location.search).has('profile');

/** Writes one answer into its record: waits for the model, shows, saves, measures. */
export class AnswerWriter {
  message: AssistantMessage;
  phase: WritingPhase = { kind: 'waiting' };
  live: LiveFigures = noFigures;
  /** What failed, with its stack, while the page lives. */
  error: FeatherweightError | undefined;
  readonly #services: WriterServices;
  readonly #abort = new AbortController();
  readonly #meter = new LiveMeter();
  #text: string;
  #ids: number[];
  readonly #before: string;
  #firstPaint: Promise<number | undefined> | undefined;
  #retired = false;
  #hidden = document.hidden;
  #shownAt = -Infinity;
  #savedAt = -Infinity;
  #showTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param message what to go on from: empty for a new answer */
  constructor(message: AssistantMessage, services: WriterServices) {
    this.message = message;
    this.#services = services;
    this.#text = message.content;
    this.#before = message.content;
    this.#ids = [...message.ids];
  }

  stop(): void {
    this.#abort.abort();
  }

  /** Another writer goes on with this message: nothing may be added to it from here. */
  retire(): void {
    this.#retired = true;
  }

  /** Resolves when the answer has ended in any way. Never rejects. */
  async write(request: AnswerRequest): Promise<void> {
    const onVisibility = (): void => {
      this.#hidden ||= document.hidden;
    };
    document.addEventListener('visibilitychange', onVisibility);
    try {
      await whileWriting(this.#services.locks, this.message.id, () => this.#write(request));
    } finally {
      document.removeEventListener('visibilitychange', onVisibility);
      clearTimeout(this.#showTimer);
    }
  }

  async #write(request: AnswerRequest): Promise<void> {
    const { model, save } = this.#services;
    const continueIds = [...this.#ids];
    await save(this.message);
    this.#savedAt = performance.now();
    try {
      const result = await model.use(this.#abort.signal, (loaded) => {
        this.#become({
          circumstances: this.#circumstances(loaded),
          sampling: request.sampling?.(loaded) ?? this.message.sampling,
        });
        const think = request.think?.(loaded);
        if (think !== undefined) this.#become({ think });
        const generate: Omit<GenerateRequest, 'id'> = {
          messages: request.messages,
          continueIds,
          sampling: this.message.sampling,
          maxTokens: request.maxTokens,
          stopStrings: request.stopStrings,
          profile: wantsProfile(),
          think: this.message.think,
        };
        return model.engine.generate(generate, {
          signal: this.#abort.signal,
          onEvents: (events) => this.#happened(events),
        });
      });
      await this.#finish(continueIds, result, request.submittedAt);
    } catch (thrown) {
      this.#failed(asFeatherweightError(thrown));
    }
    await save(this.message);
    void this.#addBrowserMemory();
  }

  #circumstances(loaded: LoadResult): AssistantMessage['circumstances'] {
    return {
      variant: loaded.variant,
      form: loaded.form,
      threads: loaded.threads,
      contextLength: loaded.contextLength,
      ...(loaded.kvCache && { kvCache: loaded.kvCache }),
      ...(loaded.instructions && { instructions: loaded.instructions }),
      ...(loaded.convertedTypes && { convertedTypes: loaded.convertedTypes }),
      crossOriginIsolated: globalThis.crossOriginIsolated,
      pageWasHidden: this.#hidden,
    };
  }

  #happened(events: readonly GenerateEvent[]): void {
    this.#meter.add(events);
    for (const event of events) {
      if (event.type === 'prefill')
        this.phase = { kind: 'prefill', done: event.done, total: event.total };
      if (event.type !== 'token') continue;
      this.phase = { kind: 'decode' };
      this.#ids.push(event.id);
      this.#text += event.text;
    }
    this.#show();
  }

  /** Shows what came, at once where it is time, else when it will be. */
  #show(): void {
    const wait = this.#shownAt + showEvery - performance.now();
    clearTimeout(this.#showTimer);
    if (wait > 0) {
      this.#showTimer = setTimeout(() => this.#show(), wait);
      return;
    }
    this.#shownAt = performance.now();
    this.live = this.#meter.read(this.#shownAt);
    this.#become({ content: this.#text, ids: [...this.#ids] });
    if (this.#text !== this.#before) this.#firstPaint ??= afterPaint();
    if (this.#shownAt - this.#savedAt >= saveEvery) {
      this.#savedAt = this.#shownAt;
      void this.#services.save(this.message);
    }
  }

  async #finish(
    continueIds: readonly number[],
    result: GenerateResult,
    submittedAt: number,
  ): Promise<void> {
    clearTimeout(this.#showTimer);
    const { circumstances } = this.message;
    this.#become({
      status: 'complete',
      content: this.#before + result.text,
      ids: [...continueIds, ...result.ids],
      finishReason: result.finishReason,
      ...(result.profile && { profile: result.profile }),
      circumstances: circumstances && { ...circumstances, pageWasHidden: this.#hidden },
      figures: {
        ...result.figures,
        submitToFirstTextMs: await this.#submitToFirstText(result, submittedAt),
        browserMemory: notMeasurable('not-asked-yet'),
      },
    });
  }

  async #submitToFirstText(result: GenerateResult, submittedAt: number): Promise<Figure<Ms>> {
    if (result.text === '') return notMeasurable('stopped-before-first-token');
    if (!this.#firstPaint) {
      this.#become({ content: this.#before + result.text });
      this.#firstPaint = afterPaint();
    }
    const paintedAt = await this.#firstPaint;
    return paintedAt === undefined ? notMeasurable('page-was-hidden') : ms(paintedAt - submittedAt);
  }

  #failed(error: FeatherweightError): void {
    clearTimeout(this.#showTimer);
    const written = { content: this.#text, ids: [...this.#ids] };
    if (error.code === 'cancelled' && this.#abort.signal.aborted) {
      this.#become({ ...written, status: 'complete', finishReason: 'cancelled' });
      return;
    }
    this.error = error;
    this.#become({ ...written, status: 'failed', failure: error.failure });
  }

  /** Added when it comes, which may take a minute. */
  async #addBrowserMemory(): Promise<void> {
    const { figures } = this.message;
    if (!figures) return;
    const measured = await browserMemory();
    if (this.#retired) return;
    this.#become({
      figures: {
        ...figures,
        browserMemory: typeof measured === 'number' ? bytes(measured) : notMeasurable(measured),
      },
    });
    await this.#services.save(this.message);
  }

  #become(change: Partial<AssistantMessage>): void {
    this.message = { ...this.message, ...change };
    this.#services.changed();
  }
}
