import type { Interval } from '../../../core/quality.ts';
import { costAxis, qualityAxis, type Axis } from './axis.ts';
import type { LimitName, Limits } from './limits.ts';
import {
  betterWhen,
  measureOf,
  type CostMeasure,
  type MeasureId,
  type QualityMeasure,
} from './measures.ts';
import { paretoFront } from './pareto.ts';
import type { EvidenceRow, EvidenceView } from './rows.ts';
import { namesIn, shortModelName, variantName } from './variant-name.ts';

export interface ChartPoint {
  readonly row: EvidenceRow;
  readonly name: string;
  /** Beside its dot: without the model, which its shape tells. */
  readonly label: string;
  /** Position of its model among the chart's, which decides its shape. */
  readonly model: number;
  readonly x: number;
  readonly y: number;
  readonly xInterval: Interval | null;
  readonly yInterval: Interval | null;
  /** Nothing beats it on both axes. */
  readonly onFront: boolean;
  readonly isChosen: boolean;
  /** Decode rate, tok/s: the dot's area; `null` where it was not measured. */
  readonly rate: number | null;
}

/** The part of the x axis that the person's limit shuts out. */
export interface Beyond {
  readonly limit: LimitName;
  readonly at: number;
  /** Whether values above or below it are shut out. */
  readonly side: 'above' | 'below';
}

export interface ChartModel {
  readonly x: Axis & { readonly measure: CostMeasure };
  readonly y: Axis & { readonly measure: QualityMeasure };
  /** Those on the front first to last along x, so that a line can join them. */
  readonly points: readonly ChartPoint[];
  readonly beyond: Beyond | null;
  /** Names of variants without a figure on one of the axes. */
  readonly absent: readonly string[];
  /** That row is not a point: its comparison with itself is no measurement. */
  readonly referenceLeftOut: string | null;
  /** Names of the models, where there are several. */
  readonly models: readonly string[];
}

function beyondOf(measure: CostMeasure, { budget, speed }: Limits): Beyond | null {
  if ((measure === 'bytes' || measure === 'memory') && budget?.of === measure)
    return { limit: 'budget', at: budget.most, side: 'above' };
  if (measure === 'decode' && speed) return { limit: 'speed', at: speed.least, side: 'below' };
  return null;
}

const comparesWithReference = (measure: MeasureId): boolean =>
  measure === 'kld' || measure === 'sameTop';

/** What the chart draws. `null` where no variant has a figure on both axes. */
export function chartModel(
  view: EvidenceView,
  chosen: EvidenceRow | null,
  limits: Limits,
  x: CostMeasure,
  y: QualityMeasure,
): ChartModel | null {
  const { rows, models, scope } = view;
  const name = namesIn(view);
  const variants = rows.map(({ variant }) => variant);
  const label = ({ variant }: EvidenceRow): string =>
    variantName(
      variant,
      variants.map((each) => ({ ...each, model: variant.model })),
    );
  const beyond = beyondOf(x, limits);
  const found = rows.flatMap((row) => {
    const [across, up] = [measureOf(row, x), measureOf(row, y)];
    return across && up ? [{ row, across, up }] : [];
  });
  const drawn = found.map(({ row }) => row);
  const [xAxis, yAxis] = [costAxis(drawn, x, beyond?.at), qualityAxis(drawn, y)];
  if (!xAxis || !yAxis) return null;
  const front = paretoFront(
    found.map(({ across, up }) => ({ x: across.value, y: up.value })),
    { x: betterWhen(x), y: betterWhen(y) },
  );
  const points = found
    .map(({ row, across, up }, index): ChartPoint => ({
      row,
      name: name(row),
      label: label(row),
      model: Math.max(
        0,
        models.findIndex(({ id }) => id === row.variant.model),
      ),
      x: across.value,
      y: up.value,
      xInterval: across.interval,
      yInterval: up.interval,
      onFront: front[index] === true,
      isChosen: row === chosen,
      rate: row.decode?.mean ?? null,
    }))
    .toSorted((a, b) => a.x - b.x);
  const isAbsent = (row: EvidenceRow): boolean => !drawn.includes(row);
  const reference = rows.find((row) => row.isReference && isAbsent(row));
  const leftOut = reference && comparesWithReference(y) ? reference : undefined;
  return {
    x: { ...xAxis, measure: x },
    y: { ...yAxis, measure: y },
    points,
    beyond,
    absent: rows.filter((row) => isAbsent(row) && row !== leftOut).map(name),
    referenceLeftOut: leftOut ? name(leftOut) : null,
    models: scope === 'models' ? models.map(({ id }) => shortModelName(id, models)) : [],
  };
}
