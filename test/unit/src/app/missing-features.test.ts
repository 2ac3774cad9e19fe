import { expect, test } from 'vitest';
import { missingFeatures } from '../../../../src/app/missing-features.ts';
import { notices } from '../../../../src/app/notices.ts';
import { fakeEnvironment } from '../../../fixtures/interface/fake-services.ts';

const names = (missing: Parameters<typeof missingFeatures>[0]): readonly string[] =>
  missingFeatures(missing).map(({ name }) => name);

test('each is told by itself', () => {
  expect(names(fakeEnvironment)).toEqual([]);
  expect(names({ ...fakeEnvironment, threads: 'not-isolated' })).toEqual(['not-isolated']);
  expect(names({ ...fakeEnvironment, threads: 'no-shared-memory' })).toEqual(['no-shared-memory']);
  expect(names({ ...fakeEnvironment, relaxedSimd: false, files: false, locks: false })).toEqual([
    'relaxed-simd',
    'files',
    'locks',
  ]);
});

test('of an insecure address only that is told from which the rest follows', () => {
  const insecure = { secureContext: false, threads: 'not-isolated', files: false, locks: false };
  expect(names({ ...fakeEnvironment, ...insecure } as typeof fakeEnvironment)).toEqual([
    'insecure',
  ]);
});

test('what costs most is a notice', () => {
  const environment = { ...fakeEnvironment, threads: 'no-shared-memory', files: false } as const;
  expect(notices(environment, false).map(({ name }) => name)).toEqual([
    'no-shared-memory',
    'not-persistent',
  ]);
});
