import { expect, test } from 'vitest';
import { parseArguments } from '../../../../bench/peers/arguments.ts';
import { rows } from '../../../../bench/rows.ts';

const ids = (given: readonly string[]): readonly string[] =>
  parseArguments(given).rows.map(({ id }) => id);

test('without arguments all peers measure the embedded model in all rows', () => {
  const asked = parseArguments([]);
  expect(asked.models).toEqual([]);
  expect(asked.levels).toEqual([]);
  expect(asked.peers.size).toBeGreaterThan(5);
  expect(asked.rows).toEqual(rows);
  expect(asked.out).toMatch(/^peers-\d{4}-\d\d-\d\d$/);
});

test('rows are chosen by how they begin, their own commas allowed', () => {
  expect(ids(['--rows', 'tg128, 2 threads,pp512 @'])).toEqual([
    'tg128, 2 threads',
    'pp512 @ d1024, 2 threads',
    'pp512 @ d1024, 1 thread',
  ]);
  expect(() => parseArguments(['--rows', 'tg64'])).toThrow('none begins so');
});

test('levels are measured in decoding unless told otherwise', () => {
  const asked = parseArguments(['--levels', 'q8,q3']);
  expect(asked.levels).toEqual(['q8', 'q3']);
  expect(asked.rows.map(({ id }) => id)).toEqual(['tg128, 2 threads', 'tg128, 1 thread']);
  expect(asked.out).toMatch(/^levels-/);
  expect(() => parseArguments(['--levels', 'q9'])).toThrow('not "q9"');
});

test('several models may be given, to peers that read them', () => {
  const models = ['--model', 'a.gguf', '--model', 'b.gguf'];
  expect(parseArguments([...models, '--only', 'simd,native']).models).toEqual(['a.gguf', 'b.gguf']);
  expect(() => parseArguments([...models, '--only', 'direct'])).toThrow('embedded model only');
});
