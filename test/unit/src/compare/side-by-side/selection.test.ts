import { describe, expect, test } from 'vitest';
import { installedOption } from '../../../../../src/app/model-option.ts';
import {
  canRun,
  chosenVariants,
  modelOf,
  onModel,
  type ModelPool,
} from '../../../../../src/compare/side-by-side/selection.ts';
import { variantLabel } from '../../../../../src/compare/side-by-side/variant-label.ts';
import { fakeEnvironment, fakeModel } from '../../../../fixtures/interface/fake-services.ts';
import { installedModel } from '../../../../fixtures/interface/fake-shelf.ts';

const installed = installedModel({ id: 'large', displayName: 'Large' });
const large = installedOption({
  model: installed,
  source: {
    id: 'large',
    baseUrl: '',
    graph: installed.main,
    files: installed.files,
    shippedLevel: 'q4',
    installed: { kind: 'opfs', folder: 'models/large/files' },
  },
});
const pool: ModelPool = { model: fakeModel, models: [fakeModel, large] };
const small8 = { level: 'q8', engine: 'simd' } as const;
const large2 = { model: 'large', level: 'q2', engine: 'simd' } as const;

describe('variants of different models', () => {
  test('stand beside each other: a small one at 8 bits, a larger one at 2', () => {
    expect(chosenVariants([small8, large2], pool, fakeEnvironment)).toEqual([small8, large2]);
    expect(modelOf(large2, pool)?.source.installed).toBeDefined();
    expect(variantLabel(large2, [small8, large2], pool)).toBe('Large q2');
    expect(variantLabel(small8, [small8, small8], pool)).toBe('q8');
  });

  test('go when their model has gone', () => {
    const left: ModelPool = { model: fakeModel, models: [fakeModel] };
    expect(canRun(large2, left, fakeEnvironment)).toBe(false);
    expect(chosenVariants([small8, large2], left, fakeEnvironment)).not.toContainEqual(large2);
  });

  test('run only where the model’s own files allow', () => {
    const unknown = { ...large, engines: ['wasm'] as const };
    expect(canRun(large2, { ...pool, models: [fakeModel, unknown] }, fakeEnvironment)).toBe(false);
  });

  test('keep level and engine on another model where it has them, else take its own', () => {
    expect(onModel(small8, large, pool, fakeEnvironment)).toEqual({ model: 'large', ...small8 });
    const gptq = { level: 'q3-gptq', engine: 'simd' } as const;
    expect(onModel(gptq, large, pool, fakeEnvironment)).toMatchObject({
      model: 'large',
      level: 'q4',
    });
  });

  test('name no model where it is the chat’s, so that two of the same are seen as such', () => {
    const named = { model: fakeModel.id, ...small8 };
    expect(chosenVariants([named, large2], pool, fakeEnvironment)[0]).toEqual(small8);
  });
});
