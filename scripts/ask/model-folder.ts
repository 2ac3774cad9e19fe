import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, readdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { ModelFile } from '../../core/contract.ts';
import type { LevelId } from '../../core/levels.ts';
import type { ModelOption } from '../../src/app/model-option.ts';
import { openGgufModel } from '../../workers/import/stored-model.ts';
import { fileSource } from '../convert/file-source.ts';
import { UsageError } from './argument-values.ts';

/** Graphs by the hub's names for their number formats; others can be run as they are all the same. */
const shippedLevels: readonly (readonly [suffix: string, level: LevelId])[] = [
  ['_q4', 'q4'],
  ['_q4f16', 'q4'],
  ['_int8', 'int8'],
  ['_quantized', 'int8'],
  ['', 'fp32'],
];

async function describe(folder: string, path: string): Promise<ModelFile> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(join(folder, path))) hash.update(chunk as Buffer);
  return { path, bytes: statSync(join(folder, path)).size, sha256: hash.digest('hex') };
}

/** What of a folder is the model itself. */
interface MainFile {
  readonly graph: string;
  readonly shippedLevel: LevelId;
  readonly maxContextLength: number;
}

/** @throws what the reader throws */
async function ggufFile(folder: string, path: string): Promise<MainFile> {
  const handle = await open(join(folder, path));
  try {
    const { level, weights } = await openGgufModel({
      name: path,
      source: await fileSource(handle),
    });
    return { graph: path, shippedLevel: level, maxContextLength: weights.config.contextLength };
  } finally {
    await handle.close();
  }
}

function maxContextLength(folder: string): number {
  let config: { readonly max_position_embeddings?: number };
  try {
    config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as typeof config;
  } catch {
    throw new UsageError(`${folder} needs a config.json that can be read as JSON.`);
  }
  return config.max_position_embeddings ?? 2048;
}

/** An ONNX graph in its place, else the one GGUF file, else safetensors. */
async function mainFile(folder: string, paths: readonly string[]): Promise<MainFile> {
  const graph = shippedLevels.find(([suffix]) => paths.includes(`onnx/model${suffix}.onnx`));
  if (graph) {
    const [suffix, shippedLevel] = graph;
    return {
      graph: `onnx/model${suffix}.onnx`,
      shippedLevel,
      maxContextLength: maxContextLength(folder),
    };
  }
  const [gguf, second] = paths.filter((path) => path.endsWith('.gguf'));
  if (second !== undefined)
    throw new UsageError(`${folder} has several GGUF files; give a folder with one.`);
  if (gguf !== undefined) return ggufFile(folder, gguf);
  const checkpoint = ['model.safetensors.index.json', 'model.safetensors'].find((path) =>
    paths.includes(path),
  );
  if (checkpoint === undefined)
    throw new UsageError(`${folder} has no onnx/model.onnx, GGUF file or model.safetensors.`);
  return {
    graph: checkpoint,
    shippedLevel: 'fp32',
    maxContextLength: maxContextLength(folder),
  };
}

const isNeeded = (path: string, graph: string): boolean =>
  path.startsWith(graph) ||
  (graph.includes('.safetensors') && /^[^/]+\.safetensors$/.test(path)) ||
  /^[^/]+\.(json|jinja)$/.test(path);

/**
 * A folder in the layout of the Hugging Face hub, or with a GGUF file, as a model that the page can
 * be given.
 *
 * @param baseUrl where the folder will be served, ending in `/`
 * @throws UsageError where it holds no model, or several
 */
export async function modelFromFolder(folder: string, baseUrl: string): Promise<ModelOption> {
  let paths: string[];
  try {
    paths = readdirSync(folder, { recursive: true }).map((path) =>
      String(path).replace(/\\/g, '/'),
    );
  } catch {
    throw new UsageError(`${folder} is no folder that can be read.`);
  }
  const main = await mainFile(folder, paths);
  const { graph, shippedLevel } = main;
  const files = await Promise.all(
    paths
      .filter((path) => isNeeded(path, graph) && statSync(join(folder, path)).isFile())
      .map((path) => describe(folder, path)),
  );
  // At fp32 a file's weights are its own values, so that what a rounding costs can be measured.
  const levels: readonly LevelId[] =
    graph.endsWith('.onnx') || shippedLevel === 'fp32' ? [shippedLevel] : [shippedLevel, 'fp32'];
  const id = basename(resolve(folder));
  return {
    id,
    name: id,
    shortName: id,
    source: { id, baseUrl, graph, files, shippedLevel },
    levels: levels.map((level) => ({
      level,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      // Not told by the files' sizes, and not asked for here.
      linearBitsPerWeight: 0,
      fileBitsPerWeight: 0,
    })),
    maxContextLength: main.maxContextLength,
    kvBytesPerPosition: 0,
    int8KvBytesPerPosition: 0,
  };
}
