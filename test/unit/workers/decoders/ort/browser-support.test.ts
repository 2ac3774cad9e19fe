import { expect, test } from 'vitest';
import { chooseThreads, hasWasmSimd } from '../../../../../workers/decoders/ort/browser-support.ts';

test.each([
  // wanted, cores, threads work, chosen
  ['auto', 1, true, 1],
  ['auto', 2, true, 2],
  ['auto', 8, true, 7],
  ['auto', 8, false, 1],
  [4, 8, true, 4],
  [4, 8, false, 1],
  [16, 8, true, 8],
  [0, 8, true, 1],
] as const)('%s threads on %i cores (threads work: %s): %i', (wanted, cores, work, chosen) => {
  expect(chooseThreads(wanted, cores, work)).toBe(chosen);
});

test('Node has WebAssembly SIMD, and the probe says so', () => {
  expect(hasWasmSimd()).toBe(true);
});
