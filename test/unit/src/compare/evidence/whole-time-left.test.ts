import { describe, expect, test } from 'vitest';
import { ms } from '../../../../../core/units.ts';
import type { RunState } from '../../../../../src/benchmark/run/benchmark-run.ts';
import type {
  EvaluationPlan,
  EvaluationState,
} from '../../../../../src/compare/evaluation/evaluation.ts';
import {
  wholeTimeLeft,
  type MeasuringView,
} from '../../../../../src/compare/evidence/whole-time-left.ts';
import { variantAt } from '../../../../fixtures/evidence/evidence.ts';

const plan: EvaluationPlan = {
  source: { id: 'm', baseUrl: 'http://x/', graph: 'g', files: [], shippedLevel: 'q4' },
  variants: [variantAt('q8'), variantAt('q4')],
  reference: variantAt('q8'),
  text: { text: { name: 't', content: '', sha256: '' }, chunks: 10 },
  choices: null,
  threads: 2,
};
const item = (level: 'q8' | 'q4', rate: number | null) => ({
  subject: { variant: variantAt(level) },
  test: { nPrompt: 128, nGen: 0, nDepth: 0, repetitions: 5 },
  state: rate === null ? { kind: 'waiting' } : { kind: 'measured', row: { avg_ts: rate } },
});
const speedOf = (leftMs: number, ...items: readonly object[]): RunState =>
  ({ kind: 'running', progress: { items, leftMs: ms(leftMs) } }) as unknown as RunState;
const qualityOf = (timeLeft: number | null): EvaluationState =>
  ({ kind: 'running', rows: [], progress: { timeLeft } }) as unknown as EvaluationState;

const view = (change: Partial<MeasuringView>): MeasuringView => ({
  stage: 'speed',
  plan: { speed: null, quality: plan, toMake: [] },
  speed: { kind: 'idle' },
  quality: { kind: 'idle' },
  making: { ms: 0, isLeast: false },
  ...change,
});

describe('the time left of a measuring', () => {
  test('is nothing to tell before it has begun and after it has ended', () => {
    expect(wholeTimeLeft(view({ stage: 'waiting' }))).toBeNull();
    expect(wholeTimeLeft(view({ stage: 'ended', quality: qualityOf(5) }))).toBeNull();
  });

  test('while speed is measured counts the levels to make and the quality after it', () => {
    // 5110 tokens at 511 and at 1022 tok/s: 10 s and 5 s.
    const speed = speedOf(7000, item('q8', 511), item('q4', 1022));
    const making = { ms: 60_000, isLeast: false };
    expect(wholeTimeLeft(view({ speed, making }))).toEqual({
      ms: 7000 + 60_000 + 15_000,
      isLeast: true,
    });
  });

  test('takes a level not timed yet to be as fast as the others', () => {
    const speed = speedOf(1000, item('q8', 511), item('q4', null));
    expect(wholeTimeLeft(view({ speed }))?.ms).toBe(1000 + 20_000);
  });

  test('without quality after it is that of speed and of making', () => {
    const speed = speedOf(2000, item('q8', null));
    const alone = view({ speed, plan: { speed: null, quality: null, toMake: [] } });
    expect(wholeTimeLeft(alone)).toEqual({ ms: 2000, isLeast: false });
  });

  test('while quality is measured counts the levels still to make', () => {
    const making = { ms: 240_000, isLeast: false };
    expect(wholeTimeLeft(view({ stage: 'quality', quality: qualityOf(30_000), making }))).toEqual({
      ms: 270_000,
      isLeast: false,
    });
  });

  test('before the first chunk is at least that of making', () => {
    const making = { ms: 50_000, isLeast: false };
    const first = view({ stage: 'quality', quality: qualityOf(null), making });
    expect(wholeTimeLeft(first)).toEqual({ ms: 50_000, isLeast: true });
    expect(wholeTimeLeft(view({ stage: 'quality', quality: qualityOf(null) }))).toBeNull();
  });
});
