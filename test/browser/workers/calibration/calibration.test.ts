import { wrap } from 'comlink';
import { expect, test } from 'vitest';
import type { CalibrationScenarios } from './calibration.worker.ts';

test('calibration gives the same bits on any number of threads, and without shared memory', async () => {
  const worker = new Worker(new URL('./calibration.worker.ts', import.meta.url), {
    type: 'module',
  });
  try {
    const scenarios = wrap<CalibrationScenarios>(worker);
    const alone = await scenarios.calibrated(false, 1);
    expect(alone.threads).toBe(1);
    expect(alone.weights.length).toBe(3 * (96 * (96 + 64) + 96 * 96 + 3 * 96 * 128));
    for (const threads of [1, 2, 3]) {
      const shared = await scenarios.calibrated(true, threads);
      expect(shared.threads).toBe(threads);
      expect(shared.weights).toEqual(alone.weights);
    }
  } finally {
    worker.terminate();
  }
});
