import { isComparable, type BenchRow, type MeasuredRow } from '../bench-result.ts';
import { mean } from '../statistics.ts';

/** LocalScore's nine tests, tokens of prompt and generation. https://www.localscore.ai/about */
export const localScoreTests: readonly (readonly [nPrompt: number, nGen: number])[] = [
  [1024, 16],
  [4096, 256],
  [2048, 256],
  [2048, 768],
  [1024, 1024],
  [1280, 3072],
  [384, 1152],
  [64, 1024],
  [16, 1536],
];

export interface LocalScore {
  readonly score: number;
  /** Arithmetic means over the tests: tok/s, tok/s, ms. */
  readonly promptTps: number;
  readonly generationTps: number;
  readonly ttftMs: number;
}

/**
 * LocalScore's formula: `10 * (prompt_tps * gen_tps * 1000 / ttft_ms)^(1/3)`, a geometric mean in
 * which faster is higher; for a set of tests the arithmetic means of the three come first. No unit.
 *
 * Published scores are for LocalScore's own models only. On any other it is shown as "LocalScore
 * formula on <model>", and no comparison with published scores is offered.
 */
export const localScoreFormula = (
  promptTps: number,
  generationTps: number,
  ttftMs: number,
): number => 10 * Math.cbrt((promptTps * generationTps * 1000) / ttftMs);

/**
 * The score of one variant's rows; `null` unless all nine tests were measured with the page to be
 * seen. Other rows don't matter.
 *
 * @param rows of one variant with one number of threads
 */
export function localScore(rows: readonly BenchRow[]): LocalScore | null {
  const found: MeasuredRow[] = [];
  for (const [nPrompt, nGen] of localScoreTests) {
    const row = rows
      .filter(isComparable)
      .find((one) => one.n_prompt === nPrompt && one.n_gen === nGen && one.n_depth === 0);
    if (!row) return null;
    found.push(row);
  }
  const meanOf = (values: (row: MeasuredRow) => readonly number[]): number =>
    mean(found.map((row) => mean(values(row))));
  const promptTps = meanOf(({ prompt_ts }) => prompt_ts);
  const generationTps = meanOf(({ gen_ts }) => gen_ts);
  const ttftMs = meanOf(({ ttft_ms }) => ttft_ms);
  return {
    score: localScoreFormula(promptTps, generationTps, ttftMs),
    promptTps,
    generationTps,
    ttftMs,
  };
}
