import type { Failure } from '../../../core/errors.ts';
import type { WeightForm } from '../../../core/levels.ts';
import type {
  Accuracy,
  Choices,
  DeltaProbability,
  Kld,
  PairedDifference,
  TextQuality,
} from '../../../core/quality.ts';
import { normalInterval } from '../../../core/statistics.ts';
import { formatVariant, sameVariant, type Variant } from '../../../core/variant.ts';
import { onRateBasis, onTextBasis, referenceOf, type Basis, type RateBasis } from './basis.ts';
import {
  differenceOf,
  moreBits,
  perplexityBounds,
  positive,
  shareBounds,
  spreadOf,
  type Bounded,
  type Change,
  type Spread,
} from './bounded-figures.ts';
import type {
  Evidence,
  FirstTokenMeasurement,
  LevelFacts,
  MeasuredUnder,
  Measurement,
  RateMeasurement,
} from './measurement.ts';

/** One variant's figures on one basis. `null`: not measured. */
export interface EvidenceRow {
  readonly variant: Variant;
  /** `formatVariant`'s. */
  readonly id: string;
  readonly form: WeightForm | null;
  /** What the others' accuracy and bits per byte are told against: `EvidenceView.reference`. */
  readonly isReference: boolean;
  /** What its own model's levels are compared with. The same, save between models. */
  readonly isOwnReference: boolean;
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
  readonly bitsPerByte: (Bounded & { readonly bytes: number }) | null;
  /** Bits per byte over the reference's, less 1. */
  readonly moreBits: Change | null;
  /** Of the text's tokens, where it was told: figures per token compare where they are the same. */
  readonly tokensHash: string | null;
  /** Against its own model's reference. */
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
  /** All models that rows are of, the first one's own included. */
  readonly models: readonly Evidence['model'][];
  /** Levels of one model, or variants of several: not every figure compares between models. */
  readonly scope: 'levels' | 'models';
  readonly basis: Basis;
  /**
   * What others are told against: the text's reference, between models the heaviest of their references.
   * `null`: there is none.
   */
  readonly reference: Variant | null;
  readonly rows: readonly EvidenceRow[];
}

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
  const { model, beside, measurements } = evidence;
  const byId = new Map(measurements.map(({ variant }) => [formatVariant(variant), variant]));
  const variants = [...byId.values()];
  const measured = new Set(variants.map((variant) => variant.model));
  const scope = measured.size > 1 ? 'models' : 'levels';
  const facts = factsOf(evidence);
  const reference =
    scope === 'levels'
      ? (basis.text?.reference ?? null)
      : heaviestReference(variants, basis, (variant) => facts(variant)?.bytes ?? 0);
  const own = reference ? ofVariant(measurements, reference) : [];
  const against: Against = {
    variant: reference,
    choices: choicesOf(own, basis),
    text: reference ? textOf(own, basis, reference) : undefined,
  };
  const rows = variants.map((variant) =>
    rowOf(ofVariant(measurements, variant), basis, variant, facts(variant), against),
  );
  return {
    model,
    models: [model, ...beside].filter(({ id }) => id === model.id || measured.has(id)),
    scope,
    basis,
    reference,
    rows: rows.toSorted(byBytes),
  };
}

/** Sizes of a variant's level, where its model's are known. */
const factsOf =
  ({ model, beside }: Evidence) =>
  (variant: Variant): LevelFacts | null =>
    [model, ...beside]
      .find(({ id }) => id === variant.model)
      ?.levels.find(({ level }) => level === variant.level) ?? null;

/** Between models: the heaviest reference, as the best that there is; without any, the heaviest variant. */
function heaviestReference(
  variants: readonly Variant[],
  basis: Basis,
  bytesOf: (variant: Variant) => number,
): Variant | null {
  const references = variants.filter((variant) => {
    const own = referenceOf(basis, variant.model);
    return own !== null && sameVariant(own, variant);
  });
  const [heaviest = null] = (references.length > 0 ? references : variants).toSorted(
    (a, b) => bytesOf(b) - bytesOf(a),
  );
  return heaviest;
}

/** What rows are told against. */
interface Against {
  readonly variant: Variant | null;
  readonly choices: Choices | undefined;
  readonly text: TextQuality | undefined;
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

/** A variant's figures on the basis' text, against its model's reference where there are such. */
function textOf(
  own: readonly Measurement[],
  basis: Basis,
  variant: Variant,
): TextQuality | undefined {
  const { text } = basis;
  if (!text) return undefined;
  const reference = referenceOf(basis, variant.model);
  const onText = own.filter(
    (each) =>
      each.kind === 'text' &&
      onTextBasis(each, text) &&
      (each.text.agreement === null ||
        (reference !== null && sameVariant(each.text.agreement.reference, reference))),
  );
  // A comparison tells more than the same text without one, however new that is.
  return (
    latest(onText, 'text', (each) => each.text.agreement !== null)?.text ??
    latest(onText, 'text', () => true)?.text
  );
}

function rowOf(
  own: readonly Measurement[],
  basis: Basis,
  variant: Variant,
  facts: LevelFacts | null,
  against: Against,
): EvidenceRow {
  const isReference = against.variant !== null && sameVariant(variant, against.variant);
  const reference = referenceOf(basis, variant.model);
  const isOwnReference = reference !== null && sameVariant(variant, reference);
  const text = textOf(own, basis, variant);
  const agreement = isOwnReference ? null : (text?.agreement ?? null);
  const isPaired =
    agreement !== null &&
    against.variant !== null &&
    sameVariant(agreement.reference, against.variant);
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
    isOwnReference,
    facts,
    memory: latest(own, 'memory', () => true)?.bytes ?? null,
    decode: timed(own, 'decode', basis.decode),
    prefill: timed(own, 'prefill', basis.prefill),
    firstToken: timed(own, 'first-token', basis.firstToken),
    positions,
    perplexity: text?.perplexity ? perplexityBounds(text.perplexity, n) : null,
    bitsPerByte: text?.bitsPerByte
      ? { ...text.bitsPerByte, n, interval: positive(normalInterval(text.bitsPerByte)) }
      : null,
    moreBits:
      text && against.text && !isReference
        ? moreBits(text, against.text, isPaired ? agreement.lnPerplexityRatio : null)
        : null,
    tokensHash: text?.tokensHash ?? null,
    kld: agreement
      ? { ...agreement.kld, n, interval: positive(normalInterval(agreement.kld)) }
      : null,
    sameTop: agreement ? shareBounds(agreement.sameTop, n) : null,
    dp: agreement?.dp ?? null,
    choices: choices ?? null,
    accuracy: choices?.accNorm ?? null,
    accuracyDifference:
      choices && against.choices && !isReference ? differenceOf(choices, against.choices) : null,
    failures: own.flatMap((each) =>
      each.kind === 'failed' ? [{ of: each.of, failure: each.failure }] : [],
    ),
    under: newest?.under ?? null,
  };
}

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
