import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../../../src/chat/thinking.ts';
import type { FwThinking } from '../../../../src/chat/thinking.ts';
import { fakeServices } from '../../../fixtures/interface/fake-services.ts';
import {
  deep,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../fixtures/interface/mount.ts';

const show = async (change: Partial<FwThinking> = {}): Promise<FwThinking> =>
  mount<FwThinking>(
    html`<fw-thinking
      .text=${'First <b>this</b>.\nThen that.'}
      .state=${change.state ?? 'ended'}
      .tokens=${change.tokens}
      .milliseconds=${change.milliseconds}
    ></fw-thinking>`,
    await fakeServices(),
  );

test('is accessible closed and open', async () => {
  const element = await show({ tokens: 12, milliseconds: 3400 });
  await expectAccessible(element);
  deep<HTMLButtonElement>(element, 'button').click();
  await settled(element);
  await expectAccessible(element);
});

test('is closed until it is opened, and shows the text as it is', async () => {
  const element = await show({ tokens: 1234, milliseconds: 3400 });
  const toggle = deep<HTMLButtonElement>(element, 'button');
  expect(toggle.getAttribute('aria-expanded')).toBe('false');
  expect(textOf(element)).toContain('Thought: 1,234 tokens, 3,400 ms');
  expect(textOf(element)).not.toContain('First');
  toggle.click();
  await settled(element);
  expect(toggle.getAttribute('aria-expanded')).toBe('true');
  expect(deep(element, '.words').textContent).toBe('First <b>this</b>.\nThen that.');
});

test('says how thinking stands', async () => {
  expect(textOf(await show({ state: 'under-way', tokens: 7 }))).toContain('Thinking: 7 tokens');
  expect(textOf(await show({ state: 'cut-off', tokens: 7, milliseconds: 20 }))).toContain(
    'Thinking not finished: 7 tokens, 20 ms',
  );
  expect(textOf(await show())).toContain('Thought');
});
