import { parseLevel } from '../../../core/levels.ts';
import { rateRatio, type RateRatio } from '../../../core/metrics/rate-ratio.ts';
import type { EngineId } from '../../../core/variant.ts';
import type { EvidenceRow } from './rows.ts';

/** One step down in bits on one engine, and what it does to decoding. */
export interface SpeedStep {
  readonly from: EvidenceRow;
  readonly to: EvidenceRow;
  /** Decode rate of `to` over that of `from`. */
  readonly ratio: RateRatio;
  /** `faster`: the whole interval is above 1; `slower`: below; `same`: 1 is in it. */
  readonly effect: 'faster' | 'same' | 'slower';
}

/** Levels whose bits per weight differ by less are not a step: their scales differ, not their width. */
const leastStep = 0.5;

/**
 * Steps from each format to the next with fewer bits per weight, widest first. A format stands with its
 * fastest variant. Only what was measured twice or more can be judged.
 */
export function speedSteps(rows: readonly EvidenceRow[], engine: EngineId): readonly SpeedStep[] {
  const fastest = new Map<string, EvidenceRow>();
  for (const row of rows) {
    if (row.variant.engine !== engine || !row.facts || !row.decode?.interval) continue;
    const { format } = parseLevel(row.variant.level);
    const other = fastest.get(format)?.decode;
    if (!other || other.mean < row.decode.mean) fastest.set(format, row);
  }
  const bits = (row: EvidenceRow): number => row.facts?.linearBitsPerWeight ?? 0;
  const byBits = [...fastest.values()].toSorted((a, b) => bits(b) - bits(a));
  const steps: SpeedStep[] = [];
  for (const [index, from] of byBits.entries()) {
    const to = byBits.slice(index + 1).find((row) => bits(from) - bits(row) >= leastStep);
    // Of formats of one width the faster is stepped down from.
    const rivals = byBits.filter(
      (row) => row !== from && Math.abs(bits(row) - bits(from)) < leastStep,
    );
    if (rivals.some((row) => (row.decode?.mean ?? 0) > (from.decode?.mean ?? 0))) continue;
    const ratio = to?.decode && from.decode && rateRatio(to.decode.samples, from.decode.samples);
    if (!to || !ratio) continue;
    const effect = ratio.low > 1 ? 'faster' : ratio.high < 1 ? 'slower' : 'same';
    steps.push({ from, to, ratio, effect });
  }
  return steps;
}
