import { exportGguf, type GgufExport } from '../../models/exporters/gguf/export-gguf.ts';
import type { LlamaConfig } from '../../models/weights.ts';
import { byteTokenizer } from './byte-tokenizer.ts';
import { randomWeights, type RandomWeightsOptions } from './random-weights.ts';

/**
 * A GGUF file of random weights in a given shape, the same for the same options.
 *
 * @param name as the file calls the model
 */
export const randomGguf = (
  name: string,
  config: LlamaConfig,
  options: RandomWeightsOptions,
): Promise<GgufExport> =>
  exportGguf(randomWeights(config, options), {
    fields: new Map([
      ['general.name', { type: 'string', value: name }] as const,
      ...byteTokenizer(config.vocabularySize),
    ]),
  });
