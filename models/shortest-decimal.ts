/**
 * The decimal number with the fewest digits that stands for `value`: a configuration's 1e-5, which a
 * file holds as the 32-bit 9.99…e-6.
 *
 * @param stands whether a candidate is close enough
 */
export function shortestDecimal(value: number, stands: (candidate: number) => boolean): number {
  for (let digits = 1; digits <= 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (stands(candidate)) return candidate;
  }
  return value;
}

/** The shortest decimal number that rounds to the same 32-bit number as `value`. */
export const shortestSingle = (value: number): number =>
  shortestDecimal(value, (candidate) => Math.fround(candidate) === Math.fround(value));
