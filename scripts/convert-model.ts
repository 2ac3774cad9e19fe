import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { FeatherweightError } from '../core/errors.ts';
import { readGguf } from '../models/readers/gguf/read-gguf.ts';
import type { ModelWeights } from '../models/weights.ts';
import { compareWeights, tolerance } from './convert/compare-weights.ts';
import { fileSource } from './convert/file-source.ts';
import { makeHubFolder, type FolderFile } from './convert/hub-folder.ts';

const usage = `Usage: npx tsx scripts/convert-model.ts [--any] [--id ID] FILE.gguf FOLDER

Converts a GGUF model to ONNX in the layout of the Hugging Face hub, without rounding, and compares
what it wrote with what it read. Without --any it takes the embedded model's file only.
  --any    another model; licence and model card are then yours to add
  --id     its id in the manifest; the file's name otherwise`;

/** The file that the embedded model is made of. */
const embedded = {
  id: 'smollm2-135m-instruct',
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
} as const;

/** For a person: printed without a stack. */
class Refusal extends Error {}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { any: { type: 'boolean', default: false }, id: { type: 'string' } },
  });
  const [file, folder, ...rest] = positionals;
  if (file === undefined || folder === undefined || rest.length > 0) throw new Refusal(usage);
  if (!values.any) await checkHash(file);
  const name = basename(file);
  const id = values.id ?? (values.any ? name.replace(/\.gguf$/i, '').toLowerCase() : embedded.id);

  const handle = await open(file);
  try {
    const model = await readGguf(await fileSource(handle), name);
    const files = [
      ...(await makeHubFolder(model, id, name)),
      ...(values.any ? [] : await papers()),
    ];
    await writeFolder(folder, files);
    const graph = files.find(({ path }) => path.endsWith('.onnx'));
    await compare(model.weights, join(folder, graph?.path ?? ''));
  } finally {
    await handle.close();
  }
}

async function checkHash(file: string): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  const found = hash.digest('hex');
  if (found === embedded.sha256) return;
  throw new Refusal(
    `${file} is not the embedded model's file: its SHA-256 is\n${found}, not\n${embedded.sha256}.\n` +
      'Nothing was written. Use --any to convert another model.',
  );
}

/** What the embedded model's folder holds for people. */
async function papers(): Promise<readonly FolderFile[]> {
  const beside = (name: string) => readFile(new URL(`./convert/${name}`, import.meta.url));
  return [
    { path: 'README.md', data: await beside('model-card.md') },
    { path: 'LICENSE', data: await beside('apache-2.0.txt') },
  ];
}

async function writeFolder(folder: string, files: readonly FolderFile[]): Promise<void> {
  // Shards of an earlier conversion would otherwise stay beside fewer new ones.
  await rm(join(folder, 'onnx'), { recursive: true, force: true });
  for (const { path, data } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, data);
    console.log(`${data.byteLength.toLocaleString('en').padStart(12)}  ${path}`);
  }
}

async function compare(original: ModelWeights, graph: string): Promise<void> {
  const { tensors, zeroBlocks, worst, worstTensor } = await compareWeights(original, graph);
  console.log(
    `${tensors} tensors read back; ${zeroBlocks} blocks of scale 0; largest difference ${worst.toExponential(2)} ` +
      `of its block's largest weight${worst > 0 ? `, in ${worstTensor}` : ''}; allowed ${tolerance}.`,
  );
  if (!(worst <= tolerance)) throw new Refusal('The converted weights are not the original ones.');
}

try {
  await main();
} catch (error) {
  const expected = error instanceof Refusal || error instanceof FeatherweightError;
  console.error(expected ? error.message : error);
  process.exitCode = 1;
}
