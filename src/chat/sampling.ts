import type { Sampling } from '../../core/contract.ts';
import type { PreferenceValues } from '../app/preferences.ts';

/** What stands where neither the person nor the model says otherwise. */
const baseSampling: Omit<Sampling, 'seed'> = {
  temperature: 0.7,
  topK: 50,
  topP: 0.9,
  minP: 0,
  repetitionPenalty: 1.1,
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

/** Sampling for one answer; where no seed is fixed, another one each time, kept with the answer. */
export const samplingFor = (
  preferences: Pick<PreferenceValues, 'sampling' | 'seed'>,
  modelDefaults: Partial<Sampling>,
): Sampling => ({
  ...samplingDefaults(preferences, modelDefaults),
  seed: preferences.seed ?? (crypto.getRandomValues(new Uint32Array(1))[0] as number),
});
