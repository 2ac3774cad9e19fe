import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asFeatherweightError } from '../../../../../core/errors.ts';
import {
  evidenceFromJson,
  evidenceToJson,
} from '../../../../../src/report/evidence/evidence-file.ts';
import { failedMeasurement } from '../../../../../src/report/evidence/from-results.ts';
import { evidenceOf, fourLevels, variantAt } from '../../../../fixtures/evidence/evidence.ts';

const golden = new URL('../../../../fixtures/evidence/evidence-1.json', import.meta.url);

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
    const text = `${evidenceToJson(evidence, exportedAt)}\n`;
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
    expect(text).toBe(readFileSync(golden, 'utf8'));
  });

  test('comes back whole', () => {
    expect(evidenceFromJson(readFileSync(golden, 'utf8'))).toEqual(evidence);
    const withChoices = evidenceOf(fourLevels);
    expect(evidenceFromJson(evidenceToJson(withChoices, exportedAt))).toEqual(withChoices);
  });

  test('of a later version is refused, with its version', () => {
    const later = evidenceToJson(evidence, exportedAt).replace('"schema": 1', '"schema": 2');
    expect(refused(later)).toEqual({
      code: 'evidence-invalid',
      parameters: { problem: 'later-version', where: '2' },
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
    expect(refused(text.replace(from, to))).toEqual({
      code: 'evidence-invalid',
      parameters: { problem: 'malformed', where },
    });
  });
});
