import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { chartModel } from '../../../../../src/report/evidence/chart-model.ts';
import { chartCaption } from '../../../../../src/report/evidence/chart-text.ts';
import { basisSentences } from '../../../../../src/report/evidence/basis-text.ts';
import { evidenceToCsv } from '../../../../../src/report/evidence/csv.ts';
import { noLimits, type Limits } from '../../../../../src/report/evidence/limits.ts';
import { comparableQualities } from '../../../../../src/report/evidence/measures.ts';
import type { EvidenceView } from '../../../../../src/report/evidence/rows.ts';
import { mainColumns, tableRows } from '../../../../../src/report/evidence/table.ts';
import { judgeEvidence } from '../../../../../src/report/evidence/verdict.ts';
import { verdictText } from '../../../../../src/report/evidence/verdict-text.ts';
import {
  largerModel,
  twoModels,
  viewOf,
  viewOfTwo,
} from '../../../../fixtures/evidence/evidence.ts';

// The interface's language is kept by the page, which a unit test has none of.
vi.mock('../../../../../src/i18n/webawesome-ko.ts', () => ({}));
beforeAll(() => {
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', { documentElement: { lang: 'en' } });
});
afterAll(() => vi.unstubAllGlobals());

const idOf = (id: string) => (view: EvidenceView) => {
  const row = view.rows.find((each) => each.id === id);
  if (!row) throw new Error(`no row ${id}`);
  return row;
};
const small8 = idOf('smollm2-135m-instruct/q8@simd');
const small4 = idOf('smollm2-135m-instruct/q4@simd');
const large8 = idOf('larger/q8@simd');
const large2 = idOf('larger/q2@simd');

const sameTokens = twoModels.map((each) => ({ ...each, tokensHash: '0123abcd' }));
const atMost = (mostMore: number): Limits => ({
  ...noLimits,
  quality: { of: 'bitsPerByte', mostMore },
});
const textOf = (view: EvidenceView, limits: Limits) =>
  verdictText(judgeEvidence(view, limits), view, limits);

describe('variants of two models', () => {
  test('stand beside each other by weight, each with the facts of its own model', () => {
    const view = viewOfTwo();
    expect(view.scope).toBe('models');
    expect(view.rows.map(({ id }) => id)).toEqual([
      'smollm2-135m-instruct/q4@simd',
      'smollm2-135m-instruct/q8@simd',
      'larger/q2@simd',
      'larger/q8@simd',
    ]);
    expect(large2(view).facts?.bytes).toBe(62.5e6 * 2.5);
    expect(tableRows(judgeEvidence(view, noLimits), view).map(({ name }) => name)).toEqual([
      'SmolLM2-135M q4',
      'SmolLM2-135M q8',
      'Larger-360M q2',
      'Larger-360M q8',
    ]);
  });

  test('keep their distance from their own reference, and none from the other model’s', () => {
    const view = viewOfTwo();
    expect(small4(view).kld?.value).toBe(0.0124);
    expect(large2(view).kld?.value).toBe(1.1);
    expect(small8(view).kld).toBeNull();
    expect(large8(view).kld).toBeNull();
    expect([small8(view), large8(view)].map((row) => row.isOwnReference)).toEqual([true, true]);
    expect([small8(view), large8(view)].map((row) => row.isReference)).toEqual([false, true]);
  });

  test('are told against the heaviest reference: paired accuracy, bits per byte', () => {
    const view = viewOfTwo();
    expect(view.reference).toMatchObject({ model: 'larger', level: 'q8' });
    const { accuracyDifference, moreBits } = small8(view);
    expect(accuracyDifference?.difference).toBeCloseTo(
      (small8(view).accuracy?.value ?? 0) - (large8(view).accuracy?.value ?? 0),
    );
    expect(moreBits?.value).toBeCloseTo(Math.log(24.4) / Math.log(17) - 1);
    // Its own reference's levels have the paired differences of each token: a narrower interval.
    const paired = large2(view).moreBits;
    expect(paired?.value).toBeCloseTo(1.1 / Math.log(17));
  });

  test('compare by bits per byte and accuracy; per token only where the tokens are the same', () => {
    expect(comparableQualities(viewOfTwo())).toEqual(['bitsPerByte', 'accuracy']);
    expect(comparableQualities(viewOfTwo(sameTokens))).toContain('perplexity');
    expect(comparableQualities(viewOfTwo(sameTokens))).not.toContain('kld');
    expect(comparableQualities(viewOf(twoModels.slice(0, 2)))).toContain('kld');
    expect(mainColumns(viewOfTwo())).not.toContain('sameTop');
  });

  test('whose tokens are not known to be the same are not compared by perplexity', () => {
    const view = viewOfTwo();
    const rows = view.rows.map((row) => ({ ...row, tokensHash: null }));
    expect(comparableQualities({ ...view, rows })).not.toContain('perplexity');
  });

  test('have points in one chart, told apart by their shapes', () => {
    const model = chartModel(viewOfTwo(), null, noLimits, 'bytes', 'bitsPerByte');
    expect(model?.points.map(({ label, model: of }) => [label, of])).toEqual([
      ['q4', 0],
      ['q8', 0],
      ['q2', 1],
      ['q8', 1],
    ]);
    expect(model && chartCaption(model)).toMatch(
      /^Models, circles: SmolLM2-135M; squares: Larger-360M\. Lower left is better\./,
    );
    // The one front is over both: the larger model at 2 bits is heavier and no better than the small at 4.
    expect(model?.points.map(({ onFront }) => onFront)).toEqual([true, true, false, true]);
  });
});

