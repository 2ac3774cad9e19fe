import { describe, expect, test } from 'vitest';
import type { EngineId } from '../../../../core/variant.ts';
import { chooseEngine, engineOptions } from '../../../../src/app/engine-choice.ts';
import { fakeEnvironment as environment } from '../../../fixtures/interface/fake-services.ts';

const gpu = { kind: 'available', adapter: 'a GPU' } as const;
const software = { kind: 'software', adapter: 'SwiftShader' } as const;
const base = {
  webgpu: environment.webgpu,
  secureContext: true,
  measurement: undefined,
  override: undefined,
  simdUnsupported: undefined,
};

describe('the automatic choice', () => {
  test('takes the CPU where there is no adapter, and says which reason', () => {
    expect(chooseEngine(base)).toEqual({
      engine: 'simd',
      reason: { kind: 'webgpu-unavailable', reason: 'no-adapter' },
    });
    expect(chooseEngine({ ...base, secureContext: false }).reason).toEqual({
      kind: 'webgpu-unavailable',
      reason: 'insecure',
    });
  });

  test('never takes a software adapter by itself, even if it measured faster', () => {
    const measurement = { simd: 1, webgpu: 9 };
    expect(chooseEngine({ ...base, webgpu: software, measurement })).toEqual({
      engine: 'simd',
      reason: { kind: 'webgpu-software' },
    });
  });

  test('takes the CPU until both were measured, then the faster one', () => {
    expect(chooseEngine({ ...base, webgpu: gpu }).reason).toEqual({ kind: 'webgpu-unmeasured' });
    const faster = chooseEngine({ ...base, webgpu: gpu, measurement: { simd: 15, webgpu: 40 } });
    expect(faster).toEqual({
      engine: 'webgpu',
      reason: { kind: 'measured', rates: { simd: 15, webgpu: 40 } },
    });
    expect(
      chooseEngine({ ...base, webgpu: gpu, measurement: { simd: 15, webgpu: 12 } }).engine,
    ).toBe('simd');
  });

  test('does not compare rates of other engines than it chooses from', () => {
    const measurement = { wasm: 15, webgpu: 40 };
    expect(chooseEngine({ ...base, webgpu: gpu, measurement }).engine).toBe('simd');
  });

  test('takes onnxruntime on the CPU for models that SIMD does not know, and says so', () => {
    const unknown = { ...base, webgpu: gpu, simdUnsupported: 'hiddenSize 570' };
    for (const override of [undefined, 'simd'] as const)
      expect(chooseEngine({ ...unknown, override })).toEqual({
        engine: 'wasm',
        reason: { kind: 'simd-unsupported', detail: 'hiddenSize 570' },
      });
    expect(chooseEngine({ ...unknown, measurement: { wasm: 10, webgpu: 9 } }).engine).toBe('wasm');
    expect(chooseEngine({ ...unknown, override: 'wasm' }).reason).toEqual({ kind: 'overridden' });
  });

  test('follows the person, except to what is not there', () => {
    expect(chooseEngine({ ...base, override: 'simd' })).toEqual({
      engine: 'simd',
      reason: { kind: 'overridden' },
    });
    expect(chooseEngine({ ...base, webgpu: software, override: 'webgpu' })).toEqual({
      engine: 'webgpu',
      reason: { kind: 'overridden' },
    });
    expect(chooseEngine({ ...base, override: 'webgpu' }).engine).toBe('simd');
  });
});

describe('the engines offered', () => {
  test('are disabled with a reason where they can not run', () => {
    expect(engineOptions(environment, 'q4', {})).toEqual([
      { engine: 'simd', disabled: undefined },
      { engine: 'wasm', disabled: undefined },
      { engine: 'webgpu', disabled: 'no-webgpu' },
    ]);
    expect(engineOptions({ ...environment, secureContext: false }, 'q4', {})[2]?.disabled).toBe(
      'insecure',
    );
    expect(engineOptions({ ...environment, webgpu: gpu }, 'int8', {})[2]?.disabled).toBe('level');
    expect(engineOptions({ ...environment, webgpu: gpu }, 'q8', {})[2]?.disabled).toBeUndefined();
  });

  test('are those that know the model’s layers', () => {
    const disabled = (engines: readonly EngineId[]) =>
      engineOptions({ ...environment, webgpu: gpu }, 'q4', { engines }).map(
        (each) => each.disabled,
      );
    expect(disabled(['wasm', 'webgpu'])).toEqual(['model', undefined, undefined]);
    expect(disabled(['simd'])).toEqual([undefined, 'model', 'model']);
  });
});
