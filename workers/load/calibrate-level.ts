import { parseLevel, type LevelId } from '../../core/levels.ts';
import type { ModelWeights } from '../../models/weights.ts';
import { calibratedWeights } from '../calibration/calibrated-weights.ts';
import { loadCalibrationModule } from '../calibration/calibration-module.ts';
import { calibrationTokens } from '../calibration/text/calibration-tokens.ts';
import { hasThreads } from '../decoders/ort/browser-support.ts';
import { threadsToStart } from '../decoders/simd/thread-count.ts';
import type { StopSignal } from '../stop-signal.ts';
import type { ChatTokenizer } from '../tokenization/chat-tokenizer.ts';

/**
 * Weights from which `atLevel` makes a level: those given, or, where the level is a calibrated one,
 * with the layers' matrices made here, which takes minutes.
 *
 * @param onProgress matrices made, of how many
 * @throws catalogued `cancelled`, `memory-refused`, `worker-died`, `model-weights-not-finite`,
 *   `network-failed`; what `weights.read` throws
 */
export async function calibrateLevel(
  weights: ModelWeights,
  level: LevelId,
  tokenizer: ChatTokenizer,
  stop: StopSignal,
  onProgress: (done: number, total: number) => void,
): Promise<ModelWeights> {
  if (parseLevel(level).method !== 'gptq') return weights;
  const shared = hasThreads();
  return calibratedWeights({
    ...{ weights, level, shared, onProgress },
    tokens: await calibrationTokens(tokenizer),
    module: await loadCalibrationModule(shared),
    threads: shared ? threadsToStart('auto', navigator.hardwareConcurrency) : 1,
    shouldStop: async () => {
      await stop.breathe();
      return stop.stopped;
    },
  });
}
