import type { BenchLimits, BenchTestResult } from '../../../core/bench.ts';
import type {
  BenchMark,
  BenchRowSubject,
  FailedRow,
  LimitShare,
  MeasuredRow,
} from '../../../core/bench-result.ts';
import type { LoadResult } from '../../../core/contract.ts';
import type { Failure } from '../../../core/errors.ts';
import { benchmarkRate } from '../../../core/metrics/benchmark-rate.ts';
import { mean, median } from '../../../core/statistics.ts';
import type { RunSubject, RunTest } from './benchmark-run.ts';

/** Calibration times that differ by more mark a test. */
const driftLimit = 1.1;
/** A step of the clock beyond this share of a repetition marks a test. */
const timerShare = 0.01;

const subjectOf = (
  { variant }: RunSubject,
  threads: number,
  { nPrompt, nGen, nDepth }: RunTest,
): BenchRowSubject => ({
  model: variant.model,
  level: variant.level,
  engine: variant.engine,
  n_threads: threads,
  n_prompt: nPrompt,
  n_gen: nGen,
  n_depth: nDepth,
});

export const failedRow = (
  subject: RunSubject,
  test: RunTest,
  failure: Failure,
  marks: readonly BenchMark[],
): FailedRow => ({
  status: 'failed',
  ...subjectOf(subject, subject.threads, test),
  failure,
  marks,
});

export interface MeasuredTest {
  readonly subject: RunSubject;
  readonly test: RunTest;
  readonly loaded: LoadResult;
  readonly result: BenchTestResult;
  readonly limits: BenchLimits | null;
  readonly marks: readonly BenchMark[];
  readonly startedAt: Date;
}

export function measuredRow(measured: MeasuredTest): MeasuredRow {
  const { subject, test, loaded, result, limits, marks, startedAt } = measured;
  const rate = benchmarkRate(result.samples);
  const nanoseconds = result.durations.map((duration) => Math.round(duration * 1e6));
  const time = benchmarkRate(nanoseconds);
  return {
    status: 'measured',
    ...subjectOf(subject, loaded.threads, test),
    form: loaded.form,
    model_size: loaded.weightBytes,
    model_n_params: loaded.model.parameters,
    test_time: startedAt.toISOString(),
    samples_ns: nanoseconds,
    samples_ts: result.samples,
    avg_ns: Math.round(time.mean),
    stddev_ns: Math.round(time.deviation),
    avg_ts: rate.mean,
    stddev_ts: rate.deviation,
    median_ts: rate.median,
    prompt_ts: result.prompt,
    gen_ts: result.generation,
    ttft_ms: result.timeToFirstToken,
    limit_share: limitShare(test, rate.mean, limits),
    marks,
  };
}

/** Of memory: weights and the KV cache that a decode step reads. Of compute: linear layers only. */
export function limitShare(
  { nPrompt, nGen, nDepth }: RunTest,
  rate: number,
  limits: BenchLimits | null,
): LimitShare | null {
  const { bandwidth, multiplyAdds, stepBytes, positionBytes, tokenMultiplyAdds } = limits ?? {};
  if (nPrompt === 0 && bandwidth && stepBytes) {
    const meanPositions = nDepth + (nGen + 1) / 2;
    const readBytes = stepBytes + meanPositions * (positionBytes ?? 0);
    return { limit: 'bandwidth', share: (rate * readBytes) / bandwidth };
  }
  if (nGen === 0 && multiplyAdds && tokenMultiplyAdds)
    return { limit: 'compute', share: (rate * tokenMultiplyAdds) / multiplyAdds };
  return null;
}

/** What was seen around a test. */
export interface Observed {
  readonly hidden: boolean;
  readonly lateTimers: boolean;
  /** Calibration times before and after, ms; empty where there were none. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly timerStepMs: number;
}

/** @param result `null` where the test failed */
export function marksOf(observed: Observed, result: BenchTestResult | null): readonly BenchMark[] {
  const { hidden, lateTimers, before, after, timerStepMs } = observed;
  const marks: BenchMark[] = [];
  if (hidden) marks.push({ kind: 'hidden' });
  if (before.length > 0 && after.length > 0) {
    const change = median(after) / median(before);
    const ratio = Math.max(change, 1 / change);
    if (ratio > driftLimit) marks.push({ kind: 'drift', ratio });
  }
  if (lateTimers) marks.push({ kind: 'throttled', by: 'timers' });
  if (result && isFalling(result.samples)) marks.push({ kind: 'throttled', by: 'falling-rate' });
  if (result && timerStepMs > timerShare * Math.min(...result.durations))
    marks.push({ kind: 'low-timer-resolution', timerStepMs });
  return marks;
}

/** Each third slower than the one before, the last by more than a tenth than the first. */
export function isFalling(samples: readonly number[]): boolean {
  const size = Math.floor(samples.length / 3);
  if (size === 0) return false;
  const first = mean(samples.slice(0, size));
  const middle = mean(samples.slice(size, samples.length - size));
  const last = mean(samples.slice(samples.length - size));
  return first > middle && middle > last && last < 0.9 * first;
}
