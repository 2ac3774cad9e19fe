import { parallelism, threadsToStart, usableCores } from '../../core/threads.ts';
import { calibrate } from '../calibration/calibrate.ts';
import { loadCalibrationModule } from '../calibration/calibration-module.ts';
import { calibrationTokens } from '../calibration/text/calibration-tokens.ts';
import type { ChatTokenizer } from '../tokenization/chat-tokenizer.ts';
import type { Calibrate } from './make-level.ts';

/**
 * Makes calibrated levels on this device's processors from the bundled calibration text, which takes
 * minutes.
 */
export const calibrator =
  (tokenizer: ChatTokenizer): Calibrate =>
  async (weights, level, { progress, stop, onTensor }) => {
    const processors = parallelism(globalThis);
    const shared = processors.threads === 'available';
    return calibrate({
      ...{ weights, level, shared, onTensor },
      tokens: await calibrationTokens(tokenizer),
      module: await loadCalibrationModule(shared),
      threads: threadsToStart('auto', usableCores(processors)),
      onProgress: progress,
      shouldStop: async () => stop(),
    });
  };
