import { describe, expect, test } from 'vitest';
import { noLimits, type Limits } from '../../../../../src/report/evidence/limits.ts';
import { judgeEvidence } from '../../../../../src/report/evidence/verdict.ts';
import {
  around,
  choicesRight,
  fourLevels,
  viewOf,
  type Measured,
} from '../../../../fixtures/evidence/evidence.ts';

const judged = (limits: Partial<Limits>, measured: readonly Measured[] = fourLevels) =>
  judgeEvidence(viewOf(measured), { ...noLimits, ...limits });

const chosen = (limits: Partial<Limits>, measured?: readonly Measured[]): string => {
  const { verdict } = judged(limits, measured);
  return verdict.kind === 'chosen' ? verdict.row.variant.level : verdict.kind;
};

const sameTop = (least: number): Partial<Limits> => ({ quality: { of: 'sameTop', least } });

describe('the lightest variant that holds', () => {
  test('is chosen by quality kept', () => {
    expect(chosen(sameTop(0.9))).toBe('q4');
    expect(chosen(sameTop(0.7))).toBe('q3');
    expect(chosen(sameTop(0.4))).toBe('q2');
  });

  test('is the reference where no lighter one keeps enough: it is its own quality', () => {
    expect(chosen(sameTop(0.995))).toBe('q8');
  });

  test('holds by the bound of its interval, not by its estimate', () => {
    // q3 keeps 0.78 ± 0.009: its 95 % interval begins at 0.762.
    expect(chosen(sameTop(0.77))).toBe('q4');
    const { verdict } = judged(sameTop(0.77));
    expect(verdict.kind === 'chosen' && verdict.lighter).toMatchObject([
      { row: { variant: { level: 'q3' } }, problems: [{ limit: 'quality', kind: 'uncertain' }] },
    ]);
    expect(chosen(sameTop(0.76))).toBe('q3');
  });

  test('is within a budget of bytes or of memory', () => {
    expect(chosen({ budget: { of: 'bytes', most: 70e6 } })).toBe('q2');
    expect(chosen({ ...sameTop(0.7), budget: { of: 'bytes', most: 70e6 } })).toBe('none');
    expect(chosen({ ...sameTop(0.7), budget: { of: 'memory', most: 181e6 } })).toBe('q3');
  });

  test('is fast enough by the bound of the rate', () => {
    // Mean 231, sample standard deviation 3.65 of 5: the interval of the mean begins at 226.5.
    expect(chosen({ speed: { least: 226 } })).toBe('q2');
    expect(chosen({ speed: { least: 229 } })).toBe('none');
  });

  test('loses no more accuracy than allowed, by the paired interval', () => {
    const questions: readonly Measured[] = [
      { level: 'q8', perplexity: 24, choices: choicesRight(400) },
      { level: 'q4', perplexity: 24, kld: [0.01, 0.98], choices: choicesRight(400) },
      { level: 'q2', perplexity: 80, kld: [1.3, 0.5], choices: choicesRight(100) },
    ];
    expect(chosen({ quality: { of: 'accuracy', mostLost: 0 } }, questions)).toBe('q4');
    expect(chosen({ quality: { of: 'accuracy', mostLost: 0.5 } }, questions)).toBe('q2');
  });

  test('is near enough by KL divergence', () => {
    // 1.96 standard errors of 6 % each are 0.0015 above 0.0124.
    expect(chosen({ quality: { of: 'kld', most: 0.0138 } })).toBe('q8');
    expect(chosen({ quality: { of: 'kld', most: 0.014 } })).toBe('q4');
  });

  test('is the faster of two engines at equal bytes', () => {
    const both: readonly Measured[] = [
      { level: 'q4', engine: 'wasm', decode: around(50) },
      { level: 'q4', engine: 'simd', decode: around(100) },
    ];
    const { verdict } = judged({}, both);
    expect(verdict.kind === 'chosen' && verdict.row.variant.engine).toBe('simd');
  });
});

