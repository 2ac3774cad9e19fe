import { describe, expect, test } from 'vitest';
import type { ModelOption } from '../../../../src/app/model-option.ts';
import {
  subjectsOf,
  testsOf,
  variantProblems,
  withModel,
  withPreset,
  withSize,
  type RunChoice,
  type SizeField,
} from '../../../../src/benchmark/run-choice.ts';
import { traceOf } from '../../../../src/benchmark/live-trace.ts';
import { ms } from '../../../../core/units.ts';

const blank: RunChoice = {
  model: 'tiny',
  levels: ['q4'],
  engines: ['simd'],
  threads: [2],
  preset: 'quick',
  sizes: { prompts: '', generations: '', depths: '', repetitions: '' },
  loads: 'warm',
};
const standard = withPreset(blank, 'standard', [1, 2]);
const typed = (field: SizeField, text: string): RunChoice => withSize(standard, field, text);

describe('the tests of a set-up', () => {
  test('are llama-bench’s for the standard preset', () => {
    expect(testsOf(standard, 8192).tests).toEqual([
      { nPrompt: 512, nGen: 0, nDepth: 0, repetitions: 5 },
      { nPrompt: 0, nGen: 128, nDepth: 0, repetitions: 5 },
      { nPrompt: 512, nGen: 0, nDepth: 1024, repetitions: 5 },
      { nPrompt: 0, nGen: 128, nDepth: 1024, repetitions: 5 },
    ]);
  });

  test('are LocalScore’s nine pairs', () => {
    const { tests } = testsOf(withPreset(blank, 'local-score', [1]), 8192);
    expect(tests).toHaveLength(9);
    expect(tests.every(({ nPrompt, nGen }) => nPrompt > 0 && nGen > 0)).toBe(true);
  });

  test('take lists with commas or spaces, each size once', () => {
    const { tests } = testsOf(typed('prompts', ' 64,128  64 '), 8192);
    expect(new Set(tests.map(({ nPrompt }) => nPrompt))).toEqual(new Set([0, 64, 128]));
  });

  test('turn the preset into sizes of one’s own where a size is typed', () => {
    expect(typed('prompts', '64').preset).toBe('custom');
    expect(withSize(withPreset(blank, 'context', [1]), 'depths', '0').preset).toBe('context');
  });

  test.each([
    ['prompts', 'many', { kind: 'not-whole', field: 'prompts', text: 'many' }],
    ['prompts', '1.5', { kind: 'not-whole', field: 'prompts', text: '1.5' }],
    ['depths', '-1', { kind: 'not-whole', field: 'depths', text: '-1' }],
    ['prompts', '99999999999', { kind: 'not-whole', field: 'prompts', text: '99999999999' }],
    ['generations', '0', { kind: 'zero', field: 'generations' }],
    ['repetitions', '0', { kind: 'zero', field: 'repetitions' }],
    ['repetitions', '', { kind: 'not-whole', field: 'repetitions', text: '' }],
    ['repetitions', '3, 5', { kind: 'not-whole', field: 'repetitions', text: '3, 5' }],
    ['repetitions', '1000000', { kind: 'too-many-repetitions', limit: 1000 }],
    ['depths', '8000', { kind: 'beyond-context', field: 'depths', tokens: 8512, limit: 8192 }],
    ['prompts', '9000', { kind: 'beyond-context', field: 'prompts', tokens: 10_024, limit: 8192 }],
    [
      'prompts',
      Array.from({ length: 40 }, (_, index) => index + 1).join(),
      { kind: 'too-many-sizes', field: 'prompts', limit: 16 },
    ],
  ] as const)('refuse %s of “%s”', (field, text, problem) => {
    expect(testsOf(typed(field, text), 8192)).toEqual({ tests: [], problems: [problem] });
  });

  test('need one at least', () => {
    const none = withSize(typed('prompts', ''), 'generations', ' ');
    expect(testsOf(none, 8192).problems).toEqual([{ kind: 'no-test' }]);
  });
});

describe('the variants of a set-up', () => {
  const model = {
    id: 'tiny',
    source: { id: 'tiny' },
    maxContextLength: 8192,
    levels: [
      { level: 'q4', bytes: 4 },
      { level: 'int8', bytes: 8 },
    ],
  } as unknown as ModelOption;
  const choice: RunChoice = {
    ...blank,
    levels: ['q4', 'int8'],
    engines: ['simd', 'webgpu'],
    threads: [1, 2],
  };

  test('are every level on every engine that runs it, the GPU once', () => {
    expect(
      subjectsOf(choice, model).map(({ variant, threads }) => [
        variant.level,
        variant.engine,
        threads,
      ]),
    ).toContainEqual(['q4', 'webgpu', 1]);
    expect(
      subjectsOf(choice, model).filter(({ variant }) => variant.engine === 'webgpu'),
    ).toHaveLength(1);
  });

  test('are on the engines that can run the model', () => {
    const unreadable: ModelOption = { ...model, engines: ['wasm', 'webgpu'] };
    const engines = subjectsOf(choice, unreadable).map(({ variant }) => variant.engine);
    expect(new Set(engines)).toEqual(new Set(['webgpu']));
    const only = { ...choice, engines: ['simd'] } as const;
    const problems = variantProblems(only, subjectsOf(only, unreadable));
    expect(problems).toEqual([{ kind: 'no-variant' }]);
    // Changing to the model changes the engine with it.
    expect(withModel(only, unreadable).engines).toEqual(['wasm']);
    expect(withModel(choice, unreadable).engines).toEqual(['webgpu']);
  });

  test('need a level, an engine, and threads where the CPU runs', () => {
    const kinds = (change: Partial<RunChoice>): readonly string[] => {
      const changed = { ...choice, ...change };
      return variantProblems(changed, subjectsOf(changed, model)).map(({ kind }) => kind);
    };
    expect(kinds({})).toEqual([]);
    expect(kinds({ levels: [], engines: [] })).toEqual(['no-level', 'no-engine']);
    expect(kinds({ threads: [] })).toEqual(['no-threads']);
    expect(kinds({ threads: [], engines: ['webgpu'] })).toEqual([]);
    expect(kinds({ levels: ['int8'], engines: ['webgpu'] })).toEqual(['no-variant']);
  });
});

test('a live curve becomes rates over stretches that the clock can tell', () => {
  const points = [
    { done: 0, ms: ms(0) },
    { done: 1, ms: ms(5) },
    { done: 4, ms: ms(20) },
    { done: 4, ms: ms(60) },
    { done: 8, ms: ms(70) },
  ];
  expect(traceOf({ points })).toEqual({ tokens: [4, 8], rates: [200, 80] });
});
