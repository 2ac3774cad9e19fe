import { describe, expect, test } from 'vitest';
import { evidenceToCsv } from '../../../../../src/report/evidence/csv.ts';
import { noLimits } from '../../../../../src/report/evidence/limits.ts';
import {
  allMeasures,
  columnsOf,
  shownMeasures,
  sortedRows,
  tableRows,
  tableToMarkdown,
  tableToTsv,
} from '../../../../../src/report/evidence/table.ts';
import { judgeEvidence } from '../../../../../src/report/evidence/verdict.ts';
import { around, fourLevels, viewOf } from '../../../../fixtures/evidence/evidence.ts';

const view = viewOf([...fourLevels, { level: 'fp32', decode: around(60) }]);
const limits = { ...noLimits, quality: { of: 'sameTop', least: 0.9 } } as const;
const rows = tableRows(judgeEvidence(view, limits), view);
const names = (sorted: readonly { readonly name: string }[]): readonly string[] =>
  sorted.map(({ name }) => name);

describe('sorting', () => {
  test('by a figure either way; what was not measured is last both ways', () => {
    expect(names(sortedRows(rows, { column: 'kld', descending: false }))).toEqual([
      'q4',
      'q3',
      'q2',
      'q8',
      'fp32',
    ]);
    expect(names(sortedRows(rows, { column: 'kld', descending: true }))).toEqual([
      'q2',
      'q3',
      'q4',
      'q8',
      'fp32',
    ]);
  });

  test('by name as people count, and by how the limits are met', () => {
    expect(names(sortedRows(rows, { column: 'name', descending: false }))).toEqual([
      'fp32',
      'q2',
      'q3',
      'q4',
      'q8',
    ]);
    expect(names(sortedRows(rows, { column: 'limits', descending: false })).slice(0, 2)).toEqual([
      'q4',
      'q8',
    ]);
  });
});

describe('copies', () => {
  const columns = columnsOf(['bytes', 'decode', 'sameTop', 'accuracy'], true, 'levels');

  test('as Markdown', () => {
    expect(tableToMarkdown(rows.slice(2, 4), columns)).toBe(
      [
        '| Level | Bytes, MB | Decode rate, tok/s | Same top, % | Accuracy, % | Limits |',
        '| --- | ---: | ---: | ---: | ---: | --- |',
        '| q4 | 98.7 | 193 ± 3 | 97.9 ± 0.3 | 40.0 [35.3, 44.9] | meets it |',
        '| q8 (reference) | 145.0 | 121 ± 2 |  | 40.5 [35.8, 45.4] | meets it |',
      ].join('\n'),
    );
  });

  test('as tab-separated text', () => {
    expect(tableToTsv(rows.slice(0, 1), columns)).toBe(
      'Level\tBytes, MB\tDecode rate, tok/s\tSame top, %\tAccuracy, %\tLimits\n' +
        'q2\t62.5\t231 ± 4\t51.0 ± 1.1\t30.0 [25.7, 34.7]\tbelow quality',
    );
  });

  test('leave out what no variant has', () => {
    expect(shownMeasures(viewOf([{ level: 'q4', decode: around(1) }]).rows, allMeasures)).toEqual([
      'bytes',
      'linearBits',
      'fileBits',
      'decode',
    ]);
  });
});

describe('CSV', () => {
  const evil = viewOf(fourLevels);
  const named = {
    ...evil,
    basis: {
      ...evil.basis,
      text: evil.basis.text && { ...evil.basis.text, name: '=HYPERLINK("http://x","a")' },
      choices: evil.basis.choices && { ...evil.basis.choices, name: '\t@SUM(1)' },
    },
  };
  const lines = evidenceToCsv(named).split('\r\n');

  test('begins with a byte order mark, and has one line a variant', () => {
    expect(lines[0]?.startsWith('\ufeffvariant,model,level,engine')).toBe(true);
    expect(lines).toHaveLength(6);
  });

  test('holds numbers in base units, empty where not measured', () => {
    const heads = (lines[0] ?? '').replace('\ufeff', '').split(',');
    const q8 = (lines[4] ?? '').split(',');
    const cell = (name: string): string | undefined => q8[heads.indexOf(name)];
    expect(cell('bytes')).toBe('145000000');
    expect(cell('kld')).toBe('');
    expect(cell('acc_norm')).toBe('0.405');
    expect(cell('decode_tps')).toBe('121');
  });

  test('lets no cell begin as a formula', () => {
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://x"",""a"")"`);
    expect(lines[1]).toContain(`"'\t@SUM(1)"`);
    expect(lines.join('\n')).not.toMatch(/(^|,)[=+@\t]/m);
  });
});
