import { html } from 'lit';
import { expect, test, vi } from 'vitest';
import '../../../../src/components/copy-button.ts';
import type { FwCopyButton } from '../../../../src/components/copy-button.ts';
import {
  button,
  deep,
  eventually,
  expectAccessible,
  mount,
  textOf,
} from '../../../fixtures/interface/mount.ts';

const show = (iconOnly = false): Promise<FwCopyButton> =>
  mount(
    html`<fw-copy-button .text=${'the text'} label="Copy" ?icon-only=${iconOnly}></fw-copy-button>`,
  );

test('is accessible, with words and with an icon only', async () => {
  await expectAccessible(await show());
  await expectAccessible(await show(true));
});

test('copies and says so', async () => {
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  const element = await show();
  button(element, 'Copy').click();
  await eventually(() => textOf(deep(element, '[role=status]')) === 'Copied');
  expect(write).toHaveBeenCalledWith('the text');
});

test('says when copying is refused', async () => {
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('no'));
  const element = await show();
  button(element, 'Copy').click();
  await eventually(() => textOf(deep(element, '[role=status]')) === 'Copying was refused');
});
