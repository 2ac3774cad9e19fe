import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOnnx } from '../../models/graph/build.ts';
import { readOnnx } from '../../models/readers/onnx/read-onnx.ts';
import { fileSource } from '../../scripts/convert/file-source.ts';
import { projectFolder } from '../../scripts/project.mjs';
import { cacheFolder } from './cache.ts';

const embedded = `${projectFolder}models/smollm2-135m-instruct/`;
const graph = 'onnx/model_q4.onnx';

/**
 * A folder of models in the hub's layout for transformers.js: the embedded model as it is (`q4`), and
 * at the level int8, made from the same weights (`int8`).
 */
export async function hubFolder(): Promise<string> {
  const root = cacheFolder('hub');
  const folder = join(root, 'smollm2-135m-instruct');
  const done = join(folder, 'config.json');
  if (existsSync(done)) return root;
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  for (const name of ['tokenizer.json', 'tokenizer_config.json', 'generation_config.json'])
    copyFileSync(embedded + name, join(folder, name));
  for (const name of [graph, `${graph}_data`, `${graph}_data_1`])
    copyFileSync(embedded + name, join(folder, name));
  const shards = await writeInt8(join(folder, 'onnx'));
  const config = JSON.parse(readFileSync(`${embedded}config.json`, 'utf8')) as object;
  const external = { 'model_q4.onnx': 2, 'model_int8.onnx': shards };
  const more = { 'transformers.js_config': { use_external_data_format: external } };
  writeFileSync(done, JSON.stringify({ ...config, ...more }));
  return root;
}

/** @returns how many files of external data there are */
async function writeInt8(folder: string): Promise<number> {
  const handles = await Promise.all(
    [graph, `${graph}_data`, `${graph}_data_1`].map((name) => open(embedded + name)),
  );
  try {
    const [main, ...rest] = await Promise.all(handles.map(fileSource));
    if (!main) throw new Error('the embedded model is not there');
    const weights = await readOnnx(main, graph, (location) => {
      const source = rest[location.endsWith('_1') ? 1 : 0];
      return source ? Promise.resolve(source) : Promise.reject(new Error(`no ${location}`));
    });
    const { model, external } = await buildOnnx(weights, {
      level: 'int8',
      form: 'dynamic-int8',
      target: 'wasm',
    });
    writeFileSync(join(folder, 'model_int8.onnx'), model);
    for (const { path, data } of external) writeFileSync(join(folder, path), data);
    return external.length;
  } finally {
    await Promise.all(handles.map((handle) => handle.close()));
  }
}
