import type { ConversionError } from './conversion.ts';
import type { EventSink, ModelSource } from './contract.ts';
import type { Failure } from './errors.ts';
import type { LevelId } from './levels.ts';
import type { FileData, ModelDescriptionUpdate, ModelDraft } from './model-store.ts';

/**
 * The contract between the page and the worker that reads models without running them. The page
 * ends the worker to stop what it does.
 */
export interface ModelWorkApi {
  /** What the files hold, a finding for each model among them and each file that can't be used. */
  recognise(files: readonly OfferedFile[]): Promise<readonly Finding[]>;
  /** The same of a model that is on the device. @throws catalogued: what is wrong with its files */
  describe(source: ModelSource): Promise<Described>;
  /** Levels that were made and kept. */
  madeLevels(): Promise<readonly MadeLevel[]>;
  /**
   * Makes a level and keeps it, where that takes long enough to be worth it.
   *
   * @throws catalogued: what is wrong with the model's files, `level-unavailable`, `storage-short`,
   *   `model-busy`
   */
  makeLevel(request: LevelRequest, onEvents: EventSink<WorkProgress>): Promise<void>;
  removeLevel(model: string, level: LevelId): Promise<void>;
  /**
   * The model as files to save.
   *
   * @throws catalogued: what is wrong with the model's files, `level-unavailable`, `model-busy`
   */
  exportModel(
    request: ExportRequest,
    onEvents: EventSink<WorkProgress>,
  ): Promise<readonly ExportedFile[]>;
  /**
   * What rounding weights to the forms that kernels have costs, by type of the file; types that run as
   * they are stored are left out. Reads every tensor once.
   *
   * @throws catalogued: what is wrong with the model's files
   */
  conversionErrors(
    source: ModelSource,
    onEvents: EventSink<WorkProgress>,
  ): Promise<readonly ConversionError[]>;
}

/** A file from this device's disk; `path` as its folder names it, `/` between. */
export interface OfferedFile {
  readonly path: string;
  readonly data: FileData;
}

export interface Recognised {
  readonly draft: ModelDraft;
  /** Paths of the files that belong to it. */
  readonly files: readonly string[];
  /** Types of the file (`Q6_K`) that are rounded to the nearest form that kernels have. */
  readonly convertedTypes: readonly string[];
  /** Why our own engine can't run it; absent where it can. */
  readonly simdObstacle?: Failure;
}

export interface Described extends Pick<Recognised, 'simdObstacle'> {
  readonly update: ModelDescriptionUpdate;
}

export type Finding =
  | { readonly kind: 'model'; readonly model: Recognised }
  /** A file that is or should be a model's, and why it can't be used. */
  | { readonly kind: 'refused'; readonly path: string; readonly failure: Failure };

export interface LevelRequest {
  readonly source: ModelSource;
  readonly level: LevelId;
}

export const exportForms = ['onnx', 'gguf'] as const;
export type ExportForm = (typeof exportForms)[number];

export interface ExportRequest extends LevelRequest {
  readonly form: ExportForm;
}

export interface WorkProgress {
  readonly done: number;
  readonly total: number;
}

export interface MadeLevel {
  readonly model: string;
  readonly level: LevelId;
  readonly bytes: number;
}

export interface ExportedFile {
  readonly path: string;
  readonly data: FileData;
}
