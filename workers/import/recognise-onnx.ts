import type { InferenceSession } from 'onnxruntime-web/wasm';
import { fail, FeatherweightError, type Failure } from '../../core/errors.ts';
import type { LevelId } from '../../core/levels.ts';
import { readExactly } from '../../models/byte-source.ts';
import { decodeModel } from '../../models/onnx/decode.ts';
import { tensorBytes, type OnnxModel, type OnnxValue } from '../../models/onnx/messages.ts';
import { readOnnxSignature } from '../../models/readers/onnx/onnx-signature.ts';
import { readOnnx } from '../../models/readers/onnx/read-onnx.ts';
import type { NamedSource } from '../../models/readers/safetensors/read-safetensors.ts';
import type { ModelWeights } from '../../models/weights.ts';
import { describeGraph } from '../decoders/ort/graph-io.ts';
import { HubFolder, kvShape } from '../load/hub-folder.ts';
import { parameterCount } from '../load/parameter-count.ts';
import { levelWeights, ownLevel } from '../library/level-weights.ts';
import { describeTokenizer } from './describe-tokenizer.ts';
import { enginesOf, factsOf } from './recognise-stored.ts';
import {
  configBeside,
  hubFilesBeside,
  licenceBeside,
  nameOf,
  type DroppedFiles,
} from './dropped-files.ts';
import type { EngineFit, RecognisedModel } from './recognition.ts';
import type { TypeShare } from './stored-model.ts';

/**
 * An ONNX graph with its external data, tokenizer and configuration. One whose layers are known runs
 * on every engine and gives levels; any other decoder with the hub's input and output names runs as
 * it is on onnxruntime.
 *
 * @throws catalogued: why it can't be used
 */
export async function recogniseOnnx(
  dropped: DroppedFiles,
  main: NamedSource,
): Promise<RecognisedModel> {
  const model = await readExactly(main.source, main.name, 0, main.source.size);
  const onnx = decodeModel(model, main.name);
  const signature = readOnnxSignature(model, main.name);
  const external = signature.externalFiles.map((location) => {
    const file = dropped.beside(main.name, location);
    if (!file) throw fail('model-file-missing', { file: location, status: 404 });
    return file;
  });
  const { files, names } = await hubFilesBeside(dropped, main.name);
  for (const name of ['config.json', 'tokenizer.json'])
    if (!files.has(name)) throw fail('model-file-missing', { file: name, status: 404 });
  const level = levelOfGraph(onnx);
  const folder = await HubFolder.open(
    { id: '', baseUrl: '', graph: main.name, files: [], shippedLevel: level },
    new Map(),
    files,
  );
  const config = folder.config();
  describeGraph(
    signature.inputs.map(metadata),
    signature.outputs.map(metadata),
    main.name,
    kvShape(config),
  );
  const tokenizer = describeTokenizer(folder, files);
  const known = await knownWeights(main, dropped);
  const licence = await licenceBeside(dropped, main.name);
  return {
    format: 'onnx',
    main: main.name,
    files: [...new Set([main.name, ...external.map(({ name }) => name), ...names])],
    displayName: nameOf(main.name, configBeside(files)),
    facts: {
      architecture: config.model_type,
      contextLimit: config.max_position_embeddings,
      vocabularySize: config.vocab_size,
      ...('weights' in known && factsOf(known.weights.config)),
      parameters: parameterCount(onnx),
      levels:
        'weights' in known
          ? levelWeights(known.weights.config, level)
          : [ownLevel(level, graphBytes(onnx), parameterCount(onnx))],
      hasChatTemplate: tokenizer.hasTemplate,
      ...(licence !== undefined && { licence }),
    },
    level,
    types: typesOf(onnx),
    convertedTypes: [],
    tokenizer: tokenizer.kind,
    engines:
      'weights' in known ? enginesOf(known.weights.config, main.name) : ortOnly(known.failure),
  };
}

const graphBytes = ({ graph }: OnnxModel): number =>
  graph.initializers.reduce((sum, { type, shape }) => sum + tensorBytes(type, shape), 0);

/** Weights that can be read, or why they can't: the graph then runs as it is. */
async function knownWeights(
  { name, source }: NamedSource,
  dropped: DroppedFiles,
): Promise<{ readonly weights: ModelWeights } | { readonly failure: Failure }> {
  try {
    const weights = await readOnnx(source, name, (location) => {
      const file = dropped.beside(name, location);
      return file
        ? Promise.resolve(file.source)
        : Promise.reject(fail('model-file-missing', { file: location, status: 404 }));
    });
    return { weights };
  } catch (error) {
    if (error instanceof FeatherweightError && error.code === 'model-unsupported')
      return { failure: error.failure };
    throw error;
  }
}

const ortOnly = (failure: Failure): readonly EngineFit[] => [
  { engine: 'simd', obstacle: failure },
  { engine: 'wasm', obstacle: undefined },
  { engine: 'webgpu', obstacle: undefined },
];

/** onnxruntime's names of element types that decoders have at their ends. */
const runtimeTypes: Readonly<Record<string, InferenceSession.TensorValueMetadata['type']>> = {
  float: 'float32',
  float16: 'float16',
  int64: 'int64',
  int32: 'int32',
};

function metadata({ name, type, shape }: OnnxValue): InferenceSession.ValueMetadata {
  const known = type && runtimeTypes[type];
  return known
    ? { name, isTensor: true, type: known, shape: [...(shape ?? [])] }
    : { name, isTensor: true, type: 'uint8', shape: [...(shape ?? [])] };
}

/** By the operator that most of the weights are in. */
function levelOfGraph({ graph }: OnnxModel): LevelId {
  const bits = new Map<number, number>();
  for (const node of graph.nodes) {
    if (node.operator !== 'MatMulNBits') continue;
    const attribute = node.attributes.find(({ name }) => name === 'bits');
    const count = attribute?.kind === 'int' ? Number(attribute.value) : 4;
    bits.set(count, (bits.get(count) ?? 0) + 1);
  }
  const [most] = [...bits].sort(([, a], [, b]) => b - a);
  if (!most)
    return graph.nodes.some(({ operator }) => operator === 'MatMulInteger') ? 'int8' : 'fp32';
  if (most[0] === 8) return 'q8';
  return most[0] === 2 ? 'q2' : 'q4';
}

function typesOf({ graph }: OnnxModel): readonly TypeShare[] {
  const shares = new Map<string, TypeShare>();
  for (const { type, shape } of graph.initializers) {
    const share = shares.get(type) ?? { type, tensors: 0, weights: 0, bytes: 0 };
    shares.set(type, {
      type,
      tensors: share.tensors + 1,
      weights: share.weights + shape.reduce((product, size) => product * size, 1),
      bytes: share.bytes + tensorBytes(type, shape),
    });
  }
  return [...shares.values()].sort((a, b) => b.bytes - a.bytes);
}
