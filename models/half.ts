/**
 * Conversions between 32-bit floating point and the 16-bit formats in which weights are stored.
 * All are exact where an exact result exists, subnormals, infinities and NaN included (IEEE 754
 * binary16; bfloat16 is the upper half of a binary32).
 */
const floatView = new Float32Array(1);
const bitsView = new Uint32Array(floatView.buffer);

/** @param half bits of a binary16 */
export function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/**
 * Rounds to nearest, ties to even; magnitudes of 65,520 and more become infinity.
 *
 * @param value a 32-bit floating-point number (another is rounded to one first)
 * @returns bits of a binary16
 */
export function floatToHalf(value: number): number {
  floatView[0] = value;
  const bits = bitsView[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Subnormal: adding 0.5 leaves the value in units of 2^-24, rounded by the hardware.
    floatView[0] = Math.abs(Math.fround(value)) + 0.5;
    return sign | ((bitsView[0] as number) - 0x3f000000);
  }
  const roundingBit = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x38000000 + 0xfff + roundingBit) >>> 13);
}

/** @param halves bits of binary16 numbers */
export function halvesToFloats(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) floats[i] = halfToFloat(halves[i] as number);
  return floats;
}

/** @param brains bits of bfloat16 numbers */
export function brainsToFloats(brains: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(brains.length);
  for (let i = 0; i < brains.length; i++) bits[i] = (brains[i] as number) << 16;
  return new Float32Array(bits.buffer);
}

/** @param values bits of binary16 numbers, or floats as they are */
export const asFloats = (values: Uint16Array | Float32Array): Float32Array =>
  values instanceof Uint16Array ? halvesToFloats(values) : values;
