import { testName } from '../../core/bench-result.ts';
import { parallelism, threadsToStart, usableCores } from '../../core/threads.ts';
import { formatVariant, sameVariant, type Variant } from '../../core/variant.ts';
import { gatherCircumstances } from '../benchmark/run/circumstances.ts';
import { createBenchmarkRun } from '../benchmark/run/create-benchmark-run.ts';
import type { RunState } from '../benchmark/run/benchmark-run.ts';
import { speedPlan } from '../compare/evidence/measuring-choice.ts';
import { failureText } from '../i18n/errors.ts';
import { measurementsOfBenchmark } from '../report/evidence/from-results.ts';
import type { Measurement } from '../report/evidence/measurement.ts';
import { spreadOf } from '../report/evidence/bounded-figures.ts';
import type {
  AutomationEvaluationProgress,
  AutomationRate,
  AutomationSpeed,
} from './automation-contract.ts';
import { appCommit, appVersion } from './build-info.ts';
import type { ModelOption } from './model-option.ts';

/**
 * Measures the speed of variants one after the other, as the Compare screen does. A variant that fails
 * has the reason in place of rates.
 *
 * @returns by `formatVariant`
 */
export async function measureSpeed(
  model: ModelOption,
  variants: readonly Variant[],
  threads: number | 'auto',
  onProgress: (progress: AutomationEvaluationProgress) => void,
): Promise<ReadonlyMap<string, AutomationSpeed>> {
  const count =
    threads === 'auto' ? threadsToStart('auto', usableCores(parallelism(globalThis))) : threads;
  const run = createBenchmarkRun({
    circumstances: () => gatherCircumstances({ appVersion, appCommit }),
    sink: () => undefined,
  });
  run.addEventListener('change', () => {
    const progress = progressOf(run.state);
    if (progress) onProgress(progress);
  });
  const measured = measurementsOfBenchmark(await run.start(speedPlan(model, variants, count)));
  return new Map(
    variants.map((variant) => [
      formatVariant(variant),
      speedOf(
        measured.filter((each) => sameVariant(each.variant, variant)),
        count,
      ),
    ]),
  );
}

function speedOf(measurements: readonly Measurement[], threads: number): AutomationSpeed {
  const rate = (kind: 'prefill' | 'decode' | 'first-token'): AutomationRate | null => {
    for (const each of measurements) {
      if (each.kind !== kind) continue;
      const spread = spreadOf(each.samples);
      if (!spread) continue;
      const { nPrompt, nGen, nDepth } = each.test;
      const test = testName({ n_prompt: nPrompt, n_gen: nGen, n_depth: nDepth });
      return { test, mean: spread.mean, sd: spread.sd, samples: spread.samples };
    }
    return null;
  };
  const failures = measurements.flatMap((each) => {
    if (each.kind !== 'failed') return [];
    const { happened, advice } = failureText(each.failure);
    return [`${happened} ${advice}`];
  });
  const [used = threads] = measurements.flatMap((each) =>
    each.kind === 'failed' ? [] : [each.under.threads],
  );
  return {
    threads: used,
    prefillTps: rate('prefill'),
    decodeTps: rate('decode'),
    firstTokenMs: rate('first-token'),
    failures: [...new Set(failures)],
  };
}

function progressOf(state: RunState): AutomationEvaluationProgress | null {
  if (state.kind !== 'running') return null;
  const { items, current, leftMs } = state.progress;
  const item = items[current];
  if (item?.state.kind !== 'measuring') return null;
  const { activity, repetition } = item.state.live;
  const { nPrompt, nGen, nDepth, repetitions } = item.test;
  const test = testName({ n_prompt: nPrompt, n_gen: nGen, n_depth: nDepth });
  return {
    level: item.subject.variant.level,
    doing: activity === 'load' ? 'loading' : `speed, ${test}, ${repetition + 1} of ${repetitions}`,
    perplexity: null,
    accNorm: null,
    timeLeftMs: leftMs,
  };
}
