import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../../../src/components/context-meter.ts';
import type { FwContextMeter } from '../../../../src/components/context-meter.ts';
import {
  deep,
  deepAll,
  expectAccessible,
  mount,
  textOf,
} from '../../../fixtures/interface/mount.ts';

const show = (used: number, total: number): Promise<FwContextMeter> =>
  mount(html`<fw-context-meter .used=${used} .total=${total}></fw-context-meter>`);

test('is accessible', async () => {
  await expectAccessible(await show(412, 2048));
});

test('has a tick every 256 tokens, taller at the ends and in the middle', async () => {
  const element = await show(412, 2048);
  const heights = deepAll(element, 'rect').map((tick) => tick.getAttribute('height'));
  expect(heights).toEqual(['6', '3', '3', '3', '6', '3', '3', '3', '6']);
  expect(textOf(element)).toContain('412 of 2,048 tokens');
  expect(deep<HTMLElement>(element, '.track span').style.width).toBe('20.12%');
});

test('is never longer than full', async () => {
  const element = await show(3000, 2048);
  expect(deep<HTMLElement>(element, '.track span').style.width).toBe('100%');
});
