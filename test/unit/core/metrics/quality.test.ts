import { describe, expect, test } from 'vitest';
import { deltaProbability } from '../../../../core/metrics/delta-probability.ts';
import { klDivergence } from '../../../../core/metrics/kl-divergence.ts';
import {
  accuracy,
  pairedDifference,
  pickedEnding,
} from '../../../../core/metrics/multiple-choice.ts';
import { lnPerplexityRatio } from '../../../../core/metrics/perplexity-ratio.ts';
import { perplexity, perplexityByChunk } from '../../../../core/metrics/perplexity.ts';
import { sameTop } from '../../../../core/metrics/same-top.ts';

/*
 * Expected values were computed once with NumPy 2 and SciPy 1.17 (np.exp, np.quantile, stats.sem,
 * ddof=1) from the same 300 values, whose formulas stand here.
 */
const values = (formula: (i: number) => number): Float64Array =>
  Float64Array.from({ length: 300 }, (_, i) => formula(i));
const nll = values((i) => 3 + 2 * Math.sin(i * 1.7) + 0.5 * Math.cos(i * 0.31));
const referenceNll = values((i) => 2.9 + 2 * Math.sin(i * 1.7) + 0.4 * Math.cos(i * 0.37));

const close = (actual: object, expected: Readonly<Record<string, number>>): void => {
  for (const [name, value] of Object.entries(expected))
    expect((actual as Record<string, number>)[name], name).toBeCloseTo(value, 10);
};

test('perplexity and its error', () => {
  close(perplexity(nll), { value: 19.96742359683343, se: 1.6823945159328357 });
});

test('perplexity chunk by chunk ends at that of all', () => {
  const byChunk = perplexityByChunk([
    nll.subarray(0, 100),
    nll.subarray(100, 200),
    nll.subarray(200),
  ]);
  expect(byChunk).toHaveLength(3);
  expect(byChunk[0]).toBeCloseTo(perplexity(nll.subarray(0, 100)).value, 10);
  expect(byChunk[2]).toBeCloseTo(19.96742359683343, 10);
});

test('the ratio of perplexities is that of pairs', () => {
  close(lnPerplexityRatio(nll, referenceNll), {
    value: 0.09758959316237353,
    se: 0.02668117766141313,
  });
  expect(lnPerplexityRatio(nll, nll)).toEqual({ value: 0, se: 0 });
});

test('KL divergence and its quantiles', () => {
  close(klDivergence(values((i) => Math.abs(Math.sin(i * 0.9)) ** 3)), {
    value: 0.42466132273217516,
    se: 0.02103737567303217,
    p50: 0.34794288560637865,
    p90: 0.963667622558245,
    p95: 0.9920135275954995,
    p99: 0.999663190680286,
    p999: 0.9999793744519365,
    max: 0.999995186413193,
  });
});

test('the change of the true token’s probability', () => {
  close(deltaProbability(values((i) => 0.2 * Math.sin(i * 2.3) ** 3)), {
    value: -0.0001908983667844838,
    se: 0.0064511726530998015,
    rms: 0.11155136661474462,
    p1: -0.19941513737645836,
    p5: -0.1925455605418415,
    p95: 0.1920477699993988,
    p99: 0.19975926683491424,
  });
});

test('the share of positions with the same top token', () => {
  close(sameTop(values((i) => (i % 7 === 0 ? 0 : 1))), {
    value: 0.8566666666666667,
    se: 0.020264875529605347,
  });
});

describe('multiple choice', () => {
  const ending = (logProb: number, characters: number, ownLogProb: number, ownTokens: number) => ({
    logProb,
    tokens: ownTokens,
    characters,
    ownLogProb,
    ownTokens,
  });
  const endings = [
    ending(-10, 10, -9, 4), // best sum
    ending(-12, 40, -12, 5), // best by characters
    ending(-11, 11, -11, 6), // best by its own tokens
  ];

  test('each rule picks by its own score', () => {
    expect(pickedEnding('acc', endings)).toBe(0);
    expect(pickedEnding('accNorm', endings)).toBe(1);
    expect(pickedEnding('accNormToken', endings)).toBe(2);
  });

  test('the first among equals is picked', () => {
    expect(pickedEnding('acc', [ending(-3, 1, -3, 1), ending(-3, 1, -3, 1)])).toBe(0);
  });

  test('accuracy has Wilson’s interval', () => {
    const { value, interval } = accuracy(Array.from({ length: 400 }, (_, i) => i < 162));
    expect(value).toBe(0.405);
    expect(interval.low).toBeCloseTo(0.358018, 6);
    expect(interval.high).toBeCloseTo(0.453789, 6);
  });

  test('two variants are compared question by question', () => {
    const first = Array.from({ length: 400 }, (_, i) => i < 150 || (i >= 200 && i < 230));
    const second = Array.from({ length: 400 }, (_, i) => i < 150 || (i >= 230 && i < 248));
    const { difference, interval, pValue, n } = pairedDifference(first, second);
    expect(n).toBe(400);
    expect(difference).toBeCloseTo(0.03, 12);
    // scipy 1.17: stats.binomtest(30, 48, 0.5).pvalue
    expect(pValue).toBeCloseTo(0.11140289106101878, 10);
    expect(interval.low).toBeLessThanOrEqual(0);
    expect(interval.high).toBeGreaterThan(0.05);
    expect(() => pairedDifference(first, second.slice(1))).toThrow(RangeError);
  });
});
