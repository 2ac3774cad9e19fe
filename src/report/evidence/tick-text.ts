import { msg, str } from '@lit/localize';
import { megabytes, number } from '../../i18n/format.ts';
import type { Axis } from './axis.ts';
import { measureUnit } from './measure-text.ts';
import type { MeasureId } from './measures.ts';
import type { Limits } from './limits.ts';

/** Decimals that the steps of an axis need. */
function decimals(steps: readonly number[]): number {
  const needed = steps.map((step) => {
    const text = Number(step.toPrecision(10)).toString();
    const exponent = /e-(\d+)$/.exec(text);
    return exponent ? Number(exponent[1]) : (text.split('.')[1]?.length ?? 0);
  });
  return Math.min(8, Math.max(0, ...needed));
}

/** From base units to those that are shown: bytes in MB, shares in %. */
const shown = (measure: MeasureId, value: number): number => {
  if (measure === 'bytes' || measure === 'memory') return value / 1e6;
  return measure === 'sameTop' || measure === 'accuracy' ? value * 100 : value;
};

/**
 * Labels of an axis' ticks. Across, the unit stands on the last; upwards there is room for % only.
 * Logarithmic ones have each the decimals they need.
 */
export function tickTexts(
  { measure, type, ticks }: Axis,
  direction: 'across' | 'up',
): readonly string[] {
  const values = ticks.map((tick) => shown(measure, tick));
  const shared = decimals(values);
  const whole = measureUnit(measure);
  const unit = direction === 'across' || whole === '%' ? whole : '';
  return values.map((value, index) => {
    const text = number(value, type === 'log' ? decimals([value]) : shared);
    return index === ticks.length - 1 && unit !== '' ? `${text} ${unit}` : text;
  });
}

/** What stands in the part of the chart that a limit shuts out. */
export function beyondText(
  { budget, speed }: Limits,
  limit: 'budget' | 'speed',
  short: boolean,
): string {
  if (limit === 'speed')
    return short || !speed
      ? msg('too slow', { id: 'standing.too-slow' })
      : msg(str`below ${number(speed.least)} tok/s`, { id: 'chart.below-speed' });
  return short || !budget
    ? msg('over budget', { id: 'standing.over-budget' })
    : msg(str`over the ${megabytes(budget.most, 0)} MB budget`, { id: 'chart.over-budget' });
}
