import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import '../../../../src/chat/composer.ts';
import type { FwComposer } from '../../../../src/chat/composer.ts';
import {
  button,
  deep,
  expectAccessible,
  mount,
  textOf,
} from '../../../fixtures/interface/mount.ts';

async function show(draft = 'A question', change: Partial<FwComposer> = {}) {
  const sent = vi.fn();
  const stopped = vi.fn();
  const element = await mount<FwComposer>(
    html`<fw-composer
      .draft=${draft}
      ?writing=${change.writing === true}
      ?too-long=${change.tooLong === true}
      ?counted=${true}
      .used=${12}
      .total=${2048}
      @fw-send=${sent}
      @fw-stop=${stopped}
    ></fw-composer>`,
  );
  return { element, sent, stopped, textarea: deep<HTMLTextAreaElement>(element, 'textarea') };
}

const enter = (init: KeyboardEventInit = {}): KeyboardEvent =>
  new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init });

test('is accessible, empty, filled and while an answer is written', async () => {
  await expectAccessible((await show('')).element);
  await expectAccessible((await show()).element);
  await expectAccessible((await show('', { writing: true })).element);
});

describe('Enter', () => {
  test('sends', async () => {
    const { sent, textarea } = await show();
    const event = enter();
    textarea.dispatchEvent(event);
    expect(sent).toHaveBeenCalledOnce();
    expect(event.defaultPrevented).toBe(true);
  });

  test('with Shift begins a new line', async () => {
    const { sent, textarea } = await show();
    const event = enter({ shiftKey: true });
    textarea.dispatchEvent(event);
    expect(sent).not.toHaveBeenCalled();
    expect(event.defaultPrevented).toBe(false);
  });

  test('that ends a Hangul syllable does not send', async () => {
    const { sent, textarea } = await show('안녕하세');
    textarea.dispatchEvent(enter({ isComposing: true }));
    textarea.dispatchEvent(enter({ keyCode: 229 }));
    expect(sent).not.toHaveBeenCalled();
  });

  test('sends neither nothing nor into an answer', async () => {
    const empty = await show(' ');
    empty.textarea.dispatchEvent(enter());
    expect(empty.sent).not.toHaveBeenCalled();
    const writing = await show('More', { writing: true });
    writing.textarea.dispatchEvent(enter());
    expect(writing.sent).not.toHaveBeenCalled();
  });
});

test('the button sends nothing that is empty or too long', async () => {
  expect(button((await show(' ')).element, 'Send').disabled).toBe(true);
  expect(button((await show('Long', { tooLong: true })).element, 'Send').disabled).toBe(true);
  expect(button((await show()).element, 'Send').disabled).toBe(false);
});

test('offers to stop while an answer is written', async () => {
  const { element, stopped } = await show('', { writing: true });
  button(element, 'Stop').click();
  expect(stopped).toHaveBeenCalledOnce();
});

test('shows what of the context is used', async () => {
  expect(textOf((await show()).element)).toContain('12 of 2,048 tokens');
});
