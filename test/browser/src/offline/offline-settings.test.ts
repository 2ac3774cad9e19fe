import { html } from 'lit';
import { beforeEach, expect, test } from 'vitest';
import { fail } from '../../../../core/errors.ts';
import { applyLocale } from '../../../../src/i18n/locale.ts';
import type { OfflineState } from '../../../../src/offline/offline.ts';
import '../../../../src/offline/offline-settings.ts';
import type { FwOfflineSettings } from '../../../../src/offline/offline-settings.ts';
import { keptState } from '../../../fixtures/interface/fake-offline.ts';
import { fakeServices } from '../../../fixtures/interface/fake-services.ts';
import {
  button,
  deep,
  deepAll,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../fixtures/interface/mount.ts';

beforeEach(() => applyLocale('en'));

async function show(state: OfflineState = keptState) {
  const services = await fakeServices();
  services.offline.set({ state });
  const element = await mount<FwOfflineSettings>(
    html`<fw-offline-settings></fw-offline-settings>`,
    services,
  );
  const set = async (values: Parameters<typeof services.offline.set>[0]): Promise<void> => {
    services.offline.set(values);
    await settled(element);
  };
  return { element, offline: services.offline, set, said: () => textOf(element) };
}

const rows = (element: Element): readonly string[] =>
  deepAll(element, 'li').map((row) => textOf(row).replace(/\s+/g, ' ').trim());

test('is accessible', async () => {
  const { element, set } = await show();
  await expectAccessible(element);
  await set({ keeping: { kind: 'running', loadedBytes: 1e6, totalBytes: 14.3e6 } });
  await expectAccessible(element);
});

test('names what is kept and what is not, with sizes', async () => {
  const { element } = await show();
  expect(rows(element)).toEqual([
    'App and SIMD engine 3.0 MB kept',
    'SmolLM2-135M 101.2 MB kept',
    'onnxruntime for the CPU 14.3 MB not kept',
    'onnxruntime for the GPU 16.9 MB kept',
  ]);
});

test('fetches what is missing at a click, and can be stopped', async () => {
  const { element, offline, set } = await show();
  button(element, 'Keep everything offline: 14.3 MB').click();
  expect(offline.keeps).toBe(1);
  await set({ keeping: { kind: 'running', loadedBytes: 7.15e6, totalBytes: 14.3e6 } });
  expect(deep(element, '[role="progressbar"]').ariaValueNow).toBe('50');
  button(element, 'Cancel').click();
  expect(offline.stops).toBe(1);
});

test('says what hindered it', async () => {
  const { set, said } = await show();
  await set({ keeping: { kind: 'failed', error: fail('network-failed', { file: 'ort.wasm' }) } });
  expect(said()).toContain('The server did not answer for ort.wasm.');
  await set({ keeping: { kind: 'storage-full', neededBytes: 14.3e6 } });
  expect(said()).toContain('There is no room for 14.3 MB');
});

test.each([
  [{ kind: 'unavailable', reason: 'insecure' }, 'not secure'],
  [{ kind: 'unavailable', reason: 'refused' }, 'private windows'],
  [{ kind: 'unavailable', reason: 'no-api' }, 'private windows'],
  [{ kind: 'unavailable', reason: 'not-built' }, 'development server'],
  [{ kind: 'preparing' }, 'is being kept'],
  [{ kind: 'failed' }, 'could not be kept'],
] as const)('%j is said', async (state, words) => {
  expect((await show(state)).said()).toContain(words);
});
