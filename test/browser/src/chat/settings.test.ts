import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../../../src/chat/settings.ts';
import { contextLengths } from '../../../../src/chat/engine-settings.ts';
import type { FwSettings } from '../../../../src/chat/settings.ts';
import { fakeServices, type FakeOptions } from '../../../fixtures/interface/fake-services.ts';
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

async function show(options: FakeOptions = {}) {
  const services = await fakeServices(options);
  const element = await mount<FwSettings>(html`<fw-settings></fw-settings>`, services);
  return { element, services, values: () => services.preferences.values };
}

function enter(element: Element, selector: string, value: string): void {
  const field = deep<HTMLInputElement>(element, selector);
  field.value = value;
  field.dispatchEvent(new Event('change'));
}

test('is accessible', async () => {
  await expectAccessible((await show()).element);
});

test('shows the defaults, and resets to them', async () => {
  const { element, values } = await show({ preferences: { sampling: { topK: 7 }, seed: 5 } });
  const slider = deepAll<HTMLElement & { value: number }>(element, 'wa-slider').find(
    (each) => each.dataset.name === 'topK',
  );
  expect(slider?.value).toBe(7);
  button(element, 'Reset to the model’s defaults').click();
  await settled(element);
  expect(slider?.value).toBe(50);
  expect(values()).toMatchObject({ sampling: {}, seed: null });
});

test('a slider changes only its own setting', async () => {
  const { element, values } = await show();
  const slider = deepAll<HTMLElement & { value: number }>(element, 'wa-slider')[0];
  if (!slider) throw new Error('no slider');
  slider.value = 0;
  slider.dispatchEvent(new Event('input'));
  expect(values().sampling).toEqual({ temperature: 0 });
});

test('numbers are brought within their limits', async () => {
  const { element, values } = await show();
  enter(element, '#seed', '99999999999');
  expect(values().seed).toBe(4_294_967_295);
  enter(element, '#seed', '');
  expect(values().seed).toBeNull();
  enter(element, '#max', '-3');
  expect(values().maxTokens).toBe(1);
  enter(element, '#max', '1000000');
  expect(values().maxTokens).toBe(2048);
});

test('stop strings are one a line, with their spaces', async () => {
  const { element, values } = await show();
  enter(element, '#stops', '\n User:\n###\n');
  expect(values().stopStrings).toEqual([' User:', '###']);
});

test('a larger context names its memory and loads the model again', async () => {
  const { element, services } = await show();
  expect(contextLengths(8192)).toEqual([512, 1024, 2048, 4096, 8192]);
  expect(textOf(deep(element, '#context'))).toContain('4,096 tokens, 188.7 MB');
  enter(element, '#context', '4096');
  await eventually(() => services.model.loaded?.contextLength === 4096);
});

test('the precision of keys and values names its memory and loads the model again', async () => {
  const { element, services, values } = await show();
  expect(textOf(deep(element, '#kv'))).toContain('32-bit, 94.4 MB');
  expect(textOf(deep(element, '#kv'))).toContain('8-bit, 25.1 MB');
  enter(element, '#kv', 'int8');
  expect(values().kvCache).toBe('int8');
  await eventually(() => {
    const { state } = services.model;
    return state.kind === 'ready' && state.request.kvCache === 'int8';
  });
});

test('the system prompt is the chat’s own and begins what is sent', async () => {
  const { element, services } = await show();
  enter(element, '#system', ' Be brief. ');
  expect(services.chats.current.promptFor('Hi')).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
  ]);
});

test('threads can not be chosen where the page is not isolated', async () => {
  const { element } = await show({
    environment: { crossOriginIsolated: false, threads: 'not-isolated' },
  });
  expect(deep<HTMLSelectElement>(element, '#threads').disabled).toBe(true);
  expect(textOf(element)).toContain('so one thread runs');
});

test('what the browser lacks is told, each in a sentence', async () => {
  expect(textOf((await show()).element)).not.toContain('Missing in this browser');
  const environment = { threads: 'no-shared-memory', relaxedSimd: false } as const;
  const { element } = await show({ environment });
  await expectAccessible(element);
  expect(deep<HTMLSelectElement>(element, '#threads').disabled).toBe(true);
  for (const told of ['shares no memory between threads', 'no relaxed SIMD instructions'])
    expect(textOf(element)).toContain(told);
});

test('whether to think first is asked only of models that can be told', async () => {
  expect(deepAll((await show()).element, '#think')).toHaveLength(0);
  const { element, values, services } = await show({ engine: { thinkingSwitch: true } });
  await expectAccessible(element);
  const box = deep<HTMLInputElement>(element, '#think');
  expect(box.checked).toBe(true);
  box.click();
  expect(values().thinkFirst).toBe(false);
  await services.chats.current.send('Hi', 0);
  expect(services.engine.requests[0]?.think).toBe(false);
});
