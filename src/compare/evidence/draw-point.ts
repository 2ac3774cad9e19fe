import { number, rate } from '../../i18n/format.ts';
import { shapeOf, type Shape } from '../../report/evidence/chart-text.ts';
import type { ChartPoint } from '../../report/evidence/chart-model.ts';
import type { LabelPoint, PlacedLabel } from '../../report/evidence/label-placement.ts';

export interface LabelLine {
  readonly text: string;
  readonly size: number;
  readonly fill: string;
  readonly weight: 400 | 600;
}

/** What stands beside a dot: its whole name, and beneath it the rate that its area shows. */
export const pointLabel = (
  { name, rate: tps, isChosen }: ChartPoint,
  unit: string,
): readonly LabelLine[] => [
  { text: name, size: 12, fill: 'var(--ink)', weight: isChosen ? 600 : 400 },
  ...(tps === null
    ? []
    : [{ text: `${rate(tps)} ${unit}`, size: 11, fill: 'var(--ink-3)', weight: 400 } as const]),
];

/** Without the rate, and without the model, which its shape tells. */
export const shortLabel = ({ label, isChosen }: ChartPoint): readonly LabelLine[] => [
  { text: label, size: 12, fill: 'var(--ink)', weight: isChosen ? 600 : 400 },
];

/** Where names have no room: a number beside each dot, whose name stands in a list. */
export const numberLabel = ({ isChosen }: ChartPoint, index: number): readonly LabelLine[] => [
  { text: number(index + 1), size: 12, fill: 'var(--ink)', weight: isChosen ? 600 : 400 },
];

function element<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes))
    made.setAttribute(key, typeof value === 'number' ? Number(value.toFixed(2)).toString() : value);
  return made;
}

const line = (x1: number, y1: number, x2: number, y2: number): SVGLineElement =>
  element('line', { x1, y1, x2, y2 });

const cap = 3.5;

function whiskers({ x, y, whiskers: { x: across, y: up } }: LabelPoint): readonly SVGElement[] {
  return [
    ...(up ? [line(x, up[0], x, up[1]), ...up.map((end) => line(x - cap, end, x + cap, end))] : []),
    ...(across
      ? [line(across[0], y, across[1], y), ...across.map((end) => line(end, y - cap, end, y + cap))]
      : []),
  ];
}

/** A dot of its model's shape, each with the area of a circle of this radius. */
function dotOf(
  shape: Shape,
  { x, y, radius }: LabelPoint,
  attributes: Readonly<Record<string, string | number>>,
): SVGElement {
  const polygon = (corners: readonly (readonly [number, number])[]): SVGElement =>
    element('polygon', {
      points: corners
        .map(([dx, dy]) => `${(x + dx * radius).toFixed(2)},${(y + dy * radius).toFixed(2)}`)
        .join(' '),
      ...attributes,
    });
  switch (shape) {
    case 'circle':
      return element('circle', { cx: x, cy: y, r: radius, ...attributes });
    case 'square': {
      const half = Math.sqrt(Math.PI) / 2;
      return polygon([
        [-half, -half],
        [half, -half],
        [half, half],
        [-half, half],
      ]);
    }
    case 'diamond': {
      const half = Math.sqrt(Math.PI / 2);
      return polygon([
        [0, -half],
        [half, 0],
        [0, half],
        [-half, 0],
      ]);
    }
    case 'triangle': {
      const side = Math.sqrt((4 * Math.PI) / Math.sqrt(3));
      const height = (side * Math.sqrt(3)) / 2;
      return polygon([
        [0, (-2 * height) / 3],
        [side / 2, height / 3],
        [-side / 2, height / 3],
      ]);
    }
  }
}

/** Dots are small: what a pointer or a finger may hit. */
const hitRadius = 18;

/** One variant: whiskers, dot and label, as one group that takes the focus. */
export function drawPoint(
  point: ChartPoint,
  place: LabelPoint,
  label: PlacedLabel,
  lines: readonly LabelLine[],
): SVGGElement {
  const { x, y, radius } = place;
  const group = element('g', { class: 'point', tabindex: '0', role: 'img' });
  const stroke = point.isChosen ? 'var(--d1)' : 'var(--ink-2)';
  const lineGroup = element('g', { stroke, 'stroke-width': 1 });
  lineGroup.append(...whiskers(place));
  const dot = dotOf(shapeOf(point.model), place, {
    fill: point.isChosen ? 'var(--d1)' : point.onFront ? 'var(--d3)' : 'var(--surface)',
    stroke,
    'stroke-width': 1,
    ...(point.onFront ? {} : { 'stroke-dasharray': '2 2' }),
  });
  const text = element('text', {
    'text-anchor': label.anchor,
    stroke: 'var(--surface)',
    'stroke-width': 3,
    'stroke-linejoin': 'round',
    'paint-order': 'stroke',
  });
  const start =
    label.anchor === 'start'
      ? label.left
      : label.anchor === 'end'
        ? label.left + place.width
        : label.left + place.width / 2;
  for (const [index, each] of lines.entries()) {
    const span = element('tspan', {
      x: start,
      y: label.top + 11 + index * 13,
      fill: each.fill,
      'font-size': each.size,
      'font-weight': each.weight,
    });
    span.textContent = each.text;
    text.append(span);
  }
  group.append(
    element('circle', { class: 'hit', cx: x, cy: y, r: hitRadius, fill: 'transparent' }),
    element('circle', {
      class: 'ring',
      cx: x,
      cy: y,
      r: radius + 4,
      fill: 'none',
      stroke: 'var(--focus)',
      'stroke-width': 2,
    }),
    lineGroup,
    dot,
    text,
  );
  return group;
}
