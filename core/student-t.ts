/** Lanczos's approximation of ln Γ(x), x > 0 (g = 7, 9 coefficients; about 15 digits). */
function logGamma(x: number): number {
  const [first, ...rest] = lanczos;
  const sum = rest.reduce<number>((total, c, index) => total + c / (x + index), first);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

const lanczos = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_6, 12.507_343_278_686_905, -0.138_571_095_265_720_12,
  9.984_369_578_019_572e-6, 1.505_632_735_149_311_6e-7,
] as const;

/** Continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const least = 1e-300;
  const kept = (value: number): number => (Math.abs(value) < least ? least : value);
  let c = 1;
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / kept(1 + even * d);
    c = kept(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / kept(1 + odd * d);
    c = kept(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return fraction;
}

/** Regularized incomplete beta function I_x(a, b), 0 <= x <= 1. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/**
 * The t that a Student-t variable exceeds in absolute value with probability `1 - confidence`:
 * 12.706 for 0.95 and 1 degree of freedom, 1.96 as these grow.
 *
 * @param confidence between 0 and 1, both excluded
 * @param degrees of freedom, above 0; need not be whole (Welch)
 */
export function twoSidedT(confidence: number, degrees: number): number {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError('confidence outside 0..1');
  if (!(degrees > 0)) throw new RangeError('degrees of freedom must be above 0');
  const beyond = 1 - confidence;
  const tails = (t: number): number =>
    incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
  let high = 2;
  while (tails(high) > beyond && high < 1e12) high *= 2;
  let low = 0;
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if (tails(middle) > beyond) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
