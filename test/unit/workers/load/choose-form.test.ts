import { describe, expect, test } from 'vitest';
import { addressLimitBytes } from '../../../../core/memory-limits.ts';
import { chooseForm, type FormRequest } from '../../../../workers/load/choose-form.ts';
import {
  checkAddressable,
  fitsDevice,
  isFairShare,
} from '../../../../workers/load/memory-budget.ts';

const q4OnWasm: FormRequest = {
  level: 'q4',
  engine: 'wasm',
  form: 'auto',
  shippedLevel: 'q4',
  readable: true,
  expandedFits: () => true,
};
const form = (change: Partial<FormRequest>) => chooseForm({ ...q4OnWasm, ...change });

describe('the form of a level', () => {
  test('is the fastest that fits', () => {
    expect(form({})).toBe('expanded');
    expect(form({ expandedFits: () => false })).toBe('as-shipped');
    expect(form({ level: 'q8', expandedFits: () => false })).toBe('blocks');
    expect(form({ isGraph: false, expandedFits: () => false })).toBe('blocks');
    expect(form({ engine: 'webgpu' })).toBe('blocks-and-offset');
    expect(form({ level: 'int8' })).toBe('dynamic-int8');
    // Nothing else stands for fp32: loading says what it needs.
    expect(form({ level: 'fp32', expandedFits: () => false })).toBe('expanded');
  });

  test('is the one asked for, where it stands for the level', () => {
    expect(form({ form: 'blocks' })).toBe('blocks');
    expect(form({ form: 'as-shipped' })).toBe('as-shipped');
    const unavailable: Partial<FormRequest>[] = [
      { form: 'dynamic-int8' },
      { level: 'fp32', form: 'blocks' },
      { level: 'q8', form: 'as-shipped' },
      { engine: 'webgpu', form: 'blocks' },
      { engine: 'webgpu', level: 'int8' },
    ];
    for (const change of unavailable) expect(() => form(change)).toThrow(/level-unavailable/);
  });

  test('is the file’s own where its weights can’t be read', () => {
    const other = { readable: false, shippedLevel: 'fp32' } as const;
    expect(form({ ...other, level: 'fp32' })).toBe('as-shipped');
    expect(() => form({ ...other, level: 'q8' })).toThrow(/level-unavailable/);
    expect(() => form({ ...other, level: 'fp32', form: 'expanded' })).toThrow(/level-unavailable/);
  });
});

describe('memory', () => {
  test('more than the address space holds is refused before loading', () => {
    expect(() => checkAddressable(addressLimitBytes)).not.toThrow();
    expect(() => checkAddressable(addressLimitBytes + 1)).toThrow(/memory-limit/);
    expect(fitsDevice(addressLimitBytes + 1, undefined)).toBe(false);
  });

  test('half of what the browser tells of the device is ours', () => {
    expect(fitsDevice(900e6, 2)).toBe(true);
    expect(fitsDevice(1100e6, 2)).toBe(false);
    expect(fitsDevice(1100e6, undefined)).toBe(true);
    expect(isFairShare(1100e6, undefined)).toBe(true);
    expect(isFairShare(1100e6, 2)).toBe(false);
    expect(isFairShare(addressLimitBytes + 1, undefined)).toBe(false);
  });
});
