import { testName } from '../../core/bench-result.ts';
import type { AutomationBenchmarkResult } from '../../src/app/automation-contract.ts';

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(2)} MiB`;
const millions = (count: number): string => `${(count / 1e6).toFixed(2)} M`;

/** A table with llama-bench's columns, and a line with the circumstances. */
export function markdownTable({ rows, circumstances }: AutomationBenchmarkResult): string {
  const lines = rows.map((row) => {
    const figures =
      row.status === 'measured'
        ? [mebibytes(row.model_size), millions(row.model_n_params)]
        : ['-', '-'];
    const rate =
      row.status === 'measured'
        ? `${row.avg_ts.toFixed(2)} ± ${row.stddev_ts.toFixed(2)}`
        : `failed: ${row.failure.code}`;
    const model = `${row.model} ${row.level}`;
    return [model, ...figures, row.engine, String(row.n_threads), testName(row), rate];
  });
  const { appVersion, appCommit, browser, browserVersion, os, cores } = circumstances;
  const build = `build: Featherweight ${appVersion}${appCommit === '' ? '' : ` (${appCommit})`}`;
  return [
    '| model | size | params | backend | threads | test | t/s |',
    '| --- | ---: | ---: | --- | ---: | ---: | ---: |',
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    `${build}, ${browser} ${browserVersion}, ${os}, ${cores} logical processors`,
    '',
  ].join('\n');
}
