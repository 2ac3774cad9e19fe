import { quantile } from '../../core/statistics.ts';
import type { BenchRow } from '../rows.ts';

/** Samples in tokens per second, by peer and row. */
export type Samples = ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>;

export interface Summary {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  readonly samples: readonly number[];
}

export function summarize(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    lowest: sorted[0] ?? NaN,
    highest: sorted.at(-1) ?? NaN,
    samples,
  };
}

/** Median rates, and how many times as fast `subject` is as each other peer. */
export function table(samples: Samples, rows: readonly BenchRow[], subject: string): string {
  const lines = [['row', ...samples.keys()]];
  for (const { id } of rows) {
    const median = (peer: string): number | undefined => {
      const values = samples.get(peer)?.get(id);
      return values && values.length > 0 ? summarize(values).median : undefined;
    };
    const own = median(subject);
    lines.push([
      id,
      ...[...samples.keys()].map((peer) => {
        const rate = median(peer);
        if (rate === undefined) return '-';
        const ratio =
          peer === subject || own === undefined ? '' : ` (${(own / rate).toFixed(2)} x)`;
        return `${rate.toFixed(1)}${ratio}`;
      }),
    ]);
  }
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  );
  return lines
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .join('\n');
}
