import type { ModelFile } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';

/**
 * The body of a response as one array of the length that the manifest says.
 *
 * @param onWait called before each wait for bytes, `onBytes` with the count of each piece
 * @throws catalogued `model-file-truncated`, `model-file-altered` (too long), `memory-refused`; what
 *   the stream throws when the connection breaks
 */
export async function readBody(
  response: Response,
  { path, bytes }: ModelFile,
  onWait: () => void,
  onBytes: (count: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const data = allocate(bytes);
  const reader = response.body?.getReader();
  let length = 0;
  while (reader) {
    onWait();
    const { done, value } = await reader.read();
    if (done) break;
    if (length + value.byteLength > bytes) {
      await reader.cancel();
      throw fail('model-file-altered', { file: path });
    }
    data.set(value, length);
    length += value.byteLength;
    onBytes(value.byteLength);
  }
  if (length < bytes)
    throw fail('model-file-truncated', { file: path, expectedBytes: bytes, actualBytes: length });
  return data;
}

function allocate(bytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (error) {
    throw fail('memory-refused', { stage: 'load', neededBytes: bytes }, error);
  }
}
