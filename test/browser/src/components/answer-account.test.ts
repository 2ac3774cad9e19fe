import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../../../src/components/answer-account.ts';
import type { FwAnswerAccount } from '../../../../src/components/answer-account.ts';
import { answerAccount, rateReadout } from '../../../../src/report/answer-account.ts';
import { circumstances, figures, greedy } from '../../../fixtures/interface/figures.ts';
import {
  button,
  deepAll,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../fixtures/interface/mount.ts';

const show = (): Promise<FwAnswerAccount> =>
  mount(
    html`<fw-answer-account
      .account=${answerAccount({ figures: figures(), circumstances, sampling: greedy })}
    ></fw-answer-account>`,
  );

test('is accessible, closed and open', async () => {
  const element = await show();
  await expectAccessible(element);
  button(element, 'Full account').click();
  await settled(element);
  await expectAccessible(element);
});

test('opens from one line into every figure, and closes again', async () => {
  const element = await show();
  expect(textOf(element)).toContain('first token 84 ms');
  expect(textOf(element)).not.toContain('Workspace');
  const toggle = button(element, 'Full account');
  toggle.click();
  await settled(element);
  expect(toggle.getAttribute('aria-expanded')).toBe('true');
  const text = textOf(element);
  for (const words of [
    'Prefill rate',
    'Whole page, by the browser',
    'smollm2-135m-instruct/q4@wasm',
  ])
    expect(text).toContain(words);
  expect(text).toContain('not measurable here: nothing runs on the GPU');
  button(element, 'Hide account').click();
  await settled(element);
  expect(deepAll(element, '.full')).toHaveLength(0);
});

test('while an answer is written it shows what is known, and does not open', async () => {
  const element = await mount<FwAnswerAccount>(
    html`<fw-answer-account .live=${[rateReadout(193)]}></fw-answer-account>`,
  );
  expect(textOf(element)).toContain('193 tok/s');
  expect(deepAll(element, 'button')).toHaveLength(0);
});

test('stays within a phone', async () => {
  const element = await show();
  element.style.width = '336px';
  button(element, 'Full account').click();
  await settled(element);
  expect(element.scrollWidth).toBeLessThanOrEqual(336);
});
