/** Bits of a quantized value. */
export type QuantBits = 2 | 3 | 4 | 8;

/**
 * Unpacks a little-endian bit stream of unsigned values: value i in bits `bits * i` and up. That is
 * also how 4-bit blocks lie, the even column in a byte's lower half.
 *
 * @param first index of the first value, a multiple of 8
 * @param into takes as many values as it has, a multiple of 8
 */
export function unpackQuants(
  packed: Uint8Array,
  bits: QuantBits,
  first: number,
  into: Uint8Array,
): void {
  const count = into.length;
  let at = (first * bits) / 8;
  switch (bits) {
    case 8:
      into.set(packed.subarray(at, at + count));
      return;
    case 4:
      for (let i = 0; i < count; at++) {
        const byte = packed[at] as number;
        into[i++] = byte & 15;
        into[i++] = byte >> 4;
      }
      return;
    case 3:
      for (let i = 0; i < count;) {
        let eight =
          (packed[at++] as number) |
          ((packed[at++] as number) << 8) |
          ((packed[at++] as number) << 16);
        for (const end = i + 8; i < end; eight >>= 3) into[i++] = eight & 7;
      }
      return;
    case 2:
      for (let i = 0; i < count; at++) {
        const byte = packed[at] as number;
        into[i++] = byte & 3;
        into[i++] = (byte >> 2) & 3;
        into[i++] = (byte >> 4) & 3;
        into[i++] = byte >> 6;
      }
      return;
  }
}

/**
 * The inverse of `unpackQuants`.
 *
 * @param values below 2 ** bits, a multiple of 8 of them
 */
export function packQuants(values: Uint8Array, bits: QuantBits): Uint8Array {
  if (bits === 8) return values.slice();
  const packed = new Uint8Array((values.length * bits) / 8);
  let held = 0;
  let heldBits = 0;
  let at = 0;
  for (const value of values) {
    held |= value << heldBits;
    heldBits += bits;
    for (; heldBits >= 8; heldBits -= 8, held >>= 8) packed[at++] = held & 255;
  }
  return packed;
}
