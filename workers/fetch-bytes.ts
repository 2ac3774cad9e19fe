import { fail } from '../core/errors.ts';

/**
 * A file that the app itself serves.
 *
 * @throws catalogued `network-failed`, `model-file-missing`
 */
export async function fetchBytes(address: string): Promise<ArrayBuffer> {
  let response: Response;
  let bytes: ArrayBuffer;
  try {
    response = await fetch(address);
    bytes = await response.arrayBuffer();
  } catch (cause) {
    throw fail('network-failed', { file: address }, cause);
  }
  if (!response.ok) throw fail('model-file-missing', { file: address, status: response.status });
  return bytes;
}
