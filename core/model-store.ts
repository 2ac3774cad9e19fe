import type { ConversionFacts } from './conversion.ts';
import type { EventSink, ModelFile, ModelSource } from './contract.ts';
import type { Failure } from './errors.ts';
import type { LevelId } from './levels.ts';
import type { Bytes, EpochMs } from './units.ts';
import type { EngineId } from './variant.ts';

/**
 * The contract between the page and the worker that keeps model files on the device. One worker a
 * tab; tabs agree by Web Locks and tell each other of changes.
 */
export interface StoreApi {
  /** Begins to tell; the first event is the whole state. Later calls add a listener. */
  watch(onEvents: EventSink<StoreEvent>): Promise<void>;
  state(): Promise<StoreState>;

  /**
   * What a model on a hub comes in, with sizes, before anything is fetched.
   *
   * @throws catalogued `address-invalid`, `hub-model-missing`, `hub-no-variants`,
   *   `hub-answer-invalid`, `model-access-denied`, `server-busy`, `server-error`, `network-failed`,
   *   `address-not-allowed`
   */
  findVariants(request: HubRequest): Promise<HubListing>;
  /**
   * Begins a download, or goes on with it; how it goes is told by events. Resolves once it is noted on
   * the device. Of a model that is here, whole and from the same files, nothing is fetched.
   *
   * @throws catalogued `storage-short` (nothing was fetched), `model-busy`, `request-invalid`
   */
  download(request: DownloadRequest): Promise<void>;
  /** Stops fetching; what has come stays for `resume`. */
  pause(model: string): Promise<void>;
  /**
   * Goes on with a download that was paused, cut off or failed, also from an earlier visit.
   *
   * @throws catalogued `model-not-installed`, `model-busy`, `storage-short`
   */
  resume(model: string): Promise<void>;
  /** Ends a download and removes what had come; also stops a verification. */
  cancel(model: string): Promise<void>;

  /**
   * Keeps files from this device, streamed, each hashed on the way in. Told as a download is.
   *
   * @throws catalogued `storage-short`, `model-busy`, `request-invalid`, `file-unreadable`,
   *   `model-file-altered`, `cancelled`; then nothing of it is left
   */
  install(request: InstallRequest): Promise<InstalledModel>;
  /**
   * Notes what a reader found in an installed model's files (after a download).
   *
   * @throws catalogued `model-not-installed`
   */
  describe(model: string, description: ModelDescriptionUpdate): Promise<InstalledModel>;
  /** Gives a model another name to show. */
  rename(model: string, displayName: string): Promise<void>;
  /**
   * Hashes every file again. A difference marks the model as damaged.
   *
   * @throws catalogued `model-not-installed`, `model-busy`, `cancelled`; never for what it finds
   */
  verify(model: string): Promise<VerifyResult>;
  /** @throws catalogued `model-busy`: another tab is loading or changing it */
  remove(model: string): Promise<void>;
  /** Removes every installed and half-fetched model. @throws catalogued `model-busy` */
  removeAll(): Promise<void>;
  /** Notes that the model was just used. */
  used(model: string): Promise<void>;
  /**
   * Where an engine worker finds an installed model's files.
   *
   * @throws catalogued `model-not-installed`, `model-evicted`
   */
  place(model: string): Promise<InstalledPlace>;
}

/** What the store's worker exposes: its storage has to be opened first. */
export interface StoreEntry {
  open(): Promise<StoreApi>;
}

/**
 * Where files are kept: the origin private file system; where that is missing, the Cache API; where
 * nothing can be kept (insecure origin, private window), memory, until the page is closed.
 */
export const storageKinds = ['opfs', 'cache', 'memory'] as const;
export type StorageKind = (typeof storageKinds)[number];

/** Files of an installed model, for a worker to open: by their paths below `folder`. */
export type InstalledPlace =
  | { readonly kind: 'opfs' | 'cache'; readonly folder: string }
  /** By `ModelFile.path`; other workers have no sight of this one's memory. */
  | { readonly kind: 'memory'; readonly files: Readonly<Record<string, FileData>> };

/** What is used here of a `Blob`, which this folder doesn't know; any `Blob` or `File` is one. */
export interface FileData {
  readonly size: number;
  slice(start: number, end: number): FileData;
  arrayBuffer(): Promise<ArrayBuffer>;
}

export type ModelOrigin =
  /** Comes with the app. */
  | { readonly kind: 'embedded' }
  /** Opened from this device's disk. */
  | { readonly kind: 'disk'; readonly fileNames: readonly string[] }
  | {
      readonly kind: 'hub';
      /** Base address, ending in `/`. */
      readonly base: string;
      /** `owner/name` */
      readonly repository: string;
      /** A commit where the hub told one, else a branch or tag. */
      readonly revision: string;
    };

