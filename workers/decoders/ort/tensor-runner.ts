import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type * as Ort from 'onnxruntime-web/wasm';
import { halfToFloat } from '../../../models/half.ts';
import type { GraphIo } from './graph-io.ts';
import { positions, tokenData, type GraphRunner } from './graph-runner.ts';
import type { KvTensors } from './kv-tensors.ts';

/** Runs a graph through onnxruntime-web's own interface. */
export class TensorRunner implements GraphRunner {
  readonly #ort: typeof Ort;
  readonly #session: InferenceSession;
  readonly #io: GraphIo;
  readonly #kv: KvTensors;
  readonly #kvOutside: boolean;
  #length = 0;

  /** @param kvOutside whether the cache lies outside the WebAssembly heap and the GPU */
  constructor(
    ort: typeof Ort,
    session: InferenceSession,
    io: GraphIo,
    kv: KvTensors,
    kvOutside: boolean,
  ) {
    this.#ort = ort;
    this.#session = session;
    this.#io = io;
    this.#kv = kv;
    this.#kvOutside = kvOutside;
  }

  get length(): number {
    return this.#length;
  }

  async run(tokens: readonly number[], wanted: number): Promise<Float32Array> {
    const { Tensor } = this.#ort;
    const count = tokens.length;
    const total = this.#length + count;
    const feeds: Record<string, Tensor> = {
      ...this.#kv.feeds(),
      input_ids: new Tensor('int64', tokenData(tokens), [1, count]),
    };
    if (this.#io.hasAttentionMask)
      feeds.attention_mask = new Tensor('int64', new BigInt64Array(total).fill(1n), [1, total]);
    if (this.#io.hasPositionIds)
      feeds.position_ids = new Tensor('int64', positions(this.#length, count), [1, count]);
    const keep = this.#io.logitsToKeep;
    if (keep)
      feeds[keep.name] = new Tensor(
        'int64',
        BigInt64Array.of(BigInt(wanted)),
        keep.rank === 0 ? [] : [1],
      );
    const results = await this.#session.run(feeds, { logits: null, ...this.#kv.fetches() });
    this.#kv.accept(results);
    this.#length = total;
    return lastRows(results.logits as Tensor, wanted);
  }

  async truncate(length: number): Promise<void> {
    if (length >= this.#length) return;
    await this.#kv.truncate(length);
    this.#length = length;
  }

  kvBytes(): { readonly all: number; readonly outside: number } {
    const all = this.#kv.bytes();
    return { all, outside: this.#kvOutside ? all : 0 };
  }

  async dispose(): Promise<void> {
    this.#kv.dispose();
    await this.#session.release();
  }
}

/** The last `rows` rows of logits [1, positions, vocabulary] as 32-bit floating point. */
function lastRows({ data, dims, type }: Tensor, rows: number): Float32Array {
  const vocabulary = dims[2] as number;
  const start = ((dims[1] as number) - rows) * vocabulary;
  if (type === 'float32') return (data as Float32Array).subarray(start);
  const half = data as unknown as { readonly buffer: ArrayBuffer; readonly byteOffset: number };
  const bits = new Uint16Array(half.buffer, half.byteOffset + 2 * start, rows * vocabulary);
  return Float32Array.from(bits, halfToFloat);
}
