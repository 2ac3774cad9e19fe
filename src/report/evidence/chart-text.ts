import { msg, str } from '@lit/localize';
import { goodCorner } from './axis.ts';
import type { ChartModel } from './chart-model.ts';
import { measureName } from './measure-text.ts';

/** What the chart is of. */
export const chartTitle = ({ x, y }: ChartModel): string =>
  msg(str`${measureName(x.measure)} against ${measureName(y.measure)}`, { id: 'chart.title' });

function cornerText({ x, y }: ChartModel): string {
  const corner = goodCorner(x.measure, y.measure);
  if (corner.y === 'lower')
    return corner.x === 'left'
      ? msg('Lower left is better.', { id: 'chart.lower-left' })
      : msg('Lower right is better.', { id: 'chart.lower-right' });
  return corner.x === 'left'
    ? msg('Upper left is better.', { id: 'chart.upper-left' })
    : msg('Upper right is better.', { id: 'chart.upper-right' });
}

/** How to read the chart, and what is not in it. */
export function chartCaption(model: ChartModel): string {
  const area = model.points.some(({ rate }) => rate !== null)
    ? ` ${msg('Dot area is decode tok/s.', { id: 'chart.area' })}`
    : '';
  const missing =
    model.absent.length > 0
      ? ` ${msg(str`Not measured on both axes: ${model.absent.join(', ')}.`, { id: 'chart.absent' })}`
      : '';
  const reference =
    model.referenceLeftOut === null
      ? ''
      : ` ${msg(str`${model.referenceLeftOut} is what the others are compared with, so it is no point.`, { id: 'chart.reference' })}`;
  return `${cornerText(model)}${area} ${msg(
    'Whiskers are 95 % intervals, the line joins variants that nothing beats on both axes; hollow ones are beaten.',
    { id: 'chart.caption' },
  )}${reference}${missing}`;
}
