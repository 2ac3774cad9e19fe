// The int8 cache keeps keys and values turned by a Hadamard matrix: it spreads what a few large
// components hold over all of them, so that rounding takes less (QuaRot, Ashkboos et al. 2024).
// Turned queries have the same products with turned keys, and turning a sum of turned values
// gives the sum of the values.

/** The largest power of two that divides `headSize`: components that are spread together. */
@inline
export function spreadSize(headSize: i32): i32 {
  return headSize & -headSize;
}

/** Times the Hadamard matrix, in place; twice is `spreadSize` times the vector. At least 4 components together. */
export function spread(vector: usize, headSize: i32): void {
  const end = vector + <usize>headSize * 4;
  const signs1 = i32x4(0, 0x80000000, 0, 0x80000000);
  const signs2 = i32x4(0, 0, 0x80000000, 0x80000000);
  for (let at = vector; at < end; at += 16) {
    let x = v128.load(at);
    x = f32x4.add(v128.xor(x, signs1), i32x4.shuffle(x, x, 1, 0, 3, 2));
    x = f32x4.add(v128.xor(x, signs2), i32x4.shuffle(x, x, 2, 3, 0, 1));
    v128.store(at, x);
  }
  const piece = <usize>spreadSize(headSize) * 4;
  for (let distance: usize = 16; distance < piece; distance *= 2) {
    for (let begin = vector; begin < end; begin += 2 * distance) {
      for (let at = begin; at < begin + distance; at += 16) {
        const a = v128.load(at);
        const b = v128.load(at + distance);
        v128.store(at, f32x4.add(a, b));
        v128.store(at + distance, f32x4.sub(a, b));
      }
    }
  }
}
