import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type {
  AutomationEvaluation,
  AutomationEvaluationResult,
  AutomationFile,
} from '../../src/app/automation-contract.ts';
import type { ModelOption } from '../../src/app/model-option.ts';
import { UsageError } from '../ask/argument-values.ts';
import { firstModel, openPage, runCommand, valueOf } from '../ask/command.ts';
import { parseArguments, usage, type EvaluateArguments } from './arguments.ts';
import { jsonResult, progressLine, remarks, table } from './output.ts';

function fileOf(path: string): AutomationFile {
  try {
    return { name: basename(path), base64: readFileSync(path).toString('base64') };
  } catch {
    throw new UsageError(`${path} can't be read.`);
  }
}

function requestOf(asked: EvaluateArguments, model: ModelOption): AutomationEvaluation {
  const { engine, levels, reference, text, chunks, choices, limit, threads } = asked;
  const variant = (level: (typeof levels)[number]) => ({ model: model.id, level, engine });
  const shipped = model.source.shippedLevel;
  const usual = model.levels.some(({ level }) => level === 'fp32') ? 'fp32' : shipped;
  const compared = reference ?? usual;
  return {
    variants: (levels.length > 0 ? levels : [shipped]).map(variant),
    reference: compared === 'none' ? null : variant(compared),
    text: chunks === 0 ? null : { source: text === undefined ? 'bundled' : fileOf(text), chunks },
    choices:
      choices === undefined
        ? null
        : {
            source: choices === 'hellaswag' ? 'bundled' : fileOf(choices),
            limit: limit ?? null,
          },
    // Ten seconds a token, and not of any device's GPU.
    speed: asked.speed && !asked.softwareGpu,
    threads,
  };
}

async function run(asked: EvaluateArguments): Promise<AutomationEvaluationResult> {
  // Files are read first: a wrong path shows before the build.
  const { text, choices } = asked;
  if (text !== undefined) fileOf(text);
  if (choices !== undefined && choices !== 'hellaswag') fileOf(choices);
  const page = await openPage(
    { ...asked, usesGpu: asked.engine === 'webgpu' },
    { onEvaluation: (progress) => console.error(progressLine(progress)) },
  );
  try {
    return valueOf(await page.evaluation(requestOf(asked, await firstModel(page))));
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
    asked.json ? `${JSON.stringify(jsonResult(result), undefined, 2)}\n` : table(result),
  );
  for (const remark of remarks(result)) console.error(remark);
  if (result.rows.some(({ failure }) => failure !== null)) process.exitCode = 1;
});
