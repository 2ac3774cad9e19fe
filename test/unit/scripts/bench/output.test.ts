import { expect, test } from 'vitest';
import { jsonRows, remarks } from '../../../../scripts/bench/output.ts';
import type { AutomationBenchmarkResult } from '../../../../src/app/automation-contract.ts';

const circumstances = { appVersion: '1', browser: 'Chromium' };
const failed = {
  status: 'failed',
  level: 'int8',
  engine: 'webgpu',
  n_threads: 1,
  n_prompt: 0,
  n_gen: 8,
  n_depth: 0,
  failure: { code: 'level-unavailable', parameters: { level: 'int8', engine: 'webgpu' } },
  sentence: 'It does not run.',
  marks: [],
};
const measured = {
  status: 'measured',
  level: 'q4',
  engine: 'simd',
  n_threads: 2,
  n_prompt: 16,
  n_gen: 0,
  n_depth: 4,
  samples_ts: [1, 3],
  avg_ts: 2,
  stddev_ts: 1.4,
  marks: [{ kind: 'drift', ratio: 1.25 }],
};
const result = { circumstances, rows: [measured, failed] } as unknown as AutomationBenchmarkResult;

test('a row for machines has llama-bench’s names and its circumstances; a failed one no rates', () => {
  const [first, second] = jsonRows(result);
  expect(first).toMatchObject({ n_prompt: 16, avg_ts: 2, samples_ts: [1, 3], circumstances });
  expect(second).toMatchObject({
    avg_ts: null,
    samples_ts: [],
    failure: { code: 'level-unavailable' },
    sentence: 'It does not run.',
  });
});

test('remarks name the test they are about', () => {
  expect(remarks(result)).toEqual([
    expect.stringMatching(/^q4@simd, 2 threads, pp16 @ d4: calibration .* 1\.25;/),
    'int8@webgpu, 1 threads, tg8: It does not run.',
  ]);
});
