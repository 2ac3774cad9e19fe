import * as v from 'valibot';
import type { LoadResult } from '../../../core/contract.ts';
import { weightForms } from '../../../core/levels.ts';
import { loadParts } from '../../../core/metrics/load.ts';
import { scoringVersion, type ChunkScore, type EndingScore } from '../../../core/score.ts';
import { formatVariant, type Variant } from '../../../core/variant.ts';
import { sha256OfText } from './read-text.ts';
import type { EvaluationPlan, EvaluationText, Question } from './evaluation.ts';

/* What is kept of an evaluation, under keys that name all that a score depends on. */

export type ChunkRecord = Pick<ChunkScore, 'nll' | 'bytes' | 'against' | 'times'>;

export type QuestionRecord =
  | {
      readonly kind: 'answered';
      readonly endings: readonly EndingScore[];
      readonly times: ChunkScore['times'];
    }
  | { readonly kind: 'skipped'; readonly tokens: number };

/** What a variant was when it was loaded for scoring. */
export type EngineRecord = Pick<
  LoadResult,
  'form' | 'threads' | 'weightBytes' | 'memory' | 'figures'
>;

const times = v.object({ totalMs: v.number(), logitsMs: v.number(), tokens: v.number() });

const against = v.object({
  kld: v.instance(Float32Array),
  sameTop: v.instance(Uint8Array),
  dp: v.instance(Float32Array),
  referenceNll: v.instance(Float32Array),
});

/** The schemas check shapes; brands of units are the types' alone. */
const typed = <T>(schema: v.GenericSchema): v.GenericSchema<unknown, T> =>
  schema as v.GenericSchema<unknown, T>;

export const chunkRecordSchema = typed<ChunkRecord>(
  v.pipe(
    v.object({
      nll: v.instance(Float32Array),
      bytes: v.instance(Uint16Array),
      against: v.nullable(against),
      times,
    }),
    v.check(({ nll, bytes, against: compared }) =>
      [bytes, ...Object.values(compared ?? {})].every(({ length }) => length === nll.length),
    ),
  ),
);

const ending = v.object({
  logProb: v.number(),
  tokens: v.number(),
  characters: v.number(),
  ownLogProb: v.number(),
  ownTokens: v.number(),
});

export const questionRecordSchema = typed<QuestionRecord>(
  v.variant('kind', [
    v.object({ kind: v.literal('answered'), endings: v.array(ending), times }),
    v.object({ kind: v.literal('skipped'), tokens: v.number() }),
  ]),
);

const figure = v.union([v.number(), v.object({ notMeasurable: v.string() })]);

export const engineRecordSchema = typed<EngineRecord>(
  v.object({
    form: v.picklist(weightForms),
    threads: v.number(),
    weightBytes: v.number(),
    memory: v.looseObject({ heap: figure, total: figure, weights: figure, kvCache: figure }),
    figures: v.looseObject({ ...v.entriesFromList(loadParts, v.number()), loadMs: v.number() }),
  }),
);

export const tokensSchema = v.instance(Uint32Array);

/** Keys of one plan's records. */
export class RecordKeys {
  readonly #base: string;
  readonly #text: string;

  private constructor(base: string, text: string) {
    this.#base = base;
    this.#text = text;
  }

  /** @param appVersion scores of another version are not used: it may compute otherwise */
  static async of({ source, text }: EvaluationPlan, appVersion: string): Promise<RecordKeys> {
    const weights = await sha256OfText(source.files.map(({ sha256 }) => sha256).join());
    const base = [appVersion, scoringVersion, source.shippedLevel, weights.slice(0, 32)].join('|');
    return new RecordKeys(base, text?.text.sha256 ?? '');
  }

  tokens({ sha256 }: EvaluationText, wanted: number): string {
    return ['tokens', this.#base, sha256, wanted].join('|');
  }

  engine(variant: Variant): string {
    return ['engine', this.#base, formatVariant(variant)].join('|');
  }

  /** @param reference `null` for the reference itself and where nothing is compared */
  chunk(variant: Variant, reference: Variant | null, index: number): string {
    const compared = reference ? formatVariant(reference) : '';
    const parts = ['chunk', this.#base, formatVariant(variant), compared, this.#text, index];
    return parts.join('|');
  }

  question(variant: Variant, setSha256: string, { line }: Question): string {
    return ['question', this.#base, formatVariant(variant), setSha256, line].join('|');
  }

  /** Names the folder of a reference's log-probabilities. */
  async reference(variant: Variant): Promise<string> {
    return sha256OfText(['reference', this.#base, formatVariant(variant), this.#text].join('|'));
  }
}
