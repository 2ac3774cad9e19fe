import * as v from 'valibot';
import { levelIds, weightForms } from '../../../core/levels.ts';
import { engineIds } from '../../../core/variant.ts';
import type { EvidenceModel, Measurement } from './measurement.ts';
import { failureSchema } from '../../store/failure-schema.ts';

/*
 * Measurements come back from storage and from files, written by this version, another or anyone. All
 * that one says must be well-formed, since figures are compared and texts are shown; unknown fields are
 * dropped. Limits keep a hostile file from filling the page.
 */

const text = v.pipe(v.string(), v.maxLength(500));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const finite = v.pipe(v.number(), v.finite());
const amount = v.pipe(finite, v.minValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const share = v.pipe(finite, v.minValue(0), v.maxValue(1));
const positive = v.pipe(
  finite,
  v.check((value) => value > 0, 'must be above 0'),
);
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const date = v.pipe(
  v.string(),
  v.maxLength(40),
  v.check((value) => !Number.isNaN(Date.parse(value)), 'not a date'),
);

const variant = v.object({
  model: name,
  level: v.picklist(levelIds),
  engine: v.picklist(engineIds),
});

const under = v.object({
  at: date,
  appVersion: text,
  threads: count,
  userAgent: v.pipe(v.string(), v.maxLength(2000)),
  cores: count,
  crossOriginIsolated: v.boolean(),
});

const base = { variant, form: v.picklist(weightForms), under };
const test = v.object({ nPrompt: count, nGen: count, nDepth: count });
const samples = v.pipe(v.array(positive), v.minLength(1), v.maxLength(10_000));

const estimate = v.object({ value: finite, se: amount });
const kld = v.object({
  ...estimate.entries,
  ...v.entriesFromList(['p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const, finite),
});
const dp = v.object({
  ...estimate.entries,
  ...v.entriesFromList(['rms', 'p1', 'p5', 'p95', 'p99'] as const, finite),
});

const textQuality = v.object({
  name,
  sha256: hash,
  chunkLength: count,
  chunks: count,
  positions: count,
  perplexity: v.nullable(v.object({ value: positive, se: amount })),
  // Told since these figures are: what was measured before has neither.
  bitsPerByte: v.optional(v.nullable(v.object({ ...estimate.entries, bytes: count })), null),
  tokensHash: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/))), null),
  perplexityByChunk: v.pipe(v.array(positive), v.maxLength(100_000)),
  agreement: v.nullable(
    v.object({
      reference: variant,
      kld,
      sameTop: v.object({ value: share, se: amount }),
      dp,
      lnPerplexityRatio: estimate,
    }),
  ),
});

const accuracy = v.object({ value: share, interval: v.object({ low: share, high: share }) });
const correct = v.pipe(v.array(v.boolean()), v.maxLength(100_000));
const choices = v.pipe(
  v.object({
    name,
    sha256: hash,
    n: v.pipe(count, v.minValue(1)),
    acc: accuracy,
    accNorm: accuracy,
    accNormToken: accuracy,
    correct: v.object({ acc: correct, accNorm: correct, accNormToken: correct }),
  }),
  v.check(
    ({ n, correct: { acc, accNorm, accNormToken } }) =>
      [acc, accNorm, accNormToken].every(({ length }) => length === n),
    'not one answer for each question',
  ),
);

export const measurementSchema = v.variant('kind', [
  v.object({ kind: v.literal('text'), ...base, text: textQuality }),
  v.object({ kind: v.literal('choices'), ...base, choices }),
  v.object({ kind: v.literal('memory'), ...base, bytes: positive }),
  v.object({ kind: v.picklist(['decode', 'prefill']), ...base, test, samples }),
  v.object({ kind: v.literal('first-token'), ...base, test, samples }),
  v.object({
    kind: v.literal('failed'),
    of: v.picklist(['quality', 'speed']),
    variant,
    failure: failureSchema,
    at: date,
  }),
]);

export const modelSchema = v.object({
  id: name,
  name,
  shippedLevel: v.picklist(levelIds),
  levels: v.pipe(
    v.array(
      v.object({
        level: v.picklist(levelIds),
        bytes: positive,
        linearBitsPerWeight: positive,
        fileBitsPerWeight: positive,
      }),
    ),
    v.maxLength(200),
  ),
}) satisfies v.GenericSchema<EvidenceModel>;

/** The measurement that `value` is, or `undefined`. */
export function parseMeasurement(value: unknown): Measurement | undefined {
  const result = v.safeParse(measurementSchema, value);
  // The schema checks shapes; parameters by error code are the type's alone.
  return result.success ? result.output : undefined;
}
