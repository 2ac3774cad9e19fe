import { expect, test } from 'vitest';
import { mayBeginThinking, splitThinking } from '../../../core/thinking.ts';

test.each([
  ['Paris.', undefined, true, 'Paris.'],
  ['', undefined, true, ''],
  ['<think>\nHm.\n</think>\n\nParis.', 'Hm.', true, 'Paris.'],
  ['\n<think>Hm.</think>Paris.', 'Hm.', true, 'Paris.'],
  ['<think>\n\n</think>\n\nParis.', undefined, true, 'Paris.'],
  ['<think>\nHm', 'Hm', false, ''],
  ['<think>', '', false, ''],
  ['<think>a</think>b</think>c', 'a', true, 'b</think>c'],
  ['Write <think>x</think>.', undefined, true, 'Write <think>x</think>.'],
  ['  indented', undefined, true, '  indented'],
])('%j is split', (text, thinking, ended, answer) => {
  expect(splitThinking(text)).toEqual({ thinking, ended, answer });
});

test('the mark is held back while it may still come', () => {
  for (const text of ['', ' \n', '<', '\n<thin']) expect(mayBeginThinking(text)).toBe(true);
  for (const text of ['<think>', 'a', '<this']) expect(mayBeginThinking(text)).toBe(false);
});
