import { tickStep } from '../tick-step.ts';

/** A zero-based axis with a few round ticks. */
export interface Axis {
  readonly end: number;
  readonly ticks: readonly number[];
}

/** About four ticks, at 1, 2 or 5 times a power of ten, the last at or beyond `most`. */
export function axisTo(most: number): Axis {
  if (!(most > 0)) return { end: 1, ticks: [0, 1] };
  const step = tickStep(most, 4);
  const count = Math.ceil(most / step - 1e-9);
  return {
    end: count * step,
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
  };
}
