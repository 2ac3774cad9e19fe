import { wrap, type Remote } from 'comlink';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeEachTier } from '../../../../fixtures/simd/each-tier.ts';
import { tinyShapes } from '../../../../fixtures/models/tiny-llama.ts';
import type { Scenarios } from './engine-scenarios.worker.ts';

const full = import.meta.env.FEATHERWEIGHT_FULL === '1';
const shapes = Object.keys(tinyShapes) as (keyof typeof tinyShapes)[];

describeEachTier('SIMD engine', (tier) => {
  let worker: Worker;
  let scenarios: Remote<Scenarios>;
  beforeEach(() => {
    worker = new Worker(new URL('./engine-scenarios.worker.ts', import.meta.url), {
      type: 'module',
    });
    scenarios = wrap<Scenarios>(worker);
  });
  afterEach(() => worker.terminate());

  test.each(shapes)('fp32 weights agree with double precision: %s', async (shape) => {
    expect(await scenarios.difference(tier, shape)).toBeLessThan(1e-5);
  });

  test.each([
    ['q4', 'f32'],
    ['q8', 'f32'],
    ['q3', 'f32'],
    ['q2', 'f32'],
    ['f32', 'f32'],
    ['q4', 'int8'],
  ] as const)(
    '%s weights, %s cache: any threads, chunks, truncations and extensions give the same bits',
    async (encoding, kvCache) => {
      const moves = full ? 1000 : 60;
      const choice = { tier, threads: 3, encoding, kvCache };
      expect(await scenarios.randomWalk(choice, 5, moves)).toBeGreaterThan(moves / 2);
    },
    full ? 600_000 : 60_000,
  );

  test('one thread without shared memory gives the same bits too', async () => {
    const choice = { tier, threads: 1, encoding: 'q4', kvCache: 'f32' } as const;
    expect(await scenarios.randomWalk(choice, 6, 40)).toBeGreaterThan(20);
  });

  test('a helper that dies is an error soon, not a wait for ever', async () => {
    expect(await scenarios.deadHelper(tier)).toEqual(['worker-died', 'worker-died']);
  });

  test(
    'random stops and restarts leave a working engine',
    async () => {
      const stops = full ? 1000 : 60;
      expect(await scenarios.stopsAndRestarts(tier, 9, stops)).toBeGreaterThan(stops / 2);
    },
    full ? 600_000 : 60_000,
  );

  test('keys and values have 8 bits where memory is short', async () => {
    expect(await scenarios.chosenPrecision(tier, Infinity)).toBe('f32');
    expect(await scenarios.chosenPrecision(tier, 100_000)).toBe('int8');
    expect(await scenarios.chosenPrecision(tier, Infinity, 1)).toBe('int8');
    await expect(scenarios.chosenPrecision(tier, Infinity, 2)).rejects.toThrow('memory-refused');
  });

  test('a helper that does not start is done without', async () => {
    expect(await scenarios.missingHelper(tier)).toBe(2);
  });

  test('settling leaves an empty cache and the same logits', async () => {
    const { before, after, length } = await scenarios.settle(tier);
    expect(length).toBe(0);
    expect(after).toBe(before);
  });
});
