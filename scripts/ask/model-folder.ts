import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { ModelFile } from '../../core/contract.ts';
import type { LevelId } from '../../core/levels.ts';
import type { ModelOption } from '../../src/app/model-option.ts';
import { UsageError } from './arguments.ts';

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

const isNeeded = (path: string, graph: string): boolean =>
  path.startsWith(graph) || /^[^/]+\.(json|jinja)$/.test(path);

/**
 * A folder in the layout of the Hugging Face hub, as a model that the page can be given.
 *
 * @param baseUrl where the folder will be served, ending in `/`
 * @throws UsageError where it holds no graph
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
  const found = shippedLevels.find(([suffix]) => paths.includes(`onnx/model${suffix}.onnx`));
  if (!found) throw new UsageError(`${folder} has no onnx/model.onnx.`);
  const [suffix, shippedLevel] = found;
  const graph = `onnx/model${suffix}.onnx`;
  const files = await Promise.all(
    paths
      .filter((path) => isNeeded(path, graph) && statSync(join(folder, path)).isFile())
      .map((path) => describe(folder, path)),
  );
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as {
    readonly max_position_embeddings?: number;
  };
  const id = basename(resolve(folder));
  return {
    id,
    name: id,
    shortName: id,
    source: { id, baseUrl, graph, files, shippedLevel },
    levels: [
      {
        level: shippedLevel,
        bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
        // Its shapes are not looked at.
        linearBitsPerWeight: 0,
        fileBitsPerWeight: 0,
      },
    ],
    maxContextLength: config.max_position_embeddings ?? 2048,
    kvBytesPerPosition: 0,
  };
}
