import { describe, expect, test } from 'vitest';
import { StopStrings } from '../../../../workers/generation/stop-strings.ts';

function run(
  stops: readonly string[],
  pieces: readonly string[],
): { shown: string[]; rest: string } {
  const matcher = new StopStrings(stops);
  const shown: string[] = [];
  for (const piece of pieces) {
    const { text, stopped } = matcher.push(piece);
    shown.push(text);
    if (stopped) return { shown, rest: 'stopped' };
  }
  return { shown, rest: matcher.end() };
}

describe('stop strings', () => {
  test('nothing of one is shown, however it is cut', () => {
    const text = 'one two END three';
    for (let first = 0; first < text.length; first++)
      for (let second = first; second < text.length; second++) {
        const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        const { shown, rest } = run(['END'], pieces);
        expect(shown.join('')).toBe('one two ');
        expect(rest).toBe('stopped');
      }
  });

  test('what could become one is held back, and given when it does not', () => {
    expect(run(['</s>'], ['a<', '/', 'b', '<']).shown).toEqual(['a', '', '</b', '']);
    expect(run(['</s>'], ['a<']).rest).toBe('<');
  });

  test('the first in the text counts, not the first in the list', () => {
    expect(run(['B', 'A'], ['xAyB']).shown).toEqual(['x']);
  });

  test('one that overlaps itself is found', () => {
    expect(run(['aab'], ['a', 'a', 'a', 'b']).shown.join('')).toBe('a');
  });

  test('without any, text passes through', () => {
    expect(run(['', ''], ['a', 'b'])).toEqual({ shown: ['a', 'b'], rest: '' });
  });
});
