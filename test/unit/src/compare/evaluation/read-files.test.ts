import { describe, expect, it } from 'vitest';
import { FeatherweightError } from '../../../../../core/errors.ts';
import { cutChunks, firstTokens } from '../../../../../src/compare/evaluation/chunks.ts';
import { readQuestions } from '../../../../../src/compare/evaluation/read-questions.ts';
import { readText } from '../../../../../src/compare/evaluation/read-text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const failureOf = async (call: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof FeatherweightError ? error.failure : error;
};

describe('a text', () => {
  it('is known by the hash of its content', async () => {
    // sha256sum of the two bytes "hi".
    expect(await readText('a.txt', utf8('hi'))).toEqual({
      name: 'a.txt',
      content: 'hi',
      sha256: '8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4',
    });
  });

  it('may begin with a byte order mark, which is no part of it', async () => {
    expect((await readText('a.txt', utf8('\ufeffhi'))).content).toBe('hi');
  });

  it.each([
    ['nothing', new Uint8Array(), 'empty'],
    ['blanks', utf8(' \n\t'), 'empty'],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13), 'binary'],
    ['Korean in EUC-KR', Uint8Array.of(0xc7, 0xd1, 0xb1, 0xdb), 'not-utf8'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x68, 0, 0x69, 0), 'not-utf8'],
    ['a character cut in two', Uint8Array.of(0x68, 0xed, 0x95), 'not-utf8'],
  ])('of %s is refused', async (_, data, problem) => {
    expect(await failureOf(readText('f', data))).toEqual({
      code: 'text-invalid',
      parameters: { file: 'f', problem },
    });
  });
});

describe('questions', () => {
  const good = { context: 'The cat', endings: ['sat.', 'flew.'], label: 1, more: 'ignored' };

  it('are read line by line; bad lines are named and left out', async () => {
    const lines: readonly unknown[] = [
      good,
      '{broken',
      '',
      { ...good, label: 2 },
      { ...good, label: -1 },
      { ...good, label: '1' },
      { ...good, label: 0.5 },
      { ...good, context: ' ' },
      { ...good, endings: ['only'] },
      { ...good, endings: ['a', ''] },
      { endings: ['a', 'b'], label: 0 },
      [1],
      { ...good, label: 0 },
    ];
    const text = lines
      .map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
      .join('\r\n');
    const { questions, badLines } = await readQuestions('q', utf8(text));
    expect(questions.map(({ line, label }) => [line, label])).toEqual([
      [1, 1],
      [13, 0],
    ]);
    expect(badLines).toEqual([
      { line: 2, reason: 'not-json' },
      { line: 4, reason: 'label-out-of-range' },
      { line: 5, reason: 'label-out-of-range' },
      { line: 6, reason: 'label-out-of-range' },
      { line: 7, reason: 'label-out-of-range' },
      { line: 8, reason: 'no-context' },
      { line: 9, reason: 'too-few-endings' },
      { line: 10, reason: 'ending-empty' },
      { line: 11, reason: 'no-context' },
      { line: 12, reason: 'no-context' },
    ]);
  });

  it.each([
    ['nothing', '', 'empty'],
    ['no good line', '{}\nno', 'no-usable-line'],
  ])('of a file with %s are refused', async (_, text, problem) => {
    expect(await failureOf(readQuestions('q', utf8(text)))).toEqual({
      code: 'questions-invalid',
      parameters: { file: 'q', problem },
    });
  });
});

describe('chunks', () => {
  const text = { name: 't', content: '', sha256: '' };
  const tokens = (length: number) => Uint32Array.from({ length }, (_, i) => i);

  it('are whole, from the beginning, as many as asked for', () => {
    const chunks = cutChunks(tokens(1600), 8, text);
    expect(chunks.map((chunk) => [chunk.tokens[0], chunk.tokens.length, chunk.from])).toEqual([
      [0, 512, 256],
      [512, 512, 256],
      [1024, 512, 256],
    ]);
    expect(cutChunks(tokens(1600), 2, text)).toHaveLength(2);
  });

  it('come from as much of a long text as is needed, as if all were tokenized', async () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `w${i}`).join(' ');
    const lengths: number[] = [];
    // A token a word, of its number.
    const tokenize = (part: string) => {
      lengths.push(part.length);
      const ids = part.match(/w\d+/g) ?? [];
      return Promise.resolve(Uint32Array.from(ids, (word) => Number(word.slice(1))));
    };
    expect(await firstTokens(words, 512, tokenize)).toEqual(tokens(512));
    expect(Math.max(...lengths)).toBeLessThan(words.length / 2);
    const all = await firstTokens(words, 1e6, tokenize);
    expect(all).toHaveLength(20_000);
  });
});
