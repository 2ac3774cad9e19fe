import type { MeasuredRow } from '../../../core/bench-result.ts';
import { number } from '../../i18n/format.ts';

/** A rate and what it varies by, both with as many decimals. */
export interface RateText {
  readonly mean: string;
  /** `± 4`; empty for one repetition, which tells no spread. */
  readonly spread: string;
}

/** Decimals that leave three significant digits, and one more where the spread would read as 0. */
function decimals(mean: number, spread: number): number {
  const digits = mean < 10 ? 2 : mean < 100 ? 1 : 0;
  return spread > 0 && spread < 0.5 * 10 ** -digits ? digits + 1 : digits;
}

export function rateText({
  avg_ts,
  stddev_ts,
  samples_ts,
}: Pick<MeasuredRow, 'avg_ts' | 'stddev_ts' | 'samples_ts'>): RateText {
  const repeated = samples_ts.length > 1;
  const digits = decimals(avg_ts, repeated ? stddev_ts : 0);
  return {
    mean: number(avg_ts, digits),
    spread: repeated ? `± ${number(stddev_ts, digits)}` : '',
  };
}
