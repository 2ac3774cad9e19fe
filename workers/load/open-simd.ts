import type { LoadRequest } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import type { LevelId, WeightForm } from '../../core/levels.ts';
import { parallelism, threadsToStart, usableCores } from '../../core/threads.ts';
import { isMeasured } from '../../core/units.ts';
import type { ModelWeights } from '../../models/weights.ts';
import { loadKernels } from '../decoders/simd/kernels.ts';
import { SimdDecoder } from '../decoders/simd/simd-decoder.ts';
import { deviceMemoryGb, isFairShare } from './memory-budget.ts';
import type { LevelOptions } from './level-options.ts';
import { makeLevel } from './make-level.ts';
import type { StageClock } from './stage-clock.ts';

export interface OpenedSimd {
  readonly decoder: SimdDecoder;
  readonly weightBytes: number;
}

const formOf = (level: LevelId): WeightForm => (level === 'fp32' ? 'expanded' : 'blocks');

/**
 * The SIMD engine with weights at the request's level.
 *
 * @throws catalogued `level-unavailable`, `model-unsupported` (another engine may do),
 *   `model-weights-not-finite`, `memory-limit`, `memory-refused`, `cancelled`
 */
export async function openSimd(
  weights: ModelWeights,
  { variant, source, form, contextLength, threads, kvCache = 'auto' }: LoadRequest,
  clock: StageClock,
  options: LevelOptions,
): Promise<OpenedSimd> {
  const { level, engine } = variant;
  const ownForm = formOf(level);
  if (level === 'fp16' || (form !== 'auto' && form !== ownForm))
    throw fail('level-unavailable', { level, engine });
  clock.enter('compile');
  const processors = parallelism(globalThis);
  const kernels = await loadKernels(processors.threads === 'available');
  clock.enter('quantize');
  const decoder = await SimdDecoder.open({
    kernels,
    weights: await makeLevel(weights, level, options),
    storage: level === 'fp32' ? 'expanded' : 'blocks',
    form: ownForm,
    contextLength,
    kvCache,
    fits: (needed) => isFairShare(needed, deviceMemoryGb()),
    threads: threadsToStart(threads, usableCores(processors)),
    adaptThreads: threads === 'auto',
    file: source.graph,
    onProgress: options.packProgress,
    shouldStop: async () => options.stop(),
  });
  const memory = decoder.memory();
  return { decoder, weightBytes: isMeasured(memory.weights) ? memory.weights : 0 };
}
