import type { GgufTensorEntry } from './values.ts';

/**
 * llama.cpp rotates neighbouring rows of a head together (2i, 2i + 1), Hugging Face checkpoints row
 * i with row i + headSize / 2; its converter reorders the rows of query and key matrices
 * accordingly (`LlamaModel.permute` in convert_hf_to_gguf.py). This puts them back. Rows are moved
 * whole, with their quantized blocks, so nothing is rounded.
 *
 * @param data the entry's bytes
 * @returns its bytes in the order of the split-half rotary embedding
 */
export function splitRotaryRows(
  entry: GgufTensorEntry,
  data: Uint8Array,
  headSize: number,
): Uint8Array {
  const rows = entry.shape[0] as number;
  const rowBytes = entry.bytes / rows;
  const half = headSize / 2;
  const reordered = new Uint8Array(data.byteLength);
  for (let row = 0; row < rows; row++) {
    const inHead = row % headSize;
    const from = row - inHead + 2 * (inHead % half) + Math.floor(inHead / half);
    reordered.set(data.subarray(from * rowBytes, (from + 1) * rowBytes), row * rowBytes);
  }
  return reordered;
}
