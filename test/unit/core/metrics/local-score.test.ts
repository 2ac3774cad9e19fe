import { expect, test } from 'vitest';
import type { MeasuredRow } from '../../../../core/bench-result.ts';
import {
  localScore,
  localScoreFormula,
  localScoreTests,
} from '../../../../core/metrics/local-score.ts';

const rowOf = ([n_prompt, n_gen]: readonly [number, number], index: number): MeasuredRow => ({
  status: 'measured',
  model: 'm',
  level: 'q4',
  engine: 'simd',
  n_threads: 2,
  n_prompt,
  n_gen,
  n_depth: 0,
  form: 'blocks',
  model_size: 1,
  model_n_params: 1,
  test_time: '2026-01-01T00:00:00.000Z',
  samples_ns: [1],
  samples_ts: [1],
  avg_ns: 1,
  stddev_ns: 0,
  avg_ts: 1,
  stddev_ts: 0,
  median_ts: 1,
  prompt_ts: [100 + index],
  gen_ts: [50 + index],
  ttft_ms: [1000 + index],
  limit_share: null,
  marks: [],
});

test('the formula is a geometric mean, ten times', () => {
  expect(localScoreFormula(1000, 1000, 1)).toBeCloseTo(10_000);
  expect(localScoreFormula(8, 1, 1000)).toBeCloseTo(20);
});

test('of a set: arithmetic means first', () => {
  const score = localScore(localScoreTests.map(rowOf));
  expect(score).toMatchObject({ promptTps: 104, generationTps: 54, ttftMs: 1004 });
  expect(score?.score).toBeCloseTo(localScoreFormula(104, 54, 1004));
});

test('needs all nine tests, with the page to be seen', () => {
  const rows = localScoreTests.map(rowOf);
  expect(localScore(rows.slice(1))).toBeNull();
  expect(
    localScore(rows.map((row, i) => (i === 3 ? { ...row, marks: [{ kind: 'hidden' }] } : row))),
  ).toBeNull();
});
