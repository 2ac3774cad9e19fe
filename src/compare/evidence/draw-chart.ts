import * as Plot from '@observablehq/plot';
import type { ChartModel, ChartPoint } from '../../report/evidence/chart-model.ts';
import {
  areCrossed,
  areCrowded,
  placeLabels,
  type LabelPoint,
  type Segment,
} from '../../report/evidence/label-placement.ts';
import { tickTexts } from '../../report/evidence/tick-text.ts';
import { drawPoint, numberLabel, pointLabel, shortLabel, type LabelLine } from './draw-point.ts';

export interface ChartTexts {
  /** For the whole picture. */
  readonly title: string;
  /** What stands in the part beyond the limit: as long as there is room, else short. */
  readonly beyond: { readonly long: string; readonly short: string } | null;
  /** Of each point, in order: everything that is known of it. */
  readonly accounts: readonly string[];
  readonly rateUnit: string;
}

export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

const margin = { left: 46, right: 2, top: 12, bottom: 34 };
/** Radius of the dot of the fastest; others have their share of its area. */
const largestRadius = 6.5;
const leastRadius = 2.5;
const plainRadius = 4.5;

const axisText = { fill: 'var(--ink-2)', fontSize: 11 } as const;

/** Width of text in pixels, in the interface's font. */
function measurer(): (text: string, size: number) => number {
  const context = document.createElement('canvas').getContext('2d');
  const family =
    getComputedStyle(document.documentElement).getPropertyValue('--ui') || 'sans-serif';
  return (text, size) => {
    if (!context) return text.length * size * 0.6;
    context.font = `600 ${size}px ${family}`;
    return context.measureText(text).width;
  };
}

const radiusOf = ({ rate }: ChartPoint, fastest: number): number =>
  rate === null || fastest === 0
    ? plainRadius
    : Math.max(leastRadius, largestRadius * Math.sqrt(rate / fastest));

type Labels = readonly (readonly LabelLine[])[];

/** What stands beside the dots: `numbers` where names would cover each other. */
export type LabelStyle = 'full' | 'names' | 'short' | 'numbers';

/**
 * The chart as SVG, coloured by the page's tokens. Every point is a group that takes the focus and
 * carries `data-index`; the whole carries its `LabelStyle` as `data-labels`.
 */
