import { html } from 'lit';
import { expect, test, vi } from 'vitest';
import '../../../../src/chat/history.ts';
import type { FwHistory } from '../../../../src/chat/history.ts';
import { addHistory } from '../../../fixtures/interface/conversations.ts';
import { fakeServices } from '../../../fixtures/interface/fake-services.ts';
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

async function show(withChats = true) {
  const services = await fakeServices();
  if (withChats) await addHistory(services.store, 'en');
  await services.chats.refresh();
  const element = await mount<FwHistory>(html`<fw-history></fw-history>`, services);
  return { element, services };
}

const titles = (element: Element): readonly string[] =>
  deepAll(element, '.title').map(({ textContent }) => textContent);

async function choose(element: FwHistory, row: number, value: string): Promise<void> {
  deepAll<HTMLButtonElement>(element, '.more')[row]?.click();
  await settled(element);
  deepAll<HTMLElement>(element, 'li wa-dropdown')
    [row]?.querySelector<HTMLElement>(`[value=${value}]`)
    ?.click();
  await settled(element);
}

async function importFile(element: FwHistory, text: string): Promise<void> {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], 'chats.json'));
  const input = deep<HTMLInputElement>(element, '#file');
  input.files = transfer.files;
  input.dispatchEvent(new Event('change'));
  await eventually(() => textOf(deep(element, '.messages')).trim() !== '');
}

test('is accessible, empty and with chats', async () => {
  await expectAccessible((await show(false)).element);
  await expectAccessible((await show()).element);
});

test('lists chats by day, newest first, with level, messages and size', async () => {
  const { element } = await show();
  expect(titles(element)[0]).toBe('Summarise a lease');
  expect(textOf(element)).toMatch(/Today.*Last 7 days|Today.*Yesterday/);
  expect(textOf(deepAll(element, '.meta')[0] ?? element)).toMatch(/q4, 2 messages\d+ kB/);
  expect(textOf(element)).toMatch(/6 chats, \d+ kB here/);
});

test('renames a chat', async () => {
  const { element, services } = await show();
  await choose(element, 1, 'rename');
  const field = deep<HTMLInputElement>(element, '#chat-title');
  field.value = ' Calls ';
  deep<HTMLFormElement>(element, 'form').requestSubmit();
  await eventually(() => titles(element).includes('Calls'));
  expect(services.chats.summaries.some(({ title }) => title === 'Calls')).toBe(true);
});

test('deletes a chat and brings it back whole', async () => {
  const { element, services } = await show();
  const before = await services.chats.read('old-0');
  await choose(element, 0, 'delete');
  await eventually(() => !titles(element).includes('Summarise a lease'));
  expect(await services.store.read('old-0')).toBeUndefined();
  button(element, 'Undo').click();
  await eventually(() => titles(element).includes('Summarise a lease'));
  expect(await services.chats.read('old-0')).toEqual(before);
});

test('exports what it can import again', async () => {
  const { element, services } = await show();
  const files: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
    files.push(file as Blob);
    return 'blob:nothing';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  await choose(element, 0, 'json');
  await eventually(() => files.length === 1);
  vi.restoreAllMocks();
  await importFile(element, (await files[0]?.text()) ?? '');
  expect(textOf(deep(element, '.messages'))).toContain('1 chat was imported.');
  expect(services.chats.summaries).toHaveLength(7);
});

test.each([
  ['{', 'This file is not JSON.'],
  ['{"a":1}', 'not an export of chats from Featherweight'],
  ['{"format":"featherweight-chats","version":9}', 'a later version of Featherweight (format 9)'],
  ['{"format":"featherweight-chats","version":1,"chats":[{}]}', 'This file is damaged at'],
])('says why it does not import %s', async (text, sentence) => {
  const { element, services } = await show();
  await importFile(element, text);
  expect(textOf(deep(element, '.messages'))).toContain(sentence);
  expect(services.chats.summaries).toHaveLength(6);
});
