import type { FeatherweightError } from '../../../core/errors.ts';
import type { EvaluationFigures, QualityResult } from '../../../core/quality.ts';
import { ms } from '../../../core/units.ts';
import type { Variant } from '../../../core/variant.ts';
import type { Chunk } from './chunks.ts';
import type { EvaluationPlan, EvaluationRow, Question, RowState } from './evaluation.ts';
import { choicesQuality, textQuality } from './quality-figures.ts';
import type { ChunkRecord, EngineRecord, QuestionRecord } from './score-records.ts';

/** A guess for questions not yet tokenized, as good as progress needs. */
const charactersPerToken = 4;

export const questionTokens = ({ context, endings }: Question): number =>
  Math.ceil((context.length + endings.join('').length) / charactersPerToken);

/** One variant of a run under way, and what it has scored. */
export class RowRun {
  readonly variant: Variant;
  readonly isReference: boolean;
  readonly chunks = new Map<number, ChunkRecord>();
  readonly questions = new Map<Question, QuestionRecord>();
  state: RowState = { kind: 'waiting' };
  engine: EngineRecord | null = null;
  /** What its scores are compared with; `null` for the reference, and where that has failed. */
  reference: Variant | null;
  #result: QualityResult | null = null;
  readonly #losses = new Map<number, number>();

  constructor(variant: Variant, reference: Variant | null, isReference: boolean) {
    this.variant = variant;
    this.reference = isReference ? null : reference;
    this.isReference = isReference;
  }

  get failed(): boolean {
    return this.state.kind === 'failed';
  }

  fail(error: FeatherweightError): void {
    this.state = { kind: 'failed', error };
  }

  /** Counts that a chunk's reference log-probabilities were gone when it was compared. */
  lost(chunk: number): number {
    const losses = (this.#losses.get(chunk) ?? 0) + 1;
    this.#losses.set(chunk, losses);
    return losses;
  }

  get view(): EvaluationRow {
    const { variant, isReference, state } = this;
    const skipped = [...this.questions].flatMap(([{ line }, record]) =>
      record.kind === 'skipped' ? [{ line, tokens: record.tokens }] : [],
    );
    return { variant, isReference, state, result: this.#result, skipped };
  }

  /** Tokens evaluated and the time they took, over all that is scored. */
  get spent(): { readonly tokens: number; readonly ms: number } {
    let tokens = 0;
    let spent = 0;
    for (const record of [...this.chunks.values(), ...this.questions.values()]) {
      if (!('times' in record)) continue;
      tokens += record.times.tokens;
      spent += record.times.totalMs;
    }
    return { tokens, ms: spent };
  }

  /** Makes the result anew from what is scored. */
  summarize(plan: EvaluationPlan, chunks: readonly Chunk[], appVersion: string): void {
    const scored = this.#inOrder();
    const answered = [...this.questions]
      .toSorted(([a], [b]) => a.line - b.line)
      .flatMap(([{ label }, record]) =>
        record.kind === 'answered' ? [{ endings: record.endings, label }] : [],
      );
    const figures = this.#figures();
    if (!figures || !this.engine || (scored.length === 0 && answered.length === 0)) {
      this.#result = null;
      return;
    }
    this.#result = {
      schema: 1,
      variant: this.variant,
      form: this.engine.form,
      text:
        plan.text && scored.length > 0
          ? textQuality(plan.text.text, chunks, scored, this.reference)
          : null,
      choices:
        plan.choices && answered.length > 0 ? choicesQuality(plan.choices.set, answered) : null,
      figures,
      finishedAt: new Date().toISOString(),
      appVersion,
    };
  }

  /** Chunks from the first on without a gap: what figures are made of. */
  #inOrder(): readonly ChunkRecord[] {
    const records: ChunkRecord[] = [];
    for (;;) {
      const next = this.chunks.get(records.length);
      if (!next) return records;
      records.push(next);
    }
  }

  #figures(): EvaluationFigures | null {
    if (!this.engine) return null;
    const { weightBytes, threads, memory, figures } = this.engine;
    const spent = this.spent;
    return {
      weightBytes,
      threads,
      memory,
      load: figures,
      tokens: spent.tokens,
      scoringMs: ms(spent.ms),
    };
  }
}
