import { calibrate } from '../calibration/calibrate.ts';
import { loadCalibrationModule } from '../calibration/calibration-module.ts';
import { calibrationTokens } from '../calibration/text/calibration-tokens.ts';
import { hasThreads } from '../decoders/ort/browser-support.ts';
import { threadsToStart } from '../decoders/simd/thread-count.ts';
import type { ChatTokenizer } from '../tokenization/chat-tokenizer.ts';
import type { Calibrate } from './make-level.ts';

/**
 * Makes calibrated levels on this device's processors from the bundled calibration text, which takes
 * minutes.
 */
export const calibrator =
  (tokenizer: ChatTokenizer): Calibrate =>
  async (weights, level, { progress, stop, onTensor }) => {
    const shared = hasThreads();
    return calibrate({
      ...{ weights, level, shared, onTensor },
      tokens: await calibrationTokens(tokenizer),
      module: await loadCalibrationModule(shared),
      threads: shared ? threadsToStart('auto', navigator.hardwareConcurrency) : 1,
      onProgress: progress,
      shouldStop: async () => stop(),
    });
  };
