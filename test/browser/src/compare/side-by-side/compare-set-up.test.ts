import { expect, test } from 'vitest';
import {
  button,
  deep,
  deepAll,
  eventually,
  expectAccessible,
  settled,
  textOf,
} from '../../../../fixtures/interface/mount.ts';
import { columns, ended, primary, show } from '../../../../fixtures/interface/side-by-side.ts';

test('variants can be added up to four and taken out down to two, and are remembered', async () => {
  const { element, services } = await show();
  await expectAccessible(element);
  const variants = () => services.preferences.values.compare.variants;
  button(element, 'Another variant').click();
  await settled(element);
  button(element, 'Another variant').click();
  await settled(element);
  expect(columns(element)).toHaveLength(4);
  expect(new Set(variants().map(({ level, engine }) => `${level}@${engine}`)).size).toBe(4);
  expect(deepAll(element, 'button').some((each) => textOf(each).trim() === 'Another variant')).toBe(
    false,
  );
  expect(textOf(primary(element)).trim()).toBe('Run all four');
  const take = (index: number): void => {
    columns(element)[index]?.dispatchEvent(new CustomEvent('fw-column', { detail: 'remove' }));
  };
  take(0);
  await settled(element);
  take(0);
  await settled(element);
  expect(columns(element)).toHaveLength(2);
  expect(textOf(primary(element)).trim()).toBe('Run both');
  expect(variants()).toHaveLength(2);
});

test('a chat gives its last question, with what was said before it', async () => {
  const { element, services } = await show();
  const { current } = services.chats;
  await current.setSystemPrompt('Be brief.');
  await current.send('First question', performance.now());
  await eventually(() => !current.writer && current.branch.length === 2);
  await current.send('Second question', performance.now());
  await eventually(() => !current.writer && current.branch.length === 4);
  await services.chats.refresh();
  await settled(element);
  const menu = deepAll(element, 'wa-dropdown').find((each) => textOf(each).includes('From a chat'));
  menu?.dispatchEvent(new CustomEvent('wa-select', { detail: { item: { value: current.id } } }));
  await eventually(() => deep<HTMLTextAreaElement>(element, '#prompt').value === 'Second question');
  expect(textOf(element)).toContain('After 2 earlier messages of its chat.');
  primary(element).click();
  await eventually(ended(element));
  expect(services.otherEngines[0]?.requests[0]?.messages).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'First question' },
    { role: 'assistant', content: 'Paris.' },
    { role: 'user', content: 'Second question' },
  ]);
});

test('numbers outside their limits are brought inside', async () => {
  const { element, services } = await show();
  const enter = (id: string, value: string): void => {
    const input = deep<HTMLInputElement>(element, `#${id}`);
    input.value = value;
    input.dispatchEvent(new Event('change'));
  };
  enter('temperature', '9');
  enter('maxTokens', '0');
  enter('seed', '');
  expect(services.preferences.values.compare).toMatchObject({
    temperature: 2,
    maxTokens: 1,
    seed: 1,
  });
});
