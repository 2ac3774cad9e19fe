import { dequantize } from '../../dequantize.ts';
import { shortestDecimal } from '../../shortest-decimal.ts';
import { shortened, type GraphIndex } from './graph-index.ts';
import { plainWeight } from './matrices.ts';

/** Angles in 32-bit floats, each rounded a few times, differ by no more than this share. */
const tolerance = 1e-5;

/** What the tables of a rotary position embedding say. */
export interface RotaryTables {
  readonly contextLength: number;
  readonly headSize: number;
  readonly ropeTheta: number;
}

/**
 * Recovers theta from the sines at position 1, sin(theta^(-2i / headSize)): the shortest decimal
 * number that explains the slowest one. All others are then checked, so that a scaled rotary
 * embedding is refused and not read as a plain one.
 *
 * @param sines name of the table, [contextLength, headSize / 2]
 * @throws catalogued `model-unsupported`
 */
export async function readRotaryTables(index: GraphIndex, sines: string): Promise<RotaryTables> {
  const table = plainWeight(index, sines);
  const [contextLength = 0, half = 0] = table.shape;
  if (table.shape.length !== 2 || contextLength < 2 || half < 2) {
    throw index.file.unsupported(`${shortened(sines)} is no table of sines`);
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
  if (!plain) throw index.file.unsupported('a rotary embedding other than the plain one');
  return { contextLength, headSize: 2 * half, ropeTheta };
}
