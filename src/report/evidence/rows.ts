import type { Failure } from '../../../core/errors.ts';
import type { WeightForm } from '../../../core/levels.ts';
import { pairedDifference } from '../../../core/metrics/multiple-choice.ts';
import type {
  Accuracy,
  Choices,
  DeltaProbability,
  Estimate,
  Interval,
  Kld,
  PairedDifference,
} from '../../../core/quality.ts';
import {
  mean,
  normal95,
  normalInterval,
  sampleDeviation,
  wilsonInterval,
} from '../../../core/statistics.ts';
import { twoSidedT } from '../../../core/student-t.ts';
import { formatVariant, sameVariant, type Variant } from '../../../core/variant.ts';
import { onRateBasis, onTextBasis, type Basis, type RateBasis } from './basis.ts';
import type {
  Evidence,
  FirstTokenMeasurement,
  LevelFacts,
  MeasuredUnder,
  Measurement,
  RateMeasurement,
} from './measurement.ts';

/** A figure with one standard error, its 95 % interval, and how many values it was made from. */
export interface Bounded extends Estimate {
  readonly interval: Interval;
  readonly n: number;
}

/** A mean of repetitions with their sample standard deviation. */
export interface Spread {
  readonly mean: number;
  /** `null` for one repetition. */
  readonly sd: number | null;
  readonly n: number;
  /** Of the mean, 95 %, by Student's t; `null` for one repetition. */
  readonly interval: Interval | null;
  readonly samples: readonly number[];
}

/** One variant's figures on one basis. `null`: not measured. */
export interface EvidenceRow {
  readonly variant: Variant;
  /** `formatVariant`'s. */
  readonly id: string;
  readonly form: WeightForm | null;
  readonly isReference: boolean;
  readonly facts: LevelFacts | null;
  /** Bytes. */
  readonly memory: number | null;
  readonly decode: Spread | null;
  readonly prefill: Spread | null;
  /** Milliseconds. */
  readonly firstToken: Spread | null;
  /** Scored positions of the text; also where they were too few for statistics. */
  readonly positions: number | null;
  readonly perplexity: Bounded | null;
  /** Against the basis' reference. */
  readonly kld: (Bounded & Kld) | null;
  readonly sameTop: Bounded | null;
  readonly dp: DeltaProbability | null;
  readonly choices: Choices | null;
  /** `accNorm`: by the ending's log-probability for each of its characters. */
  readonly accuracy: Accuracy | null;
  /** Accuracy less the reference's, on the same questions. */
  readonly accuracyDifference: PairedDifference | null;
  readonly failures: readonly { readonly of: 'quality' | 'speed'; readonly failure: Failure }[];
  /** Of the latest measurement. */
  readonly under: MeasuredUnder | null;
}

/** Rows on one basis, lightest first. */
export interface EvidenceView {
  readonly model: Evidence['model'];
  readonly basis: Basis;
  readonly rows: readonly EvidenceRow[];
}

export function spreadOf(samples: readonly number[]): Spread | null {
  if (samples.length === 0) return null;
  const center = mean(samples);
  const n = samples.length;
  if (n < 2) return { mean: center, sd: null, n, interval: null, samples };
  const sd = sampleDeviation(samples);
  const reach = (twoSidedT(0.95, n - 1) * sd) / Math.sqrt(n);
  const interval = { low: Math.max(0, center - reach), high: center + reach };
  return { mean: center, sd, n, interval, samples };
}

/** The error of a perplexity is that of its logarithm, so its interval is symmetrical there. */
const perplexityBounds = ({ value, se }: Estimate, n: number): Bounded => {
  const reach = Math.exp((normal95 * se) / value);
  return { value, se, n, interval: { low: value / reach, high: value * reach } };
};

/**
 * Wilson's interval for the share, as for any count: where every position agrees the standard error is
 * 0, but what was not seen is not impossible.
 */
const shareBounds = ({ value, se }: Estimate, n: number): Bounded => ({
  value,
  se,
  n,
  interval: wilsonInterval(Math.round(value * n), n),
});

/** The later of those that `fits`. */
function latest<Kind extends Measurement['kind']>(
  measurements: readonly Measurement[],
  kind: Kind,
  fits: (measurement: Extract<Measurement, { kind: Kind }>) => boolean,
): Extract<Measurement, { kind: Kind }> | undefined {
  return measurements
    .filter(
      (each): each is Extract<Measurement, { kind: Kind }> =>
        each.kind === kind && fits(each as Extract<Measurement, { kind: Kind }>),
    )
    .toSorted((a, b) => timeOf(b).localeCompare(timeOf(a)))[0];
}

const timeOf = (measurement: Measurement): string =>
  measurement.kind === 'failed' ? measurement.at : measurement.under.at;

