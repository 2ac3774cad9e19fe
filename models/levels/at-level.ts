import { fail } from '../../core/errors.ts';
import { parseLevel, type LevelFormat, type LevelId } from '../../core/levels.ts';
import { checkFinite } from '../finite.ts';
import { isLayerMatrix } from '../llama-shapes.ts';
import type { ModelWeights, WeightTensor } from '../weights.ts';
import { isBlocks4, toBlocks4 } from './blocks4.ts';
import { toBlocks8 } from './blocks8.ts';
import { toChannels8 } from './channels8.ts';
import { toHalves } from './halves.ts';
import { toRowCoded } from './row-coded.ts';

/** Columns of the blocks that quantized formats cut rows into. */
export const levelBlockSize = 32;

/**
 * The same model at another level, requantized tensor by tensor as each is read. Norms keep their
 * precision. At `fp32` and `q4` the stored weights are handed on: the first differs only in being
 * expanded, the second is never made here. Tensors that are at the level already are handed on too,
 * and of a calibrated level all its layers' matrices must be: what calibrates them is asynchronous
 * and needs more than one tensor.
 *
 * @throws by `read`: `model-weights-not-finite`, `level-needs-blocks`
 */
export function atLevel(weights: ModelWeights, level: LevelId): ModelWeights {
  const { format, method } = parseLevel(level);
  const ofHead = headRequantizer(level);
  const ofLayers = method === 'gptq' ? checkMade(format) : requantizers[format];
  return {
    ...weights,
    read: async (name) => {
      const tensor = await weights.read(name);
      checkFinite(name, tensor);
      if (tensor.shape.length !== 2) return tensor;
      const requantize = isLayerMatrix(name) ? ofLayers : ofHead;
      const columns = tensor.shape[1];
      if (cutsBlocks.has(requantize) && columns % levelBlockSize !== 0)
        throw fail('level-needs-blocks', { level, tensor: name, columns });
      return requantize(tensor);
    },
  };
}

type Requantize = (tensor: WeightTensor) => WeightTensor;

const keep: Requantize = (tensor) => tensor;
const toThreeBits: Requantize = (tensor) => toRowCoded(tensor, 3);
const toTwoBits: Requantize = (tensor) => toRowCoded(tensor, 2);

const checkMade =
  (format: LevelFormat): Requantize =>
  (tensor) => {
    const isMade =
      tensor.encoding === 'row-coded'
        ? format === `q${tensor.bits}`
        : format === 'q4i' && isBlocks4(tensor);
    if (!isMade) throw new Error('a calibrated level is read before it was made');
    return tensor;
  };

const requantizers: Readonly<Record<LevelFormat, Requantize>> = {
  fp32: keep,
  fp16: toHalves,
  q8: toBlocks8,
  int8: toChannels8,
  q4: keep,
  q4i: toBlocks4,
  q3: toThreeBits,
  q2: toTwoBits,
};

const cutsBlocks: ReadonlySet<Requantize> = new Set<Requantize>([
  toBlocks8,
  toBlocks4,
  toThreeBits,
  toTwoBits,
]);

/** Of embedding and head. */
function headRequantizer(level: LevelId): Requantize {
  const { format, headBits } = parseLevel(level);
  if (headBits === 4) return toBlocks4;
  if (format === 'q3' || format === 'q2' || format === 'q4i') return toBlocks8;
  return requantizers[format];
}
