import { expose } from 'comlink';
import { Engine } from '../../../workers/decoders/simd/engine.ts';
import { loadKernels } from '../../../workers/decoders/simd/kernels.ts';
import type { Tier } from '../../../workers/decoders/simd/tier.ts';
import type { Architecture } from '../../../models/weights.ts';
import { fetchCheckpoint } from '../../fixtures/architectures/fetch-checkpoint.ts';
import { expectedLogits } from '../../fixtures/architectures/expected-logits.ts';
import { worstDifference } from '../../fixtures/reference/difference.ts';

/** Waiting at a barrier is not allowed on a page's own thread, so these run in a worker. */
const runs = {
  /** Largest difference from transformers' logits, relative to each position's largest. */
  async difference(architecture: Architecture, tier: Tier): Promise<number> {
    const { ids, logits } = expectedLogits(architecture);
    const engine = await Engine.load({
      kernels: await loadKernels(false, tier),
      weights: await fetchCheckpoint(architecture),
      storage: 'expanded',
      contextLength: 64,
      threads: 1,
    });
    const got: Float32Array[] = [];
    // A prefill in one go, then token by token.
    engine.prefill(ids.slice(0, 30), (rows, _start, positions) => {
      const size = rows.length / positions;
      for (let i = 0; i < positions; i++) got.push(rows.slice(i * size, (i + 1) * size));
    });
    for (const id of ids.slice(30)) got.push(engine.step(id).slice());
    engine.dispose();
    return worstDifference(got, logits);
  },
};
export type ArchitectureRuns = typeof runs;
expose(runs);
