import { expect, test } from 'vitest';
import type { LoadEvent } from '../../../../core/contract.ts';
import { epochMs } from '../../../../core/units.ts';
import { foldProgress, initialProgress, makingLeft } from '../../../../src/bridge/load-progress.ts';

const told = (share: number, at: number): LoadEvent => ({
  type: 'making',
  share,
  at: epochMs(at),
});

const left = (...events: readonly LoadEvent[]): number | null => {
  const { making } = foldProgress(initialProgress(epochMs(0)), events);
  return making ? makingLeft(making) : null;
};

test('the time that a level still takes follows what its share has taken since the first one told', () => {
  expect(left(told(0.1, 1000), told(0.3, 11_000))).toBeCloseTo(35_000);
  expect(left(told(0.1, 1000), told(0.55, 23_500), told(1, 46_000))).toBe(0);
});

test('no time is told after a moment, or before anything was done', () => {
  expect(left()).toBeNull();
  expect(left(told(0.1, 1000))).toBeNull();
  expect(left(told(0, 0), told(0.2, 1500))).toBeNull();
  expect(left(told(0, 0), told(0, 9000))).toBeNull();
});
