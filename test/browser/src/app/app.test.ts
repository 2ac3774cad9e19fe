import { html } from 'lit';
import { beforeEach, expect, test } from 'vitest';
import '../../../../src/app/app.ts';
import type { FwApp } from '../../../../src/app/app.ts';
import type { FwLazyScreen } from '../../../../src/app/lazy-screen.ts';
import { screens, type Screen } from '../../../../src/app/screens.ts';
import { applyLocale } from '../../../../src/i18n/locale.ts';
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

beforeEach(async () => {
  history.replaceState(null, '', '#/');
  await applyLocale('en');
});

async function show(options: FakeOptions = {}) {
  const services = await fakeServices(options);
  const element = await mount<FwApp>(html`<fw-app .services=${services}></fw-app>`);
  await settled(element);
  return { element, services };
}

const link = (element: Element, name: string): HTMLAnchorElement => {
  const links = deepAll<HTMLAnchorElement>(deep(element, 'fw-nav'), 'a');
  const named = links.find((each) => textOf(each).trim() === name);
  if (!named) throw new Error(`no link ${name}`);
  return named;
};

test('is accessible in both themes', async () => {
  const { element, services } = await show();
  await expectAccessible(element);
  services.preferences.update({ theme: 'dark' });
  await settled(element);
  await expectAccessible(element);
});

test('the sentence about the device is true at each moment', async () => {
  const { element, services } = await show({ loaded: false, engine: { holdLoadAt: 0.3 } });
  const sign = () => textOf(deep(element, '.sign .long'));
  expect(sign()).toBe('Nothing leaves this device');
  services.model.start();
  await settled(element);
  expect(sign()).toBe('Receiving a model: nothing leaves this device');
  services.engine.finishLoad();
  await eventually(() => sign() === 'Offline: nothing leaves this device');
});

test('speaks Korean and remembers it', async () => {
  const { element, services } = await show();
  button(element, '한국어').click();
  await eventually(() => textOf(element).includes('아무것도 이 기기를 벗어나지 않습니다'));
  expect(document.documentElement.lang).toBe('ko');
  expect(services.preferences.values.locale).toBe('ko');
  await settled(element);
  await expectAccessible(element);
  button(element, 'English').click();
  await eventually(() => document.documentElement.lang === 'en');
});

test('changes the theme and remembers it', async () => {
  const { element, services } = await show({ preferences: { theme: 'light' } });
  button(element, 'Dark theme').click();
  await settled(element);
  expect(document.documentElement.dataset.theme).toBe('dark');
  expect(services.preferences.values.theme).toBe('dark');
  button(element, 'Light theme').click();
  await settled(element);
  expect(document.documentElement.dataset.theme).toBe('light');
});

test('a chat gets an address with its first question, and the address leads back', async () => {
  const { element, services } = await show();
  await services.chats.current.send('First question', performance.now());
  await eventually(() => location.hash.startsWith('#/chat/'));
  const address = location.hash;
  location.hash = '#/';
  await eventually(() => services.chats.current.branch.length === 0);
  location.hash = address;
  await eventually(() => services.chats.current.branch.length === 2);
  await settled(element);
  expect(document.title).toBe('First question - Featherweight');
});

test('settings open in a drawer', async () => {
  const { element } = await show();
  button(element, 'Settings').click();
  await settled(element);
  expect(deepAll(element, 'fw-settings')).toHaveLength(1);
});

test('leads to the screens and back, with nothing lost', async () => {
  // Its code comes in many pieces where it isn't built: what is tested here is the way there.
  await import('../../../../src/compare/compare-screen.ts');
  const { element, services } = await show();
  await services.chats.current.send('First question', performance.now());
  await eventually(() => location.hash.startsWith('#/chat/'));
  const address = location.hash;
  const draft = deep<HTMLTextAreaElement>(element, 'textarea#draft');
  draft.value = 'Half a thought';
  draft.dispatchEvent(new Event('input'));
  link(element, 'Compare').click();
  await eventually(() => deepAll(element, 'fw-compare-screen').length === 1);
  await settled(element);
  await expectAccessible(element);
  expect(link(element, 'Compare').ariaCurrent).toBe('page');
  expect(document.title).toBe('Compare - Featherweight');
  expect(deep(element, 'fw-chat-screen').checkVisibility()).toBe(false);
  link(element, 'Chat').click();
  await eventually(() => deep(element, 'fw-chat-screen').checkVisibility());
  expect(location.hash).toBe(address);
  expect(deep<HTMLTextAreaElement>(element, 'textarea#draft').value).toBe('Half a thought');
  expect(deep(element, 'fw-compare-screen').checkVisibility()).toBe(false);
});

test('the navigation announces the screens that there are', async () => {
  const { element } = await show();
  expect(deepAll(deep(element, 'fw-nav'), 'a').map((each) => textOf(each).trim())).toEqual([
    'Chat',
    ...screens.map(({ title }) => title()),
  ]);
});

test('a screen whose code can not be fetched says so, and can be tried again', async () => {
  let tries = 0;
  const screen: Screen = {
    name: 'far',
    icon: 'compare',
    title: () => 'Far',
    load: () => (tries++ === 0 ? Promise.reject(new TypeError('offline')) : Promise.resolve()),
    render: () => html`<p>Here it is.</p>`,
  };
  const element = await mount<FwLazyScreen>(
    html`<fw-lazy-screen .screen=${screen}></fw-lazy-screen>`,
  );
  expect(textOf(element)).toContain('The server did not answer for Far.');
  await expectAccessible(element);
  button(element, 'Try again').click();
  await eventually(() => textOf(element).includes('Here it is.'));
});
