import { describe, expect, it } from 'vitest';
import { buildOnnx, type BuildOptions } from '../../../../models/graph/build.ts';
import { dequantize } from '../../../../models/dequantize.ts';
import { atLevel } from '../../../../models/levels/at-level.ts';
import { toRowCoded } from '../../../../models/levels/row-coded.ts';
import { inFourBits } from '../../../../models/row-codes.ts';
import { TinySession } from '../../../fixtures/models/session.ts';
import { tinyLlama, tinyShapes, type TinyEncoding } from '../../../fixtures/models/tiny-llama.ts';
import { divergence, worstDifference } from '../../../fixtures/reference/difference.ts';
import { referenceLogits } from '../../../fixtures/reference/llama.ts';

const tokens = [5, 159, 0, 77, 5, 31, 32, 8, 120];

const forms: readonly (readonly [TinyEncoding, Omit<BuildOptions, 'shardBytes'>])[] = [
  ['q4', { level: 'q4', form: 'as-shipped', target: 'wasm' }],
  ['q4 with integer zero points', { level: 'q4', form: 'as-shipped', target: 'wasm' }],
  ['q8', { level: 'q8', form: 'blocks', target: 'wasm' }],
  ['q4', { level: 'q4', form: 'blocks-and-offset', target: 'webgpu' }],
  ['q4', { level: 'fp32', form: 'expanded', target: 'wasm', lazy: true }],
  ['q4', { level: 'fp32', form: 'expanded', target: 'wasm' }],
  ['f32', { level: 'fp32', form: 'expanded', target: 'wasm' }],
  ['f32', { level: 'q4i-h4', form: 'blocks', target: 'wasm' }],
  ['q4', { level: 'q4-h4', form: 'blocks', target: 'wasm' }],
  ['f32', { level: 'q3', form: 'blocks', target: 'wasm' }],
  ['f32', { level: 'q3-h4', form: 'expanded', target: 'wasm', lazy: true }],
  ['f32', { level: 'q3', form: 'blocks-and-offset', target: 'webgpu' }],
  ['f32', { level: 'q2-h4', form: 'blocks', target: 'wasm' }],
  ['f32', { level: 'q2', form: 'blocks-and-offset', target: 'webgpu' }],
];

describe.each(Object.entries(tinyShapes))('%s', (_, config) => {
  it.each(forms)('%s weights as %o', async (encoding, options) => {
    const weights = tinyLlama(config, encoding, 7);
    const expected = await referenceLogits(atLevel(weights, options.level), tokens);
    const session = await TinySession.open(await buildOnnx(weights, options), config);
    const whole = await session.run(tokens);
    expect(worstDifference(whole, expected)).toBeLessThan(1e-4);

    session.reset();
    const pieces = [
      ...(await session.run(tokens.slice(0, 4))),
      ...(await session.run(tokens.slice(4, 7))),
    ];
    for (const token of tokens.slice(7)) pieces.push(...(await session.run([token])));
    expect(worstDifference(pieces, expected)).toBeLessThan(1e-4);

    session.reset();
    const last = await session.run(tokens, 2);
    expect(worstDifference(last, expected.slice(-2))).toBeLessThan(1e-4);
    await session.release();
  });

  it('a 4-bit embedding with floating-point offsets, some blocks all the same', async () => {
    const name = 'model.embed_tokens.weight';
    const weights = tinyLlama(config, 'f32', 7);
    const values = dequantize(await weights.read(name)).fill(-0.3, 32, 160);
    const data = new Uint8Array(values.buffer);
    const shape = [config.vocabularySize, config.hiddenSize];
    const embedding = inFourBits(toRowCoded({ encoding: 'f32', shape, data }, 3));
    expect(embedding.scales).toContain(0);
    const given = tinyLlama(config, 'f32', 7, { [name]: embedding });
    const options = { level: 'q4', form: 'blocks', target: 'wasm' } as const;
    const session = await TinySession.open(await buildOnnx(given, options), config);
    const expected = await referenceLogits(given, tokens);
    expect(worstDifference(await session.run(tokens), expected)).toBeLessThan(1e-4);
    await session.release();
  });

  // Inputs of matrices rounded to 16 bits. The CPU computes products of halves in 32 bits.
  it('halves', async () => {
    const weights = tinyLlama(config, 'f32', 7);
    const options = { level: 'fp16', form: 'halves', target: 'webgpu' } as const;
    const expected = await referenceLogits(atLevel(weights, 'fp16'), tokens);
    const session = await TinySession.open(await buildOnnx(weights, options), config);
    expect(worstDifference(await session.run(tokens), expected)).toBeLessThan(0.05);
    await session.release();
  });

  // Activations of 8 bits, 256 steps between a position's extremes: each product is off by up to
  // half a step, so logits agree in distribution, not digit by digit.
  it('dynamic int8', async () => {
    const weights = tinyLlama(config, 'q4', 7);
    const options = { level: 'int8', form: 'dynamic-int8', target: 'wasm' } as const;
    const expected = await referenceLogits(atLevel(weights, 'int8'), tokens);
    const session = await TinySession.open(await buildOnnx(weights, options), config);
    const whole = await session.run(tokens);
    session.reset();
    const pieces = [...(await session.run(tokens.slice(0, 4)))];
    for (const token of tokens.slice(4)) pieces.push(...(await session.run([token])));
    for (const logits of [whole, pieces]) {
      expected.forEach((row, i) => {
        expect(divergence(logits[i] as Float32Array, row)).toBeLessThan(0.03);
      });
    }
    await session.release();
  });
});

describe('the comparison', () => {
  it('notices other weights', async () => {
    const config = tinyShapes['grouped 3/1, tied'];
    const expected = await referenceLogits(tinyLlama(config, 'f32', 1), tokens);
    const other = await referenceLogits(tinyLlama(config, 'f32', 2), tokens);
    const logits = other.map((row) => Float32Array.from(row));
    expect(worstDifference(logits, expected)).toBeGreaterThan(0.1);
    expect(divergence(logits[4] as Float32Array, expected[4] as Float64Array)).toBeGreaterThan(0.3);
  });
});
