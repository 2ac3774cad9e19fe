import type { WeightForm } from './levels.ts';
import type { LoadFigures } from './metrics/load.ts';
import type { MemoryAccount } from './metrics/memory.ts';
import type { Bytes, Ms } from './units.ts';
import type { Variant } from './variant.ts';

/** A value and one standard error. */
export interface Estimate {
  readonly value: number;
  readonly se: number;
}

/** A 95 % interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Kld extends Estimate {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface DeltaProbability extends Estimate {
  readonly rms: number;
  readonly p1: number;
  readonly p5: number;
  readonly p95: number;
  readonly p99: number;
}

/** Against the reference, by the definitions in `core/metrics/`. */
export interface Agreement {
  readonly reference: Variant;
  readonly kld: Kld;
  readonly sameTop: Estimate;
  readonly dp: DeltaProbability;
  /** Mean ln(PPL / PPL of the reference), by the paired differences. */
  readonly lnPerplexityRatio: Estimate;
}

/** A share of questions answered right, with its 95 % Wilson interval. */
export interface Accuracy {
  readonly value: number;
  readonly interval: Interval;
}

export interface Choices {
  readonly name: string;
  readonly sha256: string;
  readonly n: number;
  readonly acc: Accuracy;
  readonly accNorm: Accuracy;
  readonly accNormToken: Accuracy;
  /** Per question, whether each rule picked the right ending: what paired differences need. */
  readonly correct: {
    readonly acc: readonly boolean[];
    readonly accNorm: readonly boolean[];
    readonly accNormToken: readonly boolean[];
  };
}

/** What a text says of a variant. Under 100 positions there are no statistics: `perplexity` is null. */
export interface TextQuality {
  readonly name: string;
  readonly sha256: string;
  readonly chunkLength: number;
  readonly chunks: number;
  readonly positions: number;
  readonly perplexity: Estimate | null;
  /** Perplexity after each chunk. */
  readonly perplexityByChunk: readonly number[];
  /** `null` for the reference itself, or without one. */
  readonly agreement: Agreement | null;
}

/** Measured while a variant was evaluated. Its rates are a benchmark's to tell, not these. */
export interface EvaluationFigures {
  readonly weightBytes: Bytes;
  readonly threads: number;
  /** After the last chunk or question. */
  readonly memory: MemoryAccount;
  readonly load: LoadFigures;
  /** Tokens evaluated, and the time that evaluating and scoring them took, loading left out. */
  readonly tokens: number;
  readonly scoringMs: Ms;
}

/** Quality of one variant, as kept and exported. */
export interface QualityResult {
  readonly schema: 1;
  readonly variant: Variant;
  readonly form: WeightForm;
  readonly text: TextQuality | null;
  readonly choices: Choices | null;
  readonly figures: EvaluationFigures;
  /** ISO 8601. */
  readonly finishedAt: string;
  readonly appVersion: string;
}

/** Two variants on the same questions. */
export interface PairedDifference {
  /** Accuracy of the first less that of the second. */
  readonly difference: number;
  /** 95 %, by a seeded paired bootstrap. */
  readonly interval: Interval;
  /** McNemar's exact test, two-sided. */
  readonly pValue: number;
  readonly n: number;
}
