import * as v from 'valibot';
import type { BenchmarkResult } from '../../../core/bench-result.ts';
import { readResult } from '../../store/benchmark-schema.ts';

/** The version that this app writes, and the latest that it reads; results have their own. */
const version = 1;
const format = 'featherweight-benchmark';

/** A larger file is not read: the longest run is far below a megabyte. */
export const largestFileBytes = 50_000_000;
const mostResults = 2000;

/** Why a file was not taken. The interface has a sentence for each. */
export type ResultImportProblem =
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'not-ours' }
  | { readonly kind: 'later-version'; readonly version: number }
  /** `where` is a path into the file, `results[0].rows[3]`. */
  | { readonly kind: 'malformed'; readonly where: string };

export type ResultImport =
  { readonly kind: 'results'; readonly results: readonly BenchmarkResult[] } | ResultImportProblem;

const header = v.object({
  format: v.literal(format),
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
const body = v.object({ results: v.pipe(v.array(v.unknown()), v.maxLength(mostResults)) });

/** Results as the text of a JSON file. */
export const resultsToJson = (results: readonly BenchmarkResult[], exportedAt: number): string =>
  JSON.stringify(
    { format, version, exportedAt: new Date(exportedAt).toISOString(), results },
    undefined,
    1,
  );

/** Results of a JSON file that this app wrote, all or none. */
export function resultsFromJson(text: string): ResultImport {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'not-json' };
  }
  const head = v.safeParse(header, json);
  if (!head.success) return { kind: 'not-ours' };
  if (head.output.version > version) return { kind: 'later-version', version: head.output.version };
  const parsed = v.safeParse(body, json);
  if (!parsed.success) return { kind: 'malformed', where: 'results' };
  const results: BenchmarkResult[] = [];
  for (const [index, value] of parsed.output.results.entries()) {
    const read = readResult(value);
    if (read.kind === 'malformed')
      return { kind: 'malformed', where: `results[${index}].${read.where}` };
    if (read.kind === 'later-version') return read;
    results.push(read.result);
  }
  return { kind: 'results', results };
}
