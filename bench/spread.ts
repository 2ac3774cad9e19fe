import { median } from '../core/statistics.ts';

/** What rounds gave. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}

/** Three significant digits at least. */
const figure = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

export const spreadText = (spread: Spread): string =>
  `${figure(spread.median)} [${figure(spread.lowest)}, ${figure(spread.highest)}]`;
