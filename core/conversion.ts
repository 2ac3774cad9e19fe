import type { Estimate } from './quality.ts';
import type { Variant } from './variant.ts';

/**
 * How the weights of a type run at their model's own level:
 * - `as-stored`: exactly, whatever kernels read
 * - `blocks4`: rounded to 4-bit blocks of 32 with a scale and an offset
 * - `blocks8`: rounded to 8-bit blocks of 32 with a scale
 */
export type KernelForm = 'as-stored' | 'blocks4' | 'blocks8';

/** The tensors of one type within a model's file. */
export interface StoredType {
  /** As the file's format calls it: `Q6_K`. */
  readonly type: string;
  readonly weights: number;
  readonly runsAs: KernelForm;
}

/** How far the weights of one type are off once they are rounded. */
export interface ConversionError {
  readonly type: string;
  /** Sum of the squared differences over the sum of the squared weights; 0: equal. */
  readonly relativeSquaredError: number;
}

/** What running a model costs against its file's own values, on a text. */
export interface ConversionQuality {
  /** What runs, and the file's own values expanded. */
  readonly variant: Variant;
  readonly reference: Variant;
  /** Nats; ± one standard error. */
  readonly kld: Estimate;
  /** A share; ± one standard error. */
  readonly sameTop: Estimate;
  readonly text: { readonly name: string; readonly sha256: string };
  readonly chunks: number;
  /** Tokens of a chunk. */
  readonly chunkLength: number;
  /** Scored, over all chunks. */
  readonly positions: number;
  /** Of the rules by which it was scored (`scoringVersion`). */
  readonly scoring: number;
  /** ISO 8601. */
  readonly finishedAt: string;
  readonly appVersion: string;
}

/** Kept with a model. */
export interface ConversionCost {
  readonly schema: 1;
  readonly errors: readonly ConversionError[];
  /** `null` until it was measured. */
  readonly quality: ConversionQuality | null;
}

/** Of a model some of whose weights are rounded to a form that kernels have; else absent. */
export interface ConversionFacts {
  /** By bytes, most first. */
  readonly storedTypes?: readonly StoredType[];
  readonly conversionCost?: ConversionCost;
}
