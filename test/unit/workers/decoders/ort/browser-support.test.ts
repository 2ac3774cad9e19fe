import { expect, test } from 'vitest';
import { hasWasmSimd } from '../../../../../workers/decoders/ort/browser-support.ts';

test('Node has WebAssembly SIMD, and the probe says so', () => {
  expect(hasWasmSimd()).toBe(true);
});
