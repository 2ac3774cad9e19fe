import { describe, expect, test } from 'vitest';
import { resultsToCsv } from '../../../../../src/report/benchmark/csv.ts';
import { csvCell } from '../../../../../src/report/csv-cell.ts';
import { resultsToMarkdown } from '../../../../../src/report/benchmark/markdown.ts';
import { resultsFromJson, resultsToJson } from '../../../../../src/report/benchmark/result-file.ts';
import {
  failedRow,
  fakeResult,
  fakeRow,
  historyResults,
  olderVariant,
} from '../../../../fixtures/interface/benchmark-results.ts';

describe('Markdown', () => {
  test('has llama-bench’s columns, aligned as it aligns them', () => {
    const [head, rule, first] = resultsToMarkdown([fakeResult()]).split('\n');
    const cells = (line = ''): readonly string[] =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
    expect(cells(head)).toEqual(['model', 'size', 'params', 'backend', 'threads', 'test', 't/s']);
    expect(cells(rule).map((cell) => cell.endsWith(':'))).toEqual([
      false,
      true,
      true,
      false,
      true,
      true,
      true,
    ]);
    expect(cells(first).slice(0, 6)).toEqual([
      'SmolLM2-135M-Instruct q8',
      '138.38 MiB',
      '134.52 M',
      'simd',
      '2',
      'pp512',
    ]);
    expect(cells(first)[6]).toMatch(/^39\d\.\d\d ± \d\.\d\d$/);
  });

  test('tells failures and what disturbed a test', () => {
    const text = resultsToMarkdown([
      fakeResult({ rows: [failedRow, fakeRow({ marks: [{ kind: 'drift', ratio: 1.18 }] })] }),
    ]);
    expect(text).toContain('failed: memory-refused');
    expect(text).toContain('marks: tg128: calibration drifted by a factor of 1.18');
    expect(text).toContain('build: Featherweight 0.1.0 (1207c38), Chromium 142');
    expect(text).toContain('instructions: unsigned');
  });

  test('keeps hostile names within their cells', () => {
    const text = resultsToMarkdown([
      fakeResult({
        rows: [{ ...fakeRow(), model: 'a|b\n| c `d` [e](javascript:f) <img src=x>' }],
      }),
    ]);
    const [, , row = ''] = text.split('\n');
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(8);
    expect(row).not.toMatch(/(?<!\\)[[`<]/);
  });
});

describe('CSV', () => {
  test.each([
    ['=1+1', `"'=1+1"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
    ['a "quoted", cell', '"a ""quoted"", cell"'],
    ['plain', 'plain'],
    [-1.5, '-1.5'],
    [null, ''],
    [Number.NaN, ''],
  ])('%j becomes %s', (value, expected) => {
    expect(csvCell(value)).toBe(expected);
  });

  test('has a line a test, each with as many cells as the heading', () => {
    const result = fakeResult({ rows: [fakeRow(), failedRow] });
    const lines = resultsToCsv([
      { ...result, circumstances: { ...result.circumstances, browser: '=cmd()' } },
    ]).split('\r\n');
    expect(lines).toHaveLength(4);
    const [head, measured = '', failed = ''] = lines;
    const count = head?.split(',').length;
    expect([measured.split(',').length, failed.split(',').length]).toEqual([count, count]);
    expect(measured).toContain(`"'=cmd()"`);
    expect(failed).toContain(',memory-refused,');
  });

  test('says by which instructions a variant was computed, where its record does', () => {
    const rows = [fakeRow()];
    const results = [fakeResult({ rows }), fakeResult({ rows, variants: [olderVariant] })];
    const [head, ...lines] = resultsToCsv(results).split('\r\n');
    const column = head?.split(',').indexOf('instructions') ?? -1;
    expect(lines.slice(0, 2).map((line) => line.split(',')[column])).toEqual(['unsigned', '']);
  });
});

describe('JSON', () => {
  test('comes back as it went out', () => {
    const results = historyResults();
    const read = resultsFromJson(resultsToJson(results, 0));
    expect(read).toEqual({ kind: 'results', results });
  });

  test('of a version that did not tell the instructions is read', () => {
    const results = [fakeResult({ variants: [olderVariant] })];
    expect(resultsFromJson(resultsToJson(results, 0))).toEqual({ kind: 'results', results });
  });

  const changed = (change: (result: Record<string, unknown>) => void): string => {
    const file = JSON.parse(resultsToJson([fakeResult()], 0)) as {
      results: Record<string, unknown>[];
    };
    change(file.results[0] as Record<string, unknown>);
    return JSON.stringify(file);
  };
  const row = (change: object): string =>
    changed((result) => {
      (result.rows as object[])[0] = { ...fakeRow(), ...change };
    });

  test.each([
    ['nothing', '', { kind: 'not-json' }],
    ['a torn file', '{"format":', { kind: 'not-json' }],
    ['a deep nest', '['.repeat(200_000), { kind: 'not-json' }],
    ['another format', '{"format":"featherweight-chats","version":1}', { kind: 'not-ours' }],
    ['null', 'null', { kind: 'not-ours' }],
    [
      'a later file',
      '{"format":"featherweight-benchmark","version":2,"results":[]}',
      { kind: 'later-version', version: 2 },
    ],
    ['a later result', changed((r) => (r.schema = 9)), { kind: 'later-version', version: 9 }],
    [
      'no list',
      '{"format":"featherweight-benchmark","version":1,"results":{}}',
      { kind: 'malformed', where: 'results' },
    ],
    [
      'no schema',
      changed((r) => delete r.schema),
      { kind: 'malformed', where: 'results[0].schema' },
    ],
    [
      'a date that is none',
      changed((r) => (r.startedAt = '<script>')),
      { kind: 'malformed', where: 'results[0].startedAt' },
    ],
    [
      'an unknown engine',
      row({ engine: 'cuda' }),
      { kind: 'malformed', where: 'results[0].rows.0.engine' },
    ],
    [
      'a negative rate',
      row({ avg_ts: -1 }),
      { kind: 'malformed', where: 'results[0].rows.0.avg_ts' },
    ],
    [
      'an absurd rate',
      row({ samples_ts: [1e300] }),
      { kind: 'malformed', where: 'results[0].rows.0.samples_ts.0' },
    ],
    [
      'no samples',
      row({ samples_ts: [] }),
      { kind: 'malformed', where: 'results[0].rows.0.samples_ts' },
    ],
    [
      'a failure whose sentence would lack what it says',
      changed(
        (r) => (r.rows = [{ ...failedRow, failure: { code: 'memory-refused', parameters: {} } }]),
      ),
      { kind: 'malformed', where: 'results[0].rows.0.failure.parameters.stage' },
    ],
    [
      'a name without end',
      row({ model: 'x'.repeat(100_000) }),
      { kind: 'malformed', where: 'results[0].rows.0.model' },
    ],
  ])('refuses %s', (_name, text, expected) => {
    expect(resultsFromJson(text)).toEqual(expected);
  });

  test('drops what it doesn’t know and keeps no prototype', () => {
    const read = resultsFromJson(
      changed((result) => {
        result.extra = 'x';
        Object.defineProperty(result, '__proto__', {
          value: { polluted: true },
          enumerable: true,
        });
      }),
    );
    const [result] = read.kind === 'results' ? read.results : [];
    expect(result).toEqual(fakeResult());
    expect((result as unknown as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
