/**
 * Runs a decoder graph over new tokens with a KV cache of its own. The three implementations differ
 * only in where the cache lies.
 */
export interface GraphRunner {
  /** Positions in the cache. */
  readonly length: number;
  /**
   * Evaluates `tokens` after what is in the cache.
   *
   * @param wanted logits of how many of the last positions
   * @returns logits [wanted, vocabulary], valid until the next call
   */
  run(tokens: readonly number[], wanted: number): Promise<Float32Array>;
  truncate(length: number): Promise<void>;
  /** Bytes of the cache, and how many of them lie outside the WebAssembly heap and the GPU. */
  kvBytes(): { readonly all: number; readonly outside: number };
  dispose(): Promise<void>;
}

/** int64 tensor data: positions `start`, `start + 1`, ... */
export function positions(start: number, count: number): BigInt64Array {
  const values = new BigInt64Array(count);
  for (let index = 0; index < count; index++) values[index] = BigInt(start + index);
  return values;
}

/** int64 tensor data of token ids. */
export const tokenData = (tokens: readonly number[]): BigInt64Array =>
  BigInt64Array.from(tokens, BigInt);
