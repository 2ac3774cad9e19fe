import { html } from 'lit';
import { beforeEach, expect, test } from 'vitest';
import { applyLocale } from '../../../../src/i18n/locale.ts';
import '../../../../src/offline/offline-notices.ts';
import type { FwOfflineNotices } from '../../../../src/offline/offline-notices.ts';
import { keptState } from '../../../fixtures/interface/fake-offline.ts';
import { fakeServices } from '../../../fixtures/interface/fake-services.ts';
import {
  button,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../fixtures/interface/mount.ts';

beforeEach(() => applyLocale('en'));

async function show() {
  const services = await fakeServices();
  const element = await mount<FwOfflineNotices>(
    html`<fw-offline-notices></fw-offline-notices>`,
    services,
  );
  const set = async (values: Parameters<typeof services.offline.set>[0]): Promise<void> => {
    services.offline.set(values);
    await settled(element);
  };
  return { element, services, set, said: () => textOf(element) };
}

test('is accessible', async () => {
  const { element, set } = await show();
  await set({ online: false, updateReady: true });
  await expectAccessible(element);
});

test('says nothing while there is nothing to say', async () => {
  expect((await show()).said().trim()).toBe('');
});

test('says what works without the network, and what does not', async () => {
  const { set, said } = await show();
  await set({ online: false });
  expect(said()).toContain('works on until it is closed or reloaded');
  await set({ state: keptState });
  expect(said()).toContain('the engine wasm was not kept');
  await set({ state: { kind: 'kept', shellBytes: 1, runtimes: [] } });
  expect(said()).toContain('Everything here works without it.');
});

test('a closed notice comes again when the network goes another time', async () => {
  const { element, set, said } = await show();
  await set({ online: false });
  button(element, 'Close this notice').click();
  await settled(element);
  expect(said()).not.toContain('The network is off');
  await set({ online: true });
  await set({ online: false });
  expect(said()).toContain('The network is off');
});

test('an update is offered once nothing runs, and never done during an answer', async () => {
  const { element, services, set, said } = await show();
  let finish = (): void => undefined;
  const answer = (): Promise<void> =>
    services.model.use(new AbortController().signal, () => new Promise((end) => (finish = end)));
  const first = answer();
  await set({ updateReady: true });
  expect(said()).not.toContain('newer version');
  finish();
  await first;
  await settled(element);
  expect(said()).toContain('newer version');

  const second = answer();
  await settled(element);
  expect(button(element, 'Reload to update').disabled).toBe(true);
  finish();
  await second;
  await settled(element);
  expect(services.offline.updates).toBe(0);
  button(element, 'Reload to update').click();
  expect(services.offline.updates).toBe(1);
});
