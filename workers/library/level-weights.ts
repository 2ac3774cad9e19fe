import type { LevelId } from '../../core/levels.ts';
import type { LevelWeight } from '../../core/model-store.ts';
import { availableLevels } from '../../models/levels/available-levels.ts';
import { levelSize } from '../../models/levels/size.ts';
import { isSlowToMake } from '../../models/levels/slow-levels.ts';
import { isLayerMatrix, llamaShapes } from '../../models/llama-shapes.ts';
import type { LlamaConfig } from '../../models/weights.ts';

/** Bytes of each tensor as the file stores it, by checkpoint name. */
export type StoredBytes = ReadonlyMap<string, { readonly bytes: number }>;

/**
 * The levels that a model's weights can be made into, by weight. What the file's own level weighs is
 * taken from the file where its tensors are known, the others are exact from shapes.
 */
export const levelWeights = (
  config: LlamaConfig,
  shipped: LevelId,
  stored?: StoredBytes,
): readonly LevelWeight[] =>
  availableLevels(config, shipped).map((level) => ({
    level,
    ...(level === shipped && stored ? storedSize(config, stored) : sizeOf(config, level)),
    ...(level !== shipped && isSlowToMake(config, level) && { isKept: true }),
  }));

type Size = Pick<LevelWeight, 'bytes' | 'linearBitsPerWeight' | 'fileBitsPerWeight'>;

function sizeOf(config: LlamaConfig, level: LevelId): Size {
  const { bytes, linearBitsPerWeight, fileBitsPerWeight } = levelSize(config, level);
  return { bytes, linearBitsPerWeight, fileBitsPerWeight };
}

function storedSize(config: LlamaConfig, stored: StoredBytes): Size {
  const all = { weights: 0, bytes: 0 };
  const linear = { weights: 0, bytes: 0 };
  for (const [name, shape] of llamaShapes(config)) {
    const bytes = stored.get(name)?.bytes ?? 0;
    const weights = shape.reduce((product, size) => product * size, 1);
    for (const sum of isLayerMatrix(name) && shape.length === 2 ? [all, linear] : [all]) {
      sum.weights += weights;
      sum.bytes += bytes;
    }
  }
  return {
    bytes: all.bytes,
    linearBitsPerWeight: (8 * linear.bytes) / linear.weights,
    fileBitsPerWeight: (8 * all.bytes) / all.weights,
  };
}
