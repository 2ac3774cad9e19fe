import { fail } from '../../../core/errors.ts';
import type { GgufTensorType } from '../../readers/gguf/values.ts';
import type { BlockTensor, WeightTensor } from '../../weights.ts';

const blockSize = 32;

/**
 * The GGUF type that holds a tensor without rounding.
 *
 * @param name as it is to be named to a person
 * @throws catalogued `export-inexact` where there is none: row-coded scales, integer zero points,
 *   32-bit scales, other block sizes
 */
export function exactType(name: string, tensor: WeightTensor): GgufTensorType {
  switch (tensor.encoding) {
    case 'f32':
      return 'F32';
    case 'f16':
      return 'F16';
    case 'bf16':
      return 'BF16';
    case 'row-coded':
      break;
    case 'blocks': {
      const { bits, offset, scales } = tensor;
      if (tensor.blockSize !== blockSize || !(scales instanceof Uint16Array)) break;
      if (offset.kind === 'constant' && offset.zeroPoint === 1 << (bits - 1))
        return bits === 8 ? 'Q8_0' : 'Q4_0';
      if (bits === 4 && offset.kind === 'float' && offset.values instanceof Uint16Array)
        return 'Q4_1';
    }
  }
  throw fail('export-inexact', { tensor: name });
}

/** ggml's type number and bytes of `count` weights. */
const types = {
  F32: { number: 0, bytes: (count: number) => 4 * count },
  F16: { number: 1, bytes: (count: number) => 2 * count },
  BF16: { number: 30, bytes: (count: number) => 2 * count },
  Q8_0: { number: 8, bytes: (count: number) => (count / blockSize) * 34 },
  Q4_0: { number: 2, bytes: (count: number) => (count / blockSize) * 18 },
  Q4_1: { number: 3, bytes: (count: number) => (count / blockSize) * 20 },
} as const;
export type ExportType = keyof typeof types;

export const isExportType = (type: GgufTensorType): type is ExportType => type in types;

export const typeNumber = (type: ExportType): number => types[type].number;
export const typeBytes = (type: ExportType, count: number): number => types[type].bytes(count);

/** The inverse of `decodeTensor`: the tensor's bytes as `exactType` says. */
export function encodeTensor(tensor: WeightTensor): Uint8Array {
  switch (tensor.encoding) {
    case 'f32':
    case 'f16':
    case 'bf16':
      return tensor.data;
    case 'blocks':
      return encodeBlocks(tensor);
    case 'row-coded':
      throw new Error('a row-coded tensor has no GGUF type');
  }
}

function encodeBlocks({ bits, quants, scales, offset }: BlockTensor): Uint8Array {
  const offsets = offset.kind === 'float' ? offset.values : undefined;
  const head = offsets ? 4 : 2;
  const quantBytes = (blockSize * bits) / 8;
  const data = new Uint8Array(scales.length * (head + quantBytes));
  const view = new DataView(data.buffer);
  for (let block = 0, at = 0; block < scales.length; block++, at += head + quantBytes) {
    view.setUint16(at, scales[block] as number, true);
    if (offsets) view.setUint16(at + 2, offsets[block] as number, true);
    const to = at + head;
    if (bits === 8) {
      for (let i = 0; i < blockSize; i++)
        data[to + i] = (quants[block * blockSize + i] as number) ^ 0x80;
      continue;
    }
    // Pairs of neighbours to pairs 16 apart.
    const from = block * 16;
    const quant = (i: number): number =>
      ((quants[from + (i >> 1)] as number) >> ((i & 1) << 2)) & 15;
    for (let i = 0; i < 16; i++) data[to + i] = quant(i) | (quant(i + 16) << 4);
  }
  return data;
}

/** The inverse of `splitRotaryRows`: rows of each head in the order in which llama.cpp rotates them. */
export function interleaveRotaryRows(
  data: Uint8Array,
  rows: number,
  headSize: number,
): Uint8Array<ArrayBuffer> {
  const rowBytes = data.length / rows;
  const half = headSize / 2;
  const reordered = new Uint8Array(data.length);
  for (let row = 0; row < rows; row++) {
    const inHead = row % headSize;
    const to = row - inHead + 2 * (inHead % half) + Math.floor(inHead / half);
    reordered.set(data.subarray(row * rowBytes, (row + 1) * rowBytes), to * rowBytes);
  }
  return reordered;
}
