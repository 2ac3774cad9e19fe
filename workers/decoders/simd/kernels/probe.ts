// The relaxed instructions whose results depend on the processor, for `../instruction-probe.ts`: a
// module of its own, since it is what tells which of the others to fetch.

/** Where operands and the result of a probe lie in memory. */
const FIRST: usize = 0;
const SECOND: usize = 16;
const THIRD: usize = 32;
const RESULT: usize = 48;

/** i32 [4]: the products of four bytes each, added to the third operand. */
export function dotFours(): void {
  v128.store(
    RESULT,
    i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(FIRST), v128.load(SECOND), v128.load(THIRD)),
  );
}

/** i16 [8]: the products of two bytes each. */
export function dotTwos(): void {
  v128.store(RESULT, i16x8.relaxed_dot_i8x16_i7x16_s(v128.load(FIRST), v128.load(SECOND)));
}

/** f32 [4]: first * second + third. */
export function multiplyAdd(): void {
  v128.store(RESULT, f32x4.relaxed_madd(v128.load(FIRST), v128.load(SECOND), v128.load(THIRD)));
}
