import { tickStep } from '../tick-step.ts';
import {
  betterWhen,
  measureOf,
  type CostMeasure,
  type MeasureId,
  type QualityMeasure,
} from './measures.ts';
import type { EvidenceRow } from './rows.ts';

/** A scale with its ticks, in the measure's own unit (bytes, shares, nats). */
export interface Axis {
  readonly measure: MeasureId;
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

function linearAxis(measure: MeasureId, low: number, high: number, wanted: number): Axis {
  const span = high - low || Math.abs(high) || 1;
  const step = tickStep(span, wanted);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) =>
    round((first + index) * step),
  );
  return { measure, type: 'linear', domain: [round(first * step), round(last * step)], ticks };
}

/** Without the last digits that multiplying steps leaves. */
const round = (value: number): number => Number(value.toPrecision(12));

/** Room at both ends of a logarithmic axis, as a factor. */
const logRoom = 1.4;

/** Whole powers of ten, with 2 and 5 between them where there are fewer than two. */
function logAxis(measure: MeasureId, low: number, high: number): Axis {
  const domain = [low / logRoom, high * logRoom] as const;
  const powers = Array.from({ length: 24 }, (_, index) => 10 ** (index - 12));
  const within = (factors: readonly number[]): readonly number[] =>
    powers
      .flatMap((power) => factors.map((factor) => round(factor * power)))
      .filter((tick) => tick >= domain[0] && tick <= domain[1]);
  const whole = within([1]);
  return { measure, type: 'log', domain, ticks: whole.length >= 2 ? whole : within([1, 2, 5]) };
}

/** Values of a measure with the bounds of their intervals. */
function extent(rows: readonly EvidenceRow[], measure: MeasureId): readonly number[] {
  return rows.flatMap((row) => {
    const point = measureOf(row, measure);
    return point
      ? [point.value, ...(point.interval ? [point.interval.low, point.interval.high] : [])]
      : [];
  });
}

/** Cost from 0, so that a distance is a share; 4 ticks besides it. `null` without a value. */
export function costAxis(
  rows: readonly EvidenceRow[],
  measure: CostMeasure,
  atLeast = 0,
): Axis | null {
  const values = extent(rows, measure);
  if (values.length === 0) return null;
  return linearAxis(measure, 0, Math.max(...values, atLeast), 4);
}

/** Perplexities further apart than this get a logarithmic axis. */
const logarithmicFrom = 4;

/**
 * Quality, cut where its values begin. KL divergence is logarithmic, as it spans powers of ten; an
 * interval that reaches 0 there ends at the axis.
 */
export function qualityAxis(rows: readonly EvidenceRow[], measure: QualityMeasure): Axis | null {
  const values = extent(rows, measure);
  if (values.length === 0) return null;
  const means = rows.flatMap((row) => measureOf(row, measure)?.value ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  switch (measure) {
    case 'kld': {
      const least = Math.min(...means.filter((value) => value > 0), 1);
      const floor = Math.max(low, least / 4, 1e-6);
      return logAxis(measure, floor, Math.max(high, floor * 2));
    }
    case 'perplexity':
      return high / low > logarithmicFrom
        ? logAxis(measure, low, high)
        : linearAxis(measure, low, high, 4);
    case 'sameTop':
    case 'accuracy': {
      const axis = linearAxis(measure, low, high, 4);
      return {
        ...axis,
        domain: [Math.max(0, axis.domain[0]), Math.min(1, axis.domain[1])],
        ticks: axis.ticks.filter((tick) => tick >= 0 && tick <= 1),
      };
    }
  }
}

/** Where the good corner of the chart is. */
export const goodCorner = (
  x: CostMeasure,
  y: QualityMeasure,
): { x: 'left' | 'right'; y: 'lower' | 'upper' } => ({
  x: betterWhen(x) === 'low' ? 'left' : 'right',
  y: betterWhen(y) === 'low' ? 'lower' : 'upper',
});
