import { parseArgs } from 'node:util';
import { mostRepetitions } from '../../core/bench.ts';
import {
  isLevelId,
  isWeightForm,
  levelIds,
  weightForms,
  type LevelId,
  type WeightForm,
} from '../../core/levels.ts';
import { engineIds, isEngineId, type EngineId } from '../../core/variant.ts';
import { flag, oneOf, parsing, text, UsageError, wholeNumber } from '../ask/argument-values.ts';

export const usage = `Usage: npm run -s bench -- [options]

Benchmarks the built app in a headless Chromium, in llama-bench's terms: pp N prefills N random
tokens, tg N generates N, each at every depth, for every level, engine and number of threads.
  --markdown           a table with llama-bench's columns (default)
  --json               an array of rows
  --levels LIST        ${levelIds.join(', ')} (as shipped)
  --engines LIST       ${engineIds.join(', ')} (simd)
  --threads LIST       of the CPU engines (as many as the engine takes by itself)
  -p, --n-prompt LIST  tokens to prefill; 0: none (512)
  -n, --n-gen LIST     tokens to generate; 0: none (128)
  -d, --n-depth LIST   tokens already in the KV cache (0)
  -r, --repetitions N  of each test (5)
  --pause MS           between tests (1000)
  --form F             auto, ${weightForms.join(', ')} (auto)
  --model-dir FOLDER   another model: a folder as on the Hugging Face hub (ONNX or safetensors),
                       or with a GGUF file
  --software-gpu       let webgpu run on the CPU, where there is no GPU
Lists are separated by commas. A variant that can't run is a row with the reason.
`;

export interface BenchArguments {
  readonly help: boolean;
  readonly json: boolean;
  /** Empty: as shipped. */
  readonly levels: readonly LevelId[];
  readonly engines: readonly EngineId[];
  /** Empty: as the engines choose. */
  readonly threads: readonly number[];
  readonly nPrompt: readonly number[];
  readonly nGen: readonly number[];
  readonly nDepth: readonly number[];
  readonly repetitions: number;
  readonly pauseMs: number;
  readonly form: WeightForm | 'auto';
  readonly modelFolder: string | undefined;
  readonly softwareGpu: boolean;
}

/** Sizes beyond this hold no model's context. */
const mostTokens = 10_000_000;

const listed = (given: string | undefined): readonly string[] =>
  given === undefined ? [] : given.split(',').map((item) => item.trim());

const wholeNumbers = (
  name: string,
  given: string | undefined,
  least: number,
  most: number,
): readonly number[] => [
  ...new Set(listed(given).map((item) => wholeNumber(name, item, least, most))),
];

const chosen = <Choice extends string>(
  name: string,
  given: string | undefined,
  isChoice: (value: string) => value is Choice,
  choices: readonly string[],
): readonly Choice[] => [
  ...new Set(listed(given).map((item) => oneOf(name, item, isChoice, choices))),
];

/** @throws UsageError */
export function parseArguments(given: readonly string[]): BenchArguments {
  const values = parse(given);
  if (values.json && values.markdown)
    throw new UsageError('Choose one of --json and --markdown, not both.');
  const { form } = values;
  const sizes = (name: string, list: string) => wholeNumbers(name, list, 0, mostTokens);
  const nPrompt = sizes('-p', values['n-prompt']);
  const nGen = sizes('-n', values['n-gen']);
  if ([...nPrompt, ...nGen].every((size) => size === 0))
    throw new UsageError('There is nothing to test: -p and -n are both 0.');
  return {
    help: values.help,
    json: values.json,
    levels: chosen('--levels', values.levels, isLevelId, levelIds),
    engines: chosen('--engines', values.engines, isEngineId, engineIds),
    threads: wholeNumbers('--threads', values.threads, 1, 1024),
    nPrompt,
    nGen,
    nDepth: sizes('-d', values['n-depth']),
    repetitions: wholeNumber('-r', values.repetitions, 1, mostRepetitions),
    pauseMs: wholeNumber('--pause', values.pause, 0, 600_000),
    form: form === 'auto' ? form : oneOf('--form', form, isWeightForm, ['auto', ...weightForms]),
    modelFolder: values['model-dir'],
    softwareGpu: values['software-gpu'],
  };
}

/**
 * Checks what only the model can tell.
 *
 * @throws UsageError
 */
export function checkSizes(
  { nPrompt, nGen, nDepth }: Pick<BenchArguments, 'nPrompt' | 'nGen' | 'nDepth'>,
  contextLimit: number,
): void {
  const tokens = Math.max(...nPrompt, ...nGen) + Math.max(...nDepth);
  if (tokens > contextLimit)
    throw new UsageError(
      `The largest test needs ${tokens} tokens (a size and a depth together); ` +
        `the model's context holds ${contextLimit}.`,
    );
}

function parse(given: readonly string[]) {
  return parsing(() =>
    parseArgs({
      args: [...given],
      options: {
        help: { ...flag, short: 'h' },
        json: flag,
        markdown: flag,
        levels: { type: 'string' },
        engines: text('simd'),
        threads: { type: 'string' },
        'n-prompt': { ...text('512'), short: 'p' },
        'n-gen': { ...text('128'), short: 'n' },
        'n-depth': { ...text('0'), short: 'd' },
        repetitions: { ...text('5'), short: 'r' },
        pause: text('1000'),
        form: text('auto'),
        'model-dir': { type: 'string' },
        'software-gpu': flag,
      },
    }),
  ).values;
}
