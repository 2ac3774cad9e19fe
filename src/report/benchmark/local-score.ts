import type { BenchmarkResult, MeasuredRow } from '../../../core/bench-result.ts';
import { meanOf } from './result-rows.ts';
import { variantKey } from './subject-text.ts';

/** Tests of LocalScore's set. */
const wholeSet = 9;

/**
 * LocalScore's formula for a variant's rows: `10 * (prompt_tps * gen_tps * 1000 / ttft_ms)^(1/3)`, each
 * the arithmetic mean over the nine tests of its set (METRICS: localscore.ai). `undefined` unless the
 * whole set was measured with the page visible: a part of it is no such score. Published scores are of
 * LocalScore's own models only, so this must be named as the formula on the model that ran.
 */
export function localScore(
  { preset }: BenchmarkResult,
  rows: readonly MeasuredRow[],
): number | undefined {
  const [first] = rows;
  const hidden = rows.some(({ marks }) => marks.some(({ kind }) => kind === 'hidden'));
  if (preset !== 'local-score' || !first || rows.length !== wholeSet || hidden) return undefined;
  if (rows.some((row) => variantKey(row) !== variantKey(first))) return undefined;
  const mean = (values: (row: MeasuredRow) => readonly number[]): number =>
    meanOf(rows.map((row) => meanOf(values(row))));
  const score =
    10 *
    Math.cbrt(
      (mean(({ prompt_ts }) => prompt_ts) * mean(({ gen_ts }) => gen_ts) * 1000) /
        mean(({ ttft_ms }) => ttft_ms),
    );
  return Number.isFinite(score) ? score : undefined;
}
