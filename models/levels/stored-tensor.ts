import { packQuants, unpackQuants } from '../quants.ts';
import { codedBlockSize, type BlockTensor, type WeightTensor } from '../weights.ts';

type FloatArray = Uint16Array | Float32Array;

/** How a block tensor's offsets are stored. */
type StoredOffset =
  | { readonly kind: 'constant'; readonly zeroPoint: number }
  | { readonly kind: 'integer' }
  | { readonly kind: 'float'; readonly values: 'f16' | 'f32' };

/** What a tensor's bytes mean: everything but the numbers, as JSON. */
export type TensorLayout =
  | { readonly encoding: 'f32' | 'f16' | 'bf16'; readonly shape: readonly number[] }
  | {
      readonly encoding: 'blocks';
      readonly shape: readonly [number, number];
      readonly bits: 4 | 8;
      readonly blockSize: number;
      readonly scales: 'f16' | 'f32';
      readonly offset: StoredOffset;
    }
  | {
      readonly encoding: 'row-coded';
      readonly shape: readonly [number, number];
      readonly bits: 2 | 3;
    };

const precision = (values: FloatArray): 'f16' | 'f32' =>
  values instanceof Uint16Array ? 'f16' : 'f32';
const precisionBytes = { f16: 2, f32: 4 } as const;
const bitsOf = { f32: 32, f16: 16, bf16: 16 } as const;

export function layoutOf(tensor: WeightTensor): TensorLayout {
  switch (tensor.encoding) {
    case 'f32':
    case 'f16':
    case 'bf16':
      return { encoding: tensor.encoding, shape: tensor.shape };
    case 'row-coded':
      return { encoding: tensor.encoding, shape: tensor.shape, bits: tensor.bits };
    case 'blocks':
      return {
        encoding: tensor.encoding,
        shape: tensor.shape,
        bits: tensor.bits,
        blockSize: tensor.blockSize,
        scales: precision(tensor.scales),
        offset: storedOffset(tensor),
      };
  }
}

function storedOffset({ offset }: BlockTensor): StoredOffset {
  switch (offset.kind) {
    case 'constant':
      return { kind: offset.kind, zeroPoint: offset.zeroPoint };
    case 'integer':
      return { kind: offset.kind };
    case 'float':
      return { kind: offset.kind, values: precision(offset.values) };
  }
}

/** Lengths of a tensor's arrays, in the order in which they are stored. */
function partLengths(layout: TensorLayout): readonly number[] {
  const count = layout.shape.reduce((product, size) => product * size, 1);
  switch (layout.encoding) {
    case 'f32':
    case 'f16':
    case 'bf16':
      return [(count * bitsOf[layout.encoding]) / 8];
    case 'row-coded': {
      const [rows] = layout.shape;
      const blocks = count / codedBlockSize;
      return [(count * layout.bits) / 8, 2 * rows, 2 * rows, blocks, blocks];
    }
    case 'blocks': {
      const { shape, bits, blockSize, scales, offset } = layout;
      const blocks = count / blockSize;
      const quantsAndScales = [(count * bits) / 8, blocks * precisionBytes[scales]];
      switch (offset.kind) {
        case 'constant':
          return quantsAndScales;
        case 'integer':
          return [...quantsAndScales, shape[0] * zeroPointRowBytes(shape[1] / blockSize, bits)];
        case 'float':
          return [...quantsAndScales, blocks * precisionBytes[offset.values]];
      }
    }
  }
}

/** Bytes that a tensor takes. */
export const layoutBytes = (layout: TensorLayout): number =>
  partLengths(layout).reduce((sum, length) => sum + length, 0);

