/**
 * Quantization levels: what a model's weights are stored as. An id is the format, then the method
 * where it isn't plain, then the bits of embedding and head where they aren't 8: `q3-gptq-h4`.
 *
 * Formats of the linear layers:
 * - `fp32`: every weight expanded to 32-bit floating point
 * - `fp16`: every weight rounded to 16-bit floating point (WebGPU only)
 * - `q8`: 8-bit integers in blocks of 32 with a scale each
 * - `q4`: 4-bit integers in blocks of 32 with a floating-point scale and offset (as the embedded model ships)
 * - `q4i`: 4-bit integers in blocks of 32 with a floating-point scale and an integer zero point
 * - `q3`, `q2`: 3- and 2-bit integers in blocks of 32, scale and offset of a block in 8 bits each times a factor of its row
 * - `int8`: 8-bit integers with a scale per output channel, activations quantized at run time (onnxruntime's dynamic int8)
 *
 * Method `gptq`: the error of each column is fed forward to those not yet rounded, by the statistics
 * of the layer's inputs on a calibration text (Frantar et al. 2022, arXiv:2210.17323).
 */
export const levelIds = [
  'fp32',
  'fp16',
  'q8',
  'int8',
  'q4',
  'q4-h4',
  'q4i',
  'q4i-h4',
  'q4i-gptq',
  'q4i-gptq-h4',
  'q3',
  'q3-h4',
  'q3-gptq',
  'q3-gptq-h4',
  'q2',
  'q2-h4',
  'q2-gptq',
  'q2-gptq-h4',
] as const;
export type LevelId = (typeof levelIds)[number];

export const isLevelId = (value: string): value is LevelId =>
  (levelIds as readonly string[]).includes(value);

const levelFormats = ['fp32', 'fp16', 'q8', 'int8', 'q4', 'q4i', 'q3', 'q2'] as const;
export type LevelFormat = (typeof levelFormats)[number];

/** `plain`: each block by itself; `gptq`: calibrated on a text. */
export type LevelMethod = 'plain' | 'gptq';

export interface Level {
  /** Of the layers' matrices. */
  readonly format: LevelFormat;
  readonly method: LevelMethod;
  /** Of the embedding and the head. */
  readonly headBits: 4 | 8 | 16 | 32;
}

/** What a level id says: `q3-gptq-h4` is format `q3`, method `gptq`, head bits 4. */
export function parseLevel(id: LevelId): Level {
  const [format, ...rest] = id.split('-') as [LevelFormat, ...string[]];
  const unreduced = format === 'fp32' ? 32 : format === 'fp16' ? 16 : 8;
  return {
    format,
    method: rest.includes('gptq') ? 'gptq' : 'plain',
    headBits: rest.includes('h4') ? 4 : unreduced,
  };
}

/**
 * How a level's weights are laid out for an engine. A form stands in for a level only where its
 * dequantized weights are equal to 1e-6; the interface names it beside the level.
 * - `as-shipped`: the model file's own graph, untouched
 * - `expanded`: dequantized to 32-bit floating point at load
 * - `halves`: 16-bit floating point, multiplied in 16 bits
 * - `blocks`: quantized blocks, computed by MatMulNBits
 * - `blocks-and-offset`: blocks with an integer zero point, plus the offset as a small matrix product over block sums
 * - `dynamic-int8`: MatMulInteger on activations quantized at run time
 */
export const weightForms = [
  'as-shipped',
  'expanded',
  'halves',
  'blocks',
  'blocks-and-offset',
  'dynamic-int8',
] as const;
export type WeightForm = (typeof weightForms)[number];

export const isWeightForm = (value: string): value is WeightForm =>
  (weightForms as readonly string[]).includes(value);
