import type { GenerateRequest } from '../../core/contract.ts';
import type { EngineId } from '../../core/variant.ts';
import type { AutomationAnswer } from '../../src/app/automation-contract.ts';
import { parseArguments, usage, type AskArguments } from './arguments.ts';
import { chatsOf, type AskedChat } from './chats.ts';
import { AppError, firstModel, openPage, runCommand, valueOf } from './command.ts';
import type { DrivenPage } from './driven-page.ts';
import { profileTable } from './profile-table.ts';

async function load(page: DrivenPage, asked: AskArguments): Promise<void> {
  const model = await firstModel(page);
  const { engine, threads, context, form, kvCache } = asked;
  const level = asked.level ?? model.source.shippedLevel;
  const loadOn = (chosen: EngineId) =>
    page.load({
      variant: { model: model.id, level, engine: chosen },
      ...{ contextLength: context, threads, form, kvCache },
    });
  const automatic = form === 'auto' ? 'simd' : 'wasm';
  let outcome = await loadOn(engine === 'auto' ? automatic : engine);
  if (engine === 'auto' && !outcome.ok && outcome.code === 'model-unsupported')
    outcome = await loadOn('wasm');
  const { gpu, model: loaded } = valueOf(outcome);
  if (asked.think !== undefined && !loaded.thinkingSwitch)
    throw new AppError(
      'The chat template of this model has no enable_thinking: leave --think and --no-think out.',
    );
  if (gpu?.isFallback && !asked.softwareGpu)
    throw new AppError(
      'This browser offers WebGPU in software only, which is slower than the engine wasm. ' +
        'Give --software-gpu to use it all the same.',
    );
}

const requestOf = (asked: AskArguments, { messages }: AskedChat): Omit<GenerateRequest, 'id'> => ({
  messages,
  continueIds: [],
  sampling: {
    temperature: asked.temperature,
    topK: 0,
    topP: 1,
    minP: 0,
    repetitionPenalty: 1,
    seed: asked.seed,
  },
  maxTokens: asked.maxTokens,
  stopStrings: [],
  profile: asked.profile,
  think: asked.think,
});

const record = (
  { name }: AskedChat,
  { text, promptIds, ids, finishReason, variant, figures, profile }: AutomationAnswer,
): object => ({
  ...(name === undefined ? {} : { name }),
  text,
  promptIds,
  ids,
  finishReason,
  variant,
  figures,
  ...(profile && { profile }),
});

async function run(asked: AskArguments): Promise<void> {
  const chats = chatsOf(asked);
  const streams = !asked.json && asked.chats === undefined;
  const onText = (text: string): void => {
    if (streams) process.stdout.write(text);
  };
  const page = await openPage({ ...asked, usesGpu: asked.engine === 'webgpu' }, { onText });
  try {
    await load(page, asked);
    const records: object[] = [];
    for (const chat of chats) {
      const answer = valueOf(await page.generate(requestOf(asked, chat)));
      if (streams) process.stdout.write(`\n${answer.account}\n`);
      if (streams && answer.profile) process.stdout.write(profileTable(answer.profile));
      records.push(record(chat, answer));
    }
    if (!streams) {
      const result = asked.chats === undefined ? records[0] : records;
      process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
    }
  } finally {
    await page.close();
  }
}

await runCommand(async () => {
  const asked = parseArguments(process.argv.slice(2));
  if (asked.help) process.stdout.write(usage);
  else await run(asked);
});
