import type { Sampling } from '../../../../core/contract.ts';
import { describe, expect, test } from 'vitest';
import { bytes, ms, notMeasurable } from '../../../../core/units.ts';
import { tokenGaps } from '../../../../core/metrics/token-gap.ts';
import { answerAccount } from '../../../../src/report/answer-account.ts';
import type { Breakdown } from '../../../../src/report/breakdown.ts';
import { circumstances, figures, greedy } from '../../../fixtures/interface/figures.ts';

const rows = ({ parts }: Breakdown): readonly string[] =>
  parts.map(({ label, value }) => `${label}: ${value}`);

const shownNumber = (text: string): number => Number(text.replace(/[^\d.]/g, ''));

const addsUp = ({ parts, total }: Breakdown): void => {
  const sum = parts.reduce((all, { value }) => all + shownNumber(value), 0);
  expect(sum).toBeCloseTo(shownNumber(total), 6);
};

describe('the account of an answer', () => {
  test('says first token, rate and memory in this order', () => {
    const { line } = answerAccount({ figures: figures(), circumstances, sampling: greedy });
    expect(line.map(({ before, value, unit }) => `${before} ${value} ${unit}`.trim())).toEqual([
      'first token 84 ms',
      '194 tok/s',
      '204 MB',
    ]);
  });

  test('leaves out of the line what was not measured', () => {
    const { line } = answerAccount({
      figures: figures({ decodeTps: notMeasurable('fewer-than-two-tokens') }),
      circumstances,
      sampling: greedy,
    });
    expect(line).toHaveLength(2);
  });

  test('splits the time into parts that add up as shown', () => {
    const { time } = answerAccount({ figures: figures(), circumstances, sampling: greedy });
    expect(time.total).toBe('415 ms');
    expect(rows(time)).toEqual([
      'Load, once: 310 ms',
      'Prefill, 38 new tokens: 80 ms',
      'Decode, 5 tokens: 21 ms',
      'Other: 4 ms',
    ]);
    addsUp(time);
  });

  test('splits thinking from the answer', () => {
    const thinking = { tokens: 3, thinkingMs: ms(10), firstAnswerMs: ms(99) };
    const { time, details } = answerAccount({
      figures: figures({ thinking }),
      circumstances,
      sampling: greedy,
    });
    expect(rows(time)).toContain('Thinking, 3 tokens: 10 ms');
    expect(rows(time)).toContain('Decode, 2 tokens: 11 ms');
    addsUp(time);
    const values = details.flatMap((group) => group.rows.map(({ label, value }) => [label, value]));
    expect(values).toContainEqual(['First token of the answer', '99 ms']);
    expect(values).toContainEqual(['Of these the answer', '2']);
  });

  test('charges the load to the first answer only', () => {
    const { time } = answerAccount({
      figures: figures({ firstAfterLoad: false }),
      circumstances,
      sampling: greedy,
    });
    expect(rows(time)[0]).toBe('Prefill, 38 new tokens: 80 ms');
    addsUp(time);
  });

  test('shows long times in seconds, still adding up', () => {
    const { time } = answerAccount({
      figures: figures({ decodeMs: ms(25_656) }),
      circumstances,
      sampling: greedy,
    });
    expect(time.total).toBe('26.1 s');
    addsUp(time);
  });

  test('splits the memory, naming the remainder', () => {
    const { memory } = answerAccount({ figures: figures(), circumstances, sampling: greedy });
    expect(memory.total).toBe('204.0 MB');
    expect(rows(memory).at(-1)).toBe('Other: 1.2 MB');
    addsUp(memory);
  });

  test('counts a part that the engine does not report as the remainder', () => {
    const { memory } = answerAccount({
      figures: figures({
        memory: { ...figures().memory, workspace: notMeasurable('engine-does-not-report') },
      }),
      circumstances,
      sampling: greedy,
    });
    expect(rows(memory).at(-1)).toBe('Other: 13.0 MB');
    addsUp(memory);
  });

  test('names the form beside the level where it is not the shipped one', () => {
    const { memory } = answerAccount({
      figures: figures(),
      circumstances: { ...circumstances, form: 'expanded' },
      sampling: greedy,
    });
    expect(memory.parts[0]?.label).toBe('Weights, q4, expanded to 32-bit');
  });

  test('says why a total could not be measured', () => {
    const { memory } = answerAccount({
      figures: figures({
        memory: { ...figures().memory, total: notMeasurable('engine-does-not-report') },
      }),
      circumstances,
      sampling: greedy,
    });
    expect(memory.note).toBe('Not measurable here: this engine does not report it.');
  });

  test('lists each figure once, with a reason where there is none', () => {
    const { details } = answerAccount({ figures: figures(), circumstances, sampling: greedy });
    const all = details.flatMap(({ rows: list }) => list);
    expect(
      all.filter(({ value, reason }) => (value === undefined) === (reason === undefined)),
    ).toEqual([]);
    expect(all.find(({ label }) => label === 'GPU buffers now')?.reason).toBe(
      'nothing runs on the GPU',
    );
    expect(details.map(({ title }) => title)).toEqual([
      'Speed',
      'Memory',
      'Load, from the network',
      'Tokens',
      'Circumstances',
    ]);
  });

  test('says of a continued answer that the figures are of its last part', () => {
    const answer = { figures: figures(), circumstances, sampling: greedy };
    expect(answerAccount({ ...answer, writtenTokens: 5 }).note).toBeUndefined();
    expect(answerAccount({ ...answer, writtenTokens: 17 }).note).toContain('written last');
  });

  test('says how its tokens were chosen', () => {
    const chosen = (sampling: Sampling): string | undefined =>
      answerAccount({ figures: figures(), circumstances, sampling })
        .details.flatMap(({ rows }) => rows)
        .find(({ label }) => label === 'Sampling')?.value;
    expect(chosen(greedy)).toBe('greedy');
    expect(chosen({ ...greedy, temperature: 0.7 })).toBe('temperature 0.70, seed 7');
  });

  test('shows imported answers without circumstances', () => {
    const { memory, details } = answerAccount({
      figures: figures(),
      circumstances: null,
      sampling: greedy,
    });
    expect(memory.parts[0]?.label).toBe('Weights');
    expect(details).toHaveLength(4);
  });
});

