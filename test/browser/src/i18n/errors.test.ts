import { afterAll, describe, expect, test } from 'vitest';
import { errorCodes, type Failure } from '../../../../core/errors.ts';
import { failureText } from '../../../../src/i18n/errors.ts';
import { applyLocale, preferredLocale } from '../../../../src/i18n/locale.ts';

/** Every parameter that any code has. */
const parameters = {
  stage: 'decode',
  reason: 'no-adapter',
  neededBytes: 4.2e9,
  limitBytes: 3.5e9,
  file: 'model.onnx_data',
  status: 404,
  expectedBytes: 1000,
  actualBytes: 400,
  format: 'onnx',
  architecture: 'mamba',
  tensor: 'model.norm.weight',
  level: 'int8',
  columns: 100,
  engine: 'webgpu',
  promptTokens: 2311,
  tokens: 4352,
  contextLength: 2048,
  field: 'topP',
  problem: 'empty',
  where: 'measurements.0',
  chunk: 3,
  text: 'gpt 9',
  host: 'hub.example.org',
  repository: 'owner/name',
  seconds: 30,
  freeBytes: 1e6,
  model: 'tiny',
  what: 'models, levels',
};

const failures = errorCodes.map((code) => ({ code, parameters }) as unknown as Failure);

afterAll(() => applyLocale('en'));

describe.each(['en', 'ko'] as const)('sentences in %s', (locale) => {
  test('say for every code what happened and what to do', async () => {
    await applyLocale(locale);
    for (const failure of failures) {
      const { happened, advice } = failureText(failure);
      for (const sentence of [happened, advice]) {
        expect(sentence, failure.code).toMatch(/\.$/);
        expect(sentence, failure.code).not.toMatch(/undefined|null|NaN|\[object/);
        if (locale === 'ko') expect(sentence, failure.code).toMatch(/[가-힣]/);
      }
    }
  });
});

test('a refused allocation of unknown size names no size', async () => {
  await applyLocale('en');
  const { happened } = failureText({
    code: 'memory-refused',
    parameters: { stage: 'load', neededBytes: null },
  });
  expect(happened).toBe('The browser refused memory while the model was loading.');
});

test('the first language that the interface speaks is taken', () => {
  expect(preferredLocale(['fr', 'ko-KR', 'en'])).toBe('ko');
  expect(preferredLocale(['en-GB', 'ko'])).toBe('en');
  expect(preferredLocale(['fr'])).toBe('en');
  expect(preferredLocale([])).toBe('en');
});
