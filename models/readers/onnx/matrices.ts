import { dequantize } from '../../dequantize.ts';
import { transposeInto } from '../../graph/transpose.ts';
import { attributeOf, type OnnxNode, type OnnxTensor } from '../../onnx/messages.ts';
import type { FloatTensor, WeightTensor } from '../../weights.ts';
import { quoted } from '../quoted.ts';
import { blockFloats, blockOffset, checkCount } from './block-constants.ts';
import type { GraphIndex } from './graph-index.ts';

/** A weight found in a graph, its shape known before its values are read. */
export interface FoundWeight {
  readonly shape: readonly number[];
  /** Of the values: the same for a tied head as for its embedding. */
  readonly initializer: OnnxTensor;
  read(): Promise<WeightTensor>;
}

const floatEncodings: Readonly<Partial<Record<OnnxTensor['type'], FloatTensor['encoding']>>> = {
  float: 'f32',
  float16: 'f16',
  bfloat16: 'bf16',
};

/** A vector or matrix stored as it is. */
export function plainWeight(index: GraphIndex, value: string): FoundWeight {
  const initializer = index.initializer(value);
  const encoding = initializer && floatEncodings[initializer.type];
  if (!encoding) throw index.file.unsupported(`${quoted(value)} is not a constant of floats`);
  const { shape } = initializer;
  const read = async () => ({ encoding, shape, data: await index.file.read(initializer) });
  return { shape, initializer, read };
}

/** A matrix stored as [columns, rows]. */
function transposedWeight(index: GraphIndex, value: string): FoundWeight {
  const stored = plainWeight(index, value);
  const [columns = 0, rows = 0] = stored.shape;
  if (stored.shape.length !== 2) throw index.file.unsupported(`${quoted(value)} is no matrix`);
  const read = async (): Promise<WeightTensor> => {
    const values = dequantize(await stored.read());
    const data = transposeInto(values, new Float32Array(values.length), columns, rows);
    return { encoding: 'f32', shape: [rows, columns], data: new Uint8Array(data.buffer) };
  };
  return { shape: [rows, columns], initializer: stored.initializer, read };
}

/**
 * The weight [outputs, inputs] of a linear layer: MatMulNBits of com.microsoft at 4 or 8 bits, or a
 * MatMul by a constant.
 *
 * @throws catalogued `model-unsupported`, `model-file-invalid`
 */
export function linearWeight(index: GraphIndex, node: OnnxNode): FoundWeight {
  if (node.operator === 'MatMul') return transposedWeight(index, node.inputs[1] ?? '');
  if (node.operator !== 'MatMulNBits') {
    throw index.file.unsupported(`${quoted(node.name)} is a ${node.operator}, no linear layer`);
  }
  if ((node.inputs[4] ?? '') !== '' || (node.inputs[5] ?? '') !== '') {
    throw index.file.unsupported(`${quoted(node.name)} reorders groups or adds a bias`);
  }
  const [, quants = '', scales = '', zeroPoints = ''] = node.inputs;
  return blockWeight(index, node, { quants, scales, zeroPoints }, [
    size(index, node, 'N'),
    size(index, node, 'K'),
  ]);
}

/** Whether `node` multiplies by a weight. */
export const isLinear = (node: OnnxNode): boolean =>
  node.operator === 'MatMulNBits' || node.operator === 'MatMul';

/**
 * The embedding [vocabulary, hidden] that `node` reads rows of: GatherBlockQuantized of
 * com.microsoft, or a Gather from a constant along either axis.
 *
 * @throws catalogued `model-unsupported`, `model-file-invalid`
 */
export function embeddingWeight(index: GraphIndex, node: OnnxNode): FoundWeight {
  const [values = '', , scales = '', zeroPoints = ''] = node.inputs;
  if (node.operator === 'Gather') {
    return attributeOf(node, 'axis', 'int') === 1n
      ? transposedWeight(index, values)
      : plainWeight(index, values);
  }
  const initializer = index.initializer(values);
  const bits = Number(attributeOf(node, 'bits', 'int') ?? 4n);
  const axis = attributeOf(node, 'gather_axis', 'int') ?? 0n;
  if (node.operator !== 'GatherBlockQuantized' || !initializer || axis !== 0n) {
    throw index.file.unsupported(`${quoted(node.name)} is no embedding known here`);
  }
  if (bits === 4 && zeroPoints !== '') {
    throw index.file.unsupported(`${quoted(node.name)} has 4-bit zero points`);
  }
  const [rows = 0, ...rest] = initializer.shape;
  const columns = (rest.reduce((a, b) => a * b, 1) * 8) / bits;
  return blockWeight(index, node, { quants: values, scales, zeroPoints }, [rows, columns]);
}

interface BlockInputs {
  readonly quants: string;
  readonly scales: string;
  readonly zeroPoints: string;
}

function blockWeight(
  index: GraphIndex,
  node: OnnxNode,
  inputs: BlockInputs,
  shape: readonly [rows: number, columns: number],
): FoundWeight {
  const { file } = index;
  const [rows, columns] = shape;
  const bits = Number(attributeOf(node, 'bits', 'int') ?? 4n);
  const blockSize = size(index, node, 'block_size');
  if ((bits !== 4 && bits !== 8) || columns % blockSize !== 0 || blockSize % 2 !== 0) {
    throw file.unsupported(`${quoted(node.name)} has ${bits} bits in blocks of ${blockSize}`);
  }
  const initializer = index.initializer(inputs.quants);
  if (initializer?.type !== 'uint8') {
    throw file.unsupported(`${quoted(node.name)} has no constant weights of type uint8`);
  }
  checkCount(index, initializer, (rows * columns * bits) / 8);
  const blocks = columns / blockSize;
  const scales = blockFloats(index, inputs.scales, rows * blocks);
  const readOffset = blockOffset(index, inputs.zeroPoints, scales, { rows, blocks, bits });
  const read = async (): Promise<WeightTensor> => ({
    encoding: 'blocks',
    shape,
    bits,
    blockSize,
    quants: await file.read(initializer),
    scales: await scales.read(),
    offset: await readOffset(),
  });
  return { shape, initializer, read };
}

/** A positive whole-number attribute. */
function size(index: GraphIndex, node: OnnxNode, name: string): number {
  const value = attributeOf(node, name, 'int') ?? 0n;
  if (value > 0n && value < 2n ** 31n) return Number(value);
  throw index.file.invalid(`${quoted(node.name)} has no valid ${name}`);
}
