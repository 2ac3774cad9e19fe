import { describe, expect, it } from 'vitest';
import { roundMatrix } from '../../../../models/levels/gptq/round-matrix.ts';
import { columnStride, gptqWorkspace } from '../../../../models/levels/gptq/workspace.ts';
import { PlainCompute } from '../../../fixtures/gptq/plain-compute.ts';
import { kernelCompute } from '../../../fixtures/gptq/kernels.ts';
import {
  correlatedProblem,
  roundedOf,
  roundOptions,
  weightedError,
  workspaceOf,
} from '../../../fixtures/gptq/problem.ts';
import { normalNumbers } from '../../../fixtures/models/random.ts';

const plain = new PlainCompute();

/** Sizes around those of tiles (6 by 8) and packed pieces (256 deep, 512 wide). */
const products = [
  [1, 1, 1],
  [6, 8, 256],
  [7, 9, 257],
  [13, 23, 300],
  [5, 530, 40],
  [64, 64, 3],
] as const;

describe('matrix products by the kernels', () => {
  it.each(products)('%i x %i, %i terms: agree with plain ones, all layouts', async (m, n, k) => {
    const length = (Math.max(m, n, k) + 3) * (Math.max(m, n, k) + 3);
    const compute = await kernelCompute(({ allocate }) =>
      [0, 1, 2].forEach(() => allocate(length)),
    );
    const [a, b, c] = [0, 1, 2].map(() => compute.allocate(length)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const normal = normalNumbers(m + n + k);
    for (const array of [a, b, c]) array.forEach((_, i) => (array[i] = normal()));
    for (const turned of [false, true])
      for (const accumulate of [false, true])
        for (const lower of [false, true]) {
          const shape = { m, n, k, factor: -0.5, accumulate, lower };
          const layout = {
            left: { start: 2, rowStride: turned ? 1 : k + 1, columnStride: turned ? m + 2 : 1 },
            right: { start: 1, rowStride: turned ? 1 : n + 3, columnStride: turned ? k : 1 },
            result: { start: 3, rowStride: n + 2 },
          };
          const [left, right] = [
            { ...layout.left, data: a },
            { ...layout.right, data: b },
          ];
          const expected = c.slice();
          plain.multiply({ ...shape, left, right, result: { ...layout.result, data: expected } });
          const before = c.slice();
          compute.multiply({ ...shape, left, right, result: { ...layout.result, data: c } });
          let outside = 0;
          let worst = 0;
          for (let i = 0; i < length; i++) {
            const row = Math.floor((i - 3) / (n + 2));
            const column = (i - 3) % (n + 2);
            const isInside = i >= 3 && row < m && column < n;
            if (!isInside && c[i] !== before[i]) outside++;
            if (isInside && (!lower || column <= row))
              worst = Math.max(worst, Math.abs((c[i] as number) - (expected[i] as number)));
          }
          expect(outside).toBe(0);
          expect(worst).toBeLessThan(2e-5 * k);
        }
    compute.dispose();
  });
});

describe.each([
  { bits: 2, kind: 'row-codes' },
  { bits: 3, kind: 'row-codes' },
  { bits: 4, kind: 'zero-point' },
] as const)('rounding to $bits bits, $kind, by the kernels', (format) => {
  it('is as good as in double precision, and nearly always the same', async () => {
    const problem = correlatedProblem(10, 96, 21);
    const options = roundOptions({ ...format, passes: 2 });
    const reference = workspaceOf(plain, problem);
    await roundMatrix(plain, reference, problem, options);
    const compute = await kernelCompute((counter) => gptqWorkspace(counter, [problem]));
    const space = workspaceOf(compute, problem);
    await roundMatrix(compute, space, problem, options);
    const [wanted, made] = [roundedOf(reference, problem), roundedOf(space, problem)];
    const errors = [wanted, made].map((read) => weightedError(problem, read));
    expect((errors[1] as number) / (errors[0] as number)).toBeLessThan(1.03);
    expect((errors[1] as number) / (errors[0] as number)).toBeGreaterThan(0.97);
    // A rounding that falls the other way by 32 bits' error moves all that come after it in the row.
    const rows = Array.from({ length: problem.rows }, (_, row) =>
      Array.from({ length: 96 }, (_, j) => Math.abs(wanted(row, j) - made(row, j)) < 1e-5),
    );
    expect(rows.filter((same) => same.every(Boolean)).length).toBeGreaterThanOrEqual(5);
    expect(space.scales.length).toBe((96 / 32) * columnStride(problem.rows));
    compute.dispose();
  });
});
