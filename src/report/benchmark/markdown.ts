import {
  testName,
  type BenchmarkResult,
  type BenchRow,
  type MeasuredRow,
} from '../../../core/bench-result.ts';
import { browserText, gpuText } from './circumstances.ts';
import { modelName } from './subject-text.ts';

/*
 * Markdown as llama-bench prints it, for issues and discussions: figures and names in English and
 * with a decimal point, whatever the interface's language.
 */

const headings = ['model', 'size', 'params', 'backend', 'threads', 'test', 't/s'] as const;
/** llama-bench aligns the first and the fourth column to the left. */
const leftAligned: readonly string[] = ['model', 'backend'];

/** Binary multiples and two decimals, as llama-bench writes sizes. */
const sizeText = (bytes: number): string =>
  bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(2)} GiB` : `${(bytes / 2 ** 20).toFixed(2)} MiB`;

const parametersText = (parameters: number): string =>
  parameters >= 1e9 ? `${(parameters / 1e9).toFixed(2)} B` : `${(parameters / 1e6).toFixed(2)} M`;

/** One line of plain text: no column, row, tag or code of its own. */
const markdownCell = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_|[\]<>~]/g, '\\$&')
    .trim();

const cellsOf = (row: BenchRow): readonly string[] => [
  `${modelName(row.model)} ${row.level}`,
  row.status === 'measured' ? sizeText(row.model_size) : '',
  row.status === 'measured' ? parametersText(row.model_n_params) : '',
  row.engine,
  row.engine === 'webgpu' ? '' : row.n_threads.toString(),
  testName(row),
  row.status === 'measured' ? rateCell(row) : `failed: ${row.failure.code}`,
];

const rateCell = ({ avg_ts, stddev_ts }: MeasuredRow): string =>
  `${avg_ts.toFixed(2)} ± ${stddev_ts.toFixed(2)}`;

function table(rows: readonly BenchRow[]): string {
  const cells = rows.map((row) => cellsOf(row).map(markdownCell));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, 3, ...cells.map((line) => (line[column] ?? '').length)),
  );
  const line = (values: readonly string[]): string =>
    `| ${values
      .map((value, column) => {
        const width = widths[column] ?? 0;
        return leftAligned.includes(headings[column] ?? '')
          ? value.padEnd(width)
          : value.padStart(width);
      })
      .join(' | ')} |`;
  const rule = headings.map((heading, column) => {
    const width = widths[column] ?? 3;
    return leftAligned.includes(heading) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`;
  });
  return [line(headings), line(rule), ...cells.map(line)].join('\n');
}

function circumstancesLine(result: BenchmarkResult): string {
  const { circumstances, startedAt, variants } = result;
  const { appVersion, appCommit, os, cores, crossOriginIsolated, pageVisible } = circumstances;
  return [
    `build: Featherweight ${appVersion}${appCommit === '' ? '' : ` (${appCommit})`}`,
    browserText(circumstances),
    os,
    `${cores} logical processors`,
    ...[...new Set(variants.flatMap(({ instructions }) => instructions ?? []))].map(
      (tier) => `instructions: ${tier}`,
    ),
    ...(circumstances.gpu ? [`GPU ${gpuText(circumstances.gpu)}`] : []),
    ...(crossOriginIsolated ? [] : ['not cross-origin isolated']),
    ...(pageVisible ? [] : ['page was hidden during the run']),
    startedAt.slice(0, 16).replace('T', ' '),
  ]
    .map(markdownCell)
    .join(', ');
}

/** Marks of the run's tests, in English. */
function marksLine({ rows }: BenchmarkResult): string {
  const kinds = rows.flatMap((row) =>
    row.marks.map((mark) => {
      const name = testName(row);
      switch (mark.kind) {
        case 'hidden':
          return `${name}: page hidden`;
        case 'drift':
          return `${name}: calibration drifted by a factor of ${mark.ratio.toFixed(2)}`;
        case 'throttled':
          return `${name}: throttled (${mark.by})`;
        case 'low-timer-resolution':
          return `${name}: clock step ${mark.timerStepMs.toFixed(3)} ms`;
      }
    }),
  );
  return kinds.length === 0 ? '' : `marks: ${[...new Set(kinds)].map(markdownCell).join('; ')}`;
}

/** Results as Markdown tables with llama-bench's columns. */
export const resultsToMarkdown = (results: readonly BenchmarkResult[]): string =>
  `${results
    .map((result) =>
      [table(result.rows), circumstancesLine(result), marksLine(result)]
        .filter((part) => part !== '')
        .join('\n\n'),
    )
    .join('\n\n')}\n`;
