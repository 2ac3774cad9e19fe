import { html } from 'lit';
import { expect, test, vi } from 'vitest';
import '../../../../src/chat/room-choices.ts';
import type { RoomChosen } from '../../../../src/chat/room-choices.ts';
import { button, deepAll, expectAccessible, mount } from '../../../fixtures/interface/mount.ts';

test('is accessible', async () => {
  await expectAccessible(
    await mount(html`<fw-room-choices omittable .larger=${4096}></fw-room-choices>`),
  );
});

test('offers what is possible and says which was chosen', async () => {
  const chosen = vi.fn<(event: RoomChosen) => void>();
  const element = await mount(
    html`<fw-room-choices omittable .larger=${4096} @fw-room=${chosen}></fw-room-choices>`,
  );
  for (const name of ['Leave out the oldest turns', 'Context of 4,096 tokens', 'New chat'])
    button(element, name).click();
  expect(chosen.mock.calls.map(([{ choice }]) => choice)).toEqual([
    'omit-oldest',
    'larger-context',
    'new-chat',
  ]);
});

test('offers only a new chat where nothing else is left', async () => {
  const element = await mount(html`<fw-room-choices></fw-room-choices>`);
  expect(deepAll(element, 'button')).toHaveLength(1);
});
