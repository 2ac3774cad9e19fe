import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../../../src/components/picker.ts';
import type { FwPicker } from '../../../../src/components/picker.ts';
import {
  fakeServices,
  type FakeOptions,
  type FakeServices,
} from '../../../fixtures/interface/fake-services.ts';
import {
  button,
  deepAll,
  eventually,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../fixtures/interface/mount.ts';

async function show(
  options: FakeOptions = {},
): Promise<{ readonly element: FwPicker; readonly services: FakeServices }> {
  const services = await fakeServices(options);
  return { element: await mount<FwPicker>(html`<fw-picker></fw-picker>`, services), services };
}

const gpu = { webgpu: { kind: 'available', adapter: 'a GPU' } } as const;

async function pick(element: FwPicker, cell: number, value: string): Promise<void> {
  const trigger = deepAll<HTMLButtonElement>(element, '.cell')[cell];
  trigger?.click();
  await settled(element);
  const item = deepAll<HTMLElement>(element, 'wa-dropdown-item').find(
    (each) => each.getAttribute('value') === value,
  );
  item?.click();
  await settled(element);
}

test('is accessible, closed and open', async () => {
  const { element } = await show();
  await expectAccessible(element);
  const opened = new Promise((resolve) => {
    element.addEventListener('wa-after-show', resolve, { once: true });
  });
  deepAll<HTMLButtonElement>(element, '.cell')[1]?.click();
  await opened;
  await expectAccessible(element);
});

test('says which engine runs and why, with the threads', async () => {
  const { element } = await show();
  expect(textOf(element)).toContain(
    'Runs on SIMD because this browser offers no WebGPU adapter. 2 threads of 4 logical processors.',
  );
});

test('a level that is picked is loaded', async () => {
  const { element, services } = await show();
  await pick(element, 1, 'q8');
  await eventually(() => services.model.loaded?.variant.level === 'q8');
  expect(textOf(element)).toContain('145.1 MB');
});

test('levels are grouped by bits, with what each takes and whether it is calibrated', async () => {
  const { element } = await show();
  expect(deepAll(element, '.group').map((heading) => heading.textContent.trim())).toEqual([
    '32 bits',
    '8 bits',
    '4 bits',
    '3 bits',
  ]);
  const item = deepAll<HTMLElement>(element, 'wa-dropdown-item').find(
    (each) => each.getAttribute('value') === 'q3-gptq',
  );
  expect(item && textOf(item)).toContain('calibrated');
  expect(item && textOf(item)).toContain('3.55 bits a weight');
});

test('an engine that can not run is disabled with the reason', async () => {
  const { element } = await show();
  const item = deepAll<HTMLElement & { disabled: boolean }>(element, 'wa-dropdown-item').find(
    (each) => each.getAttribute('value') === 'webgpu',
  );
  expect(item?.disabled).toBe(true);
  expect(item && textOf(item)).toContain('this browser offers no WebGPU adapter');
});

test('an engine that is picked stays, and automatic takes it back', async () => {
  const { element, services } = await show({ environment: gpu });
  await pick(element, 2, 'webgpu');
  expect(services.model.choice).toEqual({ engine: 'webgpu', reason: { kind: 'overridden' } });
  expect(textOf(element)).toContain('because you chose it');
  await pick(element, 2, 'automatic');
  expect(services.model.choice.reason.kind).toBe('webgpu-unmeasured');
});

test('both engines are measured once on request, and the rates remembered', async () => {
  const { element, services } = await show({
    environment: gpu,
    engine: { answers: ['one two three four five six'] },
  });
  button(element, 'Measure both').click();
  await eventually(() => services.model.choice.reason.kind === 'measured');
  const measured = services.engine.loads.map(({ variant }) => variant.engine);
  expect(measured).toContain('webgpu');
  expect(Object.values(services.preferences.values.measurements)).toHaveLength(1);
  expect(services.engine.requests.map(({ sampling }) => sampling.temperature)).toEqual([0, 0]);
  expect(textOf(element)).toContain('the faster one here');
});
