import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../../../src/components/notice.ts';
import { button, expectAccessible, mount } from '../../../fixtures/interface/mount.ts';

test('is accessible', async () => {
  await expectAccessible(await mount(html`<fw-notice>A sentence.</fw-notice>`));
});

test('can be closed', async () => {
  let closed = 0;
  const element = await mount(
    html`<fw-notice @fw-dismiss=${() => closed++}>A sentence.</fw-notice>`,
  );
  button(element, 'Close this notice').click();
  expect(closed).toBe(1);
});
