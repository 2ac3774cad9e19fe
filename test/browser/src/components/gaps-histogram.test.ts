import { html } from 'lit';
import { expect, test } from 'vitest';
import { notMeasurable } from '../../../../core/units.ts';
import '../../../../src/components/gaps-histogram.ts';
import type { FwGapsHistogram } from '../../../../src/components/gaps-histogram.ts';
import { gapsView } from '../../../../src/report/answer-account.ts';
import { figures } from '../../../fixtures/interface/figures.ts';
import {
  deep,
  deepAll,
  expectAccessible,
  mount,
  textOf,
} from '../../../fixtures/interface/mount.ts';

const show = (gaps = figures().tokenGapMs): Promise<FwGapsHistogram> =>
  mount(html`<fw-gaps-histogram .view=${gapsView(gaps)}></fw-gaps-histogram>`);

test('is accessible', async () => {
  await expectAccessible(await show());
});

test('says its quantiles to who does not see it', async () => {
  expect(deep(await show(), '[role=img]').getAttribute('aria-label')).toBe(
    'Gaps between tokens in milliseconds: half are at most 5.1, 95 % at most 5.4, 99 % at most 5.4.',
  );
});

test('keeps its labels inside and apart', async () => {
  const element = await show();
  const outside = element.getBoundingClientRect();
  const boxes = deepAll(element, '.mark span').map((label) => label.getBoundingClientRect());
  expect(boxes).toHaveLength(3);
  for (const [index, box] of boxes.entries()) {
    expect(box.left).toBeGreaterThanOrEqual(outside.left - 4);
    expect(box.right).toBeLessThanOrEqual(outside.right + 4);
    for (const other of boxes.slice(index + 1))
      expect(
        box.right <= other.left ||
          other.right <= box.left ||
          box.bottom <= other.top + 2 ||
          other.bottom <= box.top + 2,
      ).toBe(true);
  }
});

test('says why there is none', async () => {
  const element = await show(notMeasurable('fewer-than-two-tokens'));
  expect(textOf(element)).toContain('the answer has fewer than two tokens');
});
