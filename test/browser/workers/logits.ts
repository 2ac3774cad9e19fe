import { expect } from 'vitest';
import type { Decoder } from '../../../workers/decoders/decoder.ts';

/** Fails unless all values agree to `tolerance`. */
export function expectClose(
  actual: Float32Array,
  expected: Float32Array,
  tolerance: number,
  what: string,
): void {
  expect(actual.length, what).toBe(expected.length);
  let largest = 0;
  for (let index = 0; index < actual.length; index++)
    largest = Math.max(largest, Math.abs((actual[index] ?? NaN) - (expected[index] ?? NaN)));
  // Written so that NaN fails.
  expect(largest <= tolerance, `${what}: off by ${largest}`).toBe(true);
}

/** Logits of the last of `tokens`, the cache emptied before. */
export async function fresh(decoder: Decoder, tokens: readonly number[]): Promise<Float32Array> {
  await decoder.truncate(0);
  return (await decoder.prefill(tokens)).slice();
}

export const tokens = [3, 14, 15, 92, 65, 35, 89, 79, 32, 38, 46, 26, 43, 38, 32, 79, 50, 28];

/**
 * Prefill in pieces, single steps, rewinding and overwriting all lead to the logits of one prefill
 * from scratch.
 */
export async function checkCache(decoder: Decoder, tolerance: number): Promise<void> {
  const whole = await fresh(decoder, tokens);
  expect(decoder.length).toBe(tokens.length);

  await decoder.truncate(0);
  await decoder.prefill(tokens.slice(0, 5));
  await decoder.prefill(tokens.slice(5, 12));
  let last = new Float32Array();
  for (const token of tokens.slice(12)) last = (await decoder.step(token)).slice();
  expectClose(last, whole, tolerance, 'in pieces');

  await decoder.truncate(9);
  expect(decoder.length).toBe(9);
  await decoder.prefill([99, 98, 97, 96]);
  await decoder.truncate(9);
  expectClose(await decoder.prefill(tokens.slice(9)), whole, tolerance, 'after rewinding');

  await decoder.truncate(0);
  const seen: number[] = [];
  let lastOfSink = new Float32Array();
  const { vocabularySize } = decoder.spec;
  const returned = await decoder.prefill(tokens, (logits, start, positions) => {
    expect(logits.length).toBe(positions * vocabularySize);
    for (let position = 0; position < positions; position++) seen.push(start + position);
    lastOfSink = logits.slice((positions - 1) * vocabularySize);
  });
  expect(seen).toEqual(tokens.map((_, index) => index));
  expectClose(lastOfSink, whole, tolerance, 'to the sink');
  expectClose(returned, whole, tolerance, 'beside the sink');
}
