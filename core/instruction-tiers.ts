/**
 * What the SIMD engine's kernels are compiled for, by what the 8-bit dot product of relaxed SIMD
 * does on a processor:
 * - `unsigned`: its second operand is unsigned, nothing saturates (x86 with AVX-VNNI)
 * - `signed`: its second operand is signed (ARM)
 * - `pairs`: it saturates, so products are added up in pairs of 16 bits (x86 without AVX-VNNI)
 * - `plain`: there is no relaxed SIMD, or its results are none of these (WebKit)
 */
export const instructionTiers = ['unsigned', 'signed', 'pairs', 'plain'] as const;
export type InstructionTier = (typeof instructionTiers)[number];
