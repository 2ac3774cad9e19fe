import { parseArgs } from 'node:util';
import type { KvPrecision } from '../../core/contract.ts';
import {
  isLevelId,
  isWeightForm,
  levelIds,
  weightForms,
  type LevelId,
  type WeightForm,
} from '../../core/levels.ts';
import { engineIds, isEngineId, type EngineId } from '../../core/variant.ts';
import { flag, oneOf, parsing, text, UsageError, wholeNumber } from './argument-values.ts';

export const usage = `Usage: npm run -s ask -- [options] "question"
       npm run -s ask -- [options] --chats FILE

Asks the built app in a headless Chromium. The answer streams to standard output, followed by a line
with what it cost.
  --json               one JSON object: text, promptIds, ids, finishReason, variant, figures
  --chats FILE         a JSON array of {name?, messages: [{role, content}]}; gives an array likewise,
                       loading the model once
  --system S           system prompt (the model's own where left out)
  --level L            ${levelIds.join(', ')} (as shipped)
  --engine E           auto, ${engineIds.join(', ')} (auto: simd, or wasm for a model or form that it doesn't run)
  --threads N          threads of the CPU engine, or auto (auto)
  --context N          positions of the KV cache (2048)
  --kv-cache P         precision of keys and values on simd: auto, f32, int8 (auto)
  --form F             auto, ${weightForms.join(', ')} (auto)
  --max-tokens N       longest answer (512)
  --temperature T      0: greedy (0)
  --seed S             of sampling at a temperature above 0 (0)
  --think, --no-think  whether a model that can be told thinks first (as its template does)
  --profile            time per kernel of the SIMD engine's decode steps
  --model-dir FOLDER   another model: a folder as on the Hugging Face hub (ONNX or safetensors),
                       or with a GGUF file
  --software-gpu       let webgpu run on the CPU, where there is no GPU
`;

export interface AskArguments {
  readonly help: boolean;
  readonly json: boolean;
  readonly question: string | undefined;
  readonly chats: string | undefined;
  readonly system: string;
  readonly level: LevelId | undefined;
  readonly engine: EngineId | 'auto';
  readonly threads: number | 'auto';
  readonly context: number;
  readonly form: WeightForm | 'auto';
  readonly kvCache: KvPrecision | 'auto';
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
  /** Undefined: as the template does by itself. */
  readonly think: boolean | undefined;
  readonly profile: boolean;
  readonly modelFolder: string | undefined;
  readonly softwareGpu: boolean;
}

function temperature(given: string): number {
  const value = Number(given);
  if (given.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new UsageError(`--temperature needs a number from 0, not "${given}".`);
  return value;
}

const isKvChoice = (text: string): text is KvPrecision | 'auto' =>
  text === 'auto' || text === 'f32' || text === 'int8';

/** @throws UsageError */
export function parseArguments(given: readonly string[]): AskArguments {
  const { values, positionals } = parse(given);
  const [question, ...rest] = positionals;
  if (rest.length > 0)
    throw new UsageError(
      `One question, please; put it in quotes. Also given: "${rest.join(' ')}".`,
    );
  if (!values.help && (question === undefined) === (values.chats === undefined))
    throw new UsageError('Give either a question or --chats FILE.');
  const { threads, form, think } = values;
  if (think && values['no-think'])
    throw new UsageError('Give either --think or --no-think, not both.');
  return {
    help: values.help,
    json: values.json,
    question,
    chats: values.chats,
    system: values.system,
    level:
      values.level === undefined ? undefined : oneOf('--level', values.level, isLevelId, levelIds),
    engine:
      values.engine === 'auto'
        ? values.engine
        : oneOf('--engine', values.engine, isEngineId, ['auto', ...engineIds]),
    threads: threads === 'auto' ? threads : wholeNumber('--threads', threads, 1),
    context: wholeNumber('--context', values.context, 1),
    form: form === 'auto' ? form : oneOf('--form', form, isWeightForm, ['auto', ...weightForms]),
    kvCache: oneOf('--kv-cache', values['kv-cache'], isKvChoice, ['auto', 'f32', 'int8']),
    maxTokens: wholeNumber('--max-tokens', values['max-tokens'], 1),
    temperature: temperature(values.temperature),
    seed: wholeNumber('--seed', values.seed, 0, 0xffff_ffff),
    think: think ? true : values['no-think'] ? false : undefined,
    profile: values.profile,
    modelFolder: values['model-dir'],
    softwareGpu: values['software-gpu'],
  };
}

function parse(given: readonly string[]) {
  return parsing(() =>
    parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        help: { ...flag, short: 'h' },
        json: flag,
        chats: { type: 'string' },
        system: text(''),
        level: { type: 'string' },
        engine: text('auto'),
        threads: text('auto'),
        context: text('2048'),
        form: text('auto'),
        'kv-cache': text('auto'),
        'max-tokens': text('512'),
        temperature: text('0'),
        seed: text('0'),
        think: flag,
        'no-think': flag,
        profile: flag,
        'model-dir': { type: 'string' },
        'software-gpu': flag,
      },
    }),
  );
}
