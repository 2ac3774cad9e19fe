import type { ByteSource } from '../../byte-source.ts';
import { checkFinite } from '../../finite.ts';
import { llamaShapes } from '../../llama-shapes.ts';
import type { ModelWeights } from '../../weights.ts';
import { GraphIndex } from './graph-index.ts';
import { recognizeLlama } from './llama-pattern.ts';
import { OnnxFile, type OpenExternal } from './onnx-file.ts';

/**
 * Reads a Llama-family decoder back from ONNX: the canonical form that this app writes, and others
 * whose layers are MatMulNBits or MatMul around GroupQueryAttention. The graph is read and checked
 * whole; `weights.read` reads one tensor from the external data.
 *
 * @param fileName as it is to be named to a person
 * @throws catalogued `model-file-invalid`, `model-file-truncated`, `model-unsupported`, and what
 *   `openExternal` throws; `weights.read` also `model-weights-not-finite`
 */
export async function readOnnx(
  source: ByteSource,
  fileName: string,
  openExternal: OpenExternal,
): Promise<ModelWeights> {
  const file = await OnnxFile.open(source, fileName, openExternal);
  const { config, weights } = await recognizeLlama(new GraphIndex(file));
  if (config.heads % config.kvHeads !== 0) {
    throw file.invalid(`${config.heads} heads on ${config.kvHeads} key-value heads`);
  }
  const shapes = llamaShapes(config);
  for (const name of weights.keys()) {
    if (!shapes.has(name)) throw file.unsupported(`${config.architecture} with ${name}`);
  }
  for (const [name, shape] of shapes) {
    const found = weights.get(name)?.shape.join();
    if (found === shape.join() && shape.every((size) => size > 0)) continue;
    throw file.invalid(`${name} is [${found ?? ''}] where [${shape.join()}] is due`);
  }
  return {
    config,
    names: [...weights.keys()],
    read: async (name) => {
      const found = weights.get(name);
      if (!found) throw new RangeError(`no tensor ${name}`);
      const tensor = await found.read();
      checkFinite(name, tensor);
      return tensor;
    },
  };
}
