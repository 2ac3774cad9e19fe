import type { BenchmarkResult, BenchRow } from '../../core/bench-result.ts';
import { parallelism, threadsToStart, usableCores } from '../../core/threads.ts';
import { createBenchmarkRun } from '../benchmark/run/create-benchmark-run.ts';
import type { RunPlan, RunSubject } from '../benchmark/run/benchmark-run.ts';
import { gatherCircumstances } from '../benchmark/run/circumstances.ts';
import { expectedRunMs } from '../benchmark/run/expected-time.ts';
import { customTests, planRun } from '../benchmark/run/plan.ts';
import { failedRow } from '../benchmark/run/rows.ts';
import { RunRecord } from '../benchmark/run/run-record.ts';
import { failureText } from '../i18n/errors.ts';
import { resultsToMarkdown } from '../report/benchmark/markdown.ts';
import type {
  AutomationBenchmark,
  AutomationBenchmarkProgress,
  AutomationBenchmarkResult,
  AutomationBenchRow,
} from './automation-contract.ts';
import { appCommit, appVersion } from './build-info.ts';
import type { ModelOption } from './model-option.ts';

/**
 * Runs the tests of a driving program, with the page's own queue.
 *
 * @throws catalogued `request-invalid`
 */
export async function runBenchmark(
  models: readonly ModelOption[],
  request: AutomationBenchmark,
  onProgress: (progress: AutomationBenchmarkProgress) => void,
): Promise<AutomationBenchmarkResult> {
  const cores = usableCores(parallelism(globalThis));
  const circumstances = await gatherCircumstances({ appVersion, appCommit });
  const subjects = subjectsOf(models, request, cores);
  // Ten seconds a token: never without having been asked for.
  const isRefused = ({ variant }: RunSubject): boolean =>
    variant.engine === 'webgpu' && circumstances.gpu?.isFallback === true && !request.softwareGpu;
  const asked = planRun({
    preset: 'custom',
    custom: request.tests,
    subjects,
    cores,
    pauseMs: request.pauseMs,
  });
  const plan = { ...asked, subjects: asked.subjects.filter((subject) => !isRefused(subject)) };
  const refused = asked.subjects.filter(isRefused).flatMap(refusedRows(request));
  onProgress({ kind: 'expected', ms: expectedRunMs(plan) });
  const result =
    plan.subjects.length > 0
      ? await measured(plan, circumstances, onProgress)
      : nothingMeasured(plan, circumstances);
  const rows = [...result.rows, ...refused];
  return {
    ...result,
    rows: rows.map(withSentence),
    markdown: resultsToMarkdown([{ ...result, rows }]),
  };
}

async function measured(
  plan: RunPlan,
  circumstances: Awaited<ReturnType<typeof gatherCircumstances>>,
  onProgress: (progress: AutomationBenchmarkProgress) => void,
): Promise<BenchmarkResult> {
  const total = plan.subjects.length * plan.tests.length;
  let told = 0;
  const run = createBenchmarkRun({
    circumstances: () => Promise.resolve(circumstances),
    sink: ({ rows }) => {
      const row = rows.at(-1);
      if (row && rows.length > told)
        onProgress({ kind: 'row', row: withSentence(row), done: (told = rows.length), total });
    },
  });
  return run.start(plan);
}

function nothingMeasured(
  plan: RunPlan,
  circumstances: Awaited<ReturnType<typeof gatherCircumstances>>,
): BenchmarkResult {
  const record = new RunRecord(plan, circumstances);
  record.end('finished');
  return record.result;
}

const refusedRows =
  ({ tests }: AutomationBenchmark) =>
  (subject: RunSubject): readonly BenchRow[] =>
    customTests(tests).map((test) =>
      failedRow(
        subject,
        test,
        { code: 'webgpu-unavailable', parameters: { reason: 'no-adapter' } },
        [],
      ),
    );

/** Every variant with every number of threads; the GPU once. */
function subjectsOf(
  models: readonly ModelOption[],
  { variants, threads, form }: AutomationBenchmark,
  cores: number,
): readonly RunSubject[] {
  const counts = threads.length > 0 ? threads : [threadsToStart('auto', cores)];
  return variants.flatMap((variant) => {
    const model = models.find(({ id }) => id === variant.model);
    if (!model) throw new RangeError(`no model ${variant.model}`);
    const { source, levels, maxContextLength } = model;
    const [first] = levels;
    const weightBytes = levels.find(({ level }) => level === variant.level) ?? first;
    return (variant.engine === 'webgpu' ? [1] : counts).map((count) => ({
      variant,
      source,
      threads: count,
      form,
      maxContextLength,
      weightBytes: weightBytes?.bytes ?? 0,
    }));
  });
}

function withSentence(row: BenchRow): AutomationBenchRow {
  if (row.status === 'measured') return row;
  const { happened, advice } = failureText(row.failure);
  return { ...row, sentence: `${happened} ${advice}` };
}
