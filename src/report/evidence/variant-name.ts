import type { Variant } from '../../../core/variant.ts';
import { engineName } from '../../i18n/engines.ts';

/** `q4`, or `q4 SIMD` where the variants beside it run on several engines. */
export function variantName(variant: Variant, beside: readonly Variant[]): string {
  const manyEngines = beside.some(({ engine }) => engine !== variant.engine);
  return manyEngines ? `${variant.level} ${engineName(variant.engine)}` : variant.level;
}
