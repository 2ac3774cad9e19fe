import type { Sampling } from '../../core/contract.ts';
import type { PreferenceValues } from '../app/preferences.ts';

/**
 * What stands where neither the person nor the model says otherwise. Greedy: the likeliest token is
 * where a small model errs least (at temperature 0.2 the embedded one begins "The capital of France"
 * wrongly four times in ten), and answers of two variants can be compared. The rest applies above
 * temperature 0: top-p as SmolLM2's model card advises, a slight penalty against repetition.
 */
const baseSampling: Omit<Sampling, 'seed'> = {
  temperature: 0,
  topK: 50,
  topP: 0.9,
  minP: 0,
  repetitionPenalty: 1.05,
};

/** Sampling without its seed: the person's choices over the model's defaults over ours. */
export const samplingDefaults = (
  { sampling }: Pick<PreferenceValues, 'sampling'>,
  modelDefaults: Partial<Sampling>,
): Omit<Sampling, 'seed'> => {
  const pick = (name: keyof typeof baseSampling): number =>
    sampling[name] ?? modelDefaults[name] ?? baseSampling[name];
  return {
    temperature: pick('temperature'),
    topK: pick('topK'),
    topP: pick('topP'),
    minP: pick('minP'),
    repetitionPenalty: pick('repetitionPenalty'),
  };
};

/**
 * Temperature of another answer beside a greedy one, which would only come out the same again. Its
 * account shows it.
 */
const anotherTemperature = 0.7;

/**
 * Sampling for an answer that is to differ from those by the same variant.
 *
 * @param earlier how many there are, so that a fixed seed draws another one each time
 */
export const anotherSampling = (sampling: Sampling, earlier: number): Sampling =>
  sampling.temperature === 0
    ? { ...sampling, temperature: anotherTemperature, seed: (sampling.seed + earlier) >>> 0 }
    : sampling;

/** Sampling for one answer; where no seed is fixed, another one each time, kept with the answer. */
export const samplingFor = (
  preferences: Pick<PreferenceValues, 'sampling' | 'seed'>,
  modelDefaults: Partial<Sampling>,
): Sampling => ({
  ...samplingDefaults(preferences, modelDefaults),
  seed: preferences.seed ?? (crypto.getRandomValues(new Uint32Array(1))[0] as number),
});
