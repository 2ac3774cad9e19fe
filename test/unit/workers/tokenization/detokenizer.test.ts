import { describe, expect, test } from 'vitest';
import { Detokenizer } from '../../../../workers/tokenization/detokenizer.ts';
import {
  byteLevelBytes,
  sentencePieceBytes,
} from '../../../../workers/tokenization/token-bytes.ts';

/** Each number of a list is a byte, each list a token. */
const pieces = (
  tokens: readonly (readonly number[])[],
  before: readonly number[] = [],
): string[] => {
  const detokenizer = new Detokenizer((id) => Uint8Array.from(tokens[id] ?? []), before);
  const shown = tokens.map((_, id) => (before.includes(id) ? '' : detokenizer.push(id)));
  return [...shown, detokenizer.end()];
};
const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)];

describe('a character', () => {
  test.each(['한', '🙂', 'é', 'A', '\uFEFF'])('%s comes whole, with its last byte', (character) => {
    const bytes = utf8(character);
    const shown = pieces(bytes.map((byte) => [byte]));
    expect(shown).toEqual([...bytes.slice(1).map(() => ''), character, '']);
  });

  test('comes at once when the next has only begun', () => {
    const [first = 0, ...rest] = utf8('글');
    expect(pieces([[...utf8('한'), first], rest])).toEqual(['한', '글', '']);
  });

  test('that is cut off becomes U+FFFD at the end only', () => {
    expect(pieces([utf8('한').slice(0, 2)])).toEqual(['', '�']);
  });

  test('that can no longer be one becomes U+FFFD at once, and what follows is kept', () => {
    expect(pieces([[0xed], [0x95], utf8('A')])).toEqual(['', '', '�A', '']);
    expect(pieces([[0xff], utf8('한')])).toEqual(['�', '한', '']);
    expect(pieces([[0xf0, 0x9f], utf8('🙂')])).toEqual(['', '�🙂', '']);
  });

  test('begun in an earlier answer is completed by its continuation', () => {
    const bytes = utf8('🙂');
    expect(pieces([bytes.slice(0, 3), bytes.slice(3)], [0])).toEqual(['', '🙂', '']);
  });
});

test('every byte has one character in a byte-level vocabulary', () => {
  const alphabet = Array.from({ length: 0x144 }, (_, code) => String.fromCodePoint(code));
  const bytes = alphabet.flatMap((character) => {
    const token = byteLevelBytes(character);
    return token.length === 1 ? [token[0]] : [];
  });
  expect(new Set(bytes).size).toBe(256);
  // From GPT-2's published vocabulary.
  expect([...byteLevelBytes('ĠHello')]).toEqual(utf8(' Hello'));
  expect([...byteLevelBytes('Ċ')]).toEqual([10]);
});

test('SentencePiece tokens: a space, a byte, plain text', () => {
  expect([...sentencePieceBytes('▁the')]).toEqual(utf8(' the'));
  expect([...sentencePieceBytes('<0xE3>')]).toEqual([0xe3]);
  expect([...sentencePieceBytes('<0x3>')]).toEqual(utf8('<0x3>'));
});
