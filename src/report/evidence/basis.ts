import { formatVariant, type Variant } from '../../../core/variant.ts';
import {
  measuredAt,
  type FirstTokenMeasurement,
  type Measurement,
  type RateMeasurement,
  type RateTest,
  type TextMeasurement,
} from './measurement.ts';

/**
 * One text, cut into so many chunks, each model's levels against one reference: what makes text figures
 * comparable.
 */
export interface TextBasis {
  readonly name: string;
  readonly sha256: string;
  readonly chunkLength: number;
  readonly chunks: number;
  /** Of the first model; `null`: nothing was compared. */
  readonly reference: Variant | null;
  /** Of the other models, one each at most. */
  readonly besides: readonly Variant[];
}

export interface ChoicesBasis {
  readonly name: string;
  readonly sha256: string;
  readonly n: number;
}

/** A test on so many threads. */
export interface RateBasis {
  readonly test: RateTest;
  readonly threads: number;
}

/** What the figures that stand beside each other have in common. `null`: none of that sort. */
export interface Basis {
  readonly text: TextBasis | null;
  readonly choices: ChoicesBasis | null;
  readonly decode: RateBasis | null;
  readonly prefill: RateBasis | null;
  readonly firstToken: RateBasis | null;
}

const textBasisOf = ({ text }: TextMeasurement): TextBasis => ({
  name: text.name,
  sha256: text.sha256,
  chunkLength: text.chunkLength,
  chunks: text.chunks,
  reference: text.agreement?.reference ?? null,
  besides: [],
});

export const textBasisKey = ({ sha256, chunkLength, chunks, reference }: TextBasis): string =>
  [sha256, chunkLength, chunks, reference ? formatVariant(reference) : ''].join(' ');

type Cut = Pick<TextBasis, 'sha256' | 'chunkLength' | 'chunks'>;

const sameText = (a: Cut, b: Cut): boolean =>
  a.sha256 === b.sha256 && a.chunkLength === b.chunkLength && a.chunks === b.chunks;

const latestFirst = <Kind extends Measurement['kind']>(
  measurements: readonly Measurement[],
  kind: Kind,
): readonly Extract<Measurement, { kind: Kind }>[] =>
  measurements
    .filter((each): each is Extract<Measurement, { kind: Kind }> => each.kind === kind)
    .toSorted((a, b) => measuredAt(b).localeCompare(measuredAt(a)));

const modelsOf = (measurements: readonly Measurement[]): readonly string[] => [
  ...new Set(measurements.map(({ variant }) => variant.model)),
];

/**
 * Every basis of text figures there is: those that most models have, among equals the latest measured first.
 * One without a reference is left out where the same text was compared with one too: the figures it has are
 * in that basis as well. Of several models the first measured on a text names its reference, each other one
 * its latest.
 */
export function textBases(measurements: readonly Measurement[]): readonly TextBasis[] {
  const latest = latestFirst(measurements, 'text');
  const onIt = (basis: Cut, model: string): readonly TextMeasurement[] =>
    latest.filter(({ variant, text }) => variant.model === model && sameText(text, basis));
  const models = modelsOf(measurements);
  const measuredOn = (basis: Cut): readonly string[] =>
    models.filter((model) => onIt(basis, model).length > 0);
  const byKey = new Map<string, TextBasis>();
  for (const measurement of latest) {
    const basis = textBasisOf(measurement);
    const [first, ...others] = measuredOn(basis);
    if (measurement.variant.model !== first || byKey.has(textBasisKey(basis))) continue;
    const besides = others.flatMap(
      (model) => onIt(basis, model).flatMap(({ text }) => text.agreement?.reference ?? [])[0] ?? [],
    );
    byKey.set(textBasisKey(basis), { ...basis, besides });
  }
  const bases = [...byKey.values()];
  return bases
    .filter(
      (basis) =>
        basis.reference !== null ||
        !bases.some((other) => other.reference !== null && sameText(other, basis)),
    )
    .toSorted((a, b) => measuredOn(b).length - measuredOn(a).length);
}

/** What a model's levels are compared with. */
export const referenceOf = ({ text }: Basis, model: string): Variant | null =>
  [text?.reference, ...(text?.besides ?? [])].find((each) => each?.model === model) ?? null;

export const onTextBasis = ({ text }: TextMeasurement, basis: TextBasis): boolean =>
  sameText(text, basis);

/** Those that most models answered, among equals the latest first. */
export function choicesBases(measurements: readonly Measurement[]): readonly ChoicesBasis[] {
  const byKey = new Map<string, ChoicesBasis>();
  const answeredBy = new Map<string, Set<string>>();
  const keyOf = ({ sha256, n }: ChoicesBasis): string => `${sha256} ${n}`;
  for (const { choices, variant } of latestFirst(measurements, 'choices')) {
    const { name, sha256, n } = choices;
    const key = keyOf(choices);
    if (!byKey.has(key)) byKey.set(key, { name, sha256, n });
    answeredBy.set(key, (answeredBy.get(key) ?? new Set()).add(variant.model));
  }
  const models = (basis: ChoicesBasis): number => answeredBy.get(keyOf(basis))?.size ?? 0;
  return [...byKey.values()].toSorted((a, b) => models(b) - models(a));
}

type Timed = RateMeasurement | FirstTokenMeasurement;

export const onRateBasis = (
  { test, under }: Timed,
  { test: { nPrompt, nGen, nDepth }, threads }: RateBasis,
  gpu: boolean,
): boolean =>
  test.nPrompt === nPrompt &&
  test.nGen === nGen &&
  test.nDepth === nDepth &&
  (gpu || under.threads === threads);

/** The test that most variants have in common, among equals the latest. Threads say nothing of a GPU. */
function rateBasis(measurements: readonly Measurement[], kind: Timed['kind']): RateBasis | null {
  const timed = measurements.filter((each): each is Timed => each.kind === kind);
  let best: { readonly basis: RateBasis; readonly count: number; readonly at: string } | null =
    null;
  for (const { test, under } of timed) {
    const basis = { test, threads: under.threads };
    const count = timed.filter((each) =>
      onRateBasis(each, basis, each.variant.engine === 'webgpu'),
    ).length;
    if (!best || count > best.count || (count === best.count && under.at > best.at))
      best = { basis, count, at: under.at };
  }
  return best?.basis ?? null;
}

/**
 * What to compare by: the text and reference of `chosen` (a `textBasisKey`) where there are such
 * figures, else the latest; the latest questions; the tests that most variants have in common.
 */
export function chooseBasis(measurements: readonly Measurement[], chosen?: string | null): Basis {
  const texts = textBases(measurements);
  return {
    text: texts.find((basis) => textBasisKey(basis) === chosen) ?? texts[0] ?? null,
    choices: choicesBases(measurements)[0] ?? null,
    decode: rateBasis(measurements, 'decode'),
    prefill: rateBasis(measurements, 'prefill'),
    firstToken: rateBasis(measurements, 'first-token'),
  };
}
