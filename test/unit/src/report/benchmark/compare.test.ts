import { describe, expect, test } from 'vitest';
import {
  barsFigure,
  compare,
  comparedRates,
  pairRows,
  sweepFigures,
} from '../../../../../src/report/benchmark/compare.ts';
import { historyRows } from '../../../../../src/report/benchmark/history-rows.ts';
import { axisTo } from '../../../../../src/report/benchmark/axis.ts';
import { resultTable } from '../../../../../src/report/benchmark/result-rows.ts';
import {
  failedRow,
  fakeResult,
  fakeRow,
  historyResults,
  olderVariant,
} from '../../../../fixtures/interface/benchmark-results.ts';

const hidden = { kind: 'hidden' } as const;

describe('the table of a run', () => {
  test('has rates on one axis, shares, and reasons of failures', () => {
    const { rows, axis, firstTokens } = resultTable([
      fakeRow({ rate: 193, share: { limit: 'bandwidth', share: 0.714 } }),
      failedRow,
    ]);
    expect(axis).toEqual({ end: 200, ticks: [0, 50, 100, 150, 200] });
    expect(firstTokens).toBe(false);
    const [measured, failed] = rows;
    expect(measured?.state).toMatchObject({
      kind: 'measured',
      share: { percent: '71 %', text: '71 % of memory bandwidth' },
    });
    expect(failed?.state).toMatchObject({
      kind: 'failed',
      reason: 'The browser refused 1,400.0 MB of memory while the model was loading.',
    });
  });

  test('gives a spread that would read as 0 one digit more, and one repetition none', () => {
    const rateOf = (row: Parameters<typeof fakeRow>[0]) => {
      const [first] = resultTable([fakeRow(row)]).rows;
      return first?.state.kind === 'measured' ? first.state.rate : undefined;
    };
    expect(rateOf({ rate: 193, spread: 0.0014 })).toMatchObject({ spread: '± 0.2' });
    expect(rateOf({ repetitions: 1 })).toMatchObject({ spread: '' });
  });
});

test('runs on processors with other instructions are told apart by them', () => {
  const rows = [fakeRow()];
  const { entries } = compare(
    [
      { ...olderVariant, instructions: 'pairs' } as const,
      { ...olderVariant, instructions: 'plain' } as const,
      olderVariant,
    ].map((variant) => fakeResult({ rows, variants: [variant] })),
  );
  const [pairs, plain, older] = entries.map(({ short }) => short);
  expect(pairs).toBe('8-bit products in pairs (x86)');
  expect(plain).toBe('basic (none faster here that are exact)');
  // A result that doesn't say is named in full.
  expect(older).toMatch(/^q4, SIMD, 2 threads, \w/);
});

test.each([
  [0, { end: 1, ticks: [0, 1] }],
  [455, { end: 600, ticks: [0, 200, 400, 600] }],
  [0.8, { end: 0.8, ticks: [0, 0.2, 0.4, 0.6000000000000001, 0.8] }],
])('an axis to %d is round', (most, expected) => {
  expect(axisTo(most)).toEqual(expected);
});

describe('a comparison', () => {
  test('sets variants of all runs beside each other, earliest first', () => {
    const comparison = compare(historyResults());
    expect(comparison.tests.map(({ name }) => name)).toEqual([
      'pp512',
      'tg128',
      'tg128 @ d1024',
      'pp512 @ d1024',
    ]);
    const lines = comparedRates(comparison);
    expect(lines).toHaveLength(5);
    // The day is that of the reader's time zone.
    expect(lines[0]?.label).toMatch(/^q4, SIMD, 2 threads, Nov 1[45]/);
    expect(lines[0]?.rates[2]).toBeUndefined();
  });

  test('leaves out what was measured while the page was hidden, and counts it', () => {
    const comparison = compare([
      fakeResult({ rows: [fakeRow(), fakeRow({ depth: 512, marks: [hidden] })] }),
    ]);
    expect(comparison.leftOut).toBe(1);
    expect(comparison.tests.map(({ name }) => name)).toEqual(['tg128']);
  });

  test('draws bars with their spread, fastest first, for tests that two variants share', () => {
    const comparison = compare([fakeResult()]);
    const decode = comparison.tests.find(({ name }) => name === 'tg128')?.key ?? '';
    const figure = barsFigure(comparison, decode);
    if (figure?.kind !== 'bars') throw new Error('no bars');
    expect(figure.rows.map(({ label }) => label)).toEqual(['q4', 'q8']);
    for (const { low, mean, high } of figure.rows) expect(low < mean && mean < high).toBe(true);
    expect(barsFigure(compare([fakeResult({ rows: [fakeRow()] })]), decode)).toBeUndefined();
  });

  test('draws each sweep as lines: prompt length, context, threads', () => {
    const rows = [
      ...[16, 64].map((prompt) => fakeRow({ prompt, gen: 1, ttft: [prompt, prompt + 2] })),
      ...[0, 512, 256].map((depth) => fakeRow({ gen: 32, depth })),
      fakeRow({ gen: 32, threads: 1 }),
    ];
    const figures = sweepFigures(compare([fakeResult({ rows })]));
    expect(
      figures.map((figure) =>
        figure.kind === 'lines'
          ? [
              figure.title,
              figure.unit,
              ...figure.series.map(({ points }) => points.map(({ x }) => x)),
            ]
          : figure.kind,
      ),
    ).toEqual([
      ['Time to the first token by prompt length', 'ms', [16, 64]],
      ['Decode rate by context, tg32', 'tok/s', [0, 256, 512]],
      ['tg32 by threads', 'tok/s', [1, 2]],
    ]);
  });

  test('of two runs gives the ratio of each test that both have, with its interval', () => {
    const [latest, , first] = historyResults();
    if (!latest || !first) throw new Error('no runs');
    const pairs = pairRows(first, latest);
    expect(pairs.map(({ test: name, verdict }) => [name, verdict])).toEqual([
      ['pp512', 'within-spread'],
      ['tg128', 'within-spread'],
    ]);
    const slow = fakeResult({ rows: [fakeRow({ rate: 117 })] });
    const [pair] = pairRows(latest, slow);
    expect(pair?.verdict).toBe('slower');
    expect(pair?.interval?.ratio).toBeCloseTo(117 / 193, 1);
  });

  test('claims nothing from single repetitions', () => {
    const once = fakeResult({ rows: [fakeRow({ repetitions: 1 })] });
    expect(pairRows(once, fakeResult())[0]).toMatchObject({
      interval: null,
      verdict: 'unknown',
    });
  });
});

test('the list of runs sets each beside the latest that was measured here', () => {
  const records = historyResults().map((result) => ({ result, importedAt: null }));
  const rows = historyRows([
    { result: fakeResult({ id: 'else', rows: [fakeRow({ rate: 9 })] }), importedAt: 1 },
    ...records,
  ]);
  expect(rows.map(({ against }) => against)).toEqual([
    '95 % slower',
    '',
    '11 % slower',
    'within spread',
  ]);
  expect(rows[0]?.imported).toBe('imported, Chromium 142');
  expect(rows[3]?.state).toBe('stopped early');
});
