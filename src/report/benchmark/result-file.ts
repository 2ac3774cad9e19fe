import * as v from 'valibot';
import type { BenchmarkResult } from '../../../core/bench-result.ts';
import { readResult } from '../../store/benchmark-schema.ts';
import {
  fromExportFile,
  toExportFile,
  type ExportFormat,
  type ImportProblem,
} from '../export-file.ts';

/** Of the file; results have their own. */
const resultFormat: ExportFormat = { format: 'featherweight-benchmark', version: 1 };

/** A larger file is not read: the longest run is far below a megabyte. */
export const largestFileBytes = 50_000_000;
const mostResults = 2000;

/** Why a file was not taken. The interface has a sentence for each. */
export type ResultImportProblem =
  { readonly kind: 'too-large'; readonly bytes: number } | ImportProblem;

export type ResultImport =
  { readonly kind: 'results'; readonly results: readonly BenchmarkResult[] } | ResultImportProblem;

const body = v.object({ results: v.pipe(v.array(v.unknown()), v.maxLength(mostResults)) });

/** Results as the text of a JSON file. */
export const resultsToJson = (results: readonly BenchmarkResult[], exportedAt: number): string =>
  toExportFile(resultFormat, exportedAt, { results });

/** Results of a JSON file that this app wrote, all or none. */
export function resultsFromJson(text: string): ResultImport {
  const file = fromExportFile(text, resultFormat, body);
  if (file.kind !== 'content') return file;
  const results: BenchmarkResult[] = [];
  for (const [index, value] of file.content.results.entries()) {
    const read = readResult(value);
    if (read.kind === 'malformed')
      return { kind: 'malformed', where: `results[${index}].${read.where}` };
    if (read.kind === 'later-version') return read;
    results.push(read.result);
  }
  return { kind: 'results', results };
}
