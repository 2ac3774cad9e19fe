import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { asFeatherweightError } from '../../../../../core/errors.ts';
import {
  evidenceFromJson,
  evidenceToJson,
} from '../../../../../src/report/evidence/evidence-file.ts';
import { failedMeasurement } from '../../../../../src/report/evidence/from-results.ts';
import { chooseBasis } from '../../../../../src/report/evidence/basis.ts';
import { noLimits, type Limits } from '../../../../../src/report/evidence/limits.ts';
import type { Evidence } from '../../../../../src/report/evidence/measurement.ts';
import { evidenceView } from '../../../../../src/report/evidence/rows.ts';
import { judgeEvidence } from '../../../../../src/report/evidence/verdict.ts';
import {
  verdictRecord,
  type VerdictRecord,
} from '../../../../../src/report/evidence/verdict-record.ts';
import {
  evidenceOf,
  fourLevels,
  largerModel,
  twoModels,
  variantAt,
} from '../../../../fixtures/evidence/evidence.ts';

// The interface's language is kept by the page, which a unit test has none of.
vi.mock('../../../../../src/i18n/webawesome-ko.ts', () => ({}));
beforeAll(() => {
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', { documentElement: { lang: 'en' } });
});
afterAll(() => vi.unstubAllGlobals());

const golden = new URL('../../../../fixtures/evidence/evidence-3.json', import.meta.url);
/** As version 2 wrote it, of one model. */
const second = new URL('../../../../fixtures/evidence/evidence-2.json', import.meta.url);
/** As version 1 wrote it, without a verdict. */
const first = new URL('../../../../fixtures/evidence/evidence-1.json', import.meta.url);

const small = evidenceOf(
  fourLevels.slice(0, 2).map((each) => {
    const { choices, ...rest } = each;
    return choices ? rest : each;
  }),
);
const evidence = {
  ...small,
  measurements: [
    ...small.measurements,
    failedMeasurement(
      'quality',
      variantAt('q2'),
      { code: 'memory-limit', parameters: { neededBytes: 5e9, limitBytes: 4e9 } },
      '2026-11-23T12:00:00.000Z',
    ),
  ],
};
const exportedAt = Date.UTC(2026, 10, 23, 12);
const limits: Limits = {
  budget: { of: 'bytes', most: 120e6 },
  quality: { of: 'sameTop', least: 0.9 },
  speed: { least: 100 },
};

const verdictOn = (of: Evidence, on: Limits = limits) => {
  const view = evidenceView(of, chooseBasis(of.measurements));
  return verdictRecord(judgeEvidence(view, on), view, on);
};
const written = (of: Evidence): string => evidenceToJson(of, verdictOn(of), exportedAt);

const refused = (text: string): unknown => {
  try {
    evidenceFromJson(text);
  } catch (thrown) {
    return asFeatherweightError(thrown).failure;
  }
  return 'taken';
};

