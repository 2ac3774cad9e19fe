import { html } from 'lit';
import { expect, test, vi } from 'vitest';
import '../../../../src/chat/example-chips.ts';
import type { ExampleChosen } from '../../../../src/chat/example-chosen.ts';
import { button, expectAccessible, mount } from '../../../fixtures/interface/mount.ts';

test('is accessible', async () => {
  await expectAccessible(await mount(html`<fw-example-chips></fw-example-chips>`));
});

test('gives the prompt of the task that is chosen', async () => {
  const chosen = vi.fn<(event: ExampleChosen) => void>();
  const element = await mount(html`<fw-example-chips @fw-example=${chosen}></fw-example-chips>`);
  button(element, 'Review code').click();
  expect(chosen.mock.calls[0]?.[0].prompt).toContain('Find the mistake');
});
