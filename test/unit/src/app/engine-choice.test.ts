import { describe, expect, test } from 'vitest';
import { chooseEngine, type ChoiceInput } from '../../../../src/app/engine-choice.ts';

const plain: ChoiceInput = {
  webgpu: { kind: 'available', adapter: 'a' },
  secureContext: true,
  measurement: undefined,
  override: undefined,
  simdUnsupported: undefined,
};
const choose = (change: Partial<ChoiceInput>) => chooseEngine({ ...plain, ...change });

describe('the engine', () => {
  test('is SIMD until it was measured against WebGPU', () => {
    expect(choose({})).toEqual({ engine: 'simd', reason: { kind: 'webgpu-unmeasured' } });
    const rates = { simd: 90, webgpu: 120 };
    expect(choose({ measurement: rates })).toEqual({
      engine: 'webgpu',
      reason: { kind: 'measured', rates },
    });
    expect(choose({ measurement: { simd: 130, webgpu: 120 } }).engine).toBe('simd');
  });

  test('is onnxruntime on the CPU for models that SIMD does not know, and says so', () => {
    expect(choose({ simdUnsupported: 'hiddenSize 570' })).toEqual({
      engine: 'wasm',
      reason: { kind: 'simd-unsupported', detail: 'hiddenSize 570' },
    });
    expect(choose({ simdUnsupported: 'x', override: 'simd' }).engine).toBe('wasm');
    const measurement = { wasm: 10, webgpu: 9 };
    expect(choose({ simdUnsupported: 'x', measurement }).engine).toBe('wasm');
  });

  test('is what the person picked where it can run', () => {
    expect(choose({ override: 'wasm' }).engine).toBe('wasm');
    expect(choose({ override: 'webgpu' }).engine).toBe('webgpu');
    const none = { kind: 'unavailable', reason: 'no-adapter' } as const;
    expect(choose({ override: 'webgpu', webgpu: none }).engine).toBe('simd');
  });
});
