import { describe, expect, it } from 'vitest';
import { dequantize } from '../../../../../models/dequantize.ts';
import { cholesky } from '../../../../../models/levels/gptq/cholesky.ts';
import { encodeRows } from '../../../../../models/levels/gptq/encode.ts';
import { roundMatrix, type RoundOptions } from '../../../../../models/levels/gptq/round-matrix.ts';
import { columnStride } from '../../../../../models/levels/gptq/workspace.ts';
import { PlainCompute } from '../../../../fixtures/gptq/plain-compute.ts';
import {
  correlatedProblem,
  roundedOf,
  roundOptions,
  weightedError,
  workspaceOf,
  type Problem,
} from '../../../../fixtures/gptq/problem.ts';

const compute = new PlainCompute();

const formats = [
  { bits: 2, kind: 'row-codes' },
  { bits: 3, kind: 'row-codes' },
  { bits: 4, kind: 'zero-point' },
] as const;

async function rounded(problem: Problem, change: Partial<RoundOptions>) {
  const space = workspaceOf(compute, problem);
  await roundMatrix(compute, space, problem, roundOptions(change));
  return { space, error: weightedError(problem, roundedOf(space, problem)) };
}

/** Every column for itself: no feedback, as there is with a Hessian that is diagonal. */
async function plainlyRounded(problem: Problem, change: Partial<RoundOptions>): Promise<number> {
  const { columns } = problem;
  const hessian = problem.hessian.map((value, i) =>
    Math.floor(i / columns) === i % columns ? value : 0,
  );
  const { space } = await rounded({ ...problem, hessian }, { ...change, passes: 0 });
  return weightedError(problem, roundedOf(space, problem));
}

const identity = (size: number): Float32Array =>
  Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));

describe('the Cholesky factor', () => {
  it('multiplied by itself gives the matrix, at sizes that are no multiple of a panel', () => {
    for (const size of [1, 31, 33, 70]) {
      const { hessian } = correlatedProblem(1, size, size);
      const factor = hessian.slice();
      expect(cholesky(compute, factor, size)).toBe(true);
      for (let i = 0; i < size; i++)
        for (let j = 0; j <= i; j++) {
          let sum = 0;
          for (let t = 0; t <= j; t++)
            sum += (factor[i * size + t] as number) * (factor[j * size + t] as number);
          const diagonal = Math.sqrt(
            (hessian[i * (size + 1)] as number) * (hessian[j * (size + 1)] as number),
          );
          expect(Math.abs(sum - (hessian[i * size + j] as number))).toBeLessThan(1e-5 * diagonal);
        }
    }
  });

  it('does not exist for a matrix that is not positive definite', () => {
    const matrix = identity(40);
    matrix[35 * 41] = -1;
    expect(cholesky(compute, matrix, 40)).toBe(false);
    expect(cholesky(compute, new Float32Array([NaN]), 1)).toBe(false);
  });
});

describe.each(formats)('rounding to $bits bits, $kind', (format) => {
  it('with fed back errors is better than rounding each weight for itself, improved better still', async () => {
    const problem = correlatedProblem(6, 96, 7);
    const plain = await plainlyRounded(problem, format);
    const fedBack = await rounded(problem, { ...format, passes: 0 });
    const improved = await rounded(problem, { ...format, passes: 3 });
    expect(fedBack.error).toBeLessThan(0.8 * plain);
    expect(improved.error).toBeLessThan(0.97 * fedBack.error);
  });

  it('with inputs that are not correlated takes the nearest quants under its scales', async () => {
    const problem = { ...correlatedProblem(5, 64, 3), hessian: identity(64) };
    const { space } = await rounded(problem, { ...format, passes: 0 });
    const stride = columnStride(problem.rows);
    const read = roundedOf(space, problem);
    const top = 2 ** format.bits - 1;
    for (let row = 0; row < problem.rows; row++)
      for (let column = 0; column < 64; column++) {
        const block = Math.floor(column / 32) * stride + row;
        const scale = space.scales[block] as number;
        const offset = space.offsets[block] as number;
        const weight = problem.weights[row * 64 + column] as number;
        const nearest = Math.min(
          ...Array.from({ length: top + 1 }, (_, q) => Math.abs(scale * q - offset - weight)),
        );
        expect(Math.abs(read(row, column) - weight)).toBeCloseTo(nearest, 6);
      }
  });

  it('stores what it computed with, also of some rows only', async () => {
    const problem = correlatedProblem(7, 64, 11);
    const { space } = await rounded(problem, format);
    const read = roundedOf(space, problem);
    const tensor = encodeRows(space, problem, 2, 4, format);
    expect(tensor.shape).toEqual([4, 64]);
    dequantize(tensor).forEach((weight, i) => {
      expect(weight).toBeCloseTo(read(2 + Math.floor(i / 64), i % 64), 6);
    });
  });

  it('bears columns that are never used, and inputs that are all 0', async () => {
    const problem = correlatedProblem(4, 64, 5);
    const dead = [0, 17, 40, 63];
    const hessian = problem.hessian.map((value, i) =>
      dead.includes(i % 64) || dead.includes(Math.floor(i / 64)) ? 0 : value,
    );
    for (const given of [hessian, hessian.map(() => 0)]) {
      const { space } = await rounded({ ...problem, hessian: given }, format);
      const read = roundedOf(space, problem);
      problem.weights.forEach((weight, i) => {
        const back = read(Math.floor(i / 64), i % 64);
        expect(Math.abs(back - weight)).toBeLessThan(given === hessian ? 1 : 0.3);
      });
    }
  });

  it('bears rows of zeros and of equal weights', async () => {
    const problem = correlatedProblem(3, 64, 9);
    problem.weights.fill(0, 0, 64);
    problem.weights.fill(0.25, 64, 128);
    const { space } = await rounded(problem, format);
    const read = roundedOf(space, problem);
    for (let column = 0; column < 64; column++) {
      expect(read(0, column)).toBeCloseTo(0, 6);
      expect(read(1, column)).toBeCloseTo(0.25, 2);
    }
  });
});

it('stops where the pause says so', async () => {
  const problem = correlatedProblem(4, 64, 1);
  const space = workspaceOf(compute, problem);
  let pauses = 0;
  const count = () => {
    pauses++;
    return Promise.resolve();
  };
  await roundMatrix(compute, space, problem, roundOptions({ pause: count }));
  for (let limit = 1; limit < pauses; limit += 3) {
    let left = limit;
    const pause = () => (--left < 0 ? Promise.reject(new Error('stop')) : Promise.resolve());
    const again = workspaceOf(compute, problem);
    await expect(roundMatrix(compute, again, problem, roundOptions({ pause }))).rejects.toThrow(
      'stop',
    );
  }
});
