import type { ModelSource } from '../../core/contract.ts';
import type { LevelId } from '../../core/levels.ts';
import { catalogue, type CatalogueEntry } from '../../models/catalogue.ts';

/** A level of a model, as the picker shows it. */
export interface LevelOption {
  readonly level: LevelId;
  /** Bytes of the weights as stored at this level, scales and offsets counted. */
  readonly bytes: number;
  /** Of the layers' matrices, scales and offsets counted; absent where that isn't known. */
  readonly linearBitsPerWeight?: number;
}

/** A model that a person can pick. */
export interface ModelOption {
  /** Catalogue id, `smollm2-135m-instruct`. */
  readonly id: string;
  /** `SmolLM2-135M-Instruct` */
  readonly name: string;
  /** For narrow places, `SmolLM2-135M`. */
  readonly shortName: string;
  readonly source: ModelSource;
  readonly levels: readonly LevelOption[];
  /** Positions that the model was trained for. */
  readonly maxContextLength: number;
  /** Bytes that one position takes in the KV cache at 32-bit precision. */
  readonly kvBytesPerPosition: number;
}

export const downloadBytes = (source: ModelSource): number =>
  source.files.reduce((sum, file) => sum + file.bytes, 0);

const optionOf = (
  { id, displayName, contextLimit, kvBytesPerPosition, levels, source }: CatalogueEntry,
  pageUrl: string,
): ModelOption => ({
  id,
  name: displayName,
  shortName: displayName.replace(/-Instruct$/, ''),
  source: { ...source, baseUrl: new URL(`models/${id}/`, pageUrl).href },
  levels,
  maxContextLength: contextLimit,
  kvBytesPerPosition,
});

/** The catalogue's models, their files beside the page. */
export function offeredModels(pageUrl: string): readonly [ModelOption, ...ModelOption[]] {
  const [first, ...rest] = catalogue.map((entry) => optionOf(entry, pageUrl));
  if (!first) throw new Error('the catalogue is empty');
  return [first, ...rest];
}
