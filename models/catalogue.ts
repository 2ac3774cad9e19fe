import type { ModelSource } from '../core/contract.ts';
import { isLevelId } from '../core/levels.ts';
import manifest from './smollm2-135m-instruct/manifest.json' with { type: 'json' };

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
  /** Where the files lie is the deployment's to say. */
  readonly source: Omit<ModelSource, 'baseUrl'>;
  /** Day on which these facts were checked, ISO 8601. */
  readonly factsFrom: string;
}

/** The model that comes with the app. */
export const embeddedModel: CatalogueEntry = {
  id: 'smollm2-135m-instruct',
  displayName: 'SmolLM2-135M-Instruct',
  parameters: 134_515_008,
  languages: ['en'],
  licence: 'Apache-2.0',
  publisher: 'Hugging Face',
  homepage: 'https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct',
  contextLimit: 8192,
  source: sourceOf(manifest),
  factsFrom: '2026-11-23',
};

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
