import { expect, it } from 'vitest';
import { UsageError } from '../../../../scripts/ask/argument-values.ts';
import { parseArguments } from '../../../../scripts/evaluate/arguments.ts';

it('takes levels once each, in order', () => {
  expect(parseArguments(['--levels', 'q8, q4,q8']).levels).toEqual(['q8', 'q4']);
});

it('has the defaults of the conventions', () => {
  expect(parseArguments([])).toMatchObject({
    json: false,
    levels: [],
    engine: 'simd',
    reference: undefined,
    text: undefined,
    chunks: 8,
    choices: undefined,
    speed: true,
  });
});

it('leaves speed out when told to', () => {
  expect(parseArguments(['--no-speed']).speed).toBe(false);
});

it.each([
  [['--levels', 'q5'], '--levels'],
  [['--engine', 'cuda'], '--engine'],
  [['--reference', 'best'], '--reference'],
  [['--chunks', '-1'], '--chunks'],
  [['--chunks', 'many'], '--chunks'],
  [['--chunks', '0'], 'nothing to evaluate'],
  [['--chunks', '0', '--text', 'a', '--choices', 'b'], '--text'],
  [['--limit', '5'], '--choices'],
  [['--choices', 'a', '--limit', '0'], '--limit'],
  [['--wat'], '--wat'],
])('says what is wrong with %j', (given, named) => {
  expect(() => parseArguments(given)).toThrow(UsageError);
  expect(() => parseArguments(given)).toThrow(named);
});
