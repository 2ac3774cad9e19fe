import { describe, expect, test } from 'vitest';
import { presetIds } from '../../../../../core/bench-result.ts';
import { expectedRunMs } from '../../../../../src/benchmark/run/expected-time.ts';
import {
  contextFor,
  customTests,
  planRun,
  presetTests,
  threadCounts,
  tokensOf,
} from '../../../../../src/benchmark/run/plan.ts';
import { runSubject } from '../../../../fixtures/benchmark/run-subject.ts';

const names = (tests: ReturnType<typeof presetTests>): readonly string[] =>
  tests.map((one) => `${one.nPrompt}/${one.nGen}@${one.nDepth}x${one.repetitions}`);

describe('presets', () => {
  test('standard: pp512 and tg128, depth 0 and 1024, five times', () => {
    expect(names(presetTests('standard'))).toEqual([
      '512/0@0x5',
      '0/128@0x5',
      '512/0@1024x5',
      '0/128@1024x5',
    ]);
  });

  test('LocalScore: its nine tests, the longest within 4352 positions', () => {
    const tests = presetTests('local-score');
    expect(tests).toHaveLength(9);
    expect(Math.max(...tests.map(tokensOf))).toBe(4352);
  });

  test('quick takes less than a minute at a modest 100 MB a token', () => {
    const plan = planRun({ preset: 'quick', subjects: [runSubject()], cores: 2 });
    expect(expectedRunMs(plan)).toBeLessThan(60_000);
    expect(expectedRunMs(plan)).toBeGreaterThan(1000);
  });

  test('threads: every count from 1, on the CPU', () => {
    const webgpu = runSubject({
      variant: { model: 'm', level: 'q4', engine: 'webgpu' },
      threads: 1,
    });
    const subjects = [runSubject(), webgpu];
    const plan = planRun({ preset: 'threads', subjects, cores: 4 });
    expect(plan.subjects.map(({ threads }) => threads)).toEqual([1, 2, 3, 4, 1]);
    expect(threadCounts(12)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 12]);
    expect(threadCounts(32)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 16, 32]);
    expect(threadCounts(0)).toEqual([1]);
  });

  test.each(presetIds)('%s can be planned', (preset) => {
    const plan = planRun({ preset, subjects: [runSubject()], cores: 2 });
    expect(plan.tests.length).toBeGreaterThan(0);
    expect(expectedRunMs(plan)).toBeGreaterThan(0);
  });
});

test('tests of one’s own: as llama-bench’s lists, 0 for none', () => {
  const tests = customTests({ nPrompt: [512, 0], nGen: [0, 32], nDepth: [0, 64], repetitions: 2 });
  expect(names(tests)).toEqual(['512/0@0x2', '0/32@0x2', '512/0@64x2', '0/32@64x2']);
});

describe('refused', () => {
  const custom = { nPrompt: [16], nGen: [8], nDepth: [0], repetitions: 2 };
  const choice = { preset: 'custom', subjects: [runSubject()], custom, cores: 2 } as const;
  test.each([
    ['no subject', { ...choice, subjects: [] }, 'subjects'],
    ['no test', { ...choice, custom: { ...custom, nPrompt: [0], nGen: [] } }, 'tests'],
    ['no tests given', { preset: 'custom', subjects: [runSubject()], cores: 2 }, 'tests'],
    ['no thread', { ...choice, subjects: [runSubject({ threads: 0 })] }, 'threads'],
    ['more threads than processors', { ...choice, cores: 1 }, 'threads'],
    ['no repetition', { ...choice, custom: { ...custom, repetitions: 0 } }, 'repetitions'],
    ['huge repetitions', { ...choice, custom: { ...custom, repetitions: 1e6 } }, 'repetitions'],
    ['a negative size', { ...choice, custom: { ...custom, nGen: [-1] } }, 'nGen'],
    ['a fraction', { ...choice, custom: { ...custom, nDepth: [0.5] } }, 'nDepth'],
    [
      'more tests than anyone could mean',
      { ...choice, custom: { ...custom, nPrompt: Array.from({ length: 2000 }, (_, i) => i + 1) } },
      'tests',
    ],
  ] as const)('%s', (_, wrong, field) => {
    expect(() => planRun(wrong)).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({
          code: 'request-invalid',
          parameters: expect.objectContaining({ field }) as object,
        }) as object,
      }) as Error,
    );
  });
});

test('a context holds the largest test that the model can take', () => {
  const tests = customTests({ nPrompt: [512, 4096], nGen: [], nDepth: [0, 100], repetitions: 1 });
  expect(contextFor(runSubject(), tests)).toBe(612);
  expect(contextFor(runSubject({ maxContextLength: 8192 }), tests)).toBe(4196);
  expect(contextFor(runSubject({ maxContextLength: 100 }), tests)).toBe(0);
  expect(contextFor(runSubject({ maxContextLength: 48 }), tests)).toBe(0);
});
