import { describe, expect, test } from 'vitest';
import {
  fileRoot,
  freeStorageBytes,
  isStoragePersistent,
  persistStorage,
  serviceWorkers,
  storageUse,
  webLocks,
} from '../../../core/capabilities.ts';

const refuse = (): Promise<never> => Promise.reject(new DOMException('', 'SecurityError'));
const refusing = { getDirectory: refuse, estimate: refuse, persisted: refuse, persist: refuse };

interface AnyScope {
  readonly navigator?: {
    readonly storage?: object;
    readonly locks?: object;
    readonly serviceWorker?: object;
  };
}

describe.each<[string, AnyScope]>([
  ['no navigator', {}],
  ['an insecure origin', { navigator: {} }],
  ['a storage without files or estimates', { navigator: { storage: {} } }],
  ['a storage that refuses', { navigator: { storage: refusing } }],
])('with %s', (_, scope) => {
  test('nothing throws, and nothing is there', async () => {
    expect(await fileRoot(scope)).toBeUndefined();
    expect(await storageUse(scope)).toEqual({});
    expect(await freeStorageBytes(scope)).toBeUndefined();
    expect(await isStoragePersistent(scope)).toBe(false);
    expect(await persistStorage(scope)).toBe(false);
    expect(webLocks(scope)).toBeUndefined();
    expect(serviceWorkers(scope)).toBeUndefined();
  });
});

test('what is there is given', async () => {
  const scope = {
    navigator: {
      storage: {
        getDirectory: () => Promise.resolve('root'),
        estimate: () => Promise.resolve({ usage: 30, quota: 100 }),
        persist: () => Promise.resolve(true),
      },
      locks: 'locks',
      serviceWorker: 'container',
    },
  };
  expect(await fileRoot(scope)).toBe('root');
  expect(await freeStorageBytes(scope)).toBe(70);
  expect(await persistStorage(scope)).toBe(true);
  expect(webLocks(scope)).toBe('locks');
  expect(serviceWorkers(scope)).toBe('container');
});