describe('the histogram of gaps', () => {
  test('counts every gap and marks the quantiles inside the axis', () => {
    const at = Array.from({ length: 200 }, (_, index) => index * 5 + Math.sin(index));
    const { gaps } = answerAccount({
      figures: figures({ tokenGapMs: tokenGaps(at) }),
      circumstances,
      sampling: greedy,
    });
    const { histogram } = gaps;
    expect(histogram?.bins.reduce((sum, { count }) => sum + count, 0)).toBe(199);
    expect(Math.max(...(histogram?.bins ?? []).map(({ height }) => height))).toBe(1);
    for (const { at: position } of histogram?.marks ?? []) {
      expect(position).toBeGreaterThanOrEqual(0);
      expect(position).toBeLessThanOrEqual(1);
    }
    expect(gaps.note).toBeUndefined();
  });

  test('cuts the axis at single far gaps and says so', () => {
    const at = [0];
    for (let index = 1; index <= 300; index++)
      at.push((at[index - 1] as number) + (index === 150 ? 900 : 5 + (index % 3)));
    const { gaps } = answerAccount({
      figures: figures({ tokenGapMs: tokenGaps(at) }),
      circumstances,
      sampling: greedy,
    });
    expect(gaps.histogram?.beyond).toBe(1);
    expect(gaps.note).toContain('900 ms');
    expect(gaps.histogram?.ticks.at(-1)?.value).toBeLessThan(50);
  });

  test('survives gaps that are all the same', () => {
    const { gaps } = answerAccount({
      figures: figures({ tokenGapMs: tokenGaps([0, 5, 10, 15]) }),
      circumstances,
      sampling: greedy,
    });
    expect(gaps.histogram?.bins.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(gaps.histogram?.ticks.every(({ value }) => Number.isFinite(value))).toBe(true);
  });

  test('puts labels that would touch on rows of their own', () => {
    const { gaps } = answerAccount({
      figures: figures({ tokenGapMs: tokenGaps([0, 5, 10, 15]) }),
      circumstances,
      sampling: greedy,
    });
    const taken = gaps.histogram?.marks.map(({ row }) => row) ?? [];
    expect(new Set(taken).size).toBe(3);
  });

  test('is missing with its reason after one token', () => {
    const { gaps } = answerAccount({
      figures: figures({ tokenGapMs: notMeasurable('fewer-than-two-tokens') }),
      circumstances,
      sampling: greedy,
    });
    expect(gaps.histogram).toBeUndefined();
    expect(gaps.note).toContain('fewer than two tokens');
  });
});

test('a browser figure that came later is shown', () => {
  const { details } = answerAccount({
    figures: figures({ browserMemory: bytes(312.4e6) }),
    circumstances,
    sampling: greedy,
  });
  const row = details.flatMap(({ rows: list }) => list).find(({ value }) => value === '312.4 MB');
  expect(row?.label).toBe('Whole page, by the browser');
});
