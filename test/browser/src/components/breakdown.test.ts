import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../../../src/components/breakdown.ts';
import type { FwBreakdown } from '../../../../src/components/breakdown.ts';
import { timeBreakdown } from '../../../../src/report/answer-account.ts';
import { figures } from '../../../fixtures/interface/figures.ts';
import { deepAll, expectAccessible, mount, textOf } from '../../../fixtures/interface/mount.ts';

const show = (): Promise<FwBreakdown> =>
  mount(html`<fw-breakdown .breakdown=${timeBreakdown(figures())}></fw-breakdown>`);

test('is accessible', async () => {
  await expectAccessible(await show());
});

test('draws each part as long as its share, beside its value', async () => {
  const element = await show();
  const [bar] = deepAll<HTMLElement>(element, '.bar');
  const total = bar?.getBoundingClientRect().width ?? 0;
  const widths = deepAll<HTMLElement>(element, '.bar span').map(
    (part) => part.getBoundingClientRect().width / total,
  );
  expect(widths).toHaveLength(4);
  expect(widths[0]).toBeCloseTo(310.2 / 415.1, 1);
  expect(textOf(element)).toContain('Load, once 310 ms');
});
