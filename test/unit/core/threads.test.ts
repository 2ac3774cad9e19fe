import { describe, expect, test } from 'vitest';
import {
  parallelism,
  threadsToStart,
  usableCores,
  type ThreadScope,
} from '../../../core/threads.ts';

/** A scope in which threads work. */
const whole: ThreadScope = {
  crossOriginIsolated: true,
  SharedArrayBuffer,
  WebAssembly,
  navigator: { hardwareConcurrency: 4 },
  structuredClone: (value) => value,
};

const refuse = (): never => {
  throw new DOMException('refused', 'DataCloneError');
};

class RefusedMemory {
  readonly buffer = refuse();
}

describe('what a computation can be spread over', () => {
  test.each([
    ['all there', {}, 'available'],
    ['not isolated', { crossOriginIsolated: false }, 'not-isolated'],
    ['isolated, without SharedArrayBuffer', { SharedArrayBuffer: undefined }, 'no-shared-memory'],
    ['shared memory refused', { WebAssembly: { Memory: RefusedMemory } }, 'no-shared-memory'],
    ['a shared memory that stays here', { structuredClone: refuse }, 'no-shared-memory'],
  ] as const)('%s', (_, missing, threads) => {
    const found = parallelism({ ...whole, ...missing });
    expect(found).toEqual({ threads, cores: 4 });
    expect(usableCores(found)).toBe(threads === 'available' ? 4 : 1);
  });

  test.each([{}, { hardwareConcurrency: 0 }])('a processor that is not told: %o', (navigator) => {
    expect(parallelism({ ...whole, navigator }).cores).toBe(1);
  });
});

test.each([
  ['auto', 1, 1],
  ['auto', 2, 2],
  ['auto', 3, 2],
  ['auto', 4, 3],
  ['auto', 64, 8],
  [64, 64, 64],
  [3, 2, 2],
  [0, 4, 1],
  [4, 1, 1],
] as const)('%s of %i processors: %i threads', (wanted, cores, threads) => {
  expect(threadsToStart(wanted, cores)).toBe(threads);
});
