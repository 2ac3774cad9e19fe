import { asFloats } from '../../half.ts';
import { attributeOf, type OnnxTensor } from '../../onnx/messages.ts';
import type { BlockOffset } from '../../weights.ts';
import { quoted } from '../quoted.ts';
import type { GraphIndex } from './graph-index.ts';

/** Element type 1 of ONNX: 32-bit floating point. */
const floatType = 1n;

/** Constants of one number per block: scales, offsets, floating-point zero points. */
export interface BlockFloats {
  readonly initializer: OnnxTensor;
  read(): Promise<Uint16Array | Float32Array>;
}

/** How many blocks a matrix has. */
export interface BlockCounts {
  readonly rows: number;
  /** In a row. */
  readonly blocks: number;
  readonly bits: 4 | 8;
}

/**
 * Finds an initializer behind shape changes and a conversion from half precision.
 *
 * @throws catalogued `model-unsupported` where the value is computed in another way
 */
export function blockFloats(index: GraphIndex, value: string, count: number): BlockFloats {
  const found = behindCast(index, index.behindReshapes(value));
  const initializer = index.initializer(found);
  const type = initializer?.type;
  if (!initializer || (type !== 'float' && type !== 'float16')) {
    throw index.file.unsupported(`${quoted(value)} is not a constant of floats`);
  }
  checkCount(index, initializer, count);
  const read = async () => {
    const bytes = new Uint8Array(await index.file.read(initializer)).buffer;
    return type === 'float' ? new Float32Array(bytes) : new Uint16Array(bytes);
  };
  return { initializer, read };
}

function behindCast(index: GraphIndex, value: string): string {
  const node = index.producer(value);
  if (node?.operator !== 'Cast' || attributeOf(node, 'to', 'int') !== floatType) return value;
  return index.behindReshapes(node.inputs[0] ?? '');
}

/**
 * The offsets of a block-quantized matrix from its operator's zero points: integers, two a byte at
 * 4 bits with each row filled up to a byte; floats; or, as this app writes them, -(offset / scale).
 *
 * @param value name of the zero points; empty where the operator has none
 */
export function blockOffset(
  index: GraphIndex,
  value: string,
  scales: BlockFloats,
  counts: BlockCounts,
): () => Promise<BlockOffset> {
  const { rows, blocks, bits } = counts;
  if (value === '') {
    const zeroPoint = 1 << (bits - 1);
    return () => Promise.resolve({ kind: 'constant', zeroPoint });
  }
  const constant = index.behindReshapes(value);
  const initializer = index.initializer(constant);
  if (initializer?.type === 'uint8') {
    checkCount(index, initializer, rows * Math.ceil((blocks * bits) / 8));
    return async () => ({
      kind: 'integer',
      values: unpackRows(await index.file.read(initializer), counts),
    });
  }
  const offsets = offsetsOverScales(index, constant, scales, rows * blocks);
  if (offsets) return async () => ({ kind: 'float', values: await offsets.read() });
  const zeroPoints = blockFloats(index, constant, rows * blocks);
  return async () => {
    const [points, factors] = await Promise.all([zeroPoints.read(), scales.read()]);
    const floats = asFloats(points);
    const values = asFloats(factors).map((scale, block) => -scale * (floats[block] as number));
    return { kind: 'float', values };
  };
}

/** The offsets where `value` is -(offsets / scales). */
function offsetsOverScales(
  index: GraphIndex,
  value: string,
  scales: BlockFloats,
  count: number,
): BlockFloats | undefined {
  const negated = index.producer(value);
  if (negated?.operator !== 'Neg') return undefined;
  const divided = index.producer(negated.inputs[0] ?? '');
  if (divided?.operator !== 'Div') return undefined;
  const [numerator = '', denominator = ''] = divided.inputs;
  if (blockFloats(index, denominator, count).initializer !== scales.initializer) return undefined;
  return blockFloats(index, numerator, count);
}

function unpackRows(packed: Uint8Array, { rows, blocks, bits }: BlockCounts): Uint8Array {
  if (bits === 8) return packed;
  const rowBytes = Math.ceil(blocks / 2);
  const values = new Uint8Array(rows * blocks);
  for (let row = 0, to = 0; row < rows; row++) {
    for (let block = 0; block < blocks; block++) {
      const pair = packed[row * rowBytes + (block >> 1)] as number;
      values[to++] = (pair >> ((block & 1) << 2)) & 15;
    }
  }
  return values;
}

export function checkCount(index: GraphIndex, { name, shape }: OnnxTensor, count: number): void {
  const found = shape.reduce((a, b) => a * b, 1);
  if (found === count) return;
  throw index.file.invalid(`${quoted(name)} holds ${found} values where ${count} are due`);
}
