import { testName, type MeasuredRow } from '../../core/bench-result.ts';
import type {
  AutomationBenchmarkResult,
  AutomationBenchRow,
} from '../../src/app/automation-contract.ts';

/**
 * Rows for machines: the names of `core/bench-result.ts`, each with the run's circumstances. Rows that failed have the
 * reason, and no rates.
 */
export const jsonRows = ({ rows, circumstances }: AutomationBenchmarkResult): readonly object[] =>
  rows.map((row) =>
    row.status === 'measured'
      ? { ...row, circumstances }
      : {
          ...row,
          samples_ts: [],
          avg_ts: null,
          stddev_ts: null,
          median_ts: null,
          circumstances,
        },
  );

/** What is to be said of rows beside their figures, one line each: failures and marks. */
export const remarks = ({ rows }: AutomationBenchmarkResult): readonly string[] =>
  rows.flatMap((row) => {
    const name = `${row.level}@${row.engine}, ${row.n_threads} threads, ${testName(row)}`;
    return [
      ...(row.status === 'failed' ? [`${name}: ${row.sentence}`] : []),
      ...row.marks.map((mark) => `${name}: ${markText(mark)}`),
    ];
  });

function markText(mark: AutomationBenchRow['marks'][number]): string {
  switch (mark.kind) {
    case 'hidden':
      return 'the page was hidden.';
    case 'drift':
      return `calibration before and after differs by a factor of ${mark.ratio.toFixed(2)}; something else ran on the machine, or its clock changed.`;
    case 'throttled':
      return mark.by === 'timers'
        ? 'the browser held up the page.'
        : 'each repetition was slower than the one before.';
    case 'low-timer-resolution':
      return `the clock steps ${mark.timerStepMs.toFixed(3)} ms, too coarse for so short a test.`;
  }
}

/** Beside the rates, where the engine knows what its weights cost: `decode at 71 % of ...`. */
export function limitText({ limit_share }: MeasuredRow): string {
  if (!limit_share) return '';
  const percent = `${(100 * limit_share.share).toFixed(0)} %`;
  return limit_share.limit === 'bandwidth'
    ? `${percent} of memory bandwidth`
    : `${percent} of integer multiply-adds`;
}

/** One line for the person who waits. */
export function progressLine(row: AutomationBenchRow, done: number, total: number): string {
  const name = `${done}/${total}  ${row.level}@${row.engine}, ${row.n_threads} threads, ${testName(row)}`;
  if (row.status === 'failed') return `${name}: failed`;
  const limit = limitText(row);
  return `${name}: ${row.avg_ts.toFixed(2)} tok/s${limit === '' ? '' : ` (${limit})`}`;
}