describe('where none holds', () => {
  test('the one that misses the fewest limits by the least is named, with what it misses', () => {
    const { verdict } = judged({ ...sameTop(0.97), budget: { of: 'bytes', most: 97e6 } });
    expect(verdict).toMatchObject({
      kind: 'none',
      closest: { variant: { level: 'q4' } },
      problems: [{ limit: 'budget', kind: 'fails' }],
    });
  });

  test('an estimate that holds while its bound does not comes closest', () => {
    const { verdict } = judged({ ...sameTop(0.975), budget: { of: 'bytes', most: 120e6 } });
    expect(verdict).toMatchObject({
      kind: 'none',
      closest: { variant: { level: 'q4' } },
      problems: [{ limit: 'quality', kind: 'uncertain' }],
    });
  });
});

describe('thin evidence', () => {
  test('nothing measured', () => {
    expect(judged({}, []).verdict.kind).toBe('empty');
  });

  test('without the measurement that a limit needs there is no verdict', () => {
    const { verdict } = judged(sameTop(0.9), [{ level: 'q4', decode: around(100) }]);
    expect(verdict).toMatchObject({
      kind: 'thin',
      undecided: [{ problems: [{ limit: 'quality', kind: 'missing', why: 'not-measured' }] }],
    });
  });

  test('one repetition has no interval to hold by', () => {
    const { verdict } = judged({ speed: { least: 10 } }, [{ level: 'q4', decode: [100] }]);
    expect(verdict).toMatchObject({
      kind: 'thin',
      undecided: [{ problems: [{ why: 'one-repetition' }] }],
    });
  });

  test('perplexity alone says nothing of the reference', () => {
    const { verdict } = judged(sameTop(0.9), [{ level: 'q4', perplexity: 24 }]);
    expect(verdict).toMatchObject({
      kind: 'thin',
      undecided: [{ problems: [{ why: 'no-reference' }] }],
    });
  });

  test('a variant that fails one limit is settled, whatever else is missing', () => {
    const { verdict } = judged({ ...sameTop(0.9), budget: { of: 'bytes', most: 50e6 } }, [
      { level: 'q4', decode: around(100) },
    ]);
    expect(verdict).toMatchObject({
      kind: 'none',
      problems: [{ kind: 'fails' }, { kind: 'missing' }],
    });
  });

  test('a lighter one without evidence is said beside the chosen', () => {
    const { verdict } = judged(sameTop(0.9), [
      ...fourLevels.slice(0, 2),
      { level: 'q2', decode: around(200) },
    ]);
    expect(verdict.kind === 'chosen' && verdict.row.variant.level).toBe('q4');
    expect(verdict.kind === 'chosen' && verdict.lighter).toMatchObject([
      { row: { variant: { level: 'q2' } }, problems: [{ kind: 'missing' }] },
    ]);
  });
});

describe('what a sceptic should know', () => {
  test('levels above the published bits only reproduce them', () => {
    expect(
      judged({}).reproducing.map(({ shippedBits, rows }) => [
        shippedBits,
        rows.map(({ variant }) => variant.level),
      ]),
    ).toEqual([[4, ['q8']]]);
  });

  test('steps down in bits that are no step up in speed', () => {
    expect(
      judged({}).noFaster.map(({ from, to, effect }) => [
        from.variant.level,
        to.variant.level,
        effect,
      ]),
    ).toEqual([['q4', 'q3', 'same']]);
    const slower = fourLevels.map((each) =>
      each.level === 'q3' ? { ...each, decode: around(150) } : each,
    );
    expect(judged({}, slower).noFaster).toMatchObject([{ effect: 'slower' }]);
  });

  test('the evidence for the chosen is its share of bytes and its speed, with an interval', () => {
    const { verdict } = judged(sameTop(0.9));
    if (verdict.kind !== 'chosen') throw new Error(verdict.kind);
    expect(verdict.evidence.byteShare).toBeCloseTo(98.7 / 145);
    expect(verdict.evidence.speed?.ratio).toBeCloseTo(193 / 121);
    expect(verdict.evidence.speed?.low).toBeLessThan(193 / 121);
    expect(verdict.evidence.reference?.variant.level).toBe('q8');
  });
});
