import { releaseProxy, wrap } from 'comlink';
import { describe, expect, test } from 'vitest';
import { architectures } from '../../../models/weights.ts';
import { expectedLogits } from '../../fixtures/architectures/expected-logits.ts';
import { fetchCheckpoint } from '../../fixtures/architectures/fetch-checkpoint.ts';
import { worstDifference } from '../../fixtures/reference/difference.ts';
import { testedTiers } from '../../fixtures/simd/each-tier.ts';
import type { ArchitectureRuns } from './architectures.worker.ts';
import { openWeights } from './decoder-under-test.ts';
import { adapter, noAdapter } from './gpu-adapter.ts';

/** Random weights of this size make 32-bit rounding grow over the layers. */
const tolerance = 1e-4;

describe.each(architectures)('%s: transformers’ logits', (architecture) => {
  test.each(testedTiers)('simd, %s tier', async (tier) => {
    const worker = new Worker(new URL('./architectures.worker.ts', import.meta.url), {
      type: 'module',
    });
    const runs = wrap<ArchitectureRuns>(worker);
    expect(await runs.difference(architecture, tier)).toBeLessThan(tolerance);
    runs[releaseProxy]();
    worker.terminate();
  });

  for (const engine of ['wasm', 'webgpu'] as const)
    test(engine, async ({ skip }) => {
      skip(engine === 'webgpu' && !adapter, noAdapter);
      const weights = await fetchCheckpoint(architecture);
      const { ids, logits } = expectedLogits(architecture);
      const { decoder } = await openWeights(weights, 'fp32', 'expanded', { engine });
      const got: Float32Array[] = [];
      await decoder.prefill(ids.slice(0, 30), (rows, _start, positions) => {
        const size = rows.length / positions;
        for (let i = 0; i < positions; i++) got.push(rows.slice(i * size, (i + 1) * size));
      });
      for (const id of ids.slice(30)) got.push((await decoder.step(id)).slice());
      expect(worstDifference(got, logits)).toBeLessThan(tolerance);
      await decoder.dispose();
    });
});
