import { describe, expect, it } from 'vitest';
import { buildOnnx, type BuildOptions } from '../../../../models/graph/build.ts';
import { TinySession } from '../../../fixtures/models/session.ts';
import { tinyLlama, tinyShapes, type TinyEncoding } from '../../../fixtures/models/tiny-llama.ts';
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
];

/** The largest difference, in units of the largest logit. */
function worstDifference(
  actual: readonly Float32Array[],
  expected: readonly Float64Array[],
): number {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  expected.forEach((row, position) => {
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    row.forEach((value, i) => {
      const difference = Math.abs(value - (actual[position]?.[i] ?? Number.NaN)) / largest;
      if (!(difference <= worst)) worst = difference;
    });
  });
  return worst;
}

describe.each(Object.entries(tinyShapes))('%s', (_, config) => {
  it.each(forms)('%s weights as %o', async (encoding, options) => {
    const weights = tinyLlama(config, encoding, 7);
    const expected = await referenceLogits(weights, tokens);
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
});
