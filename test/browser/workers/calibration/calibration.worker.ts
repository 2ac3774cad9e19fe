import { expose } from 'comlink';
import { dequantize } from '../../../../models/dequantize.ts';
import { calibrate } from '../../../../workers/calibration/calibrate.ts';
import { loadCalibrationModule } from '../../../../workers/calibration/calibration-module.ts';
import { uniformNumbers } from '../../../fixtures/models/random.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';

const api = {
  /** All weights of the layers of a tiny model, calibrated, and how many threads there were. */
  async calibrated(shared: boolean, threads: number) {
    const config = tinyShapes['grouped 3/1, tied'];
    const uniform = uniformNumbers(8);
    const tokens = Array.from({ length: 8 * 32 }, () => Math.floor(uniform() * 160));
    const weights: number[] = [];
    const figures = await calibrate({
      ...{ tokens, sequenceLength: 32, level: 'q3-gptq', shared, threads },
      weights: tinyLlama(config, 'f32', 3),
      module: await loadCalibrationModule(shared),
      onTensor: (_, tensor) => void weights.push(...dequantize(tensor)),
      onProgress: () => undefined,
      shouldStop: () => Promise.resolve(false),
    });
    return { weights: Float32Array.from(weights), threads: figures.threads };
  },
};

export type CalibrationScenarios = typeof api;
expose(api);
