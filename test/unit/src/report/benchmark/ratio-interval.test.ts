import { expect, test } from 'vitest';
import { ratioInterval, verdictOf } from '../../../../../src/report/benchmark/ratio-interval.ts';

const fast = [193.1, 191.4, 195.2, 192.8, 190.9];
const slow = [121.0, 119.2, 122.4, 120.7, 118.8];

test('agrees with the same rule computed by NumPy and SciPy', () => {
  const interval = ratioInterval(fast, slow);
  expect(interval?.ratio).toBeCloseTo(1.6000664341471518, 10);
  expect(interval?.low).toBeCloseTo(1.5752491241570805, 8);
  expect(interval?.high).toBeCloseTo(1.6252747291983782, 8);
});

test('turned around it is the reciprocal', () => {
  const there = ratioInterval(fast, slow);
  const back = ratioInterval(slow, fast);
  expect((there?.low ?? 0) * (back?.high ?? 0)).toBeCloseTo(1, 10);
});

test('tells faster, slower and neither', () => {
  const verdict = (a: readonly number[], b: readonly number[]) => {
    const interval = ratioInterval(a, b);
    return interval && verdictOf(interval);
  };
  expect(verdict(fast, slow)).toBe('faster');
  expect(verdict(slow, fast)).toBe('slower');
  expect(verdict(fast, [...fast].reverse())).toBe('within-spread');
});

test('has no interval from a single repetition', () => {
  expect(ratioInterval([193], slow)).toBeUndefined();
  expect(ratioInterval(fast, [])).toBeUndefined();
});
