import { fail } from '../../core/errors.ts';
import { parseLevel, type LevelFormat, type LevelId } from '../../core/levels.ts';
import { checkFinite } from '../finite.ts';
import type { LlamaConfig, ModelWeights, WeightTensor } from '../weights.ts';
import { blockSize8, toBlocks8 } from './blocks8.ts';
import { toChannels8 } from './channels8.ts';

/**
 * The same model at another level, requantized tensor by tensor as each is read. Norms keep their
 * precision. At `fp32` and at `q4` the stored weights are handed on: the first differs only in
 * being expanded, the second is never made here.
 *
 * @throws `level-unavailable`; by `read`: `model-weights-not-finite`
 */
export function atLevel(weights: ModelWeights, level: LevelId): ModelWeights {
  const { format, method, headBits } = parseLevel(level);
  const requantize = requantizers[format];
  if (!requantize || method !== 'plain' || headBits === 4)
    throw fail('level-unavailable', { level, engine: 'any' });
  return {
    ...weights,
    read: async (name) => {
      const tensor = await weights.read(name);
      checkFinite(name, tensor);
      return tensor.shape.length === 2 ? requantize(tensor) : tensor;
    },
  };
}

const keep = (tensor: WeightTensor): WeightTensor => tensor;

const requantizers: Readonly<Partial<Record<LevelFormat, (tensor: WeightTensor) => WeightTensor>>> =
  {
    fp32: keep,
    q4: keep,
    q8: toBlocks8,
    int8: toChannels8,
  };

/**
 * Levels that can be made from weights of `shipped`, largest first. `q4` is the file's own or
 * absent; `q8` needs rows that fall into whole blocks.
 */
export function availableLevels(config: LlamaConfig, shipped: LevelId): readonly LevelId[] {
  const { hiddenSize, intermediateSize, heads, headSize } = config;
  const hasBlocks = [hiddenSize, intermediateSize, heads * headSize].every(
    (columns) => columns % blockSize8 === 0,
  );
  return (['fp32', 'q8', 'int8', 'q4'] as const).filter((level) => {
    if (level === 'q4') return shipped === 'q4';
    return level !== 'q8' || hasBlocks;
  });
}
