import type { InstructionTier } from '../../../core/instruction-tiers.ts';

/** The instructions that kernels are compiled for. */
export type Tier = InstructionTier;

/** Bytes of one quantized activation. */
export const activationBytes: Readonly<Record<Tier, number>> = {
  unsigned: 1,
  signed: 1,
  pairs: 1,
  plain: 2,
};

/** Largest magnitude of a quantized activation. */
export const activationLimit: Readonly<Record<Tier, number>> = {
  unsigned: 127,
  signed: 127,
  pairs: 127,
  plain: 32767,
};

/** Most bytes that a quant takes where a group's weights are spread out for several rows (`kernels/tile.ts`). */
export const spreadBytes: Readonly<Record<Tier, number>> = {
  unsigned: 1,
  signed: 1,
  pairs: 2,
  plain: 2,
};

/** Whether 8-bit quants are stored as signed bytes, not 128 higher. */
export const hasSignedBytes: Readonly<Record<Tier, boolean>> = {
  unsigned: false,
  signed: true,
  pairs: false,
  plain: true,
};
