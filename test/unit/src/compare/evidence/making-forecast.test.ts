import { describe, expect, test } from 'vitest';
import { epochMs } from '../../../../../core/units.ts';
import type { MakingProgress } from '../../../../../src/bridge/engine.ts';
import { MakingForecast } from '../../../../../src/compare/evidence/making-forecast.ts';

/** After `seconds` of making, begun at nothing. */
const making = (share: number, seconds: number): MakingProgress => ({
  share,
  at: epochMs(seconds * 1000),
  first: { share: 0, at: epochMs(0) },
});

describe('the time that levels still take to make', () => {
  test('is nothing where none is to be made', () => {
    expect(new MakingForecast([]).left).toEqual({ ms: 0, isLeast: false });
  });

  test('can’t be told before one was begun: at least nothing', () => {
    expect(new MakingForecast(['q3-gptq', 'q2-gptq']).left).toEqual({ ms: 0, isLeast: true });
  });

  test('counts those that wait, each as long as the one under way', () => {
    const forecast = new MakingForecast(['q3-gptq', 'q2-gptq', 'q2-gptq-h4']);
    forecast.loading('q3-gptq', making(0.25, 30));
    // 90 s of this one and 120 s of each other.
    expect(forecast.left).toEqual({ ms: 90_000 + 2 * 120_000, isLeast: false });
    forecast.settled('q3-gptq');
    expect(forecast.left).toEqual({ ms: 2 * 120_000, isLeast: false });
    forecast.loading('q2-gptq', making(0.5, 100));
    expect(forecast.left).toEqual({ ms: 100_000 + 200_000, isLeast: false });
    forecast.settled('q2-gptq');
    forecast.settled('q2-gptq-h4');
    expect(forecast.left).toEqual({ ms: 0, isLeast: false });
  });

  test('of another method isn’t known by one, and is said to be at least that', () => {
    const forecast = new MakingForecast(['q2', 'q3', 'q2-gptq']);
    forecast.loading('q2', making(0.5, 5));
    expect(forecast.left).toEqual({ ms: 5000 + 10_000, isLeast: true });
  });

  test('right after its beginning says nothing of a level', () => {
    const forecast = new MakingForecast(['q2-gptq']);
    forecast.loading('q2-gptq', making(0.01, 1));
    expect(forecast.left).toEqual({ ms: 0, isLeast: true });
  });

  test('is not changed by loads that make nothing', () => {
    const forecast = new MakingForecast(['q2-gptq']);
    forecast.loading('q8', undefined);
    forecast.settled('q8');
    expect(forecast.left.isLeast).toBe(true);
  });
});
