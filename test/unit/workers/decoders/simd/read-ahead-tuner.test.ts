import { describe, expect, test } from 'vitest';
import { ReadAheadTuner } from '../../../../../workers/decoders/simd/read-ahead-tuner.ts';

function run(tuner: ReadAheadTuner, steps: number, time: (ahead: boolean) => number): number {
  let ahead = 0;
  for (let i = 0; i < steps; i++) {
    if (tuner.bytes > 0) ahead++;
    tuner.observe(time(tuner.bytes > 0), 1);
  }
  return ahead / steps;
}

describe('reading ahead', () => {
  test('is kept where it helps', () => {
    expect(run(new ReadAheadTuner(), 500, (ahead) => (ahead ? 11 : 12.7))).toBeGreaterThan(0.95);
  });

  test('is left off where it costs, hiccups or not', () => {
    let step = 0;
    const time = (ahead: boolean): number => (ahead ? 9.4 : 8) + (step++ % 9 === 0 ? 30 : 0);
    const tuner = new ReadAheadTuner();
    run(tuner, 60, time);
    const share = run(tuner, 500, time);
    expect(share).toBeLessThan(0.05);
  });

  test('is compared again after a while', () => {
    const tuner = new ReadAheadTuner();
    run(tuner, 500, (ahead) => (ahead ? 9 : 8));
    run(tuner, 700, (ahead) => (ahead ? 11 : 13));
    expect(tuner.bytes).toBeGreaterThan(0);
  });
});