export const modelFormats = ['onnx', 'gguf', 'safetensors'] as const;
export type ModelFormat = (typeof modelFormats)[number];

/** What a model's own files or its hub say of it; what they don't say is absent. */
export interface ModelFacts extends ConversionFacts {
  /** `llama`, `qwen2`, as the files name it. */
  readonly architecture?: string;
  /** Weights, a tied embedding counted once. */
  readonly parameters?: number;
  /** SPDX identifier, or what the files say instead. */
  readonly licence?: string;
  readonly licenceUrl?: string;
  /** Positions. */
  readonly contextLimit?: number;
  readonly vocabularySize?: number;
  /** As the file names its quantization: `Q4_K_M`, `q4f16`. */
  readonly quantization?: string;
  /** BCP 47 tags. */
  readonly languages?: readonly string[];
  readonly hasChatTemplate?: boolean;
  /** Bytes of one position in the KV cache, 32 bits and 8 bits. */
  readonly kvBytesPerPosition?: number;
  readonly int8KvBytesPerPosition?: number;
  /** Levels that can be made from these weights, by weight; only the file's own where they can't be read. */
  readonly levels?: readonly LevelWeight[];
  /** Engines that can run it, as far as its files tell. */
  readonly engines?: readonly EngineId[];
}

/** What a level weighs as stored, exact from the model's shapes. */
export interface LevelWeight {
  readonly level: LevelId;
  readonly bytes: number;
  /** Of the layers' matrices. */
  readonly linearBitsPerWeight: number;
  /** Of the whole file. */
  readonly fileBitsPerWeight: number;
  /** Made once, in seconds or minutes, and kept on the device; others are made at each load. */
  readonly isKept?: boolean;
}

/** Everything about a model but its files' contents. */
export interface ModelDraft {
  /** Lower-case letters, digits, `.`, `_`, `-`; see `modelIdOf`. Names the model in a `Variant`. */
  readonly id: string;
  readonly displayName: string;
  readonly origin: ModelOrigin;
  readonly format: ModelFormat;
  /** Path of the file that an engine opens: the ONNX graph, the GGUF file, the safetensors file or its index. */
  readonly main: string;
  /** The level that the files' own weights have, where one of ours is the same. */
  readonly shippedLevel?: LevelId;
  readonly facts: ModelFacts;
}

export interface InstalledModel extends ModelDraft {
  readonly files: readonly ModelFile[];
  /** All files. */
  readonly bytes: Bytes;
  readonly installedAt: EpochMs;
  readonly lastUsedAt: EpochMs | null;
  readonly condition: ModelCondition;
}

/** `damaged`: a file is gone, short or altered. It isn't loaded; fetching or importing again mends it. */
export type ModelCondition =
  { readonly kind: 'whole' } | { readonly kind: 'damaged'; readonly failure: Failure };

/** What an importer fills in once it has read the files. */
export interface ModelDescriptionUpdate {
  readonly displayName?: string;
  readonly format?: ModelFormat;
  readonly main?: string;
  readonly shippedLevel?: LevelId;
  /** Added to the facts that are known. */
  readonly facts?: ModelFacts;
}

export interface DownloadFile {
  /** `/` between folders; the name under which it is kept. */
  readonly path: string;
  readonly url: string;
  /** Where the hub told it. */
  readonly bytes?: number;
  /** Lower-case hexadecimal, where the hub told it: else the hash is only taken, not compared. */
  readonly sha256?: string;
}

export interface DownloadRequest {
  readonly model: ModelDraft;
  readonly files: readonly DownloadFile[];
}

export interface InstallRequest {
  readonly model: ModelDraft;
  /** `sha256` where a manifest tells it. */
  readonly files: readonly {
    readonly path: string;
    readonly data: FileData;
    readonly sha256?: string;
  }[];
}

export interface FileProgress {
  readonly path: string;
  /** On the device, and hashed. */
  readonly receivedBytes: number;
  readonly totalBytes: number | undefined;
  readonly isDone: boolean;
}

export type TransferState =
  /** Waits for others that are under way. */
  | { readonly kind: 'queued' }
  | { readonly kind: 'running' }
  /** Tries again at `until` by itself; `failure` is what went wrong. */
  | {
      readonly kind: 'waiting';
      readonly until: EpochMs;
      readonly attempt: number;
      readonly failure: Failure;
    }
  /** `interrupted`: the page was closed or crashed. */
  | { readonly kind: 'paused'; readonly reason: 'asked' | 'interrupted' }
  /** `resume` tries again from here. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Under way in another tab. */
  | { readonly kind: 'elsewhere' };

