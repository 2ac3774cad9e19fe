import { describe, expect, test } from 'vitest';
import { chooseBasis, textBases, textBasisKey } from '../../../../../src/report/evidence/basis.ts';
import { failedMeasurement } from '../../../../../src/report/evidence/from-results.ts';
import {
  mergeMeasurements,
  type TextMeasurement,
} from '../../../../../src/report/evidence/measurement.ts';
import { evidenceView } from '../../../../../src/report/evidence/rows.ts';
import {
  agreement,
  around,
  evidenceOf,
  fourLevels,
  measurements,
  model,
  textQuality,
  under,
  variantAt,
} from '../../../../fixtures/evidence/evidence.ts';

const early = '2026-11-23T10:00:00.000Z';
const late = '2026-11-23T14:00:00.000Z';

const text = (
  level: 'q8' | 'q4',
  reference: 'q8' | 'fp32' | null,
  at: string,
  change: Parameters<typeof textQuality>[2] = {},
): TextMeasurement => ({
  kind: 'text',
  variant: variantAt(level),
  form: 'as-shipped',
  under: under({ at }),
  text: textQuality(24, reference ? agreement(variantAt(reference), 0.01, 0.97) : null, change),
});

describe('merging', () => {
  test('keeps the later of two of the same thing, in whichever order they come', () => {
    const [first, second] = [text('q4', 'q8', early), text('q4', 'q8', late)];
    expect(mergeMeasurements([first], [second])).toEqual([second]);
    expect(mergeMeasurements([second], [first])).toEqual([second]);
  });

  test('keeps other texts, chunk counts, references, tests and threads beside each other', () => {
    const all = [
      text('q4', 'q8', early),
      text('q4', 'fp32', early),
      text('q4', 'q8', early, { chunks: 16 }),
      text('q4', 'q8', early, { sha256: 'c'.repeat(64) }),
      ...measurements({ level: 'q4', decode: around(100) }),
      ...measurements({ level: 'q4', prefill: around(700) }),
    ];
    expect(mergeMeasurements([], all)).toHaveLength(all.length);
  });

  test('drops a failure once there are figures of its sort from after it', () => {
    const failure = { code: 'worker-died', parameters: { stage: 'load' } } as const;
    const quality = failedMeasurement('quality', variantAt('q4'), failure, early);
    const speed = failedMeasurement('speed', variantAt('q4'), failure, early);
    const merged = mergeMeasurements([quality, speed], [text('q4', 'q8', late)]);
    expect(merged.map(({ kind }) => kind)).toEqual(['failed', 'text']);
    expect(mergeMeasurements([text('q4', 'q8', early)], [{ ...quality, at: late }])).toHaveLength(
      2,
    );
  });
});

describe('what is compared', () => {
  test('figures of one text, chunk count and reference only', () => {
    const all = [
      text('q8', null, early),
      text('q4', 'q8', early),
      text('q4', 'fp32', late),
      text('q4', 'q8', late, { chunks: 2, positions: 510 }),
    ];
    const bases = textBases(all);
    expect(bases.map(({ chunks, reference }) => [chunks, reference?.level])).toEqual([
      [8, 'fp32'],
      [2, 'q8'],
      [8, 'q8'],
    ]);
    const against = bases.find(
      ({ chunks, reference }) => chunks === 8 && reference?.level === 'q8',
    );
    if (!against) throw new Error('no such basis');
    const view = evidenceView(
      { schema: 1, model, beside: [], measurements: all },
      chooseBasis(all, textBasisKey(against)),
    );
    expect(
      view.rows.map(({ variant, isReference, positions, kld }) => [
        variant.level,
        isReference,
        positions,
        kld?.value,
      ]),
    ).toEqual([
      ['q4', false, 2040, 0.01],
      ['q8', true, 2040, undefined],
    ]);
  });

  test('rates of the test that most variants have in common, on as many threads', () => {
    const other = measurements({ level: 'q3', decode: around(50), at: late }).map((each) =>
      each.kind === 'decode' ? { ...each, test: { nPrompt: 0, nGen: 128, nDepth: 0 } } : each,
    );
    const evidence = evidenceOf(fourLevels.slice(0, 2));
    const all = mergeMeasurements(evidence.measurements, other);
    const { decode } = chooseBasis(all);
    expect(decode?.test.nGen).toBe(64);
    const view = evidenceView({ ...evidence, measurements: all }, chooseBasis(all));
    expect(view.rows.find(({ variant }) => variant.level === 'q3')?.decode).toBeNull();
  });

  test('a text too short for statistics has its positions, and no figures', () => {
    const short = text('q4', null, early, {
      perplexity: null,
      positions: 60,
      perplexityByChunk: [],
    });
    const [row] = evidenceView(
      { schema: 1, model, beside: [], measurements: [short] },
      chooseBasis([short]),
    ).rows;
    expect(row).toMatchObject({ positions: 60, perplexity: null, kld: null });
  });
});

describe('intervals', () => {
  const [, row] = evidenceView(
    evidenceOf(fourLevels),
    chooseBasis(evidenceOf(fourLevels).measurements),
  ).rows.toReversed();

  test('of perplexity are symmetrical in its logarithm', () => {
    const { value, interval } = row?.perplexity ?? { value: 0, interval: { low: 0, high: 0 } };
    expect(interval.low * interval.high).toBeCloseTo(value ** 2);
    expect(interval.high).toBeCloseTo(24.6 * Math.exp(1.96 * 0.03), 3);
  });

  test('of a mean rate are Student’s', () => {
    // Samples 193 * (0.98 .. 1.02): standard deviation 3.0516; t at 4 degrees 2.776.
    expect(row?.decode?.sd).toBeCloseTo(3.0516, 3);
    expect(row?.decode?.interval?.low).toBeCloseTo(193 - (2.7764 * 3.0516) / Math.sqrt(5), 3);
  });

  test('of a share stay open where every position agreed', () => {
    const all = [
      text('q8', null, early),
      {
        ...text('q4', 'q8', early),
        text: textQuality(24, agreement(variantAt('q8'), 0.0001, 1)),
      },
    ];
    const { rows } = evidenceView(
      { schema: 1, model, beside: [], measurements: all },
      chooseBasis(all),
    );
    expect(rows[0]?.sameTop?.interval).toMatchObject({ high: 1 });
    expect(rows[0]?.sameTop?.interval.low).toBeCloseTo(0.99812, 4);
  });
});
