import type { EvidencePreferences } from '../../app/preferences.ts';
import type { Limits } from '../../report/evidence/limits.ts';
import { comparableQualities, measureOf } from '../../report/evidence/measures.ts';
import type { EvidenceView } from '../../report/evidence/rows.ts';
import type { Axes } from './evidence-chart.ts';

/*
 * The person's settings as a view can use them: between models another quality is asked for and drawn, since
 * distances from a model's own reference say nothing there. Both are remembered apart.
 */

export const limitsIn = (
  { scope }: EvidenceView,
  { limits, qualityBetween }: EvidencePreferences,
): Limits => (scope === 'models' ? { ...limits, quality: qualityBetween } : limits);

export const limitsChange = (
  view: EvidenceView | undefined,
  { limits }: EvidencePreferences,
  wanted: Limits,
): Partial<EvidencePreferences> =>
  view?.scope === 'models'
    ? { limits: { ...wanted, quality: limits.quality }, qualityBetween: wanted.quality }
    : { limits: wanted };

/** What was chosen, where it compares; else what does and was measured. */
export function axesIn(view: EvidenceView, { x, y, yBetween }: EvidencePreferences): Axes {
  const comparable = comparableQualities(view);
  const wanted = view.scope === 'models' ? yBetween : y;
  if (comparable.includes(wanted)) return { x, y: wanted };
  const measured = comparable.find((each) => view.rows.some((row) => measureOf(row, each)));
  return { x, y: measured ?? comparable[0] ?? 'accuracy' };
}
