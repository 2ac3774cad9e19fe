import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../../../../src/compare/evidence/evidence-chart.ts';
import type { Axes, FwEvidenceChart } from '../../../../../src/compare/evidence/evidence-chart.ts';
import { picturePng, pictureSvg } from '../../../../../src/compare/evidence/picture.ts';
import type { LevelFacts } from '../../../../../src/report/evidence/measurement.ts';
import { noLimits, type Limits } from '../../../../../src/report/evidence/limits.ts';
import { around, fourLevels, rowOf, viewOf } from '../../../../fixtures/evidence/evidence.ts';
import {
  button,
  deep,
  deepAll,
  eventually,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../../fixtures/interface/mount.ts';

const beaten = { level: 'int8', perplexity: 25, kld: [0.029, 0.951], decode: around(152) } as const;
const view = viewOf([...fourLevels, beaten]);
const limits: Limits = { ...noLimits, budget: { of: 'bytes', most: 120e6 } };

async function show(width = 468, axes: Axes = { x: 'bytes', y: 'kld' }): Promise<FwEvidenceChart> {
  const element = await mount<FwEvidenceChart>(
    html`<fw-evidence-chart
      style="width:${width}px"
      .view=${view}
      .chosen=${rowOf(view, 'q4')}
      .limits=${limits}
      .axes=${axes}
    ></fw-evidence-chart>`,
  );
  await eventually(() => deepAll(element, '.point').length > 0);
  return element;
}

const near: LevelFacts = {
  level: 'q4i',
  bytes: 91.5e6,
  linearBitsPerWeight: 4.5,
  fileBitsPerWeight: 5.4,
};

const points = (chart: Element): readonly SVGElement[] => deepAll<SVGElement>(chart, '.point');

test('is accessible', async () => {
  await expectAccessible(await show());
});

test('draws a point a variant with both figures, the reference left out and said', async () => {
  const chart = await show();
  expect(points(chart).map((point) => point.querySelector('tspan')?.textContent)).toEqual([
    'q2',
    'q3',
    'q4',
    'int8',
  ]);
  expect(textOf(deep(chart, '.caption'))).toContain('q8 is what the others are compared with');
});

test('marks what is beaten as hollow and dashed, and leaves it off the line', async () => {
  const chart = await show();
  const dashes = points(chart).map((point) =>
    [...point.querySelectorAll('circle')].some((dot) => dot.hasAttribute('stroke-dasharray')),
  );
  expect(dashes).toEqual([false, false, false, true]);
  const line = deep(chart, 'path[stroke="var(--d2)"], [stroke="var(--d2)"] path');
  expect(line.getAttribute('d')?.match(/[ML]/g)).toHaveLength(3);
});

test('draws 95 % intervals as long as they are', async () => {
  const chart = await show();
  const [q2] = points(chart);
  const [whisker] = q2?.querySelectorAll('line') ?? [];
  const length = Number(whisker?.getAttribute('y2')) - Number(whisker?.getAttribute('y1'));
  // 1.31 ± 1.96 * 6 %, on a logarithmic axis of 380 pixels over the chart's powers of ten.
  const low = 0.0124 * (1 - 1.96 * 0.06);
  const high = 1.31 * (1 + 1.96 * 0.06);
  const expected = (380 * Math.log(1.1176 / 0.8824)) / Math.log((high * 1.4) / (low / 1.4));
  expect(length).toBeCloseTo(expected, 0);
});

test('shows a point’s account on focus and on hover, and hides it on Escape', async () => {
  const chart = await show();
  const [, q3] = points(chart);
  if (!q3) throw new Error('no q3');
  expect(q3.getAttribute('aria-label')).toContain('Perplexity 30.10 ± 0.90');
  q3.focus();
  await settled(chart);
  expect(textOf(deep(chart, '.account'))).toContain('191 ± 3 tok/s (n = 5)');
  q3.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
  await settled(chart);
  expect(deepAll(chart, '.account')).toHaveLength(0);
  q3.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
  await settled(chart);
  expect(deepAll(chart, '.account')).toHaveLength(1);
  // The focus survived it all: the chart was not drawn anew.
  expect(chart.shadowRoot?.activeElement).toBe(q3);
});

test.each([468, 336])('keeps its labels and accounts inside at %i pixels', async (width) => {
  const chart = await show(width);
  const outside = chart.getBoundingClientRect();
  for (const [index, point] of points(chart).entries()) {
    point.focus();
    await settled(chart);
    const boxes = [...deepAll(chart, '.account'), ...point.querySelectorAll('text')];
    for (const box of boxes.map((each) => each.getBoundingClientRect())) {
      expect(box.left, `${index}`).toBeGreaterThanOrEqual(outside.left - 1);
      expect(box.right, `${index}`).toBeLessThanOrEqual(outside.right + 1);
    }
  }
});

/** Ten levels as close as those that are made without and with calibration. */
const many = viewOf([
  ...fourLevels,
  ...(['q4i', 'q4i-h4', 'q3-h4', 'q3-gptq', 'q3-gptq-h4', 'q2-h4', 'q2-gptq'] as const).map(
    (level, index) => ({
      level,
      perplexity: 25 + index,
      kld: [0.02 + index * 0.002, 0.95] as const,
      decode: around(150 + index),
    }),
  ),
]);
const manyFacts = { ...many, rows: many.rows.map((row) => ({ ...row, facts: row.facts ?? near })) };

test('on a phone crowded points have numbers, whose names stand beneath and in the picture', async () => {
  const chart = await mount<FwEvidenceChart>(
    html`<fw-evidence-chart
      style="width:328px"
      .view=${manyFacts}
      .axes=${{ x: 'bytes', y: 'kld' }}
    ></fw-evidence-chart>`,
  );
  await eventually(() => deepAll(chart, '.point').length > 0);
  await settled(chart);
  expect(chart.drawing?.dataset.labels).toBe('numbers');
  const shown = points(chart).map((point) => point.querySelector('text')?.textContent);
  expect(shown).toEqual(shown.map((_, index) => `${index + 1}`));
  const legend = deepAll(chart, '.legend li').map((item) => textOf(item).trim());
  expect(legend).toHaveLength(shown.length);
  expect(legend[0]).toContain('q2');
  expect(chart.caption).toMatch(/^Points: 1 q2/);
  await expectAccessible(chart);
});

test('where names have room there are no numbers', async () => {
  for (const width of [468, 328]) {
    const chart = await show(width);
    expect(chart.drawing?.dataset.labels).not.toBe('numbers');
    expect(deepAll(chart, '.legend')).toHaveLength(0);
    expect(chart.caption).not.toContain('Points:');
  }
});

test('offers other axes, those without figures disabled', async () => {
  const chart = await show();
  const chosen: Axes[] = [];
  chart.addEventListener('fw-axes', ({ detail }) => chosen.push(detail));
  button(chart, 'Perplexity').click();
  const select = deep<HTMLSelectElement>(chart, 'select');
  select.value = 'decode';
  select.dispatchEvent(new Event('change'));
  expect(chosen).toEqual([
    { x: 'bytes', y: 'perplexity' },
    { x: 'decode', y: 'kld' },
  ]);
  const bare = await mount<FwEvidenceChart>(
    html`<fw-evidence-chart
      .view=${viewOf([{ level: 'q4', decode: around(1) }])}
    ></fw-evidence-chart>`,
  );
  expect(button(bare, 'Accuracy').disabled).toBe(true);
  expect(textOf(bare)).toContain('No variant has both figures yet.');
});

test('becomes a picture of its own: no tokens, nothing living', async () => {
  const chart = await show();
  const drawing = chart.drawing;
  if (!drawing) throw new Error('not drawn');
  const text = { title: 'Bytes <against> quality', caption: 'How to read it & more' };
  const { svg } = pictureSvg(drawing, text);
  expect(svg).not.toMatch(/var\(--|tabindex|class="hit"/);
  expect(svg).toContain('Bytes &lt;against&gt; quality');
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(parsed.querySelector('parsererror')).toBeNull();
  const png = new Uint8Array(await (await picturePng(drawing, text)).arrayBuffer());
  expect([...png.slice(1, 4)]).toEqual([0x50, 0x4e, 0x47]);
  // Bigger than an empty picture.
  expect(png.length).toBeGreaterThan(8000);
});
