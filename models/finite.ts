import { fail } from '../core/errors.ts';
import type { WeightTensor } from './weights.ts';

/**
 * Refuses weights that are NaN or infinite: they would turn every answer into noise without a word.
 *
 * @param name as it is to be named to a person
 * @throws catalogued `model-weights-not-finite`
 */
export function checkFinite(name: string, tensor: WeightTensor): void {
  if (!isFiniteTensor(tensor)) throw fail('model-weights-not-finite', { tensor: name });
}

function isFiniteTensor(tensor: WeightTensor): boolean {
  if (tensor.encoding === 'blocks') {
    const { scales, offset } = tensor;
    return isFiniteArray(scales) && (offset.kind !== 'float' || isFiniteArray(offset.values));
  }
  if (tensor.encoding === 'row-coded')
    return isFiniteArray(tensor.scales.factors) && isFiniteArray(tensor.offsets.factors);
  const { encoding, data } = tensor;
  switch (encoding) {
    case 'f32':
      return everyHalfWord(data, 4, 2, 0x7f80);
    case 'bf16':
      return everyHalfWord(data, 2, 0, 0x7f80);
    case 'f16':
      return everyHalfWord(data, 2, 0, 0x7c00);
  }
}

/** Checks that no value has all bits of `exponent` set, in the 16 bits `from` its lowest byte. */
function everyHalfWord(data: Uint8Array, step: number, from: number, exponent: number): boolean {
  for (let i = from; i + 1 < data.byteLength; i += step) {
    const bits = (data[i] as number) | ((data[i + 1] as number) << 8);
    if ((bits & exponent) === exponent) return false;
  }
  return true;
}

function isFiniteArray(values: Uint16Array | Float32Array): boolean {
  if (values instanceof Float32Array) return values.every(Number.isFinite);
  return values.every((half) => (half & 0x7c00) !== 0x7c00);
}