describe('a file of evidence', () => {
  test('is written as it always was in this version', () => {
    const text = `${written(evidence)}\n`;
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
    expect(text).toBe(readFileSync(golden, 'utf8'));
  });

  test('comes back whole', () => {
    expect(evidenceFromJson(readFileSync(golden, 'utf8'))).toEqual(evidence);
    const withChoices = evidenceOf(fourLevels);
    expect(evidenceFromJson(written(withChoices))).toEqual(withChoices);
  });

  test.each([first, second])('of an earlier version comes back too', (file) => {
    const measurements = evidence.measurements.map((each) =>
      each.kind === 'text'
        ? { ...each, text: { ...each.text, bitsPerByte: null, tokensHash: null } }
        : each,
    );
    expect(evidenceFromJson(readFileSync(file, 'utf8'))).toEqual({ ...evidence, measurements });
  });

  test('holds the models beside the first, and comes back with them', () => {
    const two = evidenceOf(twoModels, [largerModel]);
    expect(evidenceFromJson(written(two))).toEqual(two);
    const { verdict } = JSON.parse(written(two)) as { readonly verdict: VerdictRecord };
    expect(verdict.reference).toBe('larger/q8@simd');
    expect(verdict.judged.map(({ variant }) => variant)).toContain('smollm2-135m-instruct/q4@simd');
  });

  test('holds the verdict: what was chosen, by which limits, and every quantity with its error', () => {
    const { verdict } = JSON.parse(written(evidenceOf(fourLevels))) as {
      readonly verdict: ReturnType<typeof verdictOn>;
    };
    expect(verdict).toMatchObject({
      kind: 'chosen',
      locale: 'en',
      limits,
      reference: 'smollm2-135m-instruct/q8@simd',
      closest: null,
    });
    expect(verdict.sentence).toMatch(
      /^q4 keeps 97\.9 ± 0\.3 % .* Smallest that meets your limits\.$/,
    );
    const { variant, quantities, byteShare, speed } = verdict.chosen ?? {};
    expect(variant).toBe('smollm2-135m-instruct/q4@simd');
    expect(byteShare).toBeCloseTo(98.7 / 145);
    expect(speed?.low).toBeLessThan(193 / 121);
    expect(speed?.high).toBeGreaterThan(193 / 121);
    expect(quantities?.bytes).toBe(98.7e6);
    for (const figure of [quantities?.sameTop, quantities?.kld, quantities?.perplexity]) {
      expect(figure?.se).toBeGreaterThan(0);
      expect(figure?.n).toBe(2040);
      expect(figure?.interval.low).toBeLessThan(figure?.value ?? 0);
      expect(figure?.interval.high).toBeGreaterThan(figure?.value ?? 0);
    }
    expect(quantities?.decodeTps).toMatchObject({ n: 5 });
    expect(quantities?.decodeTps?.sd).toBeGreaterThan(0);
    expect(quantities?.accuracyDifference?.interval.low).toBeLessThan(0);
    expect(verdict.judged).toHaveLength(4);
    expect(verdict.noFaster.map(({ from, to }) => [from, to])).toEqual([
      ['smollm2-135m-instruct/q4@simd', 'smollm2-135m-instruct/q3@simd'],
    ]);
  });

  test('says what comes closest where no variant holds', () => {
    const verdict = verdictOn(evidenceOf(fourLevels), {
      ...noLimits,
      budget: { of: 'bytes', most: 50e6 },
    });
    expect(verdict).toMatchObject({
      kind: 'none',
      chosen: null,
      closest: {
        variant: 'smollm2-135m-instruct/q2@simd',
        problems: [{ limit: 'budget', kind: 'fails' }],
      },
    });
  });

  test('of a later version is refused, with its version', () => {
    const later = written(evidence).replace('"schema": 3', '"schema": 4');
    expect(refused(later)).toEqual({
      code: 'evidence-invalid',
      parameters: { problem: 'later-version', where: '4' },
    });
  });

  test.each([
    ['{"format": "featherw', { problem: 'not-json', where: '' }],
    ['[]', { problem: 'not-ours', where: '' }],
    ['{"format":"featherweight-chats","schema":1}', { problem: 'not-ours', where: '' }],
    [
      '{"format":"featherweight-evidence","schema":1,"measurements":[]}',
      { problem: 'malformed', where: 'model' },
    ],
  ])('that is none is refused: %s', (text, parameters) => {
    expect(refused(text)).toEqual({ code: 'evidence-invalid', parameters });
  });

  test.each([
    ['measurements.0.text.perplexity.value', '"value": 24.4,', '"value": -1,'],
    ['measurements.0.text.sha256', `"sha256": "${'a'.repeat(64)}"`, '"sha256": "../../x"'],
    ['measurements.1.bytes', '"bytes": 255000000', '"bytes": "255 MB"'],
    ['measurements.2.samples.0', '118.58', '1e999'],
    ['model.levels.0.level', '"level": "fp32"', '"level": "q1"'],
  ])('with something wrong at %s is refused there', (where, from, to) => {
    const text = readFileSync(golden, 'utf8');
    expect(text).toContain(from);
    expect(refused(text.replaceAll(from, to))).toEqual({
      code: 'evidence-invalid',
      parameters: { problem: 'malformed', where },
    });
  });
});
