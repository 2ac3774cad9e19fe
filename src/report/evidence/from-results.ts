import { isComparable, type BenchmarkResult } from '../../../core/bench-result.ts';
import type { Failure } from '../../../core/errors.ts';
import type { QualityResult } from '../../../core/quality.ts';
import { isMeasured } from '../../../core/units.ts';
import type { Variant } from '../../../core/variant.ts';
import type { FailedMeasurement, MeasuredUnder, Measurement } from './measurement.ts';

/** What the page knows of the device. */
export type DeviceFacts = Omit<MeasuredUnder, 'at' | 'threads' | 'appVersion'>;

/** What an evaluation found, each sort by itself, so that a later one replaces its own only. */
export function measurementsOfQuality(
  { variant, form, text, choices, figures, finishedAt, appVersion }: QualityResult,
  device: DeviceFacts,
): readonly Measurement[] {
  const under = { ...device, at: finishedAt, appVersion, threads: figures.threads };
  const { total } = figures.memory;
  return [
    ...(text ? [{ kind: 'text', variant, form, under, text } as const] : []),
    ...(choices ? [{ kind: 'choices', variant, form, under, choices } as const] : []),
    ...(isMeasured(total) ? [{ kind: 'memory', variant, form, under, bytes: total } as const] : []),
  ];
}

/**
 * What a benchmark found. Tests measured while the page was hidden are left out; a test with both
 * parts gives the time to the first token only, because its rate mixes two.
 */
export function measurementsOfBenchmark(result: BenchmarkResult): readonly Measurement[] {
  const { circumstances } = result;
  return result.rows.flatMap((row): readonly Measurement[] => {
    const variant = { model: row.model, level: row.level, engine: row.engine };
    if (row.status === 'failed')
      return [failedMeasurement('speed', variant, row.failure, result.updatedAt)];
    if (!isComparable(row)) return [];
    const base = {
      variant,
      form: row.form,
      under: {
        at: row.test_time,
        appVersion: circumstances.appVersion,
        threads: row.n_threads,
        userAgent: circumstances.userAgent,
        cores: circumstances.cores,
        crossOriginIsolated: circumstances.crossOriginIsolated,
      },
      test: { nPrompt: row.n_prompt, nGen: row.n_gen, nDepth: row.n_depth },
    };
    if (row.n_prompt > 0 && row.n_gen > 0)
      return row.ttft_ms.length > 0 ? [{ ...base, kind: 'first-token', samples: row.ttft_ms }] : [];
    return [{ ...base, kind: row.n_gen > 0 ? 'decode' : 'prefill', samples: row.samples_ts }];
  });
}

export const failedMeasurement = (
  of: FailedMeasurement['of'],
  variant: Variant,
  failure: Failure,
  at: string,
): FailedMeasurement => ({ kind: 'failed', of, variant, failure, at });
