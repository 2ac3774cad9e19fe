import { fail } from '../../../../../core/errors.ts';
import { bytesSource } from '../../../../../models/byte-source.ts';
import type { OnnxFiles } from '../../../../../models/graph/build.ts';
import { decodeModel } from '../../../../../models/onnx/decode.ts';
import { encodeModel } from '../../../../../models/onnx/encode.ts';
import type { OnnxGraph } from '../../../../../models/onnx/messages.ts';
import { readOnnx } from '../../../../../models/readers/onnx/read-onnx.ts';
import type { ModelWeights } from '../../../../../models/weights.ts';

/** Reads files that are in memory. */
export const readFiles = ({ model, external }: OnnxFiles): Promise<ModelWeights> =>
  readOnnx(bytesSource(model), 'model.onnx', (location) => {
    const file = external.find(({ path }) => path === location);
    return file
      ? Promise.resolve(bytesSource(file.data))
      : Promise.reject(fail('model-file-missing', { file: location, status: 404 }));
  });

/** The same files with another graph. */
export function changedGraph(files: OnnxFiles, change: (graph: OnnxGraph) => OnnxGraph): OnnxFiles {
  const model = decodeModel(files.model, 'model.onnx');
  return { ...files, model: encodeModel({ ...model, graph: change(model.graph) }) };
}
