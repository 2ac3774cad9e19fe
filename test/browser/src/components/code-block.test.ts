import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../../../src/components/code-block.ts';
import type { FwCodeBlock } from '../../../../src/components/code-block.ts';
import { deep, expectAccessible, mount, textOf } from '../../../fixtures/interface/mount.ts';

const show = (language: string, code: string): Promise<FwCodeBlock> =>
  mount(html`<fw-code-block .language=${language} .code=${code}></fw-code-block>`);

test('is accessible', async () => {
  await expectAccessible(await show('python', 'def f():\n    return 1'));
});

test('names the language and can be scrolled by keyboard', async () => {
  const element = await show('python', 'x = 1');
  expect(textOf(element)).toContain('python');
  expect(deep<HTMLElement>(element, 'pre').tabIndex).toBe(0);
});

test('shows code of a language that it does not know as it is', async () => {
  const code = 'IDENTIFICATION DIVISION. <b> & "';
  const element = await show('cobol', code);
  expect(deep(element, 'code').textContent).toBe(code);
});
