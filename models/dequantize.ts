import { asFloats, brainsToFloats, halvesToFloats } from './half.ts';
import { unpackQuants } from './quants.ts';
import { decodeRowCodes } from './row-codes.ts';
import {
  codedBlockSize,
  type BlockTensor,
  type FloatTensor,
  type RowCodedTensor,
  type WeightTensor,
} from './weights.ts';

/**
 * The weights that a tensor stands for, row-major, in 32-bit arithmetic as llama.cpp computes them
 * (`dequantize_row_q4_1` and its kin in ggml-quants.c): the product of scale and integer, then the
 * offset, rounded once each.
 *
 * @returns as many values as the product of `tensor.shape`
 */
export function dequantize(tensor: WeightTensor): Float32Array<ArrayBuffer> {
  switch (tensor.encoding) {
    case 'blocks':
      return dequantizeBlocks(tensor);
    case 'row-coded':
      return dequantizeCoded(tensor);
    case 'f32':
    case 'f16':
    case 'bf16':
      return toFloats(tensor);
  }
}

function toFloats({ encoding, data }: FloatTensor): Float32Array<ArrayBuffer> {
  // A copy, because a typed array needs aligned bytes and a file's tensors are aligned to any; by
  // constructor, because `slice` of a Node Buffer is a view.
  const bytes = new Uint8Array(data).buffer;
  switch (encoding) {
    case 'f32':
      return new Float32Array(bytes);
    case 'f16':
      return halvesToFloats(new Uint16Array(bytes));
    case 'bf16':
      return brainsToFloats(new Uint16Array(bytes));
  }
}

function dequantizeBlocks(tensor: BlockTensor): Float32Array<ArrayBuffer> {
  const { blockSize, quants, offset } = tensor;
  const weights = new Float32Array(tensor.shape[0] * tensor.shape[1]);
  const scales = asFloats(tensor.scales);
  const offsets = offset.kind === 'float' ? asFloats(offset.values) : undefined;
  const nibbles = tensor.bits === 4;
  for (let block = 0, i = 0; block < scales.length; block++) {
    const scale = scales[block] as number;
    const added = offsets ? (offsets[block] as number) : 0;
    const zeroPoint = zeroPointOf(tensor, block);
    for (const end = i + blockSize; i < end; i++) {
      const quant = nibbles
        ? ((quants[i >> 1] as number) >> ((i & 1) << 2)) & 15
        : (quants[i] as number);
      weights[i] = Math.fround(scale * (quant - zeroPoint)) + added;
    }
  }
  return weights;
}

function dequantizeCoded({ shape, bits, quants, ...coded }: RowCodedTensor) {
  const weights = new Float32Array(shape[0] * shape[1]);
  const scales = decodeRowCodes(coded.scales);
  const offsets = decodeRowCodes(coded.offsets);
  const block = new Uint8Array(codedBlockSize);
  for (let b = 0; b < scales.length; b++) {
    const first = b * codedBlockSize;
    unpackQuants(quants, bits, first, block);
    const scale = scales[b] as number;
    const offset = offsets[b] as number;
    for (let i = 0; i < codedBlockSize; i++)
      weights[first + i] = scale * (block[i] as number) - offset;
  }
  return weights;
}

function zeroPointOf({ offset }: BlockTensor, block: number): number {
  switch (offset.kind) {
    case 'constant':
      return offset.zeroPoint;
    case 'integer':
      return offset.values[block] as number;
    case 'float':
      return 0;
  }
}
