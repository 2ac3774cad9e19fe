import type {
  BenchmarkResult,
  BenchRowSubject,
  BenchVariantRecord,
} from '../../../core/bench-result.ts';
import { variantKey } from './subject-text.ts';

/** What a result holds of the variant that a row was measured of. */
export const recordOf = (
  { variants }: BenchmarkResult,
  row: BenchRowSubject,
): BenchVariantRecord | undefined =>
  variants.find(
    ({ variant, threads }) =>
      variantKey({ ...row, ...variant, n_threads: threads }) === variantKey(row),
  );
