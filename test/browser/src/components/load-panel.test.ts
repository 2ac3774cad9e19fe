import { html } from 'lit';
import { expect, test } from 'vitest';
import { fail } from '../../../../core/errors.ts';
import '../../../../src/components/load-panel.ts';
import type { FwLoadPanel } from '../../../../src/components/load-panel.ts';
import {
  fakeServices,
  type FakeOptions,
  type FakeServices,
} from '../../../fixtures/interface/fake-services.ts';
import {
  button,
  deep,
  deepAll,
  eventually,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../fixtures/interface/mount.ts';

async function show(
  options: FakeOptions,
): Promise<{ readonly element: FwLoadPanel; readonly services: FakeServices }> {
  const services = await fakeServices({ loaded: false, ...options });
  services.model.start();
  const element = await mount<FwLoadPanel>(html`<fw-load-panel></fw-load-panel>`, services);
  return { element, services };
}

test('is accessible while loading, on hold and after a failure', async () => {
  await expectAccessible((await show({ engine: { holdLoadAt: 0.4 } })).element);
  await expectAccessible((await show({ environment: { saveData: true } })).element);
  const loadError = fail('network-failed', { file: 'model.onnx' });
  await expectAccessible((await show({ engine: { loadError } })).element);
});

test('shows bytes, source, stage and time, then nothing', async () => {
  const { element, services } = await show({ engine: { holdLoadAt: 0.5 } });
  const text = textOf(element);
  expect(text).toContain('50.6 of 101.2 MB from the network');
  expect(text).toMatch(/\d\.\d s/);
  expect(deep(element, '[role=progressbar]').getAttribute('aria-valuenow')).toBe('50');
  expect(textOf(deep(element, '[aria-current=step]')).trim()).toBe('Waiting for bytes');
  services.engine.finishLoad();
  await eventually(() => services.model.loaded);
  await settled(element);
  expect(textOf(element).trim()).toBe('');
});

test('asks first where the browser asks to save data', async () => {
  const { element, services } = await show({ environment: { saveData: true } });
  expect(services.engine.loads).toHaveLength(0);
  expect(textOf(element)).toContain('The model is 101 MB: load it?');
  button(element, 'Load 101 MB').click();
  await eventually(() => services.model.loaded);
});

test('can be cancelled and begun again', async () => {
  const { element, services } = await show({ engine: { holdLoadAt: 0.5 } });
  button(element, 'Cancel').click();
  await settled(element);
  expect(services.engine.state.kind).toBe('unloaded');
  expect(textOf(element)).toContain('Loading was cancelled');
  button(element, 'Load 101 MB').click();
  await settled(element);
  expect(services.engine.state.kind).toBe('loading');
});

test('says why a load failed, and tries again', async () => {
  const loadError = fail('model-file-altered', { file: 'model.onnx_data' });
  const { element, services } = await show({ engine: { loadError } });
  expect(textOf(element)).toContain('its checksum differs');
  const { loads } = services.engine;
  const before = loads.length;
  button(element, 'Try again').click();
  await settled(element);
  expect(loads.length).toBe(before + 1);
});

test('says that nothing can run without WebAssembly SIMD, and loads nothing', async () => {
  const { element, services } = await show({ environment: { wasmSimd: false } });
  expect(textOf(element)).toContain('no WebAssembly SIMD');
  expect(deepAll(element, '[role=progressbar]')).toHaveLength(0);
  expect(services.engine.loads).toHaveLength(0);
});
