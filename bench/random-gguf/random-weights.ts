import { SeededRandom } from '../../core/random.ts';
import { floatToHalf } from '../../models/half.ts';
import { isLayerMatrix, llamaShapes } from '../../models/llama-shapes.ts';
import { UsageError } from '../../scripts/ask/argument-values.ts';
import type { LlamaConfig, ModelWeights, WeightTensor } from '../../models/weights.ts';

/** GGUF types that matrices can have. */
export const matrixTypes = ['Q4_1', 'Q4_0', 'Q8_0', 'F16'] as const;
export type MatrixType = (typeof matrixTypes)[number];

export const isMatrixType = (value: string): value is MatrixType =>
  (matrixTypes as readonly string[]).includes(value);

export interface RandomWeightsOptions {
  /** Of the layers' matrices. */
  readonly type: MatrixType;
  /** Of the embedding, and of the head where it has its own. */
  readonly embeddingType: MatrixType;
  /** Unsigned 32-bit. */
  readonly seed: number;
}

const blockSize = 32;

/**
 * A model of random weights, made as they are read: no more than one tensor is in memory, and reading
 * one again gives the same. Matrices keep the size of what goes through them, about as trained ones
 * do, so that logits stay finite at any depth.
 *
 * @throws by `read`: UsageError for rows that don't fall into blocks
 */
export function randomWeights(
  config: LlamaConfig,
  { type, embeddingType, seed }: RandomWeightsOptions,
): ModelWeights {
  const shapes = llamaShapes(config);
  const names = [...shapes.keys()];
  const make = (name: string): WeightTensor => {
    const shape = shapes.get(name);
    if (!shape) throw new RangeError(`no tensor ${name}`);
    const [rows = 0, columns] = shape;
    // Spread out, as neighbouring seeds of the generator give shifted sequences.
    const random = new SeededRandom(seed ^ Math.imul(names.indexOf(name) + 1, 0x9e3779b1));
    if (columns === undefined) return vector(rows, name.endsWith('.bias') ? 0 : 1, random);
    const own = isLayerMatrix(name) ? type : embeddingType;
    return matrix(own, [rows, columns], random);
  };
  return { config, names, read: (name) => Promise.resolve().then(() => make(name)) };
}

/** Weights of a shape, a tied embedding counted once. */
export const parametersOf = (config: LlamaConfig): number =>
  [...llamaShapes(config).values()].reduce(
    (sum, shape) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );

const vector = (length: number, mean: number, random: SeededRandom): WeightTensor => ({
  encoding: 'f32',
  shape: [length],
  data: new Uint8Array(
    Float32Array.from({ length }, () => mean + (random.next() - 0.5) / 4).buffer,
  ),
});

/** Standard deviation of integers that are equally likely. */
const deviationOf = (integers: number): number => Math.sqrt((integers ** 2 - 1) / 12);

function matrix(
  type: MatrixType,
  shape: readonly [rows: number, columns: number],
  random: SeededRandom,
): WeightTensor {
  const [rows, columns] = shape;
  const deviation = 1 / Math.sqrt(columns);
  if (type === 'F16') {
    const width = deviation * Math.sqrt(12);
    const halves = Uint16Array.from({ length: rows * columns }, () =>
      floatToHalf(width * (random.next() - 0.5)),
    );
    return { encoding: 'f16', shape, data: new Uint8Array(halves.buffer) };
  }
  if (columns % blockSize !== 0)
    throw new UsageError(`${type} needs rows of a multiple of ${blockSize}, not ${columns}.`);
  const bits = type === 'Q8_0' ? 8 : 4;
  const quants = randomBytes((rows * columns * bits) / 8, random);
  // -128 is what no quantizer gives, since it has no opposite.
  if (bits === 8) for (let i = 0; i < quants.length; i++) quants[i] ||= 1;
  const scale = deviation / deviationOf(2 ** bits);
  const scales = new Uint16Array((rows * columns) / blockSize);
  const offsets = new Uint16Array(type === 'Q4_1' ? scales.length : 0);
  for (let block = 0; block < scales.length; block++) {
    const own = scale * (0.75 + random.next() / 2);
    scales[block] = floatToHalf(own);
    // The middle of the quants becomes 0.
    if (type === 'Q4_1') offsets[block] = floatToHalf(-7.5 * own);
  }
  return {
    ...({ encoding: 'blocks', shape, bits, blockSize, quants, scales } as const),
    offset:
      type === 'Q4_1'
        ? { kind: 'float', values: offsets }
        : { kind: 'constant', zeroPoint: 2 ** (bits - 1) },
  };
}

function randomBytes(count: number, random: SeededRandom): Uint8Array {
  const words = new Uint32Array(Math.ceil(count / 4));
  for (let i = 0; i < words.length; i++) words[i] = random.next() * 2 ** 32;
  return new Uint8Array(words.buffer, 0, count);
}
