import { parseArgs } from 'node:util';
import { isLevelId, levelIds, type LevelId } from '../../core/levels.ts';
import { engineIds, isEngineId, type EngineId } from '../../core/variant.ts';
import { flag, oneOf, parsing, text, UsageError, wholeNumber } from '../ask/argument-values.ts';

export const usage = `Usage: npm run -s evaluate -- [options]

Evaluates levels of the model in the built app, in a headless Chromium: speed and memory, perplexity
of a text, agreement with a reference level, multiple-choice questions. By the conventions of
llama-bench and llama-perplexity.
  --json               one JSON object in place of a table
  --levels LIST        ${levelIds.join(', ')} (as shipped)
  --engine E           ${engineIds.join(', ')} (simd)
  --reference L        level to compare with, on the same engine, or none (fp32)
  --text FILE          plain text in UTF-8 (the beginning of WikiText-2's test set, which is bundled)
  --chunks N           512-token chunks of the text at most; 0: no text (8)
  --choices FILE       questions in JSONL: context, endings, label; or hellaswag, the bundled tasks
  --limit N            the first N questions (all)
  --no-speed           leave out the decode and prefill rates and the time to the first token
  --threads N          threads of the CPU engine, or auto (auto)
  --model-dir FOLDER   another model: a folder as on the Hugging Face hub (ONNX or safetensors),
                       or with a GGUF file
  --software-gpu       let webgpu run on the CPU, where there is no GPU; leaves out its speed
Lists are separated by commas. A level that can't run is named with its reason; the others go on.
`;

export interface EvaluateArguments {
  readonly help: boolean;
  readonly json: boolean;
  /** Empty: as shipped. */
  readonly levels: readonly LevelId[];
  readonly engine: EngineId;
  readonly reference: LevelId | 'none' | undefined;
  /** Undefined: the bundled text. */
  readonly text: string | undefined;
  readonly chunks: number;
  readonly choices: string | undefined;
  readonly limit: number | undefined;
  readonly speed: boolean;
  readonly threads: number | 'auto';
  readonly modelFolder: string | undefined;
  readonly softwareGpu: boolean;
}

/** More chunks or questions than any file here holds. */
const most = 1_000_000;

const level = (name: string, given: string): LevelId => oneOf(name, given, isLevelId, levelIds);

/** @throws UsageError */
export function parseArguments(given: readonly string[]): EvaluateArguments {
  const values = parse(given);
  const { reference, choices, limit, threads } = values;
  const chunks = wholeNumber('--chunks', values.chunks, 0, most);
  if (chunks === 0 && choices === undefined)
    throw new UsageError('There is nothing to evaluate: no text (--chunks 0) and no --choices.');
  if (chunks === 0 && values.text !== undefined)
    throw new UsageError('--text needs at least one chunk: leave --chunks 0 out.');
  if (limit !== undefined && choices === undefined)
    throw new UsageError('--limit is of --choices, which is missing.');
  const levels = values.levels?.split(',').map((item) => level('--levels', item.trim())) ?? [];
  return {
    help: values.help,
    json: values.json,
    levels: [...new Set(levels)],
    engine: oneOf('--engine', values.engine, isEngineId, engineIds),
    reference:
      reference === undefined || reference === 'none' ? reference : level('--reference', reference),
    text: values.text,
    chunks,
    choices,
    limit: limit === undefined ? undefined : wholeNumber('--limit', limit, 1, most),
    speed: !values['no-speed'],
    threads: threads === 'auto' ? threads : wholeNumber('--threads', threads, 1, most),
    modelFolder: values['model-dir'],
    softwareGpu: values['software-gpu'],
  };
}

function parse(given: readonly string[]) {
  return parsing(() =>
    parseArgs({
      args: [...given],
      options: {
        help: { ...flag, short: 'h' },
        json: flag,
        levels: { type: 'string' },
        engine: text('simd'),
        reference: { type: 'string' },
        text: { type: 'string' },
        chunks: text('8'),
        choices: { type: 'string' },
        limit: { type: 'string' },
        'no-speed': flag,
        threads: text('auto'),
        'model-dir': { type: 'string' },
        'software-gpu': flag,
      },
    }),
  ).values;
}
