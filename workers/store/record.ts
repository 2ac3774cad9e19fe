import type { ModelFile } from '../../core/contract.ts';
import { fail, type Failure } from '../../core/errors.ts';
import { modelsFolder } from '../../core/kept-places.ts';
import type {
  DownloadRequest,
  InstalledModel,
  InstallRequest,
  ModelCondition,
  ModelDraft,
} from '../../core/model-store.ts';
import { bytes, type EpochMs } from '../../core/units.ts';

/** What is noted on the device of one file, so that it can be gone on with. */
export interface FileRecord {
  readonly path: string;
  /** Empty for a file from the disk. */
  readonly url: string;
  /** As told beforehand. */
  readonly expectedBytes?: number;
  readonly expectedSha256?: string;
  /** Bytes on the device that are flushed and hashed. */
  readonly received: number;
  /** Of `received` bytes. */
  readonly hashState?: string | undefined;
  /** As the server told, of the copy that the bytes are from. */
  readonly etag?: string | undefined;
  /** As the server told. */
  readonly totalBytes?: number | undefined;
  /** Of the whole file, once it is here and checked. */
  readonly sha256?: string;
}

interface CommonRecord {
  readonly version: 1;
  readonly model: ModelDraft;
  readonly files: readonly FileRecord[];
}

/** Why nobody fetches what has not all come. */
export type TransferStop =
  { readonly kind: 'asked' } | { readonly kind: 'failed'; readonly failure: Failure };

/** Not all of it is here: never listed as a model, never loaded. */
export interface ArrivingRecord extends CommonRecord {
  readonly state: 'arriving';
  /** Why nobody fetches it; absent while someone does, or was when the page ended. */
  readonly stopped?: TransferStop | undefined;
}

export interface InstalledRecord extends CommonRecord {
  readonly state: 'installed';
  readonly installedAt: EpochMs;
  readonly lastUsedAt: EpochMs | null;
  readonly condition: ModelCondition;
}

/** The journal and the label of one model: all that is known of it on this device. */
export type ModelRecord = ArrivingRecord | InstalledRecord;

export const modelFolder = (id: string): string => `${modelsFolder}/${id}`;
/** Apart from the record, so that no file of a model can lie in its place. */
export const filesFolder = (id: string): string => `${modelFolder(id)}/files`;
export const filePath = (id: string, path: string): string => `${filesFolder(id)}/${path}`;

export const totalOf = (file: FileRecord): number | undefined =>
  file.totalBytes ?? file.expectedBytes;

export function installedModel(record: InstalledRecord): InstalledModel {
  const files = record.files.map(({ path, received, sha256 = '' }): ModelFile => ({
    path,
    bytes: received,
    sha256,
  }));
  const { model, installedAt, lastUsedAt, condition } = record;
  const sum = files.reduce((total, file) => total + file.bytes, 0);
  return { ...model, files, bytes: bytes(sum), installedAt, lastUsedAt, condition };
}

/** @throws catalogued `model-not-installed` */
export function asInstalled(id: string, record: ModelRecord | undefined): InstalledRecord {
  if (record?.state !== 'installed') throw fail('model-not-installed', { model: id });
  return record;
}

/** A download of which nothing is here yet. */
export const arrivingFromHub = ({ model, files }: DownloadRequest): ArrivingRecord => ({
  version: 1,
  state: 'arriving',
  model,
  files: files.map(({ path, url, bytes: expectedBytes, sha256 }) => ({
    path,
    url,
    received: 0,
    ...(expectedBytes !== undefined && { expectedBytes }),
    ...(sha256 !== undefined && { expectedSha256: sha256.toLowerCase() }),
  })),
});

/** Files on the disk of which nothing is copied yet. */
export const arrivingFromDisk = ({ model, files }: InstallRequest): ArrivingRecord => ({
  version: 1,
  state: 'arriving',
  model,
  files: files.map(({ path, data, sha256 }) => ({
    path,
    url: '',
    received: 0,
    expectedBytes: data.size,
    ...(sha256 !== undefined && { expectedSha256: sha256.toLowerCase() }),
  })),
});