describe('the verdict between models', () => {
  test('takes the lightest whose bits per byte hold with their interval, and names what it is against', () => {
    const { lead, sentence } = textOf(viewOfTwo(), atMost(0.3));
    expect(lead).toBe('SmolLM2-135M q4');
    expect(sentence).toMatch(
      /^needs 1\.155 ± 0\.012 bits per byte of text where Larger-360M q8 needs 1\.022 ± 0\.010, at 27 % of its bytes; accuracy falls by/,
    );
    expect(sentence).not.toContain('next-token choices');
  });

  test('says how many times as fast only where both count the same tokens', () => {
    expect(textOf(viewOfTwo(), atMost(0.3)).sentence).not.toContain('as fast');
    expect(textOf(viewOfTwo(sameTokens), atMost(0.3)).sentence).toContain('3.7 times as fast');
  });

  test('finds none where only the reference holds, and is uncertain within the error', () => {
    const view = viewOfTwo();
    const { verdict, judged } = judgeEvidence(view, atMost(0.12));
    expect(verdict).toMatchObject({ kind: 'chosen', row: { id: 'larger/q8@simd' } });
    const outcomes = Object.fromEntries(
      judged.map(({ row, outcomes: of }) => [row.id, of.quality?.kind]),
    );
    expect(outcomes).toEqual({
      'smollm2-135m-instruct/q4@simd': 'fails',
      'smollm2-135m-instruct/q8@simd': 'fails',
      'larger/q2@simd': 'fails',
      'larger/q8@simd': 'holds',
    });
    const near = judgeEvidence(view, atMost(0.14)).judged.map(
      ({ outcomes: of }) => of.quality?.kind,
    );
    expect(near).toContain('uncertain');
  });

  test('looks for steps that are no faster within each model only', () => {
    const { noFaster } = judgeEvidence(viewOfTwo(), noLimits);
    for (const { from, to } of noFaster) expect(from.variant.model).toBe(to.variant.model);
  });

  test('says of each model which levels only reproduce its published weights', () => {
    const view = viewOfTwo();
    const reproducing = judgeEvidence(view, noLimits).reproducing;
    expect(reproducing.map(({ model, rows }) => [model.id, rows.map(({ id }) => id)])).toEqual([
      ['smollm2-135m-instruct', ['smollm2-135m-instruct/q8@simd']],
    ]);
  });
});

describe('what stands beneath', () => {
  test('says what compares between models, and how long their tokens are', () => {
    const text = basisSentences(viewOfTwo()).join(' ');
    expect(text).toContain(
      'KL divergence and same top are told against each model’s own reference',
    );
    expect(text).toContain('(SmolLM2-135M q8, Larger-360M q8)');
    expect(text).toContain('Perplexity and tok/s count each model’s own tokens');
    expect(text).toContain(
      'A token is on average: SmolLM2-135M 4.00 bytes, Larger-360M 4.00 bytes.',
    );
    expect(basisSentences(viewOfTwo(sameTokens)).join(' ')).toContain('perplexity compares too');
  });

  test('names the reference of each row in the CSV', () => {
    const [head = '', ...rows] = evidenceToCsv(viewOfTwo()).split('\r\n');
    const column = head.split(',').indexOf('reference');
    const of = rows.filter((row) => row.startsWith(largerModel.id));
    expect(of).toHaveLength(2);
    for (const row of of) expect(row.split(',')[column]).toBe('larger/q8@simd');
  });
});
