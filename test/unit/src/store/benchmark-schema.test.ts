import { expect, test } from 'vitest';
import { migrate, readResult, type Migration } from '../../../../src/store/benchmark-schema.ts';
import { fakeResult } from '../../../fixtures/interface/benchmark-results.ts';

test('reads what this version writes', () => {
  expect(readResult(structuredClone(fakeResult()))).toEqual({
    kind: 'result',
    result: fakeResult(),
  });
});

const steps: readonly Migration[] = [
  ({ started, ...rest }) => ({ ...rest, schema: 2, startedAt: started }),
  (earlier) => ({ ...earlier, schema: 3, preset: 'custom' }),
];

test('brings earlier versions up step by step, each from where it is', () => {
  const latest = { schema: 3, startedAt: 'then', preset: 'custom' };
  expect(migrate({ schema: 1, started: 'then' }, steps)).toEqual({
    kind: 'current',
    value: latest,
  });
  expect(migrate({ schema: 2, startedAt: 'then' }, steps)).toEqual({
    kind: 'current',
    value: latest,
  });
  expect(migrate({ schema: 3, startedAt: 'now', preset: 'quick' }, steps)).toEqual({
    kind: 'current',
    value: { schema: 3, startedAt: 'now', preset: 'quick' },
  });
  expect(migrate({ schema: 4 }, steps)).toEqual({ kind: 'later-version', version: 4 });
});

test('tells a later version from a damaged one', () => {
  expect(readResult({ ...fakeResult(), schema: 2 })).toEqual({ kind: 'later-version', version: 2 });
  expect(readResult({ ...fakeResult(), schema: 1.5 })).toEqual({
    kind: 'malformed',
    where: 'schema',
  });
  expect(readResult({ ...fakeResult(), rows: [{}] })).toMatchObject({ kind: 'malformed' });
  expect(readResult('text')).toEqual({ kind: 'malformed', where: 'schema' });
});
