import { fail } from '../../../core/errors.ts';
import type { LlamaConfig } from '../../../models/weights.ts';
import { BLOCK } from './kernels/layout.ts';

/**
 * Refuses what the kernels can't compute; another engine may.
 *
 * @throws catalogued `model-unsupported` with the reason
 */
export function checkShape(config: LlamaConfig, file: string): void {
  const reason = unsupportedReason(config);
  if (reason) throw fail('model-unsupported', { file, reason });
}

/** Why the kernels can't compute a model of this shape, in English; `undefined` if they can. */
export function unsupportedReason(config: LlamaConfig): string | undefined {
  const { hiddenSize, intermediateSize, heads, kvHeads, headSize } = config;
  const sizes = { hiddenSize, intermediateSize, 'heads * headSize': heads * headSize };
  for (const [name, size] of Object.entries(sizes)) {
    if (size <= 0 || size % BLOCK !== 0) return `${name} ${size} is not a multiple of ${BLOCK}`;
  }
  if (headSize % 16 !== 0) return `headSize ${headSize} is not a multiple of 16`;
  if (kvHeads <= 0 || heads % kvHeads !== 0) {
    return `${heads} query heads are not a multiple of ${kvHeads} key-value heads`;
  }
  return undefined;
}
