import { buildOnnx, type OnnxFiles } from '../../../models/graph/build.ts';
import { decodeModel } from '../../../models/onnx/decode.ts';
import type { LevelId, WeightForm } from '../../../core/levels.ts';
import type { ModelWeights } from '../../../models/weights.ts';
import { openGpu } from '../../../workers/decoders/ort/gpu-device.ts';
import { openDecoder, type DecoderGraph } from '../../../workers/decoders/ort/open.ts';
import type { OrtDecoder } from '../../../workers/decoders/ort/ort-decoder.ts';
import { gpuBundle, loadRuntime } from '../../../workers/decoders/ort/runtime.ts';
import { canShareCache } from '../../../workers/decoders/ort/shared-cache.ts';

export interface Opening {
  readonly engine: 'wasm' | 'webgpu';
  readonly contextLength?: number;
  /** Whether past and present may share memory; by the graph unless told. */
  readonly sharesCache?: boolean;
  readonly bundle?: 'jspi' | 'asyncify';
}

/** A decoder on a graph in memory, in the page itself and on one thread. */
export async function openFiles(
  { model, external }: OnnxFiles,
  form: WeightForm,
  vocabularySize: number,
  opening: Opening,
): Promise<{ decoder: OrtDecoder; device?: GPUDevice }> {
  const onnx = decodeModel(model, 'model.onnx');
  const graph: DecoderGraph = {
    file: 'model.onnx',
    model,
    external,
    form,
    weightBytes: external.reduce((sum, { data }) => sum + data.length, 0),
    sharesCache: opening.sharesCache ?? canShareCache(onnx),
    presentNames: onnx.graph.outputs.map(({ name }) => name).filter((n) => n.startsWith('present')),
    vocabularySize,
  };
  const contextLength = opening.contextLength ?? 64;
  if (opening.engine === 'wasm')
    return { decoder: await openDecoder(await loadRuntime('wasm', 1), graph, contextLength) };
  const gpu = await openGpu();
  const runtime = await loadRuntime(opening.bundle ?? gpuBundle(), 1);
  return { decoder: await openDecoder(runtime, graph, contextLength, gpu), device: gpu.device };
}

export async function openWeights(
  weights: ModelWeights,
  level: LevelId,
  form: WeightForm,
  opening: Opening,
): Promise<{ decoder: OrtDecoder; device?: GPUDevice }> {
  const files = await buildOnnx(weights, { level, form, target: opening.engine });
  return openFiles(files, form, weights.config.vocabularySize, opening);
}
