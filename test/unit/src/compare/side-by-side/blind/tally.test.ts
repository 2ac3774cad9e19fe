import { expect, test } from 'vitest';
import type { VariantChoice } from '../../../../../../src/app/preferences.ts';
import type { BlindVote } from '../../../../../../src/compare/side-by-side/blind/blind-round.ts';
import {
  newRound,
  shuffled,
} from '../../../../../../src/compare/side-by-side/blind/blind-round.ts';
import { tallyOf, voteRecord } from '../../../../../../src/compare/side-by-side/blind/tally.ts';
import { parseVote } from '../../../../../../src/store/votes.ts';

const q8: VariantChoice = { level: 'q8', engine: 'simd' };
const q4: VariantChoice = { level: 'q4', engine: 'simd' };
const onWasm: VariantChoice = { level: 'q4', engine: 'wasm' };

const vote = (a: VariantChoice, b: VariantChoice, given: BlindVote, model = 'm') =>
  voteRecord({ a, b, vote: undefined }, given, model);

test('votes add up by pair, whichever order the two were shown in', () => {
  const [tally, ...rest] = tallyOf(
    [
      vote(q8, q4, 'a'),
      vote(q4, q8, 'b'),
      vote(q4, q8, 'a'),
      vote(q8, q4, 'tie'),
      vote(q4, q8, 'both-bad'),
    ],
    'm',
  );
  expect(rest).toEqual([]);
  expect(tally).toMatchObject({
    first: q8,
    second: q4,
    counts: { first: 2, second: 1, tie: 1, 'both-bad': 1 },
  });
});

test('the share is of decided votes only, with an interval that is wide while they are few', () => {
  const decided = [vote(q8, q4, 'b'), vote(q8, q4, 'b'), vote(q8, q4, 'a')];
  const [tally] = tallyOf([...decided, vote(q8, q4, 'tie')], 'm');
  expect(tally?.secondShare?.value).toBeCloseTo(2 / 3);
  // statsmodels.stats.proportion.proportion_confint(2, 3, method='wilson')
  expect(tally?.secondShare?.interval.low).toBeCloseTo(0.20765, 4);
  expect(tally?.secondShare?.interval.high).toBeCloseTo(0.93851, 4);
  expect(tallyOf([vote(q8, q4, 'tie')], 'm')[0]?.secondShare).toBeUndefined();
});

test('pairs that differ in engine, and other models, are counted apart', () => {
  const votes = [vote(q8, q4, 'a'), vote(q8, onWasm, 'a'), vote(q8, q4, 'a', 'other')];
  expect(tallyOf(votes, 'm').map(({ second }) => second.engine)).toEqual(['simd', 'wasm']);
  expect(tallyOf(votes, 'other')).toHaveLength(1);
});

test('a record of another version is passed over', () => {
  const record = vote(q8, q4, 'a');
  expect(parseVote(structuredClone(record))).toEqual(record);
  expect(parseVote({ ...record, outcome: 'third' })).toBeUndefined();
  expect(parseVote({ ...record, first: { level: 'q1', engine: 'simd' } })).toBeUndefined();
  expect(parseVote(null)).toBeUndefined();
});

test('a round draws two different variants, and every pair and order comes up', () => {
  const drawn = new Set<string>();
  for (let round = 0; round < 300; round++) {
    const { a, b } = newRound([q8, q4, onWasm]) ?? {};
    expect(a).not.toBe(b);
    drawn.add(JSON.stringify([a, b]));
  }
  expect(drawn.size).toBe(6);
  expect(newRound([q8])).toBeUndefined();
  expect(shuffled([1, 2, 3, 4]).toSorted((x, y) => x - y)).toEqual([1, 2, 3, 4]);
});
