import type { FileHandle } from 'node:fs/promises';
import type { ByteSource } from '../../models/byte-source.ts';

/** An open file as a byte source. The caller closes the handle. */
export async function fileSource(handle: FileHandle): Promise<ByteSource> {
  const { size } = await handle.stat();
  return {
    size,
    read: async (offset, length) => {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
  };
}
