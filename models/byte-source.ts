import { fail } from '../core/errors.ts';
import type { FileData } from '../core/model-store.ts';

/** Random access to a model file's bytes, so that it need not be in memory whole. */
export interface ByteSource {
  /** Bytes in the file. */
  readonly size: number;
  /**
   * @param offset at least 0
   * @param length at least 0; `offset + length` at most `size`
   * @returns exactly `length` bytes, not to be written to: they may be a view of the file
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A file that is in memory already. Reads are views of `file`, not copies. */
export const bytesSource = (file: Uint8Array): ByteSource => ({
  size: file.byteLength,
  read: (offset, length) =>
    offset >= 0 && length >= 0 && offset + length <= file.byteLength
      ? Promise.resolve(file.subarray(offset, offset + length))
      : Promise.reject(new RangeError(`${length} bytes at ${offset} of ${file.byteLength}`)),
});

/** A file on the disk or in the browser's storage, such as a `Blob`: only what is read is in memory. */
export const fileSource = (file: FileData): ByteSource => ({
  size: file.size,
  read: async (offset, length) =>
    new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
});

/** @throws catalogued `model-file-truncated` */
export const readWhole = (source: ByteSource, fileName: string): Promise<Uint8Array> =>
  readExactly(source, fileName, 0, source.size);

/**
 * `source.read`, checked: a file may have become shorter since its size was taken.
 *
 * @param fileName as it is to be named to a person
 * @throws catalogued `model-file-truncated` when the range isn't all there
 */
export async function readExactly(
  source: ByteSource,
  fileName: string,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const truncated = (actualBytes: number) =>
    fail('model-file-truncated', { file: fileName, expectedBytes: offset + length, actualBytes });
  if (offset + length > source.size) throw truncated(source.size);
  const bytes = await source.read(offset, length);
  if (bytes.byteLength !== length) throw truncated(offset + bytes.byteLength);
  return bytes;
}
