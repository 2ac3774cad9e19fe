import type {
  AutomationBenchmarkProgress,
  AutomationBenchmarkResult,
} from '../../src/app/automation-contract.ts';
import { firstModel, openPage, runCommand, valueOf } from '../ask/command.ts';
import { checkSizes, parseArguments, usage, type BenchArguments } from './arguments.ts';
import { jsonRows, progressLine, remarks } from './output.ts';

function tell(progress: AutomationBenchmarkProgress): void {
  if (progress.kind === 'row')
    console.error(progressLine(progress.row, progress.done, progress.total));
  else console.error(`About ${Math.ceil(progress.ms / 1000)} s.`);
}

async function run(asked: BenchArguments): Promise<AutomationBenchmarkResult> {
  const usesGpu = asked.engines.includes('webgpu');
  const page = await openPage({ ...asked, usesGpu }, { onBenchmark: tell });
  try {
    const model = await firstModel(page);
    checkSizes(asked, model.maxContextLength);
    const { levels, engines, threads, nPrompt, nGen, nDepth, repetitions, pauseMs, form } = asked;
    const outcome = await page.benchmark({
      variants: (levels.length > 0 ? levels : [model.source.shippedLevel]).flatMap((level) =>
        engines.map((engine) => ({ model: model.id, level, engine })),
      ),
      threads,
      tests: { nPrompt, nGen, nDepth, repetitions },
      pauseMs,
      form,
      softwareGpu: asked.softwareGpu,
    });
    return valueOf(outcome);
  } finally {
    await page.close();
  }
}

await runCommand(async () => {
  const asked = parseArguments(process.argv.slice(2));
  if (asked.help) {
    process.stdout.write(usage);
    return;
  }
  const result = await run(asked);
  process.stdout.write(
    asked.json ? `${JSON.stringify(jsonRows(result), undefined, 2)}\n` : result.markdown,
  );
  for (const remark of remarks(result)) console.error(remark);
  if (result.rows.every(({ status }) => status === 'failed')) process.exitCode = 1;
});