/** Zero points of 4-bit blocks are two a byte, each row beginning a new one. */
const zeroPointRowBytes = (blocks: number, bits: 4 | 8): number => Math.ceil((blocks * bits) / 8);

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A tensor's numbers, in the layout that `layoutOf` gives. */
export function tensorBytes(tensor: WeightTensor): Uint8Array<ArrayBuffer> {
  const layout = layoutOf(tensor);
  const parts = tensorParts(tensor);
  const bytes = new Uint8Array(layoutBytes(layout));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  if (at !== bytes.byteLength) throw new Error(`${at} bytes where ${bytes.byteLength} are due`);
  return bytes;
}

function tensorParts(tensor: WeightTensor): readonly Uint8Array[] {
  switch (tensor.encoding) {
    case 'f32':
    case 'f16':
    case 'bf16':
      return [tensor.data];
    case 'row-coded': {
      const { quants, scales, offsets } = tensor;
      return [
        quants,
        bytesOf(scales.factors),
        bytesOf(offsets.factors),
        scales.codes,
        offsets.codes,
      ];
    }
    case 'blocks': {
      const { shape, bits, blockSize, quants, scales, offset } = tensor;
      const quantsAndScales = [quants, bytesOf(scales)];
      switch (offset.kind) {
        case 'constant':
          return quantsAndScales;
        case 'integer':
          return [...quantsAndScales, packZeroPoints(offset.values, shape[1] / blockSize, bits)];
        case 'float':
          return [...quantsAndScales, bytesOf(offset.values)];
      }
    }
  }
}

/**
 * The inverse of `tensorBytes`.
 *
 * @param bytes as many as `layoutBytes` says, at any alignment; copied
 */
export function tensorFrom(layout: TensorLayout, bytes: Uint8Array): WeightTensor {
  let at = 0;
  const parts = partLengths(layout).map(
    (length) => new Uint8Array(bytes.subarray(at, (at += length))),
  );
  const part = (index: number): Uint8Array<ArrayBuffer> => parts[index] ?? new Uint8Array();
  const halves = (index: number): Uint16Array => new Uint16Array(part(index).buffer);
  const floats = (index: number, stored: 'f16' | 'f32'): FloatArray =>
    stored === 'f16' ? halves(index) : new Float32Array(part(index).buffer);
  switch (layout.encoding) {
    case 'f32':
    case 'f16':
    case 'bf16':
      return { ...layout, data: part(0) };
    case 'row-coded':
      return {
        ...layout,
        quants: part(0),
        scales: { factors: halves(1), codes: part(3) },
        offsets: { factors: halves(2), codes: part(4) },
      };
    case 'blocks': {
      const { shape, bits, blockSize, offset } = layout;
      const common = { ...layout, quants: part(0), scales: floats(1, layout.scales) };
      switch (offset.kind) {
        case 'constant':
          return { ...common, offset };
        case 'integer': {
          const values = unpackZeroPoints(part(2), shape[0], shape[1] / blockSize, bits);
          return { ...common, offset: { kind: 'integer', values } };
        }
        case 'float':
          return { ...common, offset: { kind: 'float', values: floats(2, offset.values) } };
      }
    }
  }
}

function packZeroPoints(values: Uint8Array, blocks: number, bits: 4 | 8): Uint8Array {
  if (bits === 8) return values;
  const rowBytes = zeroPointRowBytes(blocks, bits);
  const rows = values.length / blocks;
  const even = new Uint8Array(rows * 2 * rowBytes);
  for (let row = 0; row < rows; row++)
    even.set(values.subarray(row * blocks, (row + 1) * blocks), row * 2 * rowBytes);
  return packQuants(even, 4);
}

function unpackZeroPoints(
  packed: Uint8Array,
  rows: number,
  blocks: number,
  bits: 4 | 8,
): Uint8Array {
  if (bits === 8) return packed;
  const width = 2 * zeroPointRowBytes(blocks, bits);
  const even = new Uint8Array(rows * width);
  unpackQuants(packed, 4, 0, even);
  const values = new Uint8Array(rows * blocks);
  for (let row = 0; row < rows; row++)
    values.set(even.subarray(row * width, row * width + blocks), row * blocks);
  return values;
}
