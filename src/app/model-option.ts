import type { ModelSource } from '../../core/contract.ts';
import type { LevelId } from '../../core/levels.ts';
import type { ModelOrigin } from '../../core/model-store.ts';
import type { EngineId } from '../../core/variant.ts';
import { catalogue, hubCatalogue, type CatalogueEntry } from '../../models/catalogue.ts';
import type { PlacedModel } from '../store/model-shelf.ts';

/** A level of a model, as the picker shows it. */
export interface LevelOption {
  readonly level: LevelId;
  /** Bytes of the weights as stored at this level, scales and offsets counted. */
  readonly bytes: number;
  /** Of the layers' matrices, without embedding and head. */
  readonly linearBitsPerWeight: number;
  /** Of the whole file. */
  readonly fileBitsPerWeight: number;
  /** Made once, in seconds or minutes, and kept on the device; others are made at each load. */
  readonly isKept?: boolean;
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
  /** Absent where its files don't tell. */
  readonly vocabularySize?: number;
  /** Bytes that one position takes in the KV cache at 32-bit precision. */
  readonly kvBytesPerPosition: number;
  /** The same at 8 bits. */
  readonly int8KvBytesPerPosition: number;
  /** Those that can run it, as far as its files tell; absent: all. */
  readonly engines?: readonly EngineId[];
  /** BCP 47 tags of the languages that it was made for, the main ones first; absent where nothing tells. */
  readonly languages?: readonly string[];
}

/** Positions that a model is taken to have been trained for, where its files don't say. */
const assumedContext = 2048;

/** A model of this device, where its files could be read. */
export function installedOption({ model, source }: PlacedModel): ModelOption {
  const { facts, id, displayName } = model;
  const languages = facts.languages ?? listedLanguages(model.origin);
  return {
    id,
    name: displayName,
    shortName: displayName.length > 24 ? `${displayName.slice(0, 23)}…` : displayName,
    source,
    levels: facts.levels ?? [],
    maxContextLength: facts.contextLimit ?? assumedContext,
    kvBytesPerPosition: facts.kvBytesPerPosition ?? 0,
    int8KvBytesPerPosition: facts.int8KvBytesPerPosition ?? 0,
    ...(facts.engines && { engines: facts.engines }),
    ...(facts.vocabularySize !== undefined && { vocabularySize: facts.vocabularySize }),
    ...(languages && { languages }),
  };
}

/** Of a model that the catalogue knows by its repository. */
const listedLanguages = (origin: ModelOrigin): readonly string[] | undefined =>
  origin.kind === 'hub'
    ? hubCatalogue.find(({ repositories }) => repositories.includes(origin.repository))?.languages
    : undefined;

export const downloadBytes = (source: ModelSource): number =>
  source.files.reduce((sum, file) => sum + file.bytes, 0);

const optionOf = (entry: CatalogueEntry, pageUrl: string): ModelOption => {
  const { id, displayName, levels, source, languages } = entry;
  return {
    id,
    name: displayName,
    shortName: displayName.replace(/-Instruct$/, ''),
    source: { ...source, baseUrl: new URL(`models/${id}/`, pageUrl).href },
    levels,
    maxContextLength: entry.contextLimit,
    vocabularySize: entry.vocabularySize,
    kvBytesPerPosition: entry.kvBytesPerPosition,
    int8KvBytesPerPosition: entry.int8KvBytesPerPosition,
    languages,
  };
};

/** The catalogue's models, their files beside the page. */
export function offeredModels(pageUrl: string): readonly [ModelOption, ...ModelOption[]] {
  const [first, ...rest] = catalogue.map((entry) => optionOf(entry, pageUrl));
  if (!first) throw new Error('the catalogue is empty');
  return [first, ...rest];
}
