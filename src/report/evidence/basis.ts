import { formatVariant, type Variant } from '../../../core/variant.ts';
import type {
  ChoicesMeasurement,
  Measurement,
  RateMeasurement,
  FirstTokenMeasurement,
  RateTest,
  TextMeasurement,
} from './measurement.ts';

/** One text, cut into so many chunks, against one reference: what makes text figures comparable. */
export interface TextBasis {
  readonly name: string;
  readonly sha256: string;
  readonly chunkLength: number;
  readonly chunks: number;
  /** `null`: nothing was compared. */
  readonly reference: Variant | null;
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
});

export const textBasisKey = ({ sha256, chunkLength, chunks, reference }: TextBasis): string =>
  [sha256, chunkLength, chunks, reference ? formatVariant(reference) : ''].join(' ');

const sameText = (a: TextBasis, b: TextBasis): boolean =>
  a.sha256 === b.sha256 && a.chunkLength === b.chunkLength && a.chunks === b.chunks;

/**
 * Every basis of text figures there is, the latest measured first. One without a reference is left out
 * where the same text was compared with one too: the figures it has are in that basis as well.
 */
export function textBases(measurements: readonly Measurement[]): readonly TextBasis[] {
  const latest = measurements
    .filter((each): each is TextMeasurement => each.kind === 'text')
    .toSorted((a, b) => b.under.at.localeCompare(a.under.at));
  const byKey = new Map<string, TextBasis>();
  for (const measurement of latest) {
    const basis = textBasisOf(measurement);
    if (!byKey.has(textBasisKey(basis))) byKey.set(textBasisKey(basis), basis);
  }
  const bases = [...byKey.values()];
  return bases.filter(
    (basis) =>
      basis.reference !== null ||
      !bases.some((other) => other.reference !== null && sameText(other, basis)),
  );
}

export const onTextBasis = ({ text }: TextMeasurement, basis: TextBasis): boolean =>
  sameText({ ...text, reference: null }, basis);

export function choicesBases(measurements: readonly Measurement[]): readonly ChoicesBasis[] {
  const byKey = new Map<string, ChoicesBasis>();
  for (const { choices } of measurements
    .filter((each): each is ChoicesMeasurement => each.kind === 'choices')
    .toSorted((a, b) => b.under.at.localeCompare(a.under.at))) {
    const key = `${choices.sha256} ${choices.n}`;
    if (!byKey.has(key))
      byKey.set(key, { name: choices.name, sha256: choices.sha256, n: choices.n });
  }
  return [...byKey.values()];
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
