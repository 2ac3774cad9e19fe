import type { LoadResult } from '../../../core/contract.ts';
import { asFeatherweightError, fail } from '../../../core/errors.ts';
import type { ChunkReference, ScoreEvent } from '../../../core/score.ts';
import { ms } from '../../../core/units.ts';
import { sameVariant } from '../../../core/variant.ts';
import type { Engine } from '../../bridge/engine.ts';
import type { ScoreStore } from '../../store/score-store.ts';
import { cutChunks, firstTokens, type Chunk } from './chunks.ts';
import {
  chunkLength,
  type EvaluationPlan,
  type EvaluationProgress,
  type EvaluationRow,
  type Question,
} from './evaluation.ts';
import { ReferenceShelf } from './reference-shelf.ts';
import { questionTokens, RowRun } from './row-run.ts';
import { ScoreArchive } from './score-archive.ts';

export interface RunOptions {
  readonly store: ScoreStore;
  readonly newEngine: () => Engine;
  readonly appVersion: string;
  readonly signal: AbortSignal;
  /** Waits while the run is paused. */
  readonly gate: () => Promise<void>;
  readonly onChange: () => void;
}

/** How often a chunk's reference log-probabilities may be gone before a level is given up. */
const mostRemakes = 2;

/** Positions for questions that may be long; chunks need 512. */
const longContext = 2048;

/**
 * One run of a plan: the reference first, then each variant, one engine at a time. Every chunk and
 * question is kept when it is scored, and what is kept is not scored again.
 */
export class EvaluationRun {
  readonly plan: EvaluationPlan;
  readonly #options: RunOptions;
  readonly #rows: readonly RowRun[];
  readonly #questions: readonly Question[];
  readonly #contextLength: number;
  #archive!: ScoreArchive;
  #shelf: ReferenceShelf | null = null;
  #chunks: readonly Chunk[] | null = null;
  /** Chunks whose reference log-probabilities were gone. */
  readonly #lost = new Set<number>();
  #running: { readonly row: RowRun; readonly engine: Engine; readonly loaded: LoadResult } | null =
    null;

