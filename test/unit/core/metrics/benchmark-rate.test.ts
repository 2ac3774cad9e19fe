import { expect, test } from 'vitest';
import { benchmarkRate, promptAndGeneration } from '../../../../core/metrics/benchmark-rate.ts';

test('rates are tokens over the time of their part', () => {
  const times = [{ start: 1000, prefilled: 2000, first: 2010, end: 2500 }];
  expect(promptAndGeneration({ nPrompt: 512, nGen: 64 }, times)).toEqual({
    kind: 'test',
    samples: [384],
    durations: [1500],
    prompt: [512],
    generation: [128],
    timeToFirstToken: [1010],
  });
});

test('a test of one part has no rates of the other, and no first token', () => {
  const times = [{ start: 0, prefilled: 0, first: NaN, end: 250 }];
  const { prompt, timeToFirstToken } = promptAndGeneration({ nPrompt: 0, nGen: 50 }, times);
  expect(prompt).toEqual([]);
  expect(timeToFirstToken).toEqual([]);
});

test('what is reported is mean and sample deviation; one repetition has none', () => {
  expect(benchmarkRate([10, 12, 14])).toEqual({ mean: 12, deviation: 2, median: 12 });
  expect(benchmarkRate([10])).toEqual({ mean: 10, deviation: 0, median: 10 });
});
