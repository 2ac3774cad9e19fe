import type { TokenGaps } from '../../core/metrics/token-gap.ts';
import { tickStep } from './tick-step.ts';

export interface HistogramBin {
  /** Fractions of the axis. */
  readonly from: number;
  readonly to: number;
  /** Fraction of the tallest bin. */
  readonly height: number;
  readonly count: number;
}

export interface HistogramMark {
  readonly name: 'p50' | 'p95' | 'p99';
  readonly value: number;
  /** Fraction of the axis. */
  readonly at: number;
  /** Row of its label, from the top: labels that would touch go one row lower. */
  readonly row: number;
  /** The label stands left of its line where it would run over the right edge. */
  readonly before: boolean;
}

export interface Histogram {
  readonly bins: readonly HistogramBin[];
  readonly ticks: readonly { readonly value: number; readonly at: number }[];
  readonly marks: readonly HistogramMark[];
  readonly rows: number;
  /** Gaps beyond the axis, counted in its last bin. */
  readonly beyond: number;
}

const binCount = 24;
/** Width of a mark's label with its margin, as a fraction of the axis at the narrowest layout. */
const labelWidth = 0.215;

/**
 * Bins of the gaps between tokens. The axis ends at the largest gap, or at a quarter beyond p99 where
 * single gaps reach more than twice as far: those are counted and said, not drawn to scale.
 */
export function histogramOf(gaps: TokenGaps): Histogram {
  const least = gaps.all.reduce((a, b) => Math.min(a, b), Infinity);
  const furthest = gaps.max > gaps.p99 * 2 ? gaps.p99 * 1.25 : gaps.max;
  const step = tickStep(Math.max(furthest - least, furthest * 0.05, 0.01), 3);
  const start = Math.floor(least / step) * step;
  const end = Math.max(Math.ceil(furthest / step) * step, start + step);
  const span = end - start;
  const counts = new Array<number>(binCount).fill(0);
  let beyond = 0;
  for (const gap of gaps.all) {
    if (gap > end) beyond++;
    const bin = Math.min(Math.floor(((gap - start) / span) * binCount), binCount - 1);
    counts[bin] = (counts[bin] as number) + 1;
  }
  const tallest = Math.max(...counts, 1);
  const tickCount = Math.round(span / step);
  return {
    bins: counts.map((count, index) => ({
      from: index / binCount,
      to: (index + 1) / binCount,
      height: count / tallest,
      count,
    })),
    ticks: Array.from({ length: tickCount + 1 }, (_, index) => ({
      value: start + index * step,
      at: index / tickCount,
    })),
    ...placeMarks(gaps, start, span),
    beyond,
  };
}

function placeMarks(
  gaps: TokenGaps,
  start: number,
  span: number,
): Pick<Histogram, 'marks' | 'rows'> {
  const taken: number[] = [];
  const marks = (['p50', 'p95', 'p99'] as const).map((name): HistogramMark => {
    const at = Math.min((gaps[name] - start) / span, 1);
    const before = at + labelWidth > 1;
    const left = before ? at - labelWidth : at;
    let row = taken.findIndex((right) => right <= left);
    if (row < 0) row = taken.length;
    taken[row] = left + labelWidth;
    return { name, value: gaps[name], at, row, before };
  });
  return { marks, rows: taken.length };
}
