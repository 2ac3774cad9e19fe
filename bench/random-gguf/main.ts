import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { FeatherweightError } from '../../core/errors.ts';
import {
  flag,
  oneOf,
  parsing,
  text,
  UsageError,
  wholeNumber,
} from '../../scripts/ask/argument-values.ts';
import { randomGguf } from './random-gguf.ts';
import { isMatrixType, matrixTypes, parametersOf } from './random-weights.ts';
import { isShapeName, shapeNames, shapeOf, sizeOptions, type ShapeName } from './shapes.ts';

const defaultShape: ShapeName = 'llama-0.36b';

const usage = `Usage: npm run bench:random-gguf -- [options] --output FILE.gguf

Writes a GGUF file of random weights in a given shape, with a tokenizer and a chat template, for
measuring larger models without a download.
  --shape NAME         ${shapeNames.join(', ')} (${defaultShape})
  --type TYPE          of the layers' matrices: ${matrixTypes.join(', ')} (Q4_1)
  --embedding-type T   of the embedding and of a head of its own (as --type)
  --seed N             (1)
What differs from the shape:
  --architecture NAME  llama, qwen2, qwen3
  --untied             a head of its own
  ${sizeOptions.map((option) => `--${option} N`).join(', ')}`;

function parse() {
  return parsing(() =>
    parseArgs({
      options: {
        output: { type: 'string' },
        shape: text(defaultShape),
        type: text('Q4_1'),
        'embedding-type': { type: 'string' },
        seed: text('1'),
        architecture: { type: 'string' },
        untied: flag,
        ...Object.fromEntries(sizeOptions.map((option) => [option, { type: 'string' } as const])),
        help: flag,
      },
    }),
  ).values;
}

async function run(): Promise<void> {
  const values = parse();
  if (values.help) {
    console.log(usage);
    return;
  }
  const { output, architecture, untied } = values;
  if (output === undefined) throw new UsageError('--output names the file to write.');
  const shape = oneOf('--shape', values.shape, isShapeName, shapeNames);
  const typeOf = (name: string, given: string) =>
    oneOf(name, given.toUpperCase(), isMatrixType, matrixTypes);
  const given: Readonly<Record<string, unknown>> = values;
  const sizes = sizeOptions.flatMap((option) => {
    const size = given[option];
    return typeof size === 'string' ? [[option, wholeNumber(`--${option}`, size, 1)] as const] : [];
  });
  const config = shapeOf(shape, {
    sizes: Object.fromEntries(sizes),
    untied,
    ...(architecture !== undefined && { architecture }),
  });
  const name = [`Random ${shape}`, ...sizes.map(([option, size]) => `${option} ${size}`)].join(
    ', ',
  );
  const { size, pieces } = await randomGguf(name, config, {
    type: typeOf('--type', values.type),
    embeddingType: typeOf('--embedding-type', values['embedding-type'] ?? values.type),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1),
  });
  await writeFile(output, pieces);
  const millions = (count: number) => (count / 1e6).toFixed(1);
  console.log(
    `${output}: ${millions(parametersOf(config))} million parameters, ${millions(size)} MB`,
  );
}

try {
  await run();
} catch (error) {
  const isExpected = error instanceof UsageError || error instanceof FeatherweightError;
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
}
