import type { Variant } from '../../../core/variant.ts';
import { engineName } from '../../i18n/engines.ts';
import type { EvidenceModel } from './measurement.ts';
import type { EvidenceView } from './rows.ts';

const mostCharacters = 24;

/** A model's name for narrow places. */
export function shortModelName(id: string, models: readonly EvidenceModel[]): string {
  const name = (models.find((model) => model.id === id)?.name ?? id).replace(/-Instruct$/, '');
  return name.length > mostCharacters ? `${name.slice(0, mostCharacters - 1)}…` : name;
}

/**
 * `q4`, or `q4 SIMD` where the variants beside it run on several engines; the model before it where they are
 * of several.
 *
 * @param models by whose names they are called
 */
export function variantName(
  variant: Variant,
  beside: readonly Variant[],
  models: readonly EvidenceModel[] = [],
): string {
  const { model, level, engine } = variant;
  return [
    ...(beside.some((each) => each.model !== model) ? [shortModelName(model, models)] : []),
    level,
    ...(beside.some((each) => each.engine !== engine) ? [engineName(engine)] : []),
  ].join(' ');
}

/** Names of the variants of a view, among its own. */
export function namesIn({
  rows,
  models,
}: Pick<EvidenceView, 'rows' | 'models'>): (of: { readonly variant: Variant }) => string {
  const variants = rows.map(({ variant }) => variant);
  return ({ variant }) => variantName(variant, variants, models);
}
