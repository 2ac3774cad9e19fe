import type { Failure } from '../../core/errors.ts';
import type { LevelId } from '../../core/levels.ts';
import type { ModelFacts, ModelFormat } from '../../core/model-store.ts';
import type { EngineId } from '../../core/variant.ts';
import type { TypeShare } from './stored-model.ts';

/** An engine, and why it can't run the model; `undefined` where it can. */
export interface EngineFit {
  readonly engine: EngineId;
  readonly obstacle: Failure | undefined;
}

/** What a set of files turned out to be, before anything of it is kept. */
export interface RecognisedModel {
  readonly format: ModelFormat;
  /** The name of the file that an engine opens, as it was given. */
  readonly main: string;
  /** Names of all files that belong to it, `main` included. */
  readonly files: readonly string[];
  readonly displayName: string;
  readonly facts: ModelFacts;
  /** The level that comes nearest to what is stored. */
  readonly level: LevelId;
  /** Types of the stored tensors, by bytes, most first. */
  readonly types: readonly TypeShare[];
  /** Types whose weights are rounded to the nearest kernel form where it runs at `level`. */
  readonly convertedTypes: readonly string[];
  readonly tokenizer: 'byte-level' | 'sentencepiece';
  readonly engines: readonly EngineFit[];
}

export type Recognition =
  | { readonly kind: 'model'; readonly model: RecognisedModel }
  /** A file that is or should be a model's, and why it can't be used. */
  | { readonly kind: 'refused'; readonly file: string; readonly failure: Failure };
