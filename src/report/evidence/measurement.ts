import type { Failure } from '../../../core/errors.ts';
import type { LevelId, WeightForm } from '../../../core/levels.ts';
import type { Choices, TextQuality } from '../../../core/quality.ts';
import { formatVariant, type Variant } from '../../../core/variant.ts';

/** Of `Evidence`; raised when what is kept or exported changes its meaning. */
export const evidenceSchema = 1;

/** What a measurement depends on besides the variant. */
export interface MeasuredUnder {
  /** ISO 8601. */
  readonly at: string;
  readonly appVersion: string;
  readonly threads: number;
  readonly userAgent: string;
  /** Logical processors. */
  readonly cores: number;
  readonly crossOriginIsolated: boolean;
}

/** llama-bench's sizes of a test: `pp512`, `tg128 @ d1024`. */
export interface RateTest {
  readonly nPrompt: number;
  readonly nGen: number;
  readonly nDepth: number;
}

interface MeasurementBase {
  readonly variant: Variant;
  readonly form: WeightForm;
  readonly under: MeasuredUnder;
}

export interface TextMeasurement extends MeasurementBase {
  readonly kind: 'text';
  readonly text: TextQuality;
}

export interface ChoicesMeasurement extends MeasurementBase {
  readonly kind: 'choices';
  readonly choices: Choices;
}

/** Everything that the engine held after its work, bytes. */
export interface MemoryMeasurement extends MeasurementBase {
  readonly kind: 'memory';
  readonly bytes: number;
}

/** A rate: tokens per second of each repetition. */
export interface RateMeasurement extends MeasurementBase {
  readonly kind: 'decode' | 'prefill';
  readonly test: RateTest;
  readonly samples: readonly number[];
}

/** Milliseconds from a prompt of `test.nPrompt` tokens to the first token, of each repetition. */
export interface FirstTokenMeasurement extends MeasurementBase {
  readonly kind: 'first-token';
  readonly test: RateTest;
  readonly samples: readonly number[];
}

/** Why a variant has no figures of this sort. */
export interface FailedMeasurement {
  readonly kind: 'failed';
  readonly of: 'quality' | 'speed';
  readonly variant: Variant;
  readonly failure: Failure;
  /** ISO 8601. */
  readonly at: string;
}

export type Measurement =
  | TextMeasurement
  | ChoicesMeasurement
  | MemoryMeasurement
  | RateMeasurement
  | FirstTokenMeasurement
  | FailedMeasurement;

/** A level as it is stored: facts of its shapes, not measured. */
export interface LevelFacts {
  readonly level: LevelId;
  /** All tensors of the file, scales and offsets counted. */
  readonly bytes: number;
  /** Of the layers' matrices, without embedding and head. */
  readonly linearBitsPerWeight: number;
  /** Of the whole file. */
  readonly fileBitsPerWeight: number;
}

export interface EvidenceModel {
  /** Catalogue id. */
  readonly id: string;
  readonly name: string;
  /** The level that the published weights have. */
  readonly shippedLevel: LevelId;
  readonly levels: readonly LevelFacts[];
}

/** All that was measured of the variants of one model, and of others laid beside it. */
export interface Evidence {
  readonly schema: typeof evidenceSchema;
  readonly model: EvidenceModel;
  /** Other models; most evidence has none. */
  readonly beside: readonly EvidenceModel[];
  readonly measurements: readonly Measurement[];
}

const testKey = ({ nPrompt, nGen, nDepth }: RateTest): string => `${nPrompt}/${nGen}/${nDepth}`;

/**
 * What a measurement is of: a newer one with the same identity takes its place. Others stand beside
 * each other: a text in 8 chunks and in 16, or against two references, are two things.
 */
export function measurementIdentity(measurement: Measurement): string {
  const { kind } = measurement;
  const variant = formatVariant(measurement.variant);
  switch (kind) {
    case 'text': {
      const { sha256, chunkLength, chunks, agreement } = measurement.text;
      const reference = agreement ? formatVariant(agreement.reference) : '';
      return [variant, kind, sha256, chunkLength, chunks, reference].join(' ');
    }
    case 'choices':
      return [variant, kind, measurement.choices.sha256, measurement.choices.n].join(' ');
    case 'memory':
      return [variant, kind].join(' ');
    case 'decode':
    case 'prefill':
    case 'first-token':
      return [variant, kind, testKey(measurement.test), measurement.under.threads].join(' ');
    case 'failed':
      return [variant, kind, measurement.of].join(' ');
  }
}

export const measuredAt = (measurement: Measurement): string =>
  measurement.kind === 'failed' ? measurement.at : measurement.under.at;

const groupOf = (measurement: Measurement): 'quality' | 'speed' | null => {
  switch (measurement.kind) {
    case 'text':
    case 'choices':
      return 'quality';
    case 'decode':
    case 'prefill':
    case 'first-token':
      return 'speed';
    case 'failed':
      return measurement.of;
    case 'memory':
      return null;
  }
};

/**
 * `kept` with `added` in it: of two with one identity the later stays, and a failure goes once the
 * variant has figures of its sort from after it. Order: by when they were first measured.
 */
export function mergeMeasurements(
  kept: readonly Measurement[],
  added: readonly Measurement[],
): readonly Measurement[] {
  const byIdentity = new Map<string, Measurement>();
  for (const measurement of [...kept, ...added]) {
    const identity = measurementIdentity(measurement);
    const other = byIdentity.get(identity);
    if (!other || measuredAt(other) <= measuredAt(measurement))
      byIdentity.set(identity, measurement);
  }
  const merged = [...byIdentity.values()];
  return merged.filter(
    (measurement) =>
      measurement.kind !== 'failed' ||
      !merged.some(
        (other) =>
          other.kind !== 'failed' &&
          groupOf(other) === measurement.of &&
          formatVariant(other.variant) === formatVariant(measurement.variant) &&
          measuredAt(other) >= measurement.at,
      ),
  );
}