export function evidenceView(evidence: Evidence, basis: Basis): EvidenceView {
  const variants = new Map(
    evidence.measurements.map(({ variant }) => [formatVariant(variant), variant] as const),
  );
  const reference = basis.text?.reference ?? null;
  const referenceChoices = reference
    ? choicesOf(ofVariant(evidence.measurements, reference), basis)
    : undefined;
  const rows = [...variants.values()].map((variant) =>
    rowOf(evidence, basis, variant, referenceChoices),
  );
  return {
    model: evidence.model,
    basis,
    rows: rows.toSorted(byBytes),
  };
}

const byBytes = (a: EvidenceRow, b: EvidenceRow): number =>
  (a.facts?.bytes ?? Infinity) - (b.facts?.bytes ?? Infinity) || a.id.localeCompare(b.id);

const ofVariant = (measurements: readonly Measurement[], variant: Variant) =>
  measurements.filter((each) => sameVariant(each.variant, variant));

const choicesOf = (own: readonly Measurement[], { choices }: Basis): Choices | undefined =>
  choices
    ? latest(
        own,
        'choices',
        (each) => each.choices.sha256 === choices.sha256 && each.choices.n === choices.n,
      )?.choices
    : undefined;

function rowOf(
  { model, measurements }: Evidence,
  basis: Basis,
  variant: Variant,
  referenceChoices: Choices | undefined,
): EvidenceRow {
  const own = ofVariant(measurements, variant);
  const textBasis = basis.text;
  const reference = textBasis?.reference ?? null;
  const isReference = reference !== null && sameVariant(variant, reference);
  const onText = textBasis
    ? own.filter(
        (each) =>
          each.kind === 'text' &&
          onTextBasis(each, textBasis) &&
          (each.text.agreement === null ||
            (reference !== null && sameVariant(each.text.agreement.reference, reference))),
      )
    : [];
  // A comparison tells more than the same text without one, however new that is.
  const text =
    latest(onText, 'text', (each) => each.text.agreement !== null)?.text ??
    latest(onText, 'text', () => true)?.text;
  const agreement = isReference ? null : (text?.agreement ?? null);
  const choices = choicesOf(own, basis);
  const positions = text?.positions ?? null;
  const n = positions ?? 0;
  const newest = own
    .filter((each) => each.kind !== 'failed')
    .toSorted((a, b) => timeOf(b).localeCompare(timeOf(a)))[0];
  return {
    variant,
    id: formatVariant(variant),
    form: newest?.form ?? null,
    isReference,
    facts: model.levels.find(({ level }) => level === variant.level) ?? null,
    memory: latest(own, 'memory', () => true)?.bytes ?? null,
    decode: timed(own, 'decode', basis.decode),
    prefill: timed(own, 'prefill', basis.prefill),
    firstToken: timed(own, 'first-token', basis.firstToken),
    positions,
    perplexity: text?.perplexity ? perplexityBounds(text.perplexity, n) : null,
    kld: agreement
      ? { ...agreement.kld, n, interval: positive(normalInterval(agreement.kld)) }
      : null,
    sameTop: agreement ? shareBounds(agreement.sameTop, n) : null,
    dp: agreement?.dp ?? null,
    choices: choices ?? null,
    accuracy: choices?.accNorm ?? null,
    accuracyDifference:
      choices && referenceChoices && !isReference ? differenceOf(choices, referenceChoices) : null,
    failures: own.flatMap((each) =>
      each.kind === 'failed' ? [{ of: each.of, failure: each.failure }] : [],
    ),
    under: newest?.under ?? null,
  };
}

/** A bootstrap takes a while, and rows are made anew whenever anything is measured. */
const differences = new WeakMap<Choices, WeakMap<Choices, PairedDifference>>();

function differenceOf(own: Choices, reference: Choices): PairedDifference {
  const known = differences.get(own) ?? new WeakMap<Choices, PairedDifference>();
  differences.set(own, known);
  const difference =
    known.get(reference) ?? pairedDifference(own.correct.accNorm, reference.correct.accNorm);
  known.set(reference, difference);
  return difference;
}

/** A divergence is not below 0; its estimate's error can reach there. */
const positive = ({ low, high }: Interval): Interval => ({ low: Math.max(0, low), high });

function timed(
  own: readonly Measurement[],
  kind: RateMeasurement['kind'] | FirstTokenMeasurement['kind'],
  basis: RateBasis | null,
): Spread | null {
  if (!basis) return null;
  const found = latest(own, kind, (each) =>
    onRateBasis(each, basis, each.variant.engine === 'webgpu'),
  );
  return found ? spreadOf(found.samples) : null;
}
