// The device's own limits, measured by code that belongs to no engine: reading memory, and integer
// multiply-adds on data in the first cache. RELAXED is a constant given by the build, as for the
// SIMD engine's kernels.

const LINE: usize = 64;
/** Bytes of operands for `multiply`: in the first cache of anything. */
const OPERANDS: usize = 4096;

/** Writes `bytes` bytes of memory: pages that were never written all share one page of zeros. */
export function fill(bytes: usize): void {
  memory.fill(0, 3, bytes);
}

/** Reads `bytes` bytes, a multiple of 128. @returns a value that depends on all of them */
export function read(bytes: usize): i32 {
  let a = i32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let at: usize = 0; at < bytes; at += 2 * LINE) {
    a = v128.xor(a, v128.load(at));
    b = v128.xor(b, v128.load(at, 16));
    c = v128.xor(c, v128.load(at, 32));
    d = v128.xor(d, v128.load(at, 48));
    a = v128.xor(a, v128.load(at, 64));
    b = v128.xor(b, v128.load(at, 80));
    c = v128.xor(c, v128.load(at, 96));
    d = v128.xor(d, v128.load(at, 112));
  }
  return i32x4.extract_lane(v128.xor(v128.xor(a, b), v128.xor(c, d)), 0);
}

/** 16 products of 8 bits into 4 sums: one instruction where there is relaxed SIMD, else two of 16 bits. */
@inline
function dot(a: v128, b: v128, sum: v128): v128 {
  if (RELAXED) return i32x4.relaxed_dot_i8x16_i7x16_add_s(a, b, sum);
  return i32x4.add(sum, i32x4.dot_i16x8_s(a, b));
}

/**
 * `rounds` times 8 dot products of vectors. Operands change from round to round, so that none can be
 * computed once for all.
 *
 * @returns a value that depends on all of them
 */
export function multiply(rounds: i32): i32 {
  let a = i32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  let at: usize = 0;
  for (let round = 0; round < rounds; round++) {
    const x = v128.load(at);
    const y = v128.load(at, 16);
    a = dot(x, v128.load(at, 32), a);
    b = dot(y, v128.load(at, 32), b);
    c = dot(x, v128.load(at, 48), c);
    d = dot(y, v128.load(at, 48), d);
    e = dot(x, v128.load(at, 64), e);
    f = dot(y, v128.load(at, 64), f);
    g = dot(x, v128.load(at, 80), g);
    h = dot(y, v128.load(at, 80), h);
    at = (at + 96) & (OPERANDS - 1);
  }
  const low = v128.xor(v128.xor(a, b), v128.xor(c, d));
  const high = v128.xor(v128.xor(e, f), v128.xor(g, h));
  return i32x4.extract_lane(v128.xor(low, high), 0);
}

/** Multiply-adds of one round of `multiply`. */
export function multiplyAddsPerRound(): i32 {
  return RELAXED ? 8 * 16 : 8 * 8;
}
