import type { LevelId } from '../../core/levels.ts';
import type { LevelWeight } from '../../core/model-store.ts';
import { availableLevels } from '../../models/levels/available-levels.ts';
import { levelSize } from '../../models/levels/size.ts';
import { isSlowToMake } from '../../models/levels/slow-levels.ts';
import type { LlamaConfig } from '../../models/weights.ts';

/**
 * The levels that a model's weights can be made into, by weight: exact from shapes.
 *
 * @param storedBytes of all tensors where the file's own level is stored otherwise than ours, as in
 *   the types of a GGUF
 */
export const levelWeights = (
  config: LlamaConfig,
  shipped: LevelId,
  storedBytes?: number,
): readonly LevelWeight[] =>
  availableLevels(config, shipped).map((level) => {
    const size = levelSize(config, level);
    if (level === shipped && storedBytes !== undefined)
      return ownLevel(level, storedBytes, size.parameters);
    const { bytes, linearBitsPerWeight, fileBitsPerWeight } = size;
    const isKept = level !== shipped && isSlowToMake(config, level);
    return {
      ...{ level, bytes, linearBitsPerWeight, fileBitsPerWeight },
      ...(isKept && { isKept }),
    };
  });

/** What is stored, of weights whose layers may not be known: how many bits those take is left open. */
export const ownLevel = (level: LevelId, bytes: number, parameters: number): LevelWeight => ({
  level,
  bytes,
  linearBitsPerWeight: 0,
  fileBitsPerWeight: (8 * bytes) / Math.max(1, parameters),
});
