import type { LevelId } from '../core/levels.ts';
import { levelSize } from './levels/size.ts';
import type { LlamaConfig } from './weights.ts';

/**
 * A model that a person may fetch from a hub. Nothing of it is fetched without a click; what its
 * repositories offer, and what that weighs, is asked of the hub then.
 */
export interface HubCatalogueEntry {
  /** Unique here. */
  readonly id: string;
  readonly displayName: string;
  readonly publisher: string;
  /** As its publisher counts them, rounded so. */
  readonly parameters: number;
  /** BCP 47 tags of the languages that its publisher names, the main ones first. */
  readonly languages: readonly string[];
  /** How many languages in all, where the publisher says more than it names. */
  readonly languageCount?: number;
  /** Made for Korean among others, by its publisher's word. */
  readonly speaksKorean: boolean;
  /** SPDX identifier, or the licence's own name. */
  readonly licence: string;
  /** `open`: free for any use that keeps its notices. `limited`: see `licenceLimits`. */
  readonly licenceKind: 'open' | 'limited';
  readonly licenceLimits: readonly LicenceLimit[];
  /** Positions. */
  readonly contextLimit: number;
  /** Where it has one: an answer may begin with thoughts, which can be switched off. */
  readonly thinks: boolean;
  /** What its publisher, or its size, says it is good for. */
  readonly goodFor: readonly Strength[];
  /** On the hub, the publisher's own first. */
  readonly repositories: readonly string[];
  /** Shape of its layers, from which sizes follow; absent where it isn't known for certain. */
  readonly geometry?: LlamaConfig;
  readonly facts: {
    /** Day on which they were checked, ISO 8601. */
    readonly date: string;
    /** Where they were read. */
    readonly from: readonly string[];
  };
}

/**
 * - `accept-on-hub`: files come only to accounts that accepted it
 * - `use-policy`: an acceptable-use policy is part of it
 * - `name-kept`: models made from it carry its name
 * - `large-companies`: more than 700 million monthly users need a licence of their own
 */
export type LicenceLimit = 'accept-on-hub' | 'use-policy' | 'name-kept' | 'large-companies';

export type Strength =
  | 'chat'
  | 'summaries'
  | 'rewriting'
  | 'structured-output'
  | 'code'
  | 'mathematics'
  | 'many-languages';

/** What the model would weigh at a level, exact from its shape; `undefined` where that isn't known. */
export const sizeAtLevel = (entry: HubCatalogueEntry, level: LevelId): number | undefined =>
  entry.geometry && levelSize(entry.geometry, level).bytes;

const date = '2026-11-23';

