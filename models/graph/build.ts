import { fail } from '../../core/errors.ts';
import { parseLevel, type LevelId, type WeightForm } from '../../core/levels.ts';
import { encodeModel } from '../onnx/encode.ts';
import type { ModelWeights } from '../weights.ts';
import { atLevel } from '../levels/at-level.ts';
import { BlockNodes } from './block-nodes.ts';
import { ChannelNodes } from './channel-nodes.ts';
import { ExpandedNodes } from './expanded-nodes.ts';
import { ExternalShards, type ExternalFile } from './external-shards.ts';
import { GraphWriter } from './graph-writer.ts';
import { HalfNodes } from './half-nodes.ts';
import { LlamaGraph, type ReadWeight } from './llama-graph.ts';
import { OffsetNodes } from './offset-nodes.ts';
import type { WeightNodes } from './weight-nodes.ts';

export interface BuildOptions {
  readonly level: LevelId;
  readonly form: WeightForm;
  readonly target: 'wasm' | 'webgpu';
  /** Called after each tensor. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Asked before each tensor; a promise gives the event loop a turn. */
  readonly shouldStop?: () => boolean | Promise<boolean>;
  /** Largest file of external data, where its tensors allow. Under 50 MB unless told. */
  readonly shardBytes?: number;
  /**
   * Makes the external data when onnxruntime reads it (`LazyBytes`), not here: the stored weights
   * stay in memory until then, the expanded ones never are.
   */
  readonly lazy?: boolean;
}

export interface OnnxFiles {
  /** The `.onnx` file. */
  readonly model: Uint8Array;
  readonly external: readonly ExternalFile[];
}

/** Names where they are the hub's, which transformers.js derives from a dtype. */
const hubNames: Readonly<Partial<Record<LevelId, string>>> = {
  fp32: 'model.onnx',
  q8: 'model_quantized.onnx',
};

/** The graph file's name; external data lies in `<name>_data`, `<name>_data_1`, ... */
export const onnxFileName = (level: LevelId): string => hubNames[level] ?? `model_${level}.onnx`;

/**
 * Makes an ONNX model (opset 18 and com.microsoft) from weights, tensor by tensor. The same weights
 * and options give the same bytes.
 *
 * @throws `cancelled`; `model-unsupported` for a tensor whose shape isn't the configuration's;
 *   `level-unavailable` where the target has no operators for the form; what `weights.read` throws
 */
export async function buildOnnx(weights: ModelWeights, options: BuildOptions): Promise<OnnxFiles> {
  const file = onnxFileName(options.level);
  const shards = new ExternalShards(file, options.shardBytes ?? 49_000_000, options.lazy ?? false);
  const graph = new GraphWriter(shards);
  const read = progressingRead(weights, options);
  const nodes = weightNodes(graph, options);
  const llama = new LlamaGraph(weights.config, read, graph, nodes);
  const model = encodeModel({
    irVersion: 9,
    producerName: 'featherweight',
    producerVersion: '1',
    opsets: [
      { domain: '', version: 18 },
      { domain: 'com.microsoft', version: 1 },
    ],
    metadata: [],
    graph: await llama.build(),
  });
  return { model, external: shards.finish() };
}

function weightNodes(graph: GraphWriter, { form, level, target }: BuildOptions): WeightNodes {
  switch (form) {
    case 'as-shipped':
      return new BlockNodes(graph);
    case 'halves':
      return new HalfNodes(graph);
    case 'blocks':
      // WebGPU's MatMulNBits takes no floating-point zero point.
      if (target === 'webgpu' && hasFloatOffsets(level)) break;
      return new BlockNodes(graph);
    case 'expanded':
      return new ExpandedNodes(graph);
    case 'blocks-and-offset':
      return new OffsetNodes(graph);
    case 'dynamic-int8':
      if (target === 'webgpu') break;
      return new ChannelNodes(graph);
  }
  throw fail('level-unavailable', { level, engine: target });
}

function hasFloatOffsets(level: LevelId): boolean {
  const { format } = parseLevel(level);
  return format === 'q4' || format === 'q3' || format === 'q2';
}

function progressingRead(stored: ModelWeights, options: BuildOptions): ReadWeight {
  // At fp32 the stored weights are handed on, checked only.
  const weights = atLevel(stored, options.form === 'as-shipped' ? 'fp32' : options.level);
  const total = weights.names.length;
  let done = 0;
  return async (name, columns, rows) => {
    if (await options.shouldStop?.()) throw fail('cancelled', {});
    const tensor = await weights.read(name);
    const expected = rows === undefined ? [columns] : [rows, columns];
    if (tensor.shape.join() !== expected.join()) {
      throw fail('model-unsupported', {
        file: name,
        reason: `shape [${tensor.shape.join(', ')}] where [${expected.join(', ')}] is due`,
      });
    }
    done += 1;
    options.onProgress?.(done, total);
    return tensor;
  };
}
