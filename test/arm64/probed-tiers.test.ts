import { expect, inject, test } from 'vitest';
import { probeInstructions } from '../../workers/decoders/simd/instruction-probe.ts';

test('the probe finds what ARM computes exactly', async () => {
  expect(process.arch).toBe('arm64');
  expect(await probeInstructions()).toEqual(['signed', 'pairs', 'plain']);
  // Else tests of a tier would be skipped.
  expect(inject('tiers')).toContain('signed');
});
