import * as Plot from '@observablehq/plot';
import { number } from '../i18n/format.ts';
import { axisTo, type Axis } from '../report/benchmark/axis.ts';
import { fitText, widthInEm } from '../report/benchmark/svg-text.ts';
import type { Figure, LineSeries, MeasuredPoint } from '../report/benchmark/figure.ts';

type Bars = Extract<Figure, { kind: 'bars' }>;
type Lines = Extract<Figure, { kind: 'lines' }>;

/** Colours and dashes by which lines are told apart; each is labelled directly as well. */
const lineStyles = [
  { stroke: 'var(--d1)', dash: 'none' },
  { stroke: 'var(--d2)', dash: 'none' },
  { stroke: 'var(--ink-2)', dash: '6 3' },
  { stroke: 'var(--hatch)', dash: '2 3' },
] as const;

const axisText = { fontSize: 11, fill: 'var(--ink-3)', stroke: 'none' } as const;
const axisLine = { stroke: 'var(--line-2)' } as const;

/** An Observable Plot of `figure`, `width` pixels wide. Fetched with its library when one is shown. */
export function plotFigure(figure: Figure, width: number): Element {
  const plot = figure.kind === 'bars' ? bars(figure, width) : lines(figure, width);
  // Plot says its own words in English; the element around it names the chart.
  plot.removeAttribute('aria-label');
  for (const inner of plot.querySelectorAll('[aria-label]')) inner.removeAttribute('aria-label');
  plot.setAttribute('aria-hidden', 'true');
  return plot;
}

const ticks = (value: number): string => number(value, Math.abs(value) < 5 && value !== 0 ? 1 : 0);

/** Ticks whose last carries the unit, so that the axis needs no label. */
const unitTicks = ({ ticks: values, end }: Axis, unit: string) => ({
  ticks: values,
  tickFormat: (value: number): string => (value === end ? `${ticks(value)} ${unit}` : ticks(value)),
});

function bars({ rows, unit }: Bars, width: number): Element {
  const rowHeight = 32;
  const narrow = width < 480;
  const labels = rows.map(({ label }) => label);
  const room = roomFor(labels, width * 0.4);
  const axis = axisTo(Math.max(...rows.map(({ high }) => high)));
  return Plot.plot({
    width,
    height: rows.length * rowHeight * (narrow ? 1.5 : 1) + 34,
    marginTop: 2,
    marginBottom: 30,
    marginLeft: narrow ? 2 : room,
    marginRight: 62,
    style: {
      background: 'transparent',
      fontFamily: 'var(--ui)',
      fontSize: '12px',
      overflow: 'visible',
    },
    x: { domain: [0, axis.end], label: null },
    y: {
      domain: rows.map((_, index) => index),
      padding: narrow ? 0.62 : 0.44,
      label: null,
      axis: null,
    },
    marks: [
      Plot.barX(rows, {
        x: 'mean',
        y: (_row: unknown, index: number) => index,
        fill: (_row: unknown, index: number) => (index === 0 ? 'var(--d1)' : 'var(--d2)'),
        rx: 2,
      }),
      Plot.ruleY(
        rows,
        whisker('x', (_row, index) => index),
      ),
      ...(['low', 'high'] as const).map((end) =>
        Plot.tickX(rows, {
          x: end,
          y: (_row: unknown, index: number) => index,
          stroke: 'var(--ink)',
          inset: 3,
        }),
      ),
      Plot.text(rows, {
        x: 'high',
        y: (_row: unknown, index: number) => index,
        text: 'text',
        textAnchor: 'start',
        dx: 6,
        fill: 'var(--ink)',
      }),
      narrow
        ? Plot.text(rows, {
            y: (_row: unknown, index: number) => index,
            text: 'label',
            frameAnchor: 'left',
            textAnchor: 'start',
            dy: -16,
            fill: 'var(--ink-2)',
          })
        : Plot.axisY({
            tickFormat: (index: number) => within(labels[index] ?? '', room),
            tickSize: 0,
            fontSize: 12,
            fill: 'var(--ink-2)',
            stroke: 'none',
          }),
      Plot.axisX({ ...unitTicks(axis, unit), tickSize: 5, ...axisText, ...axisLine }),
      Plot.ruleY([0], { strokeWidth: 0 }),
      Plot.frame({ anchor: 'bottom', ...axisLine }),
    ],
  });
}

