import { describe, expect, test } from 'vitest';
import { costAxis, qualityAxis } from '../../../../../src/report/evidence/axis.ts';
import {
  areCrossed,
  areCrowded,
  placeLabels,
  type Box,
  type LabelPoint,
} from '../../../../../src/report/evidence/label-placement.ts';
import { paretoFront } from '../../../../../src/report/evidence/pareto.ts';
import { fourLevels, viewOf } from '../../../../fixtures/evidence/evidence.ts';

describe('the Pareto front', () => {
  const low = { x: 'low', y: 'low' } as const;

  test('holds what nothing beats', () => {
    const points = [
      { x: 1, y: 10 },
      { x: 2, y: 5 },
      { x: 3, y: 7 },
      { x: 4, y: 1 },
    ];
    expect(paretoFront(points, low)).toEqual([true, true, false, true]);
    expect(paretoFront(points, { x: 'high', y: 'low' })).toEqual([false, false, false, true]);
    expect(paretoFront(points, { x: 'high', y: 'high' })).toEqual([true, false, true, true]);
  });

  test('equals on one axis: the better on the other; equals on both stand together', () => {
    expect(
      paretoFront(
        [
          { x: 1, y: 2 },
          { x: 1, y: 1 },
        ],
        low,
      ),
    ).toEqual([false, true]);
    expect(
      paretoFront(
        [
          { x: 1, y: 1 },
          { x: 1, y: 1 },
        ],
        low,
      ),
    ).toEqual([true, true]);
    expect(paretoFront([], low)).toEqual([]);
  });
});

describe('axes', () => {
  const { rows } = viewOf(fourLevels);

  test('of cost begin at 0 and end beyond the costliest, or beyond the limit', () => {
    expect(costAxis(rows, 'bytes')).toMatchObject({
      domain: [0, 150e6],
      ticks: [0, 50e6, 100e6, 150e6],
    });
    expect(costAxis(rows, 'bytes', 190e6)?.domain).toEqual([0, 200e6]);
    expect(costAxis([], 'bytes')).toBeNull();
  });

  test('of KL divergence are logarithmic, with whole powers of ten', () => {
    const axis = qualityAxis(rows, 'kld');
    expect(axis).toMatchObject({ type: 'log', ticks: [0.01, 0.1, 1] });
    // Beyond the ends of the lowest and the highest interval.
    expect(axis?.domain[0]).toBeLessThan(0.0124 * (1 - 1.96 * 0.06));
    expect(axis?.domain[1]).toBeGreaterThan(1.31 * (1 + 1.96 * 0.06));
  });

  test('of perplexity are linear until they span a wide range', () => {
    expect(qualityAxis(rows.slice(1), 'perplexity')?.type).toBe('linear');
    const far = viewOf([...fourLevels, { level: 'q4i', perplexity: 900, kld: [3, 0.1] }]);
    expect(qualityAxis(far.rows, 'perplexity')?.type).toBe('log');
  });

  test('of shares end at the whole', () => {
    const near = viewOf([
      { level: 'q8', perplexity: 24 },
      { level: 'q4', perplexity: 24, kld: [0.001, 0.999] },
    ]);
    expect(qualityAxis(near.rows, 'sameTop')?.domain[1]).toBe(1);
  });
});

const frame: Box = { left: 0, top: 0, width: 416, height: 380 };
const boxOf = (point: LabelPoint, { left, top }: { left: number; top: number }): Box => ({
  left,
  top,
  width: point.width,
  height: point.height,
});
const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width &&
  b.left < a.left + a.width &&
  a.top < b.top + b.height &&
  b.top < a.top + a.height;

describe('labels', () => {
  const point = (x: number, y: number): LabelPoint => ({
    x,
    y,
    radius: 6,
    width: 60,
    height: 28,
    whiskers: { x: null, y: [y - 12, y + 12] },
  });

  test('stand to the right where there is room', () => {
    expect(placeLabels([point(100, 100)], [], frame)).toEqual([
      { left: 114, top: 86, anchor: 'start' },
    ]);
  });

  test.each([
    ['far apart', [point(60, 60), point(200, 200), point(330, 330)]],
    ['at the edges', [point(3, 3), point(413, 3), point(3, 377), point(413, 377)]],
    [
      'crowded',
      [point(200, 200), point(214, 206), point(206, 224), point(190, 190), point(232, 186)],
    ],
    ['one above the other', [point(200, 180), point(200, 200), point(200, 220)]],
  ])('never touch each other, nor leave the frame: %s', (_what, points) => {
    const placed = placeLabels(points, [], frame);
    const boxes = points.map((each, index) => boxOf(each, placed[index] ?? { left: 0, top: 0 }));
    for (const [index, box] of boxes.entries()) {
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.left + box.width).toBeLessThanOrEqual(frame.width);
      expect(box.top).toBeGreaterThanOrEqual(0);
      expect(box.top + box.height).toBeLessThanOrEqual(frame.height);
      for (const other of boxes.slice(index + 1)) expect(overlaps(box, other)).toBe(false);
    }
  });

  test('are crowded where they cover each other, another’s dot, or leave the frame', () => {
    const apart = [point(60, 60), point(200, 200)];
    const crowdedAt = (points: readonly LabelPoint[], of: Box): boolean =>
      areCrowded(points, placeLabels(points, [], of), of);
    expect(crowdedAt(apart, frame)).toBe(false);
    const pile = Array.from({ length: 14 }, (_, index) => point(200 + index * 3, 200 + index * 2));
    expect(crowdedAt(pile, frame)).toBe(true);
    expect(crowdedAt(apart, { ...frame, width: 20 })).toBe(true);
  });

  test('lie across a line only where they hide some of it', () => {
    const points = [point(100, 100)];
    const placed = placeLabels(points, [], frame);
    const across = { x1: 0, y1: 100, x2: 400, y2: 100 };
    expect(areCrossed(points, placed, [across])).toBe(true);
    expect(areCrossed(points, placed, [{ ...across, y1: 300, y2: 300 }])).toBe(false);
  });

  test('keep off the line that joins the front', () => {
    const points = [point(100, 100)];
    const [placed] = placeLabels(points, [{ x1: 100, y1: 100, x2: 400, y2: 100 }], frame);
    const { top, anchor } = placed ?? { top: 90, anchor: 'start' };
    expect(anchor === 'end' || top + 28 <= 100 || top >= 100).toBe(true);
  });
});
