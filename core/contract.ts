import type { BenchEvent, BenchRequest, BenchResult } from './bench.ts';
import type { InstructionTier } from './instruction-tiers.ts';
import type { LevelId, WeightForm } from './levels.ts';
import type { AnswerFigures } from './metrics/answer.ts';
import type { LoadFigures, LoadOrigin } from './metrics/load.ts';
import type { MemoryAccount } from './metrics/memory.ts';
import type { InstalledPlace } from './model-store.ts';
import type { ScoreEvent, ScoreRequest, ScoreResult, TokenizeRequest } from './score.ts';
import type { Bytes, EpochMs, Ms } from './units.ts';
import type { Variant } from './variant.ts';

/**
 * The contract between the page and the worker that runs one variant. Requests are plain data.
 * Events come in batches; their time stamps were taken in the worker.
 */
export interface EngineApi {
  /** Rejects with a catalogued error; `cancelled` when stopped. A worker loads once. */
  load(request: LoadRequest, onEvents: EventSink<LoadEvent>): Promise<LoadResult>;
  /** Resolves also when stopped (`finishReason: 'cancelled'`): what was written is kept. */
  generate(request: GenerateRequest, onEvents: EventSink<GenerateEvent>): Promise<GenerateResult>;
  /** Tokens of a chat as it would be sent, so that a person is told before sending. */
  countTokens(request: CountTokensRequest): Promise<number>;
  /** Tokens of plain text, such as an evaluation cuts into chunks. */
  tokenize(request: TokenizeRequest): Promise<Uint32Array>;
  /**
   * Rejects with a catalogued error: `cancelled` when stopped, `prompt-too-long`,
   * `reference-missing`. The KV cache then holds what was scored last.
   */
  score(request: ScoreRequest, onEvents: EventSink<ScoreEvent>): Promise<ScoreResult>;
  /**
   * Rejects with a catalogued error: `cancelled` when stopped, `request-invalid`, `test-too-long`.
   * The KV cache is empty afterwards.
   */
  bench(request: BenchRequest, onEvents: EventSink<BenchEvent>): Promise<BenchResult>;
  memory(): Promise<MemoryAccount>;
  /** Stops request `id`, or does nothing if it has ended. */
  cancel(id: RequestId): void;
  dispose(): Promise<void>;
}

/** Ascending per worker: a stop flag in shared memory holds the highest id to stop. */
export type RequestId = number;

export type EventSink<Event> = (events: readonly Event[]) => void;

