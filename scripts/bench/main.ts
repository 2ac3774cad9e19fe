import type { AutomationBenchmarkResult } from '../../src/app/automation-contract.ts';
import { UsageError } from '../ask/arguments.ts';
import { DrivenPage } from '../ask/driven-page.ts';
import { modelFromFolder } from '../ask/model-folder.ts';
import { buildIfStale } from '../build.mjs';
import { installedChromiums, softwareGpuArguments, webGpuArguments } from '../chromium.mjs';
import { setUpChromium } from '../setup-chromium.mjs';
import { checkSizes, parseArguments, usage, type BenchArguments } from './arguments.ts';
import { jsonRows, progressLine, remarks } from './output.ts';

/** A failure of the app, as its sentence. */
class BenchError extends Error {}

async function openPage({
  engines,
  softwareGpu,
  modelFolder,
}: BenchArguments): Promise<DrivenPage> {
  if (!buildIfStale()) throw new BenchError('The build failed; the reason stands above.');
  if (installedChromiums().length === 0) await setUpChromium();
  const onGpu = softwareGpu ? softwareGpuArguments : webGpuArguments;
  return DrivenPage.open({
    browserArguments: engines.includes('webgpu') ? onGpu : [],
    executablePath: installedChromiums()[0],
    mounts: modelFolder === undefined ? {} : { '/model/': modelFolder },
    automation: async (origin) => ({
      autoload: false,
      ...(modelFolder === undefined
        ? {}
        : { models: [await modelFromFolder(modelFolder, `${origin}/model/`)] }),
    }),
    onBenchmark: (progress) => {
      if (progress.kind === 'row')
        console.error(progressLine(progress.row, progress.done, progress.total));
      else console.error(`About ${Math.ceil(progress.ms / 1000)} s.`);
    },
  });
}

async function run(asked: BenchArguments): Promise<AutomationBenchmarkResult> {
  const page = await openPage(asked);
  try {
    const [model] = await page.models();
    if (!model) throw new BenchError('The app offers no model.');
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
    if (!outcome.ok) throw new BenchError(outcome.sentence);
    return outcome.value;
  } finally {
    await page.close();
  }
}

try {
  const asked = parseArguments(process.argv.slice(2));
  if (asked.help) process.stdout.write(usage);
  else {
    const result = await run(asked);
    process.stdout.write(
      asked.json ? `${JSON.stringify(jsonRows(result), undefined, 2)}\n` : result.markdown,
    );
    for (const remark of remarks(result)) console.error(remark);
    if (result.rows.every(({ status }) => status === 'failed')) process.exitCode = 1;
  }
} catch (error) {
  const expected = error instanceof UsageError || error instanceof BenchError;
  console.error(expected ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
