import type { BenchmarkResult, BenchRow } from '../../../core/bench-result.ts';
import { testName } from '../../../core/bench-result.ts';
import { csvCell } from '../csv-cell.ts';
import { recordOf } from './variant-record.ts';

type Cell = string | number | null;

/** llama-bench's names where it has one. */
const columns: readonly (readonly [string, (row: BenchRow, result: BenchmarkResult) => Cell])[] = [
  ['run', (_row, { id }) => id],
  ['test_time', (row, { startedAt }) => (row.status === 'measured' ? row.test_time : startedAt)],
  ['model', ({ model }) => model],
  ['level', ({ level }) => level],
  ['engine', ({ engine }) => engine],
  ['form', (row) => (row.status === 'measured' ? row.form : null)],
  ['n_threads', ({ n_threads }) => n_threads],
  ['instructions', (row, result) => recordOf(result, row)?.instructions ?? null],
  ['test', (row) => testName(row)],
  ['n_prompt', ({ n_prompt }) => n_prompt],
  ['n_gen', ({ n_gen }) => n_gen],
  ['n_depth', ({ n_depth }) => n_depth],
  ['model_size', (row) => (row.status === 'measured' ? row.model_size : null)],
  ['model_n_params', (row) => (row.status === 'measured' ? row.model_n_params : null)],
  ['avg_ts', (row) => (row.status === 'measured' ? row.avg_ts : null)],
  ['stddev_ts', (row) => (row.status === 'measured' ? row.stddev_ts : null)],
  ['median_ts', (row) => (row.status === 'measured' ? row.median_ts : null)],
  ['samples_ts', (row) => (row.status === 'measured' ? row.samples_ts.join(' ') : null)],
  ['ttft_ms', (row) => (row.status === 'measured' ? row.ttft_ms.join(' ') : null)],
  ['limit', (row) => (row.status === 'measured' ? (row.limit_share?.limit ?? null) : null)],
  ['limit_share', (row) => (row.status === 'measured' ? (row.limit_share?.share ?? null) : null)],
  ['failure', (row) => (row.status === 'failed' ? row.failure.code : null)],
  ['marks', ({ marks }) => marks.map(({ kind }) => kind).join(' ')],
  ['app_version', (_row, { circumstances }) => circumstances.appVersion],
  ['app_commit', (_row, { circumstances }) => circumstances.appCommit],
  ['browser', (_row, { circumstances }) => circumstances.browser],
  ['browser_version', (_row, { circumstances }) => circumstances.browserVersion],
  ['os', (_row, { circumstances }) => circumstances.os],
  ['cores', (_row, { circumstances }) => circumstances.cores],
  ['isolated', (_row, { circumstances }) => String(circumstances.crossOriginIsolated)],
  ['page_visible', (_row, { circumstances }) => String(circumstances.pageVisible)],
];

/** Results as RFC 4180 with a byte order mark, by which spreadsheets know UTF-8. */
export const resultsToCsv = (results: readonly BenchmarkResult[]): string =>
  `\ufeff${[
    columns.map(([heading]) => csvCell(heading)).join(','),
    ...results.flatMap((result) =>
      result.rows.map((row) => columns.map(([, cell]) => csvCell(cell(row, result))).join(',')),
    ),
  ].join('\r\n')}\r\n`;