/** One file of a model, as its manifest lists it. */
export interface ModelFile {
  /** Relative to the model's base address, `/` between folders. */
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** A model in the layout of the Hugging Face hub. */
export interface ModelSource {
  /** Catalogue id, `smollm2-135m-instruct`. */
  readonly id: string;
  /** Absolute address ending in `/`; empty where `installed` says the place. */
  readonly baseUrl: string;
  /** Path of the ONNX graph, one of `files`. */
  readonly graph: string;
  /** Every file needed to run, external data and tokenizer included. */
  readonly files: readonly ModelFile[];
  /** The level that the graph's own weights have. */
  readonly shippedLevel: LevelId;
  /** Given: the files are read from the model store on this device, and from nowhere else. */
  readonly installed?: InstalledPlace;
}

export interface LoadRequest {
  readonly id: RequestId;
  readonly variant: Variant;
  readonly source: ModelSource;
  /** Positions that the KV cache may hold; at most the model's own limit. */
  readonly contextLength: number;
  /** Threads for a CPU engine; ignored on the GPU. `auto` lets the engine choose. */
  readonly threads: number | 'auto';
  /** When the page asked. */
  readonly requestedAt: EpochMs;
  /** One Int32: requests with an id up to its value are to stop. `null` where memory can't be shared. */
  readonly stopFlag: SharedArrayBuffer | null;
  /**
   * Which form to give the level: `auto` takes the fastest that fits in memory. `as-shipped` runs
   * the file's own graph untouched, as any decoder with the hub's input and output names.
   */
  readonly form: WeightForm | 'auto';
  /** True: nothing kept on the device is used, as at a first visit; what comes in is kept again. */
  readonly fresh?: boolean;
  /** Precision of keys and values where the engine has a choice (`simd`). Absent: `auto`. */
  readonly kvCache?: KvPrecision | 'auto';
}

/** `int8` has a scale per head and position: a quarter of the memory, a little less exact. */
export type KvPrecision = 'f32' | 'int8';

export type LoadStage = 'fetch' | 'parse' | 'quantize' | 'compile' | 'warmup';

export type LoadEvent =
  | { readonly type: 'stage'; readonly stage: LoadStage; readonly at: EpochMs }
  | {
      readonly type: 'bytes';
      readonly file: string;
      /** Over all files. */
      readonly loadedBytes: number;
      readonly totalBytes: number;
      readonly origin: LoadOrigin;
    }
  /** Of making the level and packing it for the engine, by expected time: 0 to 1, never falling. */
  | { readonly type: 'making'; readonly share: number; readonly at: EpochMs };

/** What a loaded variant is, for the interface and for the circumstances of a result. */
export interface LoadResult {
  readonly variant: Variant;
  readonly form: WeightForm;
  readonly threads: number;
  readonly contextLength: number;
  readonly model: ModelDescription;
  readonly weightBytes: Bytes;
  readonly figures: LoadFigures;
  readonly memory: MemoryAccount;
  /** Where the engine has a choice. */
  readonly kvCache?: KvPrecision;
  /** Of the processor, where the engine has kernels for several. */
  readonly instructions?: InstructionTier;
  /** The adapter that a GPU engine runs on. */
  readonly gpu?: GpuDescription;
  /** Why the model's files were not kept on the device for the next load; absent where they were. */
  readonly notKept?: 'storage-unavailable' | 'storage-full';
  /**
   * Types of the model's file (`Q6_K`) for which there is no kernel: their weights were rounded to the
   * nearest form that kernels have. Absent: every weight is the file's own.
   */
  readonly convertedTypes?: readonly string[];
}

/** What the browser tells of a GPU adapter (`GPUAdapterInfo`); any text may be empty. */
export interface GpuDescription {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** A software adapter: slower than the CPU engine, never picked by itself. */
  readonly isFallback: boolean;
}

export interface ModelDescription {
  /** `llama`, or what the configuration names. */
  readonly architecture: string;
  readonly parameters: number;
  readonly maxContextLength: number;
  readonly vocabularySize: number;
  readonly generationDefaults: Partial<Sampling>;
  /** The chat template knows `enable_thinking`: requests may say whether the model thinks first. */
  readonly thinkingSwitch?: boolean;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface Sampling {
  /** 0: greedy, plain argmax, no penalty applied. */
  readonly temperature: number;
  /** 0: off. */
  readonly topK: number;
  /** 1: off. */
  readonly topP: number;
  /** 0: off. */
  readonly minP: number;
  /** 1: off. */
  readonly repetitionPenalty: number;
  /** Unsigned 32-bit. Same seed, same variant, same prompt: same text. */
  readonly seed: number;
}

/** Where the time of decode steps went, by kernel. */
export interface DecodeProfile {
  readonly steps: number;
  /** Bytes per second that these threads can read from memory, measured right after. */
  readonly bandwidth: number;
  readonly kernels: readonly {
    readonly kernel: string;
    /** Mean over the steps. */
    readonly stepMs: Ms;
    /** Weights that the kernel reads in one step; 0 for those that read none. */
    readonly weightBytes: Bytes;
  }[];
}

export interface GenerateRequest {
  readonly id: RequestId;
  /** The chat to answer. An empty system prompt is left out: the template's own applies. */
  readonly messages: readonly ChatMessage[];
  /** Tokens of an answer already begun, to go on from ("continue"). Empty for a new answer. */
  readonly continueIds: readonly number[];
  readonly sampling: Sampling;
  readonly maxTokens: number;
  /** Generation ends before the first of these; none of it is shown. */
  readonly stopStrings: readonly string[];
  /** True: the result tells where the time of its decode steps went, if the engine can. */
  readonly profile?: boolean;
  /** `enable_thinking` of the chat template; absent: as the template does by itself. */
  readonly think?: boolean | undefined;
}

export type CountTokensRequest = Pick<GenerateRequest, 'messages' | 'continueIds' | 'think'>;

export type GenerateEvent =
  | {
      readonly type: 'prompt';
      readonly promptTokens: number;
      readonly cachedTokens: number;
      /** When the worker received the request, so that the time to the first token shows at once. */
      readonly receivedAt: EpochMs;
    }
  | {
      readonly type: 'prefill';
      readonly done: number;
      readonly total: number;
      readonly at: EpochMs;
    }
  | {
      readonly type: 'token';
      readonly id: number;
      /** Whole characters that this token completed; may be empty. */
      readonly text: string;
      readonly at: EpochMs;
      /** Part of the thinking before the answer. */
      readonly thinking?: boolean;
    };

/**
 * - `stop`: the model ended its turn
 * - `stop-string`: one of the request's stop strings came up
 * - `length`: `maxTokens` reached; can be continued
 * - `context`: the context is full
 * - `cancelled`: stopped by the person
 */
export type FinishReason = 'stop' | 'stop-string' | 'length' | 'context' | 'cancelled';

export interface GenerateResult {
  /** This answer's new text; with `continueIds`, what was added. */
  readonly text: string;
  /** The templated prompt, `continueIds` included. */
  readonly promptIds: readonly number[];
  /** Tokens sampled in this request, the end token included. */
  readonly ids: readonly number[];
  readonly finishReason: FinishReason;
  readonly variant: Variant;
  readonly figures: AnswerFigures;
  /** From receipt to the end. */
  readonly totalMs: Ms;
  readonly profile?: DecodeProfile;
}