export function drawChart(
  model: ChartModel,
  texts: ChartTexts,
  { width, height }: ChartSize,
): SVGSVGElement {
  const { x, y, points, beyond } = model;
  const front = points.filter(({ onFront }) => onFront);
  const fastest = Math.max(0, ...points.map(({ rate }) => rate ?? 0));
  const measure = measurer();
  const xTexts = tickTexts(x, 'across');
  const yTexts = tickTexts(y, 'up');
  const shutOut =
    beyond === null
      ? null
      : beyond.side === 'above'
        ? ([beyond.at, x.domain[1]] as const)
        : ([x.domain[0], beyond.at] as const);

  let labelStyle: LabelStyle = 'full';
  const dots: Plot.RenderFunction = (_index, scales, _values, dimensions, context) => {
    const group = context.document.createElementNS('http://www.w3.org/2000/svg', 'g');
    const toX = (value: number): number => Number(scales.x?.(value));
    const toY = (value: number): number =>
      Number(scales.y?.(Math.min(Math.max(value, y.domain[0]), y.domain[1])));
    const placesFor = (labels: Labels): readonly LabelPoint[] =>
      points.map((point, index): LabelPoint => {
        const lines = labels[index] ?? [];
        return {
          x: toX(point.x),
          y: toY(point.y),
          radius: radiusOf(point, fastest),
          width: Math.max(0, ...lines.map(({ text, size }) => measure(text, size))),
          height: lines.length * 13 + 2,
          whiskers: {
            x: point.xInterval && [toX(point.xInterval.low), toX(point.xInterval.high)],
            y: point.yInterval && [toY(point.yInterval.high), toY(point.yInterval.low)],
          },
        };
      });
    const lines: Segment[] = [];
    for (const [index, { x: x1, y: y1 }] of front.entries()) {
      const next = front[index + 1];
      if (next) lines.push({ x1: toX(x1), y1: toY(y1), x2: toX(next.x), y2: toY(next.y) });
    }
    if (beyond) {
      const at = toX(beyond.at);
      lines.push({ x1: at, y1: 0, x2: at, y2: dimensions.height });
    }
    const frame = {
      left: margin.left + 2,
      top: margin.top,
      width: dimensions.width - margin.left - margin.right - 2,
      height: dimensions.height - margin.top - margin.bottom - 2,
    };
    // As much as there is room for: names with rates, names, short names, numbers.
    const named = points.map((point) => pointLabel(point, texts.rateUnit));
    const choices: readonly { readonly style: LabelStyle; readonly labels: Labels }[] = [
      { style: 'full', labels: named },
      { style: 'names', labels: named.map((label) => label.slice(0, 1)) },
      { style: 'short', labels: points.map(shortLabel) },
      { style: 'numbers', labels: points.map(numberLabel) },
    ];
    const tried = choices.map(({ style, labels }) => {
      const places = placesFor(labels);
      return { style, labels, places, placed: placeLabels(places, lines, frame) };
    });
    const uncrowded = tried.filter(({ places, placed }) => !areCrowded(places, placed, frame));
    const fitting =
      uncrowded.find(
        ({ style, places, placed }) => style !== 'numbers' && !areCrossed(places, placed, lines),
      ) ??
      uncrowded[0] ??
      tried.at(-1);
    const { labels = [], places = [], placed = [] } = fitting ?? {};
    labelStyle = fitting?.style ?? 'full';
    for (const [index, point] of points.entries()) {
      const [place, label] = [places[index], placed[index]];
      if (!place || !label) continue;
      const element = drawPoint(point, place, label, labels[index] ?? []);
      element.setAttribute('data-index', index.toString());
      element.setAttribute('aria-label', texts.accounts[index] ?? point.name);
      group.append(element);
    }
    return group;
  };

  const last = x.ticks.length - 1;
  const tickLabels = (indices: readonly number[], textAnchor: 'start' | 'middle' | 'end') =>
    Plot.text(indices, {
      x: (index: number) => x.ticks[index],
      text: (index: number) => xTexts[index],
      frameAnchor: 'bottom',
      dy: 18,
      textAnchor,
      ...axisText,
    });
  const chart = Plot.plot({
    width,
    height,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    style: { background: 'transparent', fontSize: '12px', overflow: 'visible' },
    x: { type: x.type, domain: x.domain, axis: null },
    y: { type: y.type, domain: y.domain, axis: null },
    marks: [
      shutOut &&
        Plot.rect([shutOut], {
          x1: ([from]: readonly [number, number]) => from,
          x2: ([, to]: readonly [number, number]) => to,
          y1: () => y.domain[0],
          y2: () => y.domain[1],
          fill: 'var(--sunk)',
          fillOpacity: 0.7,
        }),
      Plot.ruleY(y.ticks, { stroke: 'var(--line)' }),
      Plot.text(y.ticks, {
        y: (tick: number) => tick,
        text: (_tick: number, index: number) => yTexts[index],
        frameAnchor: 'left',
        dx: -8,
        textAnchor: 'end',
        ...axisText,
      }),
      Plot.frame({ anchor: 'bottom', stroke: 'var(--line-2)' }),
      Plot.axisX(minorTicks(x.ticks), {
        tickSize: 3,
        tickFormat: () => '',
        stroke: 'var(--line-2)',
        label: null,
      }),
      Plot.axisX(x.ticks, {
        tickSize: 6,
        tickFormat: () => '',
        stroke: 'var(--line-2)',
        label: null,
      }),
      tickLabels(x.ticks.map((_, index) => index).slice(1, last), 'middle'),
      tickLabels([0], 'start'),
      tickLabels([last], 'end'),
      beyond && Plot.ruleX([beyond.at], { stroke: 'var(--ink)' }),
      beyond && beyondMark(model, texts, width, measure),
      front.length > 1
        ? Plot.line(front, { x: 'x', y: 'y', stroke: 'var(--d2)', strokeWidth: 1.25 })
        : null,
      dots,
    ],
  });
  if (!(chart instanceof SVGSVGElement)) throw new Error('the chart came with a legend');
  // Plot names its marks by their kind, which tells nobody anything.
  for (const part of chart.querySelectorAll('[aria-label]:not(.point)'))
    part.removeAttribute('aria-label');
  chart.dataset.labels = labelStyle;
  chart.setAttribute('role', 'group');
  chart.setAttribute('aria-label', texts.title);
  chart.setAttribute('font-family', 'var(--ui)');
  return chart;
}

/** Four between each two. */
const minorTicks = (ticks: readonly number[]): readonly number[] =>
  ticks
    .slice(1)
    .flatMap((tick, index) =>
      [1, 2, 3, 4].map((part) => tick + ((ticks[index] as number) - tick) * (part / 5)),
    );

/** A pointer at the limit and words beside it, where they have room. */
function beyondMark(
  { x, beyond }: ChartModel,
  { beyond: words }: ChartTexts,
  width: number,
  measure: (text: string, size: number) => number,
): Plot.Markish {
  if (!beyond || !words) return null;
  const plotWidth = width - margin.left - margin.right;
  const share = (beyond.at - x.domain[0]) / (x.domain[1] - x.domain[0]);
  const room = (beyond.side === 'above' ? 1 - share : share) * plotWidth - 12;
  const text = [words.long, words.short].find((each) => measure(each, 11) <= room);
  return [
    Plot.dot([beyond.at], {
      x: (at: number) => at,
      frameAnchor: 'top',
      symbol: { draw: drawPointer },
      dy: -6,
      fill: 'var(--ink)',
    }),
    text === undefined
      ? null
      : Plot.text([beyond.at], {
          x: (at: number) => at,
          text: () => text,
          frameAnchor: 'top',
          textAnchor: beyond.side === 'above' ? 'start' : 'end',
          dx: beyond.side === 'above' ? 8 : -8,
          dy: 11,
          ...axisText,
        }),
  ];
}

function drawPointer(context: CanvasPath): void {
  context.moveTo(-5, 0);
  context.lineTo(5, 0);
  context.lineTo(0, 6);
  context.closePath();
}
