import { fail } from '../../core/errors.ts';
import type { ModelCondition, VerifyResult } from '../../core/model-store.ts';
import { Hasher } from './hasher.ts';
import { filePath, type FileRecord, type InstalledRecord } from './record.ts';
import type { FileStorage } from './storage.ts';

const readBytes = 4 * 2 ** 20;

type FileResult = VerifyResult['files'][number]['result'];

/**
 * Whether every file is there in its length: what a browser that made room leaves behind shows so.
 * Contents are not read.
 */
export async function inspect(
  storage: FileStorage,
  record: InstalledRecord,
): Promise<ModelCondition> {
  const { id, displayName } = record.model;
  for (const file of record.files) {
    const data = await storage.read(filePath(id, file.path));
    if (data?.size !== file.received)
      return damaged({
        code: 'model-evicted',
        parameters: { model: displayName, file: file.path },
      });
  }
  // What a verification found stays until the files are brought in again.
  return record.condition;
}

const damaged = (
  failure: Extract<ModelCondition, { readonly kind: 'damaged' }>['failure'],
): ModelCondition => ({ kind: 'damaged', failure });

/**
 * Hashes every file again.
 *
 * @throws catalogued `cancelled`
 */
export async function verifyFiles(
  storage: FileStorage,
  { model, files }: InstalledRecord,
  signal: AbortSignal,
  onBytes: (done: number) => void,
): Promise<VerifyResult> {
  let done = 0;
  const results: { path: string; result: FileResult }[] = [];
  for (const file of files) {
    const result = await verifyFile(storage, model.id, file, signal, (count) => {
      done += count;
      onBytes(done);
    });
    results.push({ path: file.path, result });
  }
  const bad = results.find(({ result }) => result !== 'same');
  if (!bad) return { condition: { kind: 'whole' }, files: results };
  const condition = damaged(
    bad.result === 'altered'
      ? { code: 'model-file-altered', parameters: { file: bad.path } }
      : { code: 'model-evicted', parameters: { model: model.displayName, file: bad.path } },
  );
  return { condition, files: results };
}

async function verifyFile(
  storage: FileStorage,
  id: string,
  file: FileRecord,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<FileResult> {
  const data = await storage.read(filePath(id, file.path));
  if (!data) return 'missing';
  if (data.size < file.received) return 'short';
  if (data.size > file.received) return 'altered';
  const hasher = await Hasher.create();
  for (let at = 0; at < data.size; at += readBytes) {
    if (signal.aborted) throw fail('cancelled', {});
    const end = Math.min(at + readBytes, data.size);
    const bytes = await data.slice(at, end).arrayBuffer();
    hasher.update(new Uint8Array(bytes));
    onBytes(bytes.byteLength);
  }
  return hasher.digest() === file.sha256 ? 'same' : 'altered';
}
