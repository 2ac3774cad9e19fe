import { msg, str } from '@lit/localize';
import { number } from '../../i18n/format.ts';
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

/** Shapes of dots by model, in this order and again from the first. */
export const shapes = ['circle', 'square', 'diamond', 'triangle'] as const;
export type Shape = (typeof shapes)[number];

export const shapeOf = (model: number): Shape => shapes[model % shapes.length] ?? 'circle';

function shapeText(shape: Shape, name: string): string {
  switch (shape) {
    case 'circle':
      return msg(str`circles: ${name}`, { id: 'chart.circles' });
    case 'square':
      return msg(str`squares: ${name}`, { id: 'chart.squares' });
    case 'diamond':
      return msg(str`diamonds: ${name}`, { id: 'chart.diamonds' });
    case 'triangle':
      return msg(str`triangles: ${name}`, { id: 'chart.triangles' });
  }
}

/** Which model has which shape; empty where there is one. */
export const shapesText = ({ models }: ChartModel): string =>
  models.length > 1
    ? msg(
        str`Models, ${models.map((name, index) => shapeText(shapeOf(index), name)).join('; ')}.`,
        {
          id: 'chart.models',
        },
      )
    : '';

/** Which point has which number, where numbers stand beside the dots. */
export const numbersText = ({ points }: ChartModel): string =>
  msg(str`Points: ${points.map(({ name }, index) => `${number(index + 1)} ${name}`).join('; ')}.`, {
    id: 'chart.numbers',
  });

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
  const shown = shapesText(model);
  return `${shown ? `${shown} ` : ''}${cornerText(model)}${area} ${msg(
    'Whiskers are 95 % intervals, the line joins variants that nothing beats on both axes; hollow ones are beaten.',
    { id: 'chart.caption' },
  )}${reference}${missing}`;
}
