import { describe, expect, test } from 'vitest';
import type { BenchLimits } from '../../../../../core/bench.ts';
import { promptAndGeneration } from '../../../../../core/metrics/benchmark-rate.ts';
import {
  isFalling,
  limitShare,
  marksOf,
  type Observed,
} from '../../../../../src/benchmark/run/rows.ts';

const calm: Observed = {
  hidden: false,
  lateTimers: false,
  before: [10, 10, 11],
  after: [10, 10, 30],
  timerStepMs: 0.005,
};
const resultOf = (...durations: readonly number[]) =>
  promptAndGeneration(
    { nPrompt: 0, nGen: 10 },
    durations.map((end) => ({ start: 0, prefilled: 0, first: 1, end })),
  );

describe('marks', () => {
  test('a calm test has none, whatever one slow try says', () => {
    expect(marksOf(calm, resultOf(100, 101, 99))).toEqual([]);
  });

  test('drift either way, by the medians', () => {
    const slower = marksOf({ ...calm, after: [12, 12, 12] }, resultOf(100));
    expect(slower).toEqual([{ kind: 'drift', ratio: 1.2 }]);
    const faster = marksOf({ ...calm, before: [12, 12, 12] }, resultOf(100));
    expect(faster).toEqual(slower);
    expect(marksOf({ ...calm, before: [] }, resultOf(100))).toEqual([]);
  });

  test('a clock too coarse for a repetition', () => {
    const coarse = { ...calm, timerStepMs: 0.1 };
    expect(marksOf(coarse, resultOf(100, 9))).toEqual([
      { kind: 'low-timer-resolution', timerStepMs: 0.1 },
    ]);
    expect(marksOf(coarse, resultOf(100, 11))).toEqual([]);
  });

  test('hidden and held-up timers, also of a failed test', () => {
    expect(marksOf({ ...calm, hidden: true, lateTimers: true }, null)).toEqual([
      { kind: 'hidden' },
      { kind: 'throttled', by: 'timers' },
    ]);
  });

  test('a falling rate', () => {
    expect(marksOf(calm, resultOf(100, 110, 125))).toEqual([
      { kind: 'throttled', by: 'falling-rate' },
    ]);
  });
});

test('falling: thirds in order, by more than a tenth', () => {
  expect(isFalling([100, 95, 88])).toBe(true);
  expect(isFalling([100, 99, 98, 97, 96])).toBe(false);
  expect(isFalling([100, 80, 90])).toBe(false);
  expect(isFalling([100, 50])).toBe(false);
  expect(isFalling([])).toBe(false);
});

describe('share of a limit', () => {
  const limits: BenchLimits = {
    kind: 'limits',
    bandwidth: 20e9,
    multiplyAdds: 100e9,
    stepBytes: 100e6,
    positionBytes: 50_000,
    tokenMultiplyAdds: 100e6,
  };
  const test0 = { nPrompt: 0, nGen: 0, nDepth: 0, repetitions: 5 };

  test('of memory: the weights and, at depth, the cache', () => {
    const step = { ...test0, nGen: 1 };
    expect(limitShare({ ...step, nDepth: 999 }, 100, limits)?.share).toBeCloseTo(0.75);
    expect(limitShare(step, 100, { ...limits, positionBytes: null })?.share).toBeCloseTo(0.5);
  });

  test('of compute: the linear layers', () => {
    const share = limitShare({ ...test0, nPrompt: 512 }, 500, limits);
    expect(share).toEqual({ limit: 'compute', share: 0.5 });
  });

  test('none for both at once, nor where a limit is unknown', () => {
    expect(limitShare({ ...test0, nPrompt: 8, nGen: 8 }, 100, limits)).toBeNull();
    expect(limitShare({ ...test0, nGen: 8 }, 100, { ...limits, bandwidth: null })).toBeNull();
    expect(limitShare({ ...test0, nGen: 8 }, 100, null)).toBeNull();
  });
});
