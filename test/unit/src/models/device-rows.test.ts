import { describe, expect, test } from 'vitest';
import { addressLimitBytes } from '../../../../core/memory-limits.ts';
import { deviceRows, rulerEnd } from '../../../../src/models/device-rows.ts';
import { deviceLimit, fitOf } from '../../../../src/models/fit.ts';
import { fakeModel } from '../../../fixtures/interface/fake-services.ts';
import { installedModel } from '../../../fixtures/interface/fake-shelf.ts';

const rows = deviceRows({
  options: [fakeModel],
  installed: [installedModel({ id: 'large', displayName: 'Large' })],
  made: [{ model: 'large', level: 'q2', bytes: 133e6 }],
  used: { id: 'large', level: 'q2' },
});

describe('what lies on the device', () => {
  test('stands by weight, levels that were made among the models', () => {
    expect(rows.map(({ name, level }) => `${name} ${level}`)).toEqual([
      'Large Q4_K_M',
      'Large q2',
      'SmolLM2-135M-Instruct q4',
    ]);
  });

  test('marks the level that is in use, not the model that it was made from', () => {
    expect(rows.map(({ isInUse }) => isInUse)).toEqual([false, true, false]);
  });

  test.each([
    [101e6, 200e6],
    [9.2e6, 10e6],
    [200e6, 200e6],
    [0, 1e6],
  ])('a ruler for %d ends at %d', (bytes, end) => {
    expect(rulerEnd(bytes)).toBe(end);
  });
});

describe('whether a level fits', () => {
  test('counts weights, keys and values, and what is besides', () => {
    const fit = fitOf({ bytes: 386e6 }, { kvBytesPerPosition: 81_920 }, 2048, 1e9);
    expect(fit.cacheBytes).toBe(167_772_160);
    expect(fit.neededBytes).toBe(386e6 + 167_772_160 + fit.besidesBytes);
    expect(fit.fits).toBe(true);
    expect(fitOf({ bytes: 386e6 }, { kvBytesPerPosition: 81_920 }, 8192, 1e9).fits).toBe(false);
  });

  test('takes half of the memory told, and never more than 32 bits address', () => {
    expect(deviceLimit(4)).toBe(2 ** 31);
    expect(deviceLimit(32)).toBe(addressLimitBytes);
    expect(deviceLimit(undefined)).toBe(addressLimitBytes);
  });
});
