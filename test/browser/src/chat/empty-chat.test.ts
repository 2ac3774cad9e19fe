import { html } from 'lit';
import { expect, test, vi } from 'vitest';
import '../../../../src/chat/empty-chat.ts';
import type { ExampleChosen } from '../../../../src/chat/example-chosen.ts';
import { fakeModel, fakeServices } from '../../../fixtures/interface/fake-services.ts';
import { deepAll, expectAccessible, mount, textOf } from '../../../fixtures/interface/mount.ts';

async function show(languages?: readonly string[]) {
  const chosen = vi.fn<(event: ExampleChosen) => void>();
  const element = await mount(
    html`<fw-empty-chat @fw-example=${chosen}></fw-empty-chat>`,
    await fakeServices(languages && { offered: { ...fakeModel, languages } }),
  );
  return { element, chosen };
}

test('is accessible', async () => {
  await expectAccessible((await show()).element);
});

test('offers the seven tasks, each with a prompt that can be asked as it is', async () => {
  const { element, chosen } = await show();
  const rows = deepAll<HTMLButtonElement>(element, 'li button');
  for (const row of rows) row.click();
  const prompts = chosen.mock.calls.map(([{ prompt }]) => prompt);
  expect(prompts).toHaveLength(7);
  expect(new Set(prompts).size).toBe(7);
  for (const prompt of prompts) expect(prompt.length).toBeGreaterThan(60);
});

test('says what is loaded, and what to expect of it', async () => {
  const text = textOf((await show()).element);
  expect(text).toContain('Ready: loaded in 310 ms from the network.');
  expect(text).toContain('invents freely');
});

test.each([
  [['en'], 'It learned mostly from English', 'which this model knows best'],
  [['en', 'ko'], 'Its publisher names English, Korean.', 'The examples are in English.'],
  [undefined, 'Its files don’t say which languages', 'The examples are in English.'],
])('says of languages %j only what is known of this model', async (languages, told, examples) => {
  const text = textOf((await show(languages)).element).replace(/\s+/g, ' ');
  expect(text).toContain(told);
  expect(text).toContain(examples);
  if (languages?.length !== 1) expect(text).not.toContain('learned mostly from English');
});