/** A model on its way in: a download, or files that are being copied from the disk. */
export interface Transfer {
  readonly model: ModelDraft;
  readonly state: TransferState;
  readonly files: readonly FileProgress[];
  readonly receivedBytes: number;
  /** `undefined` while a file's size isn't known. */
  readonly totalBytes: number | undefined;
  /** Over the last seconds; `undefined` until there is something to measure. */
  readonly bytesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
  /** Bytes that had to be fetched again, because the server gives no ranges or the file changed. */
  readonly refetchedBytes: number;
}

export interface StorageFacts {
  readonly kind: StorageKind;
  /** Of the whole origin, by the browser's estimate; `undefined` where it tells none. */
  readonly usageBytes: number | undefined;
  readonly quotaBytes: number | undefined;
  /** True: the browser won't clear it to make room. */
  readonly isPersistent: boolean;
  /** Files of installed models, by their own sizes. */
  readonly modelBytes: number;
  /** What has come of models on their way in. */
  readonly transferBytes: number;
}

export interface StoreState {
  readonly models: readonly InstalledModel[];
  readonly transfers: readonly Transfer[];
  readonly storage: StorageFacts;
}

export type StoreEvent =
  | { readonly type: 'state'; readonly state: StoreState }
  /** Of one model on its way in; some ten a second. */
  | { readonly type: 'transfer'; readonly transfer: Transfer }
  | { readonly type: 'installed'; readonly model: InstalledModel }
  /** Of a verification under way. */
  | {
      readonly type: 'verify';
      readonly model: string;
      readonly doneBytes: number;
      readonly totalBytes: number;
    };

export interface VerifyResult {
  readonly condition: ModelCondition;
  readonly files: readonly {
    readonly path: string;
    readonly result: 'same' | 'altered' | 'short' | 'missing';
  }[];
}

export interface HubRequest {
  /** `owner/name`, or an address of it or of one of its files on a hub. */
  readonly model: string;
  /** Base address of the hub or mirror. */
  readonly base: string;
  /** Branch, tag or commit; default `main`, or what an address says. */
  readonly revision?: string;
}

/** One form in which a repository offers its model. */
export interface HubVariant {
  /** Unique in its listing: `onnx/q4f16`, `gguf/Q4_K_M`. */
  readonly id: string;
  /** As files name it: `q4f16`, `Q4_K_M`, `bf16`; empty where they don't. */
  readonly quantization: string;
  readonly format: ModelFormat;
  readonly shippedLevel?: LevelId;
  readonly main: string;
  /** All that it needs, tokenizer and configuration included. */
  readonly files: readonly DownloadFile[];
  /** All files; `undefined` where the hub doesn't tell one of the sizes. */
  readonly bytes: number | undefined;
  /** Files that engines here would miss: such as the tokenizer of an ONNX folder. */
  readonly missing: readonly string[];
}

export interface HubListing {
  readonly repository: string;
  readonly base: string;
  readonly revision: string;
  /** As the hub's page about the model says: an identifier, not checked. */
  readonly licence: string | undefined;
  /** True: files come only to those who accepted the licence on the hub. */
  readonly isGated: boolean;
  readonly variants: readonly HubVariant[];
}

/** `owner/name` and a form's name as a model's id: `owner--name--q4f16`. */
export const modelIdOf = (...parts: readonly string[]): string =>
  parts
    .map((part) =>
      part
        .toLowerCase()
        .replaceAll('/', '--')
        .replace(/[^a-z0-9._-]+/g, '-')
        .replace(/^[.-]+|-+$/g, ''),
    )
    .filter((part) => part !== '')
    .join('--')
    .slice(0, 120);

export const isModelId = (text: string): boolean => /^[a-z0-9_][a-z0-9._-]{0,119}$/.test(text);

/** The download that a person chose from a listing. */
export const downloadRequestOf = (
  listing: HubListing,
  variant: HubVariant,
  displayName?: string,
): DownloadRequest => ({
  model: {
    id: modelIdOf(listing.repository, variant.quantization),
    displayName: displayName ?? listing.repository.slice(listing.repository.indexOf('/') + 1),
    origin: {
      kind: 'hub',
      base: listing.base,
      repository: listing.repository,
      revision: listing.revision,
    },
    format: variant.format,
    main: variant.main,
    ...(variant.shippedLevel && { shippedLevel: variant.shippedLevel }),
    facts: {
      ...(variant.quantization !== '' && { quantization: variant.quantization }),
      ...(listing.licence !== undefined && { licence: listing.licence }),
    },
  },
  files: variant.files,
});

/**
 * An installed ONNX model as a load request names it.
 *
 * @param fallbackLevel for files whose own level is none of ours
 */
export const installedSource = (
  model: InstalledModel,
  place: InstalledPlace,
  fallbackLevel: LevelId,
): ModelSource => ({
  id: model.id,
  baseUrl: '',
  graph: model.main,
  files: model.files,
  shippedLevel: model.shippedLevel ?? fallbackLevel,
  installed: place,
});