/** A line from a standard deviation below to one above. */
const whisker = (
  along: 'x' | 'y',
  at: (point: MeasuredPoint, index: number) => number,
): Record<string, unknown> => ({
  [along === 'x' ? 'y' : 'x']: at,
  [`${along}1`]: 'low',
  [`${along}2`]: 'high',
  stroke: 'var(--ink)',
});

function lines({ series, unit, xLabel }: Lines, width: number): Element {
  const points = series.flatMap((each, index) =>
    each.points.map((point) => ({ ...point, index, label: each.label })),
  );
  const axis = axisTo(Math.max(...points.map(({ high }) => high)));
  const xs = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const style = (index: number) => lineStyles[index % lineStyles.length] ?? lineStyles[0];
  // A single line is named in the title; the room is for the last tick's text.
  const labelRoom =
    series.length === 1
      ? 24
      : roomFor(
          series.map(({ label }) => label),
          width * 0.42,
        );
  return Plot.plot({
    width,
    height: 240,
    marginTop: 22,
    marginBottom: 36,
    marginLeft: 42,
    marginRight: labelRoom,
    style: {
      background: 'transparent',
      fontFamily: 'var(--ui)',
      fontSize: '12px',
      overflow: 'visible',
    },
    x: { domain: [Math.min(0, ...xs), Math.max(...xs, 1)], label: null },
    y: { domain: [0, axis.end], label: null },
    marks: [
      Plot.gridY({ ticks: axis.ticks, stroke: 'var(--line)', strokeOpacity: 1 }),
      Plot.axisY({ ticks: axis.ticks, tickFormat: ticks, tickSize: 0, ...axisText }),
      Plot.text([unit], {
        frameAnchor: 'top-left',
        dx: -36,
        dy: -18,
        textAnchor: 'start',
        ...axisText,
      }),
      Plot.axisX({
        ticks: roomyTicks(xs, width - 42 - labelRoom),
        tickFormat: (value: number) => number(value),
        tickSize: 5,
        ...axisText,
        ...axisLine,
      }),
      Plot.text([xLabel], { frameAnchor: 'bottom-right', dy: 32, textAnchor: 'end', ...axisText }),
      Plot.frame({ anchor: 'bottom', ...axisLine }),
      ...series.flatMap((each, index) => [
        Plot.ruleX(each.points, {
          ...whisker('y', ({ x }: MeasuredPoint & { x?: number }) => x ?? 0),
        }),
        Plot.lineY(each.points, {
          x: 'x',
          y: 'mean',
          stroke: style(index).stroke,
          strokeDasharray: style(index).dash,
          strokeWidth: 1.5,
        }),
        Plot.dot(each.points, {
          x: 'x',
          y: 'mean',
          r: 3,
          fill: style(index).stroke,
          stroke: 'var(--surface)',
        }),
      ]),
      Plot.text(series.length === 1 ? [] : endLabels(series, axis.end, labelRoom), {
        x: 'x',
        y: 'y',
        text: 'label',
        dx: 9,
        textAnchor: 'start',
        fill: 'var(--ink-2)',
      }),
    ],
  });
}

const labelSize = 12;
const labelGap = 14;

/** Pixels that the longest label takes, at most `most`. */
const roomFor = (labels: readonly string[], most: number): number =>
  Math.min(Math.max(...labels.map(widthInEm)) * labelSize + labelGap, most);

const within = (label: string, room: number): string =>
  fitText(label, { size: labelSize, least: labelSize, width: room - labelGap }).text;

/** The measured places as ticks, less those whose labels would touch the one before. */
function roomyTicks(xs: readonly number[], width: number): readonly number[] {
  const scale = width / Math.max(...xs, 1);
  const kept: number[] = [];
  // From the end, so that the furthest is always told.
  for (const x of xs.toReversed()) {
    const last = kept.at(-1);
    if (last === undefined || (last - x) * scale > 34) kept.push(x);
  }
  return kept;
}

/** Labels at the lines' ends, moved apart where they would touch. */
function endLabels(
  series: readonly LineSeries[],
  most: number,
  room: number,
): readonly { readonly x: number; readonly y: number; readonly label: string }[] {
  const step = most / 12;
  let above = Infinity;
  return series
    .flatMap(({ label, points }) => {
      const end = points.at(-1);
      return end ? [{ label, x: end.x, y: end.mean }] : [];
    })
    .sort((a, b) => b.y - a.y)
    .map((each) => {
      above = Math.min(each.y, above - step);
      return { ...each, y: above, label: within(each.label, room) };
    });
}
