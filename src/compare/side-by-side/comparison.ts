import { asFeatherweightError, fail } from '../../../core/errors.ts';
import type { ModelControl } from '../../app/model-control.ts';
import type { VariantChoice } from '../../app/preferences.ts';
import type { Engine } from '../../bridge/engine.ts';
import { VariantAnswer, type Question } from './variant-answer.ts';

/**
 * - `in-turn`: one variant in memory at a time, so that its figures are undisturbed
 * - `together`: all at once, to read along; their figures are not comparable
 */
export type RunMode = 'in-turn' | 'together';

export interface ComparisonRequest {
  readonly question: Question;
  readonly choices: readonly VariantChoice[];
  readonly mode: RunMode;
}

/**
 * One question put to several variants, each on an engine of its own. The chat's model is out of
 * memory meanwhile, and comes back by itself. A variant that fails takes no other down. Dispatches
 * `change`.
 */
export class Comparison extends EventTarget {
  readonly #model: ModelControl;
  readonly #createEngine: () => Engine;
  #request: ComparisonRequest | undefined;
  #answers: readonly VariantAnswer[] = [];
  #running: AbortController | undefined;

  constructor(model: ModelControl, createEngine: () => Engine) {
    super();
    this.#model = model;
    this.#createEngine = createEngine;
  }

  /** What was asked last. */
  get request(): ComparisonRequest | undefined {
    return this.#request;
  }

  /** One for each choice of the request, in their order. */
  get answers(): readonly VariantAnswer[] {
    return this.#answers;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** Position of the first answer that is being loaded or written; -1 where none is. */
  get atWork(): number {
    return this.#answers.findIndex(({ state }) =>
      ['loading', 'prefill', 'writing'].includes(state.kind),
    );
  }

  /** Resolves when all have ended in any way; does nothing while another run is under way. */
  async run(request: ComparisonRequest): Promise<void> {
    if (this.#running) return;
    this.#request = request;
    this.#answers = request.choices.map((choice) => this.#answerOf(choice, request));
    await this.#run(this.#answers, request.mode);
  }

  /** Puts the question to one variant again, alone. */
  async again(answer: VariantAnswer): Promise<void> {
    const request = this.#request;
    if (this.#running || !request) return;
    const fresh = this.#answerOf(answer.choice, request);
    this.#answers = this.#answers.map((each) => (each === answer ? fresh : each));
    await this.#run([fresh], 'in-turn');
  }

  stop(): void {
    this.#running?.abort();
  }

  #answerOf(choice: VariantChoice, { question }: ComparisonRequest): VariantAnswer {
    const answer = new VariantAnswer(choice, question, this.#createEngine());
    answer.addEventListener('change', () => this.#changed());
    return answer;
  }

  async #run(answers: readonly VariantAnswer[], mode: RunMode): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.#changed();
    try {
      await this.#model.lend('compare', running.signal, (signal) =>
        mode === 'in-turn' ? inTurn(answers, signal) : together(answers, signal),
      );
    } catch (thrown) {
      // Each answer tells its own failure: what comes here is a stop before the first one's turn.
      if (asFeatherweightError(thrown).code !== 'cancelled') throw thrown;
    } finally {
      for (const answer of answers) answer.stop();
      this.#running = undefined;
      this.#changed();
    }
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

async function inTurn(answers: readonly VariantAnswer[], signal: AbortSignal): Promise<void> {
  for (const answer of answers) {
    if (signal.aborted) throw fail('cancelled', {});
    if (await answer.load(signal)) await answer.write(signal);
    answer.unload();
  }
}

/** Loaded one after the other, lest all are read and unpacked at once, then asked together. */
async function together(answers: readonly VariantAnswer[], signal: AbortSignal): Promise<void> {
  try {
    const loaded: VariantAnswer[] = [];
    for (const answer of answers) {
      if (signal.aborted) throw fail('cancelled', {});
      if (await answer.load(signal)) loaded.push(answer);
    }
    await Promise.all(loaded.map((answer) => answer.write(signal)));
  } finally {
    for (const answer of answers) answer.unload();
  }
}
