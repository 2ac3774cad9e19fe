import type { ModelWeights, WeightTensor } from '../../models/weights.ts';
import { calibrate, type CalibrationOptions } from './calibrate.ts';

/**
 * Weights whose layers' matrices are calibrated, kept in memory as they are stored; all others are
 * those given. `atLevel` makes the level of them.
 *
 * @throws catalogued, as `calibrate` does
 */
export async function calibratedWeights(
  options: Omit<CalibrationOptions, 'onTensor'>,
): Promise<ModelWeights> {
  const { weights } = options;
  const made = new Map<string, WeightTensor>();
  await calibrate({
    ...options,
    onTensor: (name, tensor) => {
      made.set(name, tensor);
    },
  });
  return {
    ...weights,
    read: async (name) => made.get(name) ?? weights.read(name),
  };
}

/**
 * Changes with the calibration text and with whatever changes what is made from the same weights:
 * a calibrated level that was kept is used again under the same version only.
 */
export const calibrationVersion = 1;
