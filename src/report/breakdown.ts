import { roundToAddUp } from './add-up.ts';

/** How a part is drawn: hatched for what is paid once, else a step of the data scale. */
export type Tone = 'hatch' | 'd1' | 'd2' | 'd3' | 'd4';

export interface BreakdownPart {
  readonly label: string;
  /** Formatted; the values of all parts add up to the total as shown. */
  readonly value: string;
  /** Of the total, 0..1. */
  readonly share: number;
  readonly tone: Tone;
}

/** A total and its parts, as one bar and its rows. */
export interface Breakdown {
  readonly title: string;
  readonly total: string;
  readonly parts: readonly BreakdownPart[];
  /** What the bar can't show, as a sentence. */
  readonly note: string | undefined;
}

export interface MeasuredPart {
  readonly label: string;
  readonly amount: number;
  readonly tone: Tone;
}

/** Parts whose shown values add up to the shown total; those that round to nothing are left out. */
export function breakdownOf(
  title: string,
  parts: readonly MeasuredPart[],
  step: number,
  format: (amount: number) => string,
  note?: string,
): Breakdown {
  const total = parts.reduce((sum, part) => sum + part.amount, 0);
  const rounded = roundToAddUp(
    parts.map((part) => part.amount),
    step,
  );
  return {
    title,
    total: format(rounded.reduce((sum, amount) => sum + amount, 0)),
    parts: parts.flatMap(({ label, amount, tone }, index) => {
      const shown = rounded[index] as number;
      return shown === 0
        ? []
        : [{ label, value: format(shown), share: total === 0 ? 0 : amount / total, tone }];
    }),
    note,
  };
}
