// What the kernels and the TypeScript around them agree on. This file is valid in both languages:
// integer constants only.

// The control block at address 0, words of 4 bytes.
/** Number of the last job given out. */
export const EPOCH = 0;
/** Helpers that haven't finished it. */
export const PENDING = 128;
/** What to do: an index into `kernelNames`, or QUIT. */
export const JOB = 256;
export const QUIT = -1;
export const THREADS = 260;
export const ARGUMENT_COUNT = 264;
/** f64 each. */
export const ARGUMENTS = 320;
export const CONTROL_BYTES = 1024;

/** Rows and columns of the tile of a matrix product that is computed in registers. */
export const TILE_ROWS = 6;
export const TILE_COLUMNS = 8;
/** Terms of a sum, and columns of the result, that are packed at once. */
export const DEPTH = 256;
export const WIDTH = 512;
// Flags of a matrix product.
/** Adds to what the result holds; without it the result is overwritten. */
export const ACCUMULATE = 1;
/** Computes tiles that touch the lower triangle only. */
export const LOWER = 2;
export const GEMM_SCRATCH_BYTES = 530688;

/** Query rows whose scores are computed at once; a score is 4 bytes. */
export const BAND = 64;

/** Columns of a quantization block. */
export const BLOCK = 32;
export const ROUNDING_SCRATCH_BYTES = 1536;

// How scale and offset of a block are stored.
/** Codes of 8 bits, times a factor per row. */
export const ROW_CODES = 0;
/** A half-precision scale s and an integer zero point z from 0 to 15: the offset is s z. */
export const ZERO_POINT = 1;
