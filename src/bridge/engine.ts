import type {
  BenchCalibration,
  BenchEvent,
  BenchLimits,
  BenchTest,
  BenchTestResult,
} from '../../core/bench.ts';
import type {
  ChatMessage,
  GenerateEvent,
  GenerateRequest,
  GenerateResult,
  KvPrecision,
  LoadEvent,
  LoadResult,
  ModelSource,
} from '../../core/contract.ts';
import type { FeatherweightError } from '../../core/errors.ts';
import type { WeightForm } from '../../core/levels.ts';
import type { MemoryAccount } from '../../core/metrics/memory.ts';
import type {
  ChoiceScore,
  ChunkScore,
  ScoreChoiceRequest,
  ScoreChunkRequest,
  ScoreEvent,
} from '../../core/score.ts';
import type { EpochMs } from '../../core/units.ts';
import type { Variant } from '../../core/variant.ts';

/** What the page asks to have in memory. */
export interface VariantRequest {
  readonly variant: Variant;
  readonly source: ModelSource;
  readonly contextLength: number;
  readonly threads: number | 'auto';
  readonly form: WeightForm | 'auto';
  /** True: as at a first visit, nothing kept on the device is used. */
  readonly fresh?: boolean;
  readonly kvCache?: KvPrecision | 'auto';
}

/** How far a level is made and packed: shares of the expected time, 0 to 1. */
export interface MakingProgress {
  readonly share: number;
  readonly at: EpochMs;
  /** What was told first. */
  readonly first: { readonly share: number; readonly at: EpochMs };
}

/** Bytes and stage of a load under way, folded from its events. */
export interface LoadProgress {
  readonly stage: 'start' | 'fetch' | 'parse' | 'quantize' | 'compile' | 'warmup';
  readonly file: string | undefined;
  readonly loadedBytes: number;
  readonly totalBytes: number;
  readonly origin: 'network' | 'storage' | 'mixed' | undefined;
  /** The weights at their level; `undefined` before that begins. */
  readonly making: MakingProgress | undefined;
  readonly startedAt: EpochMs;
}

export type EngineState =
  | { readonly kind: 'unloaded' }
  | { readonly kind: 'loading'; readonly request: VariantRequest; readonly progress: LoadProgress }
  | { readonly kind: 'ready'; readonly request: VariantRequest; readonly loaded: LoadResult }
  | {
      readonly kind: 'failed';
      readonly request: VariantRequest;
      readonly error: FeatherweightError;
    };

export interface CallOptions<Event> {
  readonly signal?: AbortSignal;
  readonly onEvents?: (events: readonly Event[]) => void;
}

/**
 * The page's owner of one variant's worker. Starts it on first use, ends it on abort during a load,
 * and starts it again after a death: a crash takes down this variant only. Every call is raced with
 * its signal and with the worker's death, and rejects with a catalogued error.
 * Dispatches a plain `change` event whenever `state` changes.
 */
export interface Engine extends EventTarget {
  readonly state: EngineState;
  /** Makes the variant ready; at once if it is loaded already. Another variant's worker is ended first. */
  load(request: VariantRequest, options?: CallOptions<LoadEvent>): Promise<LoadResult>;
  /** Needs `load` first; after the worker's death it loads the same variant again. */
  generate(
    request: Omit<GenerateRequest, 'id'>,
    options?: CallOptions<GenerateEvent>,
  ): Promise<GenerateResult>;
  /** Needs `load` first, waits its turn as `generate` does; rejects with `cancelled` when stopped. */
  score(
    request: Omit<ScoreChunkRequest, 'id'>,
    options?: CallOptions<ScoreEvent>,
  ): Promise<ChunkScore>;
  score(
    request: Omit<ScoreChoiceRequest, 'id'>,
    options?: CallOptions<ScoreEvent>,
  ): Promise<ChoiceScore>;
  /** Tokens of plain text; special tokens are recognised in it, none is added. */
  tokenize(text: string): Promise<Uint32Array>;
  /** Needs `load` first, waits its turn as `generate` does; rejects with `cancelled` when stopped. */
  bench(
    call: { readonly kind: 'test' } & BenchTest,
    options?: CallOptions<BenchEvent>,
  ): Promise<BenchTestResult>;
  bench(call: { readonly kind: 'limits' }, options?: CallOptions<BenchEvent>): Promise<BenchLimits>;
  bench(
    call: { readonly kind: 'calibration' },
    options?: CallOptions<BenchEvent>,
  ): Promise<BenchCalibration>;
  countTokens(
    messages: readonly ChatMessage[],
    continueIds?: readonly number[],
    think?: boolean,
  ): Promise<number>;
  memory(): Promise<MemoryAccount>;
  unload(): void;
}
