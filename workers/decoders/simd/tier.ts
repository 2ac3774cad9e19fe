/**
 * Instruction tiers of the kernels:
 * - `relaxed`: relaxed SIMD, on machines whose 8-bit dot product is exact for unsigned weights
 * - `plain`: SIMD of the first WebAssembly proposal, everywhere else
 */
export type Tier = 'relaxed' | 'plain';

/** Bytes of one quantized activation. */
export const activationBytes: Readonly<Record<Tier, number>> = { relaxed: 1, plain: 2 };

/** Largest magnitude of a quantized activation. */
export const activationLimit: Readonly<Record<Tier, number>> = { relaxed: 127, plain: 32767 };
