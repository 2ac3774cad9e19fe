import type { VariantChoice } from '../../app/preferences.ts';
import { engineName } from '../../i18n/engines.ts';

/** `q4`, or `q4 SIMD` where the engines differ and the level alone would not tell. */
export const variantLabel = (
  { level, engine }: VariantChoice,
  among: readonly VariantChoice[],
): string =>
  among.every((each) => each.engine === engine) ? level : `${level} ${engineName(engine)}`;
