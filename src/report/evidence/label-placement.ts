export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface LabelPoint {
  /** Pixels. */
  readonly x: number;
  readonly y: number;
  /** Of its dot. */
  readonly radius: number;
  /** Of its label. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the whiskers' ends, as far as there are any. */
  readonly whiskers: {
    readonly x: readonly [number, number] | null;
    readonly y: readonly [number, number] | null;
  };
}

export interface PlacedLabel {
  readonly left: number;
  readonly top: number;
  /** The side of the box that its text starts from: towards the dot. */
  readonly anchor: 'start' | 'middle' | 'end';
}

export interface Segment {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

const gap = 8;

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top));

/** Length of a segment inside a box, by sampling: labels are small. */
function lengthInside(box: Box, { x1, y1, x2, y2 }: Segment): number {
  const steps = 64;
  let inside = 0;
  for (let step = 0; step <= steps; step++) {
    const x = x1 + ((x2 - x1) * step) / steps;
    const y = y1 + ((y2 - y1) * step) / steps;
    if (x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height)
      inside++;
  }
  return (inside / (steps + 1)) * Math.hypot(x2 - x1, y2 - y1);
}

/** Right first, then left, then the corners, then above and below: the nearer to reading order the better. */
function candidates({ x, y, radius, width, height, whiskers }: LabelPoint): readonly PlacedLabel[] {
  const right = x + radius + gap;
  const left = x - radius - gap - width;
  const above = Math.min(whiskers.y?.[0] ?? Infinity, y - radius) - 3 - height;
  const below = Math.max(whiskers.y?.[1] ?? -Infinity, y + radius) + 3;
  const middle = y - height / 2;
  return [
    { left: right, top: middle, anchor: 'start' },
    { left: right, top: y - height + 4, anchor: 'start' },
    { left: right, top: y - 4, anchor: 'start' },
    { left, top: middle, anchor: 'end' },
    { left, top: y - 4, anchor: 'end' },
    { left, top: y - height + 4, anchor: 'end' },
    { left: right, top: y - height - 8, anchor: 'start' },
    { left: right, top: y + 8, anchor: 'start' },
    { left, top: y - height - 8, anchor: 'end' },
    { left, top: y + 8, anchor: 'end' },
    { left: x - width / 2, top: above, anchor: 'middle' },
    { left: x - width / 2, top: below, anchor: 'middle' },
  ];
}

const dotBox = ({ x, y, radius }: LabelPoint): Box => ({
  left: x - radius - 2,
  top: y - radius - 2,
  width: 2 * radius + 4,
  height: 2 * radius + 4,
});

function whiskerSegments({ x, y, whiskers }: LabelPoint): readonly Segment[] {
  return [
    ...(whiskers.x ? [{ x1: whiskers.x[0], y1: y, x2: whiskers.x[1], y2: y }] : []),
    ...(whiskers.y ? [{ x1: x, y1: whiskers.y[0], x2: x, y2: whiskers.y[1] }] : []),
  ];
}

/**
 * A place for each label beside its dot: inside the frame, off the other labels, dots, whiskers and
 * lines, as far as there is room. Greedy, the most crowded dots first; each label takes the candidate
 * that covers least, among equals the first.
 *
 * @param frame where labels may be, pixels
 */
export function placeLabels(
  points: readonly LabelPoint[],
  lines: readonly Segment[],
  frame: Box,
): readonly PlacedLabel[] {
  const segments = [...lines, ...points.flatMap(whiskerSegments)];
  const crowding = points.map((point) =>
    points.reduce(
      (sum, other) =>
        other === point ? sum : sum + 1 / (1 + Math.hypot(point.x - other.x, point.y - other.y)),
      0,
    ),
  );
  const order = points.map((_, index) => index).sort((a, b) => at(crowding, b) - at(crowding, a));
  const placed = new Map<number, PlacedLabel>();
  for (const index of order) {
    const point = at(points, index);
    const boxes = [...placed].map(([other, { left, top }]): Box => {
      const { width, height } = at(points, other);
      return { left, top, width, height };
    });
    const dots = points.map(dotBox);
    const cost = ({ left, top }: PlacedLabel): number => {
      const box = { left, top, width: point.width, height: point.height };
      const outside = box.width * box.height - overlap(box, frame);
      return (
        20 * outside +
        10 * boxes.reduce((sum, other) => sum + overlap(box, other), 0) +
        6 * dots.reduce((sum, dot) => sum + overlap(box, dot), 0) +
        4 * segments.reduce((sum, segment) => sum + lengthInside(box, segment), 0)
      );
    };
    let best = candidates(point)[0] as PlacedLabel;
    let least = Infinity;
    for (const [rank, candidate] of candidates(point).entries()) {
      const own = cost(candidate) + rank;
      if (own < least) [best, least] = [candidate, own];
    }
    placed.set(index, best);
  }
  return points.map((_, index) => placed.get(index) as PlacedLabel);
}

/** Square pixels that labels may cover of each other and of dots before they are hard to read. */
const tolerated = 6;

/** Whether placed labels cover each other or another's dot, or leave the frame. */
export function areCrowded(
  points: readonly LabelPoint[],
  placed: readonly PlacedLabel[],
  frame: Box,
): boolean {
  const boxes = points.map(({ width, height }, index): Box => {
    const { left, top } = at(placed, index);
    return { left, top, width, height };
  });
  const dots = points.map(dotBox);
  return boxes.some(
    (box, index) =>
      box.width * box.height - overlap(box, frame) > tolerated ||
      boxes.some((other, of) => of > index && overlap(box, other) > tolerated) ||
      dots.some((dot, of) => of !== index && overlap(box, dot) > tolerated),
  );
}

/** Pixels of a line that a label may hide. */
const hidden = 10;

/** Whether a placed label lies across one of these lines. */
export const areCrossed = (
  points: readonly LabelPoint[],
  placed: readonly PlacedLabel[],
  lines: readonly Segment[],
): boolean =>
  points.some(({ width, height }, index) => {
    const { left, top } = at(placed, index);
    return lines.some((line) => lengthInside({ left, top, width, height }, line) > hidden);
  });

const at = <T>(list: readonly T[], index: number): T => list[index] as T;
