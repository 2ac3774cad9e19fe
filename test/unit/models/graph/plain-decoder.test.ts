import { describe, expect, it } from 'vitest';
import { plainDecoder, plainDecoders } from '../../../fixtures/models/plain-decoder.ts';
import { TinySession } from '../../../fixtures/models/session.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';
import { worstDifference } from '../../../fixtures/reference/difference.ts';
import { referenceLogits } from '../../../fixtures/reference/llama.ts';

const tokens = [5, 159, 0, 77, 5, 31, 32, 8, 120];

// These graphs of plain operators have no biases and no norms of heads.
const shapes = Object.entries(tinyShapes).filter(([, config]) => config.architecture === 'llama');

describe.each(Object.entries(plainDecoders))('a decoder %s', (_, options) => {
  it.each(shapes)('%s', async (__, config) => {
    const weights = tinyLlama(config, 'f32', 11);
    const session = await TinySession.open(await plainDecoder(weights, options), config);
    const expected = await referenceLogits(weights, tokens);
    const pieces = [...(await session.run(tokens.slice(0, 5)))];
    for (const token of tokens.slice(5)) pieces.push(...(await session.run([token])));
    // Keys and values of 11 bits, where the cache has half precision.
    expect(worstDifference(pieces, expected)).toBeLessThan('kvType' in options ? 5e-3 : 1e-4);
    await session.release();
  });
});
