import { open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { dequantize } from '../../models/dequantize.ts';
import { asFloats } from '../../models/half.ts';
import { readOnnx } from '../../models/readers/onnx/read-onnx.ts';
import type { BlockTensor, ModelWeights, WeightTensor } from '../../models/weights.ts';
import { fileSource } from './file-source.ts';

/** The share of a block's largest weight by which a converted weight may be off. */
export const tolerance = 1e-6;

export interface Comparison {
  readonly tensors: number;
  /** Blocks whose scale is 0 in the original, and which the graph needs another for. */
  readonly zeroBlocks: number;
  /** Largest difference in a block (a row, where there are none) as a share of its largest weight. */
  readonly worst: number;
  readonly worstTensor: string;
}

/**
 * Reads a written graph back and compares every weight with the original, computing from what is
 * stored as onnxruntime does: (q - zeroPoint) * scale in 32-bit floats, zeroPoint = -(offset / scale).
 *
 * @param graph path of the `.onnx` file
 */
export async function compareWeights(original: ModelWeights, graph: string): Promise<Comparison> {
  const handles: FileHandle[] = [];
  const openFile = async (path: string) => {
    const handle = await open(path);
    handles.push(handle);
    return fileSource(handle);
  };
  try {
    const written = await readOnnx(await openFile(graph), graph, (location) =>
      openFile(join(dirname(graph), location)),
    );
    if (!isDeepStrictEqual(written.config, original.config)) {
      throw new Error(`${graph} has another configuration: ${JSON.stringify(written.config)}`);
    }
    return await compareTensors(original, written);
  } finally {
    await Promise.all(handles.map((handle) => handle.close()));
  }
}

async function compareTensors(original: ModelWeights, written: ModelWeights): Promise<Comparison> {
  let zeroBlocks = 0;
  let worst = 0;
  let worstTensor = '';
  for (const name of original.names) {
    const wanted = await original.read(name);
    const got = await written.read(name);
    const difference = largestDifference(dequantize(wanted), computed(got), groupSize(wanted));
    if (difference > worst) [worst, worstTensor] = [difference, name];
    if (wanted.encoding === 'blocks')
      zeroBlocks += asFloats(wanted.scales).filter((d) => d === 0).length;
  }
  return { tensors: original.names.length, zeroBlocks, worst, worstTensor };
}

const groupSize = (tensor: WeightTensor): number =>
  tensor.encoding === 'blocks' ? tensor.blockSize : (tensor.shape.at(-1) ?? 1);

/** The weights as onnxruntime computes them from what a graph stores. */
function computed(tensor: WeightTensor): Float32Array {
  if (tensor.encoding !== 'blocks' || tensor.offset.kind !== 'float') return dequantize(tensor);
  const scales = asFloats(tensor.scales);
  const zeroPoints = asFloats(tensor.offset.values).map((m, i) => -(m / (scales[i] as number)));
  const weights = new Float32Array(tensor.shape[0] * tensor.shape[1]);
  for (let i = 0; i < weights.length; i++) {
    const block = Math.floor(i / tensor.blockSize);
    const difference = Math.fround(quantAt(tensor, i) - (zeroPoints[block] as number));
    weights[i] = difference * (scales[block] as number);
  }
  return weights;
}

function quantAt({ bits, quants }: BlockTensor, i: number): number {
  return bits === 8 ? (quants[i] as number) : ((quants[i >> 1] as number) >> ((i & 1) << 2)) & 15;
}

function largestDifference(wanted: Float32Array, got: Float32Array, group: number): number {
  let worst = 0;
  for (let from = 0; from < wanted.length; from += group) {
    let largest = 0;
    let difference = 0;
    for (let i = from; i < from + group; i++) {
      const weight = wanted[i] as number;
      largest = Math.max(largest, Math.abs(weight));
      difference = Math.max(difference, Math.abs(weight - (got[i] as number)));
    }
    if (difference > 0) worst = Math.max(worst, difference / largest);
  }
  return worst;
}
