import { describe, expect, test } from 'vitest';
import { ThreadGovernor } from '../../../../../workers/decoders/simd/thread-count.ts';

/** Runs `steps` steps that take `time(threads)` each. */
function run(governor: ThreadGovernor, steps: number, time: (threads: number) => number): void {
  for (let i = 0; i < steps; i++) governor.observe(time(governor.threads), 1);
}

describe('the thread governor', () => {
  test('keeps all threads while they keep their pace', () => {
    const governor = new ThreadGovernor(3);
    run(governor, 500, (threads) => 12 / threads);
    expect(governor.threads).toBe(3);
  });

  test('finds the best count on a machine that is busy from the start', () => {
    const governor = new ThreadGovernor(4);
    const times = [0, 10, 6, 9, 30];
    run(governor, 100, (threads) => times[threads] ?? 0);
    expect(governor.threads).toBe(2);
  });

  test('ignores hiccups', () => {
    const governor = new ThreadGovernor(2);
    let step = 0;
    run(governor, 500, () => (step++ % 5 === 0 ? 100 : 5));
    expect(governor.threads).toBe(2);
  });

  test('drops a thread when its core is taken, and takes it back when the core is free', () => {
    const governor = new ThreadGovernor(2);
    run(governor, 64, (threads) => 10 / threads);
    run(governor, 64, (threads) => (threads === 2 ? 40 : 10));
    expect(governor.threads).toBe(1);
    run(governor, 2000, (threads) => 10 / threads);
    expect(governor.threads).toBe(2);
  });

  test('goes back when fewer threads are no faster', () => {
    const governor = new ThreadGovernor(2);
    run(governor, 64, (threads) => 10 / threads);
    run(governor, 64, (threads) => 30 / threads);
    expect(governor.threads).toBe(2);
  });

  test('is not misled by a longer context', () => {
    const governor = new ThreadGovernor(2);
    for (let i = 0; i < 400; i++) governor.observe(5 * (1 + i / 100), 1 + i / 100);
    expect(governor.threads).toBe(2);
  });
});