export const hubCatalogue: readonly HubCatalogueEntry[] = [
  {
    id: 'smollm2-360m-instruct',
    displayName: 'SmolLM2-360M-Instruct',
    publisher: 'Hugging Face',
    parameters: 362_000_000,
    languages: ['en'],
    speaksKorean: false,
    licence: 'Apache-2.0',
    licenceKind: 'open',
    licenceLimits: [],
    contextLimit: 8192,
    thinks: false,
    goodFor: ['chat', 'summaries', 'rewriting'],
    repositories: ['HuggingFaceTB/SmolLM2-360M-Instruct'],
    geometry: {
      architecture: 'llama',
      vocabularySize: 49_152,
      hiddenSize: 960,
      intermediateSize: 2560,
      layers: 32,
      heads: 15,
      kvHeads: 5,
      headSize: 64,
      contextLength: 8192,
      ropeTheta: 100_000,
      rmsNormEpsilon: 1e-5,
      tiedHead: true,
    },
    facts: {
      date,
      from: [
        'https://huggingface.co/HuggingFaceTB/SmolLM2-360M-Instruct',
        'https://arxiv.org/abs/2502.02737',
        'https://aiwiki.ai/wiki/smollm_2',
      ],
    },
  },
  {
    id: 'qwen2.5-0.5b-instruct',
    displayName: 'Qwen2.5-0.5B-Instruct',
    publisher: 'Qwen (Alibaba Cloud)',
    parameters: 494_000_000,
    languages: ['zh', 'en', 'fr', 'es', 'pt', 'de', 'it', 'ru', 'ja', 'ko', 'vi', 'th', 'ar'],
    languageCount: 29,
    speaksKorean: true,
    licence: 'Apache-2.0',
    licenceKind: 'open',
    licenceLimits: [],
    contextLimit: 32_768,
    thinks: false,
    goodFor: ['chat', 'many-languages', 'structured-output', 'code', 'mathematics'],
    repositories: ['Qwen/Qwen2.5-0.5B-Instruct', 'Qwen/Qwen2.5-0.5B-Instruct-GGUF'],
    geometry: {
      architecture: 'qwen2',
      vocabularySize: 151_936,
      hiddenSize: 896,
      intermediateSize: 4864,
      layers: 24,
      heads: 14,
      kvHeads: 2,
      headSize: 64,
      contextLength: 32_768,
      ropeTheta: 1_000_000,
      rmsNormEpsilon: 1e-6,
      tiedHead: true,
    },
    facts: {
      date,
      from: [
        'https://huggingface.co/Qwen/Qwen2.5-0.5B-Instruct',
        'https://www.fitmygpu.com/models/qwen-2.5-0.5b',
        'https://apxml.com/models/qwen2-0-5b',
      ],
    },
  },
  {
    id: 'qwen3-0.6b',
    displayName: 'Qwen3-0.6B',
    publisher: 'Qwen (Alibaba Cloud)',
    parameters: 596_000_000,
    languages: ['en', 'zh'],
    languageCount: 100,
    speaksKorean: true,
    licence: 'Apache-2.0',
    licenceKind: 'open',
    licenceLimits: [],
    contextLimit: 32_768,
    thinks: true,
    goodFor: ['chat', 'many-languages', 'mathematics', 'code'],
    repositories: ['Qwen/Qwen3-0.6B', 'Qwen/Qwen3-0.6B-GGUF'],
    geometry: {
      architecture: 'qwen3',
      vocabularySize: 151_936,
      hiddenSize: 1024,
      intermediateSize: 3072,
      layers: 28,
      heads: 16,
      kvHeads: 8,
      headSize: 128,
      contextLength: 32_768,
      ropeTheta: 1_000_000,
      rmsNormEpsilon: 1e-6,
      tiedHead: true,
    },
    facts: {
      date,
      from: [
        'https://huggingface.co/Qwen/Qwen3-0.6B',
        'https://kiraa-blog.vercel.app/post/learning-qwen3-0.6b/',
      ],
    },
  },
  {
    id: 'llama-3.2-1b-instruct',
    displayName: 'Llama-3.2-1B-Instruct',
    publisher: 'Meta',
    parameters: 1_230_000_000,
    languages: ['en', 'de', 'fr', 'it', 'pt', 'hi', 'es', 'th'],
    speaksKorean: false,
    licence: 'Llama 3.2 Community License',
    licenceKind: 'limited',
    licenceLimits: ['accept-on-hub', 'use-policy', 'name-kept', 'large-companies'],
    contextLimit: 131_072,
    thinks: false,
    goodFor: ['chat', 'summaries', 'rewriting', 'many-languages'],
    repositories: ['meta-llama/Llama-3.2-1B-Instruct'],
    geometry: {
      architecture: 'llama',
      vocabularySize: 128_256,
      hiddenSize: 2048,
      intermediateSize: 8192,
      layers: 16,
      heads: 32,
      kvHeads: 8,
      headSize: 64,
      contextLength: 131_072,
      ropeTheta: 500_000,
      rmsNormEpsilon: 1e-5,
      tiedHead: true,
    },
    facts: {
      date,
      from: [
        // A copy of its config.json: the publisher's own comes only to those who accepted the licence.
        'https://huggingface.co/ngxson/MiniThinky-1B-Llama-3.2/blob/main/config.json',
        'https://docs.api.nvidia.com/nim/reference/meta-llama-3_2-1b-instruct',
        'https://deepinfra.com/meta-llama/Llama-3.2-1B-Instruct',
      ],
    },
  },
  {
    id: 'tinyllama-1.1b-chat-v1.0',
    displayName: 'TinyLlama-1.1B-Chat-v1.0',
    publisher: 'TinyLlama',
    parameters: 1_100_000_000,
    languages: ['en'],
    speaksKorean: false,
    licence: 'Apache-2.0',
    licenceKind: 'open',
    licenceLimits: [],
    contextLimit: 2048,
    thinks: false,
    goodFor: ['chat'],
    repositories: ['TinyLlama/TinyLlama-1.1B-Chat-v1.0'],
    geometry: {
      architecture: 'llama',
      vocabularySize: 32_000,
      hiddenSize: 2048,
      intermediateSize: 5632,
      layers: 22,
      heads: 32,
      kvHeads: 4,
      headSize: 64,
      contextLength: 2048,
      ropeTheta: 10_000,
      rmsNormEpsilon: 1e-5,
      tiedHead: false,
    },
    facts: {
      date,
      from: [
        // Names the model as its origin, with its config.json.
        'https://huggingface.co/neuralmagic/TinyLlama-1.1B-Chat-v1.0-pruned2.4/blob/main/config.json',
        'https://arxiv.org/abs/2401.02385',
        'https://www.sciencetechniz.com/2025/12/harnessing-power-of-tinyllama-11b-chat.html',
      ],
    },
  },
];
