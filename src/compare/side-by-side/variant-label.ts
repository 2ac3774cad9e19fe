import type { VariantChoice } from '../../app/preferences.ts';
import { modelOf, type ModelPool } from './selection.ts';
import { engineName } from '../../i18n/engines.ts';

/**
 * `q4`, or `q4 SIMD` where the engines differ and the level alone would not tell; the model before it
 * where the models differ.
 */
export const variantLabel = (
  choice: VariantChoice,
  among: readonly VariantChoice[],
  pool: ModelPool,
): string => {
  const { level, engine } = choice;
  const model = modelOf(choice, pool)?.shortName ?? choice.model ?? '';
  return [
    ...(among.every((each) => each.model === choice.model) ? [] : [model]),
    level,
    ...(among.every((each) => each.engine === engine) ? [] : [engineName(engine)]),
  ].join(' ');
};
