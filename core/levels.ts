/**
 * Quantization levels that can be made from a model's weights on the device.
 * - `fp32`: every weight expanded to 32-bit floating point
 * - `q8`: 8-bit integers in blocks of 32 with a scale each
 * - `q4`: 4-bit integers in blocks of 32 with a floating-point scale and offset (as the embedded model ships)
 * - `int8`: 8-bit integers with a scale per output channel, activations quantized at run time (onnxruntime's dynamic int8)
 */
export const levelIds = ['fp32', 'q8', 'q4', 'int8'] as const;
export type LevelId = (typeof levelIds)[number];

export const isLevelId = (value: string): value is LevelId =>
  (levelIds as readonly string[]).includes(value);

/**
 * How a level's weights are laid out for an engine. A form stands in for a level only where its
 * dequantized weights are equal to 1e-6; the interface names it beside the level.
 * - `as-shipped`: the model file's own graph, untouched
 * - `expanded`: dequantized to 32-bit floating point at load
 * - `blocks`: quantized blocks, computed by MatMulNBits
 * - `blocks-and-offset`: blocks with an integer zero point, plus the offset as a small matrix product over block sums
 * - `dynamic-int8`: MatMulInteger on activations quantized at run time
 */
export const weightForms = [
  'as-shipped',
  'expanded',
  'blocks',
  'blocks-and-offset',
  'dynamic-int8',
] as const;
export type WeightForm = (typeof weightForms)[number];

export const isWeightForm = (value: string): value is WeightForm =>
  (weightForms as readonly string[]).includes(value);
