import { html } from 'lit';
import { describe, expect, test } from 'vitest';
import '../../../../../src/compare/evidence/evidence-exports.ts';
import '../../../../../src/compare/evidence/evidence-limits.ts';
import type { FwEvidenceLimits } from '../../../../../src/compare/evidence/evidence-limits.ts';
import '../../../../../src/compare/evidence/evidence-table.ts';
import type { FwEvidenceTable } from '../../../../../src/compare/evidence/evidence-table.ts';
import '../../../../../src/compare/evidence/evidence-verdict.ts';
import type { FwEvidenceVerdict } from '../../../../../src/compare/evidence/evidence-verdict.ts';
import '../../../../../src/compare/evidence/limit-slider.ts';
import type { FwLimitSlider } from '../../../../../src/compare/evidence/limit-slider.ts';
import { noLimits, type Limits } from '../../../../../src/report/evidence/limits.ts';
import { judgeEvidence } from '../../../../../src/report/evidence/verdict.ts';
import { fourLevels, viewOf } from '../../../../fixtures/evidence/evidence.ts';
import {
  button,
  deep,
  deepAll,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../../fixtures/interface/mount.ts';

const view = viewOf(fourLevels);
const limits: Limits = { ...noLimits, quality: { of: 'sameTop', least: 0.9 } };
const judgement = judgeEvidence(view, limits);

describe('the table', () => {
  const show = (wide = false): Promise<FwEvidenceTable> =>
    mount(
      html`<fw-evidence-table
        .view=${view}
        .judgement=${judgement}
        ?wide=${wide}
      ></fw-evidence-table>`,
    );
  const names = (table: Element): readonly string[] =>
    deepAll(table, 'tbody th').map((cell) => textOf(cell).trim());

  test('is accessible', async () => {
    await expectAccessible(await show());
    await expectAccessible(await show(true));
  });

  test('sorts by a column, says so, and turns round when asked again', async () => {
    const table = await show();
    expect(names(table)).toEqual(['q2', 'q3', 'q4', 'q8']);
    const head = (): Element | null => deep(table, 'button[value=decode]').closest('th');
    expect(head()?.getAttribute('aria-sort')).toBe('none');
    deep<HTMLButtonElement>(table, 'button[value=decode]').click();
    await settled(table);
    expect(names(table)).toEqual(['q8', 'q3', 'q4', 'q2']);
    expect(head()?.getAttribute('aria-sort')).toBe('ascending');
    deep<HTMLButtonElement>(table, 'button[value=decode]').click();
    await settled(table);
    expect(names(table)).toEqual(['q2', 'q4', 'q3', 'q8']);
    expect(head()?.getAttribute('aria-sort')).toBe('descending');
  });

  test('sets the chosen variant off and says which limits the others miss', async () => {
    const table = await show();
    const chosen = deep(table, 'tr.chosen');
    expect(chosen.getAttribute('aria-current')).toBe('true');
    expect(textOf(chosen)).toContain('meets it');
    expect(textOf(table)).toContain('below quality');
  });

  test('asks to remove a variant’s measurements', async () => {
    const table = await show();
    const removed: string[] = [];
    table.addEventListener('fw-remove', ({ detail }) => removed.push(detail));
    button(table, 'Remove the measurements of q3').click();
    expect(removed).toEqual(['smollm2-135m-instruct/q3@simd']);
  });
});

describe('the verdict', () => {
  const show = (): Promise<FwEvidenceVerdict> =>
    mount(
      html`<fw-evidence-verdict
        .view=${view}
        .judgement=${judgement}
        .limits=${limits}
      ></fw-evidence-verdict>`,
    );

  test('is accessible', async () => {
    await expectAccessible(await show());
  });

  test('is a sentence with the weight that it is about, and what a sceptic should know', async () => {
    const text = textOf(await show()).replaceAll('\u00a0', ' ');
    expect(text).toContain('q4 keeps 97.9 ± 0.3 % of q8’s next-token choices');
    expect(text).toContain('q4, 98.7 MB');
    expect(text).toContain('Where smaller stops paying: from q4 to q3');
  });
});

describe('limits', () => {
  const show = (own = limits): Promise<FwEvidenceLimits> =>
    mount(html`<fw-evidence-limits .view=${view} .limits=${own}></fw-evidence-limits>`);
  const set = (root: Element, limit: string, value: number): void => {
    const slider = deep<FwLimitSlider>(root, `[data-limit=${limit}]`);
    const input = deep<HTMLInputElement>(slider, 'input');
    input.value = value.toString();
    input.dispatchEvent(new Event('input'));
  };

  test('are accessible', async () => {
    await expectAccessible(await show());
  });

  test('are set by moving a needle, and lifted at the open end', async () => {
    const element = await show();
    const seen: Limits[] = [];
    element.addEventListener('fw-limits', ({ detail }) => seen.push(detail));
    set(element, 'budget', 48);
    set(element, 'quality', 94);
    set(element, 'speed', 40);
    expect(seen.map(({ budget }) => budget)).toContainEqual({ of: 'bytes', most: 120e6 });
    expect(seen[1]?.quality).toEqual({ of: 'sameTop', least: 0.97 });
    expect(seen[2]?.speed).toEqual({ least: 200 });
    set(element, 'quality', 0);
    set(element, 'budget', 80);
    expect(seen[3]?.quality).toBeNull();
    expect(seen[4]?.budget).toBeNull();
  });

  test('say their value to who does not see the ruler', async () => {
    const element = await show();
    const input = deep(deep(element, '[data-limit=quality]'), 'input');
    expect(input.getAttribute('aria-label')).toBe('Least quality, same top');
    expect(input.getAttribute('aria-valuetext')).toBe('90.0 %');
  });
});

describe('a limit slider', () => {
  test('is accessible, and takes the arrow keys as a range does', async () => {
    const slider = await mount<FwLimitSlider>(
      html`<fw-limit-slider
        label="Budget"
        text="120 MB"
        .value=${3}
        .scale=${{
          last: 5,
          ticks: [
            { at: 0, label: '0' },
            { at: 5, label: '200' },
          ],
        }}
      ></fw-limit-slider>`,
    );
    await expectAccessible(slider);
    const input = deep<HTMLInputElement>(slider, 'input');
    expect([input.type, input.step, input.max, input.value]).toEqual(['range', '1', '5', '3']);
  });
});

describe('exports', () => {
  test('are accessible', async () => {
    await expectAccessible(await mount(html`<fw-evidence-exports></fw-evidence-exports>`));
  });
});
