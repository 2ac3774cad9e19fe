import { expect, test } from 'vitest';
import { architectures } from '../../../../../models/weights.ts';
import { readCheckpoint } from '../../../../fixtures/architectures/checkpoint.ts';
import { expectedLogits } from '../../../../fixtures/architectures/expected-logits.ts';
import { worstDifference } from '../../../../fixtures/reference/difference.ts';
import { referenceLogits } from '../../../../fixtures/reference/llama.ts';

test.each(architectures)(
  '%s: plain arithmetic on what is read gives transformers’ logits',
  async (name) => {
    const weights = await readCheckpoint(name);
    expect(weights.config.architecture).toBe(name);
    const { ids, logits } = expectedLogits(name);
    const ours = await referenceLogits(weights, ids);
    const single = ours.map((row) => Float32Array.from(row));
    expect(worstDifference(single, logits)).toBeLessThan(1e-5);
  },
);
