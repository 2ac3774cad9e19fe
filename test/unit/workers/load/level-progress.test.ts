import { describe, expect, test } from 'vitest';
import type { LoadEvent } from '../../../../core/contract.ts';
import { LevelProgress } from '../../../../workers/load/level-progress.ts';

function told(work: (progress: LevelProgress) => void, tensors = 20): readonly number[] {
  const shares: number[] = [];
  const emit = (event: LoadEvent): void => {
    if (event.type === 'making') shares.push(event.share);
  };
  work(new LevelProgress(emit, tensors));
  return shares;
}

const all = (count: number, tell: (done: number, total: number) => void): void => {
  for (let done = 1; done <= count; done++) tell(done, count);
};

describe('the progress of a level', () => {
  test('goes on from calibrating to packing, and ends at 1', () => {
    const shares = told((progress) => {
      all(14, (done, total) => progress.make('gptq', done, total));
      all(20, progress.pack);
    });
    expect(shares).toHaveLength(34);
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
    expect(shares[13]).toBeGreaterThan(0.95);
    expect(shares[13]).toBeLessThan(1);
    expect(shares.at(-1)).toBe(1);
  });

  test('counts packing alone where nothing is made before it', () => {
    expect(told((progress) => all(4, progress.pack))).toEqual([0.25, 0.5, 0.75, 1]);
  });

  test('does not fall when packing begins anew', () => {
    const shares = told((progress) => {
      progress.pack(1, 4);
      progress.pack(2, 4);
      all(4, progress.pack);
    });
    expect(shares).toEqual([0.25, 0.5, 0.5, 0.75, 1]);
  });
});
