import {
  isComparable,
  type BenchmarkResult,
  type MeasuredRow,
} from '../../../core/bench-result.ts';
import { variantKey } from './subject-text.ts';

/** The two rates by which a variant is known: reading a prompt and decoding, nothing in the cache before. */
export interface Headline {
  readonly prompt: MeasuredRow | undefined;
  readonly decode: MeasuredRow | undefined;
}

export const measuredRows = ({ rows }: BenchmarkResult): readonly MeasuredRow[] =>
  rows.filter((row) => row.status === 'measured');

/** Rows that may be compared: measured, and the page visible throughout. */
export const comparableRows = ({ rows }: BenchmarkResult): readonly MeasuredRow[] =>
  rows.filter(isComparable);

/** Measured rows by variant with its threads, in the order of measuring. */
export function rowsByVariant(
  rows: readonly MeasuredRow[],
): ReadonlyMap<string, readonly [MeasuredRow, ...MeasuredRow[]]> {
  const groups = new Map<string, [MeasuredRow, ...MeasuredRow[]]>();
  for (const row of rows) {
    const key = variantKey(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

const most = (
  rows: readonly MeasuredRow[],
  size: (row: MeasuredRow) => number,
): MeasuredRow | undefined =>
  rows.reduce<MeasuredRow | undefined>(
    (best, row) => (best && size(best) >= size(row) ? best : row),
    undefined,
  );

/** The standard sizes where they were measured, else the largest, at the least depth. */
export function headlineOf(rows: readonly MeasuredRow[]): Headline {
  const least = (of: readonly MeasuredRow[]): readonly MeasuredRow[] => {
    const depth = Math.min(...of.map(({ n_depth }) => n_depth));
    return of.filter(({ n_depth }) => n_depth === depth);
  };
  const prompts = least(rows.filter(({ n_prompt, n_gen }) => n_prompt > 0 && n_gen === 0));
  const decodes = least(rows.filter(({ n_prompt, n_gen }) => n_gen > 0 && n_prompt === 0));
  return {
    prompt: prompts.find((row) => row.n_prompt === 512) ?? most(prompts, (row) => row.n_prompt),
    decode: decodes.find((row) => row.n_gen === 128) ?? most(decodes, (row) => row.n_gen),
  };
}

/** The variant that decodes fastest, or the first where none decoded. */
export function fastestVariant(result: BenchmarkResult): readonly MeasuredRow[] {
  const groups = [...rowsByVariant(measuredRows(result)).values()];
  const speed = (rows: readonly MeasuredRow[]): number => headlineOf(rows).decode?.avg_ts ?? 0;
  return groups.reduce<readonly MeasuredRow[]>(
    (best, rows) => (best.length > 0 && speed(best) >= speed(rows) ? best : rows),
    [],
  );
}
