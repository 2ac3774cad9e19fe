import { expect, test } from 'vitest';
import { ThinkingMeter } from '../../../../workers/generation/thinking-meter.ts';

/** Pushes `texts` at 1, 2, 3, ... */
function metered(texts: readonly string[], before = '') {
  const meter = new ThinkingMeter(before);
  const thinks = texts.map((text, index) => meter.push(text, index + 1));
  return { thinks, tokens: meter.tokens, firstAnswerAt: meter.firstAnswerAt };
}

test('marks of one token each', () => {
  expect(metered(['<think>', '\n', 'Hm', '</think>', '\n\n', 'Yes', ''])).toEqual({
    thinks: [true, true, true, true, false, false, false],
    tokens: 4,
    firstAnswerAt: 6,
  });
});

test('marks of several tokens: those before it was certain are counted too', () => {
  expect(metered(['<', 'think', '>Hm', '</th', 'ink', '> Yes', '!'])).toEqual({
    thinks: [false, false, true, true, true, true, false],
    tokens: 6,
    firstAnswerAt: 6,
  });
});

test('an answer without thinking', () => {
  expect(metered(['<', 'b', '> think </think>'])).toEqual({
    thinks: [false, false, false],
    tokens: 0,
    firstAnswerAt: 2,
  });
  expect(metered([' ', 'Yes'])).toMatchObject({ tokens: 0, firstAnswerAt: 2 });
});

test('thinking that never ends has no answer', () => {
  expect(metered(['<think>', 'a', 'b'])).toMatchObject({ tokens: 3, firstAnswerAt: undefined });
});

test('thinking that the prompt opened, or that an earlier part began', () => {
  expect(metered(['Hm', '</think>', 'Yes'], '<think>\n')).toMatchObject({
    thinks: [true, true, false],
    tokens: 2,
    firstAnswerAt: 3,
  });
  expect(metered([' and on', '</think>'], '<think>Hm')).toMatchObject({ tokens: 2 });
  expect(metered([' more'], '<think>Hm</think>Yes')).toMatchObject({ tokens: 0, firstAnswerAt: 1 });
});
