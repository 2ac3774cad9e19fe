/** A mean with what lies a standard deviation below and above, tok/s or ms. */
export interface MeasuredPoint {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface BarRow extends MeasuredPoint {
  readonly label: string;
  /** Formatted, beside the bar. */
  readonly text: string;
}

export interface LineSeries {
  readonly label: string;
  /** Ascending in `x`. */
  readonly points: readonly (MeasuredPoint & { readonly x: number })[];
}

/** A chart, ready to be drawn: what it shows is decided before a plotting library is fetched. */
export type Figure =
  | {
      readonly kind: 'bars';
      readonly title: string;
      readonly unit: string;
      readonly rows: readonly BarRow[];
    }
  | {
      readonly kind: 'lines';
      readonly title: string;
      readonly unit: string;
      readonly xLabel: string;
      readonly series: readonly LineSeries[];
    };