  constructor(plan: EvaluationPlan, options: RunOptions) {
    this.plan = plan;
    this.#options = options;
    const { reference, variants, choices } = plan;
    this.#questions = choices?.set.questions.slice(0, choices.limit) ?? [];
    const rows = reference ? [new RowRun(reference, null, true)] : [];
    for (const variant of variants)
      if (!rows.some((row) => sameVariant(row.variant, variant)))
        rows.push(new RowRun(variant, reference, false));
    this.#rows = rows;
    // A token is seldom fewer than two characters: most questions then fit; one that doesn't is named.
    const longest = Math.max(
      0,
      ...this.#questions.flatMap(({ context, endings }) =>
        endings.map((ending) => context.length + ending.length),
      ),
    );
    this.#contextLength = longest > 2 * chunkLength ? longContext : chunkLength;
  }

  get rows(): readonly EvaluationRow[] {
    return this.#rows.map(({ view }) => view);
  }

  get progress(): EvaluationProgress {
    const count = this.#chunks?.length ?? this.plan.text?.chunks ?? 0;
    const chunkTokens = (this.#chunks?.[0]?.tokens.length ?? chunkLength) - 1;
    const sizes = new Map(this.#questions.map((question) => [question, questionTokens(question)]));
    const all = [...sizes.values()].reduce((a, b) => a + b, count * chunkTokens);
    const rows = this.#rows.filter(({ failed }) => !failed);
    const rates = rows.map(({ spent }) => (spent.tokens > 0 ? spent.ms / spent.tokens : null));
    const known = rates.filter((rate) => rate !== null);
    const usual = known.reduce((a, b) => a + b, 0) / known.length;
    let [done, left] = [0, 0];
    for (const [index, row] of rows.entries()) {
      let here = Math.min(row.chunks.size, count) * chunkTokens;
      if (row.state.kind === 'chunk') here += row.state.done;
      for (const question of row.questions.keys()) here += sizes.get(question) ?? 0;
      done += here;
      left += Math.max(0, all - here) * (rates[index] ?? usual);
    }
    const timeLeft = known.length === 0 ? null : ms(left);
    return { done, total: rows.length * all, timeLeft, remade: this.#lost.size };
  }

  /** @throws catalogued `cancelled` when stopped, `text-invalid` */
  async run(): Promise<void> {
    const { plan } = this;
    try {
      this.#archive = await ScoreArchive.open(plan, this.#options.store, this.#options.appVersion);
      this.#chunks = await this.#archive.chunks();
      const key = plan.text && (await this.#archive.referenceKey());
      this.#shelf = key === null ? null : await ReferenceShelf.open(key);
      for (const row of this.#rows) await this.#recall(row);
      this.#options.onChange();
      const chunks = this.#chunks ?? (await this.#tokenize());
      let from = 0;
      do from = await this.#round(chunks, from);
      while (from < chunks.length);
      for (const row of this.#rows) if (!row.failed) row.state = { kind: 'done' };
    } finally {
      this.#unload();
      this.#shelf?.close();
    }
  }

  async #recall(row: RowRun): Promise<void> {
    const count = this.#chunks?.length ?? this.plan.text?.chunks ?? 0;
    await this.#archive.recall(row, count, this.#questions);
    this.#summarize(row);
  }

  /** Cuts the text with the tokenizer of the first variant that can be loaded. */
  async #tokenize(): Promise<readonly Chunk[]> {
    const { text } = this.plan;
    if (!text) return [];
    const wanted = text.chunks * chunkLength;
    for (const row of this.#rows) {
      const tokens = await this.#attempt(row, async (engine) =>
        firstTokens(text.text.content, wanted, (part) => engine.tokenize(part)),
      );
      if (!tokens) continue;
      this.#chunks = cutChunks(tokens, text.chunks, text.text);
      await this.#archive.keepTokens(tokens);
      return this.#chunks;
    }
    return [];
  }

  /**
   * Chunks from `from` on: all of them where the reference's log-probabilities can be stored, else as
   * many as the page holds at once. Questions belong to the last round.
   *
   * @returns the first chunk of the next round
   */
  async #round(chunks: readonly Chunk[], from: number): Promise<number> {
    let to = await this.#turns(chunks, from);
    // Each turn more is for a level that found a reference gone, which it may only so often.
    while (this.#lacks(from, to)) to = await this.#turns(chunks, from);
    this.#shelf?.release();
    return to;
  }

  /** Whether a level could not be compared on a chunk, whose reference log-probabilities were gone. */
  #lacks(from: number, to: number): boolean {
    return this.#rows.some((row) => {
      if (row.failed || !row.reference) return false;
      for (let index = from; index < to; index++) if (!row.chunks.has(index)) return true;
      return false;
    });
  }

  /** The reference's turn, where it lacks something, then each level's. */
  async #turns(chunks: readonly Chunk[], from: number): Promise<number> {
    const [first, ...others] = this.#rows;
    let to = chunks.length;
    if (first?.isReference) {
      to = await this.#runReference(first, others, chunks, from);
      if (first.failed) {
        to = chunks.length;
        await this.#compareWithNothing(others);
      } else if (to === chunks.length) await this.#askAll(first);
      this.#rest(first);
    }
    for (const row of first?.isReference ? others : this.#rows) {
      for (let index = from; index < to && !row.failed; index++) {
        if (row.chunks.has(index)) continue;
        const compared = row.reference ? (this.#shelf?.toCompare(index) ?? null) : null;
        // Gone while another level was compared: it is made again, and this level has another turn.
        if (row.reference && !compared) continue;
        await this.#scoreChunk(row, chunks, index, compared);
      }
      if (to === chunks.length) await this.#askAll(row);
      this.#rest(row);
    }
    return to;
  }

  /** The reference's turn in a round. */
  async #runReference(
    row: RowRun,
    others: readonly RowRun[],
    chunks: readonly Chunk[],
    from: number,
  ): Promise<number> {
    const shelf = this.#shelf;
    const isWanted = (index: number): boolean =>
      others.some((other) => !other.failed && !other.chunks.has(index));
    const isMissing = (index: number): boolean => isWanted(index) && !shelf?.has(index);
    let isPrepared = false;
    for (let index = from; index < chunks.length && !row.failed; index++) {
      if (row.chunks.has(index) && !isMissing(index)) continue;
      if (shelf?.isFull) return index;
      if (!isPrepared && shelf) {
        const missing = chunks.filter((_, of) => isMissing(of)).length;
        const { tokens, from: firstOf } = chunks[index] as Chunk;
        await this.#attempt(row, async (_, { model }) =>
          shelf.prepare(missing, tokens.length - 1 - firstOf, model.vocabularySize),
        );
        isPrepared = true;
      }
      const making = shelf && isMissing(index) ? shelf.toMake(index) : null;
      await this.#scoreChunk(row, chunks, index, making);
    }
    return chunks.length;
  }

  /** After the reference has failed: the others' own figures remain. */
  async #compareWithNothing(others: readonly RowRun[]): Promise<void> {
    for (const row of others) {
      if (row.reference === null) continue;
      row.reference = null;
      await this.#recall(row);
    }
  }

  async #scoreChunk(
    row: RowRun,
    chunks: readonly Chunk[],
    index: number,
    reference: ChunkReference | null,
  ): Promise<void> {
    const { tokens, from } = chunks[index] as Chunk;
    const showing = (done: number): void => {
      const of = { index, chunks: chunks.length, total: tokens.length - 1 };
      row.state = { kind: 'chunk', done, ...of };
      this.#options.onChange();
    };
    await this.#attempt(row, async (engine, loaded) => {
      showing(0);
      const onEvents = (events: readonly ScoreEvent[]): void => {
        showing(events.at(-1)?.tokens ?? 0);
      };
      try {
        const { signal } = this.#options;
        const request = { kind: 'chunk', tokens, from, reference } as const;
        const score = await engine.score(request, { signal, onEvents });
        if (row.isReference && reference) this.#shelf?.made(index, score);
        const { nll, bytes, against, times } = score;
        row.state = { kind: 'between' };
        await this.#archive.keepChunk(row, index, { nll, bytes, against, times });
        await this.#keepEngine(row, engine, loaded);
      } catch (thrown) {
        if (asFeatherweightError(thrown).code !== 'reference-missing') throw thrown;
        this.#lost.add(index);
        await this.#shelf?.lost(index);
        if (row.lost(index) > mostRemakes) throw thrown;
      }
    });
  }

  async #askAll(row: RowRun): Promise<void> {
    for (const [index, question] of this.#questions.entries()) {
      if (row.failed) return;
      if (row.questions.has(question)) continue;
      await this.#attempt(row, async (engine, loaded) => {
        row.state = { kind: 'question', index, questions: this.#questions.length };
        this.#options.onChange();
        const { context, endings } = question;
        try {
          const request = { kind: 'choice', context, endings } as const;
          const score = await engine.score(request, { signal: this.#options.signal });
          const record = { kind: 'answered', endings: score.endings, times: score.times } as const;
          await this.#archive.keepQuestion(row, question, record);
        } catch (thrown) {
          const { failure } = asFeatherweightError(thrown);
          if (failure.code !== 'prompt-too-long') throw thrown;
          const tokens = failure.parameters.promptTokens;
          await this.#archive.keepQuestion(row, question, { kind: 'skipped', tokens });
        }
        await this.#keepEngine(row, engine, loaded);
      });
    }
  }

  async #keepEngine(row: RowRun, engine: Engine, loaded: LoadResult): Promise<void> {
    const { form, threads, weightBytes, figures } = loaded;
    const memory = await engine.memory();
    await this.#archive.keepEngine(row, { form, threads, weightBytes, memory, figures });
    this.#summarize(row);
    this.#options.onChange();
  }

  /** Runs a part of a row's work on its engine; a failure is the row's own, save that of a stop. */
  async #attempt<Result>(
    row: RowRun,
    work: (engine: Engine, loaded: LoadResult) => Promise<Result>,
  ): Promise<Result | undefined> {
    if (row.failed) return undefined;
    const { signal, gate, onChange } = this.#options;
    const isStopped = (): boolean => signal.aborted;
    await gate();
    if (isStopped()) throw fail('cancelled', {});
    try {
      const { engine, loaded } = await this.#load(row);
      return await work(engine, loaded);
    } catch (thrown) {
      const error = asFeatherweightError(thrown);
      this.#unload();
      if (isStopped()) throw fail('cancelled', {}, error);
      row.fail(error);
      onChange();
      return undefined;
    }
  }

  async #load(row: RowRun): Promise<{ readonly engine: Engine; readonly loaded: LoadResult }> {
    if (this.#running?.row === row) return this.#running;
    this.#unload();
    const { source, threads } = this.plan;
    const engine = this.#options.newEngine();
    row.state = { kind: 'loading', progress: null };
    this.#options.onChange();
    engine.addEventListener('change', () => {
      if (engine.state.kind !== 'loading' || row.state.kind !== 'loading') return;
      row.state = { kind: 'loading', progress: engine.state.progress };
      this.#options.onChange();
    });
    const contextLength = this.#contextLength;
    const { variant } = row;
    try {
      const loaded = await engine.load(
        { variant, source, contextLength, threads, form: 'auto' },
        { signal: this.#options.signal },
      );
      row.state = { kind: 'between' };
      this.#running = { row, engine, loaded };
      return this.#running;
    } catch (error) {
      engine.unload();
      throw error;
    }
  }

  #unload(): void {
    this.#running?.engine.unload();
    this.#running = null;
  }

  #summarize(row: RowRun): void {
    row.summarize(this.plan, this.#chunks ?? [], this.#options.appVersion);
  }

  /** Shows that a row's turn is over. */
  #rest(row: RowRun): void {
    if (row.failed) return;
    const chunks = this.#chunks?.length ?? 0;
    const isDone = row.chunks.size >= chunks && row.questions.size >= this.#questions.length;
    row.state = { kind: isDone ? 'done' : 'between' };
    this.#options.onChange();
  }
}
