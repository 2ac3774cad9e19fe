import { dequantize } from '../../dequantize.ts';
import { shortestDecimal } from '../../shortest-decimal.ts';
import { quoted } from '../quoted.ts';
import type { GraphIndex } from './graph-index.ts';
import { plainWeight } from './matrices.ts';

/** Angles in 32-bit floats, each rounded a few times, differ by no more than this share. */
const tolerance = 1e-5;

/** What the tables of a rotary position embedding say. */
export interface RotaryTables {
  readonly contextLength: number;
  readonly headSize: number;
  readonly ropeTheta: number;
  readonly ropeFactors?: readonly number[];
}

/**
 * Recovers theta from the sines at position 1, sin(theta^(-2i / headSize)): the shortest decimal
 * number that explains the slowest one, if it explains all others too. Else the embedding is scaled:
 * theta is what lies between the two fastest, and the factors are what is missing to it.
 *
 * @param sines name of the table, [contextLength, headSize / 2]
 * @throws catalogued `model-unsupported`
 */
export async function readRotaryTables(index: GraphIndex, sines: string): Promise<RotaryTables> {
  const table = plainWeight(index, sines);
  const [contextLength = 0, half = 0] = table.shape;
  if (table.shape.length !== 2 || contextLength < 2 || half < 2) {
    throw index.file.unsupported(`${quoted(sines)} is no table of sines`);
  }
  const first = dequantize(await table.read()).subarray(half, 2 * half);
  const slowest = Math.asin(first[half - 1] as number);
  const estimate = slowest ** (-half / (half - 1));
  const ropeTheta = shortestDecimal(
    estimate,
    (candidate) => Math.abs(candidate - estimate) <= 1e-6 * estimate,
  );
  const plain = first.every((sine, i) => {
    const expected = Math.sin(ropeTheta ** (-i / half));
    return Math.abs(sine - expected) <= tolerance * Math.abs(expected);
  });
  const headSize = 2 * half;
  if (plain) return { contextLength, headSize, ropeTheta };
  const scaled = scaledRotary(Array.from(first, Math.asin));
  if (!scaled) throw index.file.unsupported('a rotary embedding of another kind');
  return { contextLength, headSize, ...scaled };
}

/** Largest factor that is taken for a scaling: models have 1 to 64. */
const largestFactor = 1024;

/** @param frequencies fastest first; both scalings leave slower ones no less divided */
function scaledRotary(
  frequencies: readonly number[],
): Pick<RotaryTables, 'ropeTheta' | 'ropeFactors'> | undefined {
  const half = frequencies.length;
  const [fastest = NaN, next = NaN] = frequencies;
  const estimate = (fastest / next) ** half;
  if (!(estimate > 1 && Number.isFinite(estimate))) return undefined;
  const ropeTheta = shortestDecimal(
    estimate,
    (candidate) => Math.abs(candidate - estimate) <= half * 1e-6 * estimate,
  );
  const ropeFactors = frequencies.map((frequency, i) => {
    const factor = ropeTheta ** (-i / half) / frequency;
    return shortestDecimal(
      factor,
      (candidate) => Math.abs(candidate - factor) <= tolerance * factor,
    );
  });
  const isScaling = ropeFactors.every(
    (factor, i) =>
      factor >= (ropeFactors[i - 1] ?? 1) * (1 - 2 * tolerance) && factor <= largestFactor,
  );
  return isScaling ? { ropeTheta, ropeFactors } : undefined;
}
