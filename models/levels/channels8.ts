import { dequantize } from '../dequantize.ts';
import { halvesToFloats } from '../half.ts';
import type { BlockTensor, WeightTensor } from '../weights.ts';
import { largestMagnitude, quantizeRun } from './symmetric.ts';

/**
 * 8-bit integers with one 32-bit scale a row (an output channel), largest magnitude / 127: the
 * weights of onnxruntime's dynamic int8. A block is a whole row.
 *
 * @param tensor [rows, columns], finite
 */
export function toChannels8(tensor: WeightTensor): BlockTensor {
  const [rows = 0, columns = 0] = tensor.shape;
  if (isRowBlocks8(tensor)) {
    const { scales } = tensor;
    // Blocks as wide as the matrix, as 8-bit blocks of a narrow one are: exact in 32 bits.
    return scales instanceof Float32Array ? tensor : { ...tensor, scales: halvesToFloats(scales) };
  }
  const weights = dequantize(tensor);
  const quants = new Uint8Array(weights.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    const end = start + columns;
    scales[row] = largestMagnitude(weights, start, end) / 127;
    quantizeRun(weights, quants, start, end, scales[row] as number);
  }
  return {
    encoding: 'blocks',
    shape: [rows, columns],
    bits: 8,
    blockSize: columns,
    quants,
    scales,
    offset: { kind: 'constant', zeroPoint: 128 },
  };
}

/** 8-bit integers about 128 with one scale a row, in whichever precision. */
const isRowBlocks8 = (tensor: WeightTensor): tensor is BlockTensor =>
  tensor.encoding === 'blocks' &&
  tensor.bits === 8 &&
  tensor.blockSize === tensor.shape[1] &&
  tensor.offset.kind === 'constant' &&
  tensor.offset.zeroPoint === 128;
