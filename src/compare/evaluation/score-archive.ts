import type { ScoreStore } from '../../store/score-store.ts';
import { cutChunks, type Chunk } from './chunks.ts';
import { chunkLength, type EvaluationPlan, type Question } from './evaluation.ts';
import type { RowRun } from './row-run.ts';
import {
  chunkRecordSchema,
  engineRecordSchema,
  questionRecordSchema,
  RecordKeys,
  tokensSchema,
  type ChunkRecord,
  type EngineRecord,
  type QuestionRecord,
} from './score-records.ts';

/** One plan's scores on this device. */
export class ScoreArchive {
  readonly #plan: EvaluationPlan;
  readonly #store: ScoreStore;
  readonly #keys: RecordKeys;

  private constructor(plan: EvaluationPlan, store: ScoreStore, keys: RecordKeys) {
    this.#plan = plan;
    this.#store = store;
    this.#keys = keys;
  }

  static async open(
    plan: EvaluationPlan,
    store: ScoreStore,
    appVersion: string,
  ): Promise<ScoreArchive> {
    return new ScoreArchive(plan, store, await RecordKeys.of(plan, appVersion));
  }

  /** Names the folder of the reference's log-probabilities. */
  referenceKey(): Promise<string> | null {
    const { reference } = this.#plan;
    return reference && this.#keys.reference(reference);
  }

  async chunks(): Promise<readonly Chunk[] | null> {
    const { text } = this.#plan;
    if (!text) return [];
    const key = this.#keys.tokens(text.text, text.chunks * chunkLength);
    const tokens = await this.#store.get(key, tokensSchema);
    return tokens && cutChunks(tokens, text.chunks, text.text);
  }

  keepTokens(tokens: Uint32Array): Promise<void> {
    const { text } = this.#plan;
    if (!text) return Promise.resolve();
    return this.#store.put(this.#keys.tokens(text.text, text.chunks * chunkLength), tokens);
  }

  /** Gives a row what it scored before. */
  async recall(row: RowRun, chunkCount: number, questions: readonly Question[]): Promise<void> {
    row.chunks.clear();
    row.engine = await this.#store.get(this.#keys.engine(row.variant), engineRecordSchema);
    if (!row.engine) return;
    for (let index = 0; index < chunkCount; index++) {
      const key = this.#keys.chunk(row.variant, row.reference, index);
      const record = await this.#store.get(key, chunkRecordSchema);
      if (record) row.chunks.set(index, record);
    }
    for (const question of questions) {
      const record = await this.#store.get(this.#questionKey(row, question), questionRecordSchema);
      if (record) row.questions.set(question, record);
    }
  }

  async keepEngine(row: RowRun, engine: EngineRecord): Promise<void> {
    row.engine = engine;
    await this.#store.put(this.#keys.engine(row.variant), engine);
  }

  async keepChunk(row: RowRun, index: number, record: ChunkRecord): Promise<void> {
    row.chunks.set(index, record);
    await this.#store.put(this.#keys.chunk(row.variant, row.reference, index), record);
  }

  async keepQuestion(row: RowRun, question: Question, record: QuestionRecord): Promise<void> {
    row.questions.set(question, record);
    await this.#store.put(this.#questionKey(row, question), record);
  }

  #questionKey(row: RowRun, question: Question): string {
    return this.#keys.question(row.variant, this.#plan.choices?.set.sha256 ?? '', question);
  }
}
