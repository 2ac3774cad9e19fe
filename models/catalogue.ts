import type { ModelSource } from '../core/contract.ts';
import { isLevelId, type LevelId } from '../core/levels.ts';
import { availableLevels } from './levels/available-levels.ts';
import { isSlowToMake } from './levels/slow-levels.ts';
import { levelSize, type LevelSize } from './levels/size.ts';
import config from './smollm2-135m-instruct/config.json' with { type: 'json' };
import manifest from './smollm2-135m-instruct/manifest.json' with { type: 'json' };
import type { LlamaConfig } from './weights.ts';

/** What a person is told about a model before it is loaded. */
export interface CatalogueEntry {
  readonly id: string;
  readonly displayName: string;
  /** Weights, a tied embedding counted once. */
  readonly parameters: number;
  /** BCP 47 tags of the languages that it was made for. */
  readonly languages: readonly string[];
  /** SPDX identifier. */
  readonly licence: string;
  readonly publisher: string;
  /** The publisher's page about the model. */
  readonly homepage: string;
  /** Positions. */
  readonly contextLimit: number;
  readonly vocabularySize: number;
  /** Keys and values of one position over all layers, in 32 bits. */
  readonly kvBytesPerPosition: number;
  /** Bytes that one position takes at 8 bits, a scale per head counted. */
  readonly int8KvBytesPerPosition: number;
  /** Levels that can be made from these weights, by weight, with what each weighs as stored. */
  readonly levels: readonly (LevelSize & {
    readonly level: LevelId;
    /** Made once, in seconds or minutes, and kept on the device. */
    readonly isKept?: boolean;
  })[];
  /** Where the files lie is the deployment's to say. */
  readonly source: Omit<ModelSource, 'baseUrl'>;
  /** Day on which these facts were checked, ISO 8601. */
  readonly factsFrom: string;
}

const geometry: LlamaConfig = {
  architecture: 'llama',
  vocabularySize: config.vocab_size,
  hiddenSize: config.hidden_size,
  intermediateSize: config.intermediate_size,
  layers: config.num_hidden_layers,
  heads: config.num_attention_heads,
  kvHeads: config.num_key_value_heads,
  headSize: config.head_dim,
  contextLength: config.max_position_embeddings,
  ropeTheta: config.rope_theta,
  rmsNormEpsilon: config.rms_norm_eps,
  tiedHead: config.tie_word_embeddings,
};

const source = sourceOf(manifest);

/** The model that comes with the app. */
export const embeddedModel: CatalogueEntry = {
  id: 'smollm2-135m-instruct',
  displayName: 'SmolLM2-135M-Instruct',
  parameters: 134_515_008,
  languages: ['en'],
  licence: 'Apache-2.0',
  publisher: 'Hugging Face',
  homepage: 'https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct',
  contextLimit: geometry.contextLength,
  vocabularySize: geometry.vocabularySize,
  kvBytesPerPosition: 2 * 4 * geometry.layers * geometry.kvHeads * geometry.headSize,
  int8KvBytesPerPosition: 2 * geometry.layers * geometry.kvHeads * (geometry.headSize + 4),
  levels: availableLevels(geometry, source.shippedLevel).map((level) => ({
    level,
    ...levelSize(geometry, level),
    ...(level !== source.shippedLevel && isSlowToMake(geometry, level) && { isKept: true }),
  })),
  source,
  factsFrom: '2026-11-23',
};

export { hubCatalogue, sizeAtLevel } from './hub-catalogue.ts';
export type { HubCatalogueEntry, LicenceLimit, Strength } from './hub-catalogue.ts';

/** Models whose files lie beside the app. */
export const catalogue: readonly CatalogueEntry[] = [embeddedModel];

/** Gives the manifest's level, a mere string in JSON, its type. */
function sourceOf({
  shippedLevel,
  ...rest
}: Omit<ModelSource, 'baseUrl' | 'shippedLevel'> & { readonly shippedLevel: string }): Omit<
  ModelSource,
  'baseUrl'
> {
  if (!isLevelId(shippedLevel)) throw new Error(`unknown level ${shippedLevel} in a manifest`);
  return { ...rest, shippedLevel };
}
