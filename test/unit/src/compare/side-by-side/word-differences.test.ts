import { describe, expect, test } from 'vitest';
import { differing, wordsOf } from '../../../../../src/compare/side-by-side/word-differences.ts';

const words = (text: string): readonly string[] => wordsOf(text).map((word) => word.text);

/** The words of `changed` that differ, as a person would see them marked. */
const marked = (reference: string, changed: string): readonly string[] => {
  const flags = differing(words(reference), words(changed));
  return words(changed).filter((_, index) => flags[index]);
};

/** Length of a longest common subsequence by the textbook's table. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const left of a) {
    const next = [0];
    for (const [index, right] of b.entries())
      next.push(
        left === right
          ? (row[index] as number) + 1
          : Math.max(row[index + 1] as number, next[index] as number),
      );
    row = next;
  }
  return row.at(-1) as number;
}

describe('words', () => {
  test('keep contractions, numbers and identifiers whole, and stand where they are', () => {
    expect(words("It's 3.14, said snake_case (twice)!")).toEqual([
      ...["It's", '3.14', ',', 'said', 'snake_case', '(', 'twice', ')', '!'],
    ]);
    const text = '값을 정렬한 뒤';
    for (const { text: word, start, end } of wordsOf(text))
      expect(text.slice(start, end)).toBe(word);
    expect(words(text)).toHaveLength(3);
  });
});

describe('differences', () => {
  test('are the words that the reference does not have there', () => {
    expect(
      marked(
        'its molecules lock into an open lattice that takes up more room for the same mass.',
        'its molecules form an open lattice that takes up more space for the same mass.',
      ),
    ).toEqual(['form', 'space']);
  });

  test('are none in the same words, all beside an empty reference, none in an empty text', () => {
    expect(marked('one two', 'one two')).toEqual([]);
    expect(marked('', 'one two')).toEqual(['one', 'two']);
    expect(marked('one two', '')).toEqual([]);
    expect(marked('', '')).toEqual([]);
  });

  test('leave a longest common subsequence unmarked, in order', () => {
    let state = 7;
    const random = (below: number): number => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return state % below;
    };
    for (let round = 0; round < 300; round++) {
      const alphabet = 1 + random(6);
      const text = (): readonly string[] =>
        Array.from({ length: random(14) }, () => String(random(alphabet)));
      const [reference, changed] = [text(), text()];
      const flags = differing(reference, changed);
      const kept = changed.filter((_, index) => !flags[index]);
      expect(kept).toHaveLength(commonLength(reference, changed));
      expect(commonLength(reference, kept)).toBe(kept.length);
    }
  });

  test('of two long texts with nothing in common end in bounded time, all marked', () => {
    const long = (word: string) => Array.from({ length: 6000 }, (_, index) => `${word}${index}`);
    expect(differing(long('a'), long('b')).every(Boolean)).toBe(true);
  });

  test('of two long texts that share their beginning leave that unmarked', () => {
    const shared = Array.from({ length: 3000 }, (_, index) => `s${index}`);
    const tail = (word: string) => Array.from({ length: 3000 }, (_, index) => `${word}${index}`);
    const flags = differing([...shared, ...tail('a')], [...shared, ...tail('b')]);
    expect(flags.slice(0, 3000).some(Boolean)).toBe(false);
    expect(flags.slice(3000).every(Boolean)).toBe(true);
  });
});
