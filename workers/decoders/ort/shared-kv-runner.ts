import type { InferenceSession } from 'onnxruntime-web/wasm';
import { fail } from '../../../core/errors.ts';
import type { GraphIo } from './graph-io.ts';
import { positions, tokenData, type GraphRunner } from './graph-runner.ts';
import type { OrtExports } from './module-exports.ts';

/** Values of ONNX's `TensorProto.DataType`, and onnxruntime-web's number for memory of the CPU. */
const elementType = { float32: 1, int64: 7, float16: 10 } as const;
const cpuLocation = 1;

/**
 * Runs a graph with GroupQueryAttention through the WebAssembly module's own `_OrtRun`, with keys
 * and values in the heap at fixed addresses, past and present the same. onnxruntime-web's interface
 * copies the whole cache in and out at each run, which costs more than the model itself at some
 * length. The attention mask's length says how many positions there are; what lies behind is not
 * read, so forgetting positions costs nothing.
 */
export class SharedKvRunner implements GraphRunner {
  readonly #wasm: OrtExports;
  readonly #memory: WebAssembly.Memory;
  readonly #handle: number;
  readonly #session: InferenceSession;
  readonly #io: GraphIo;
  readonly #vocabularySize: number;
  readonly #contextLength: number;
  readonly #allocations: number[] = [];
  readonly #kvAllocations: number[] = [];
  readonly #kvTensors: number[] = [];
  readonly #kvBytes: number;
  readonly #tokens: number;
  readonly #mask: number;
  readonly #positions: number;
  readonly #keep: number;
  readonly #inputNames: number;
  readonly #outputNames: number;
  readonly #inputCount: number;
  #logits = new Float32Array(0);
  #length = 0;

  /**
   * @param memory that the module runs in
   * @param handle the session's address, as `_OrtCreateSession` returned it
   * @throws catalogued `memory-refused` when the cache doesn't fit
   */
  constructor(
    wasm: OrtExports,
    memory: WebAssembly.Memory,
    handle: number,
    session: InferenceSession,
    io: GraphIo,
    contextLength: number,
    vocabularySize: number,
  ) {
    this.#wasm = wasm;
    this.#memory = memory;
    this.#handle = handle;
    this.#session = session;
    this.#io = io;
    this.#contextLength = contextLength;
    this.#vocabularySize = vocabularySize;

    const { kvHeads, headSize, kvType, layers } = io;
    const kvDims = [1, kvHeads, contextLength, headSize];
    const bytes = kvHeads * contextLength * headSize * (kvType === 'float16' ? 2 : 4);
    this.#kvBytes = bytes * layers.length * 2;
    for (let index = 0; index < layers.length * 2; index++) {
      const data = this.#allocate(bytes, this.#kvAllocations);
      // Not read before it is written; zeroed so that nothing left there can turn up as NaN.
      new Uint8Array(this.#memory.buffer, data, bytes).fill(0);
      this.#kvTensors.push(this.#tensor(elementType[kvType], data, bytes, kvDims));
    }
    this.#tokens = this.#allocate(8 * contextLength);
    this.#mask = this.#allocate(8 * contextLength);
    this.#positions = this.#allocate(8 * contextLength);
    this.#keep = this.#allocate(8);
    new BigInt64Array(this.#memory.buffer, this.#mask, contextLength).fill(1n);
    new BigInt64Array(this.#memory.buffer, this.#positions, contextLength).set(
      positions(0, contextLength),
    );
    const inputs = [
      'input_ids',
      ...(io.hasAttentionMask ? ['attention_mask'] : []),
      ...(io.hasPositionIds ? ['position_ids'] : []),
      ...(io.logitsToKeep ? [io.logitsToKeep.name] : []),
      ...layers.flatMap(({ past }) => [past.key, past.value]),
    ];
    const outputs = ['logits', ...layers.flatMap(({ present }) => [present.key, present.value])];
    this.#inputCount = inputs.length;
    this.#inputNames = this.#names(inputs);
    this.#outputNames = this.#names(outputs);
  }

  get length(): number {
    return this.#length;
  }

  async run(tokens: readonly number[], wanted: number): Promise<Float32Array> {
    const wasm = this.#wasm;
    const count = tokens.length;
    const start = this.#length;
    const total = start + count;
    if (total > this.#contextLength) throw new RangeError('more positions than the KV cache holds');
    new BigInt64Array(this.#memory.buffer, this.#tokens, count).set(tokenData(tokens));
    new BigInt64Array(this.#memory.buffer, this.#keep, 1)[0] = BigInt(wanted);

    const { hasAttentionMask, hasPositionIds, logitsToKeep } = this.#io;
    const int64 = (data: number, length: number, dims: readonly number[]): number =>
      this.#tensor(elementType.int64, data, 8 * length, dims);
    const made = [int64(this.#tokens, count, [1, count])];
    if (hasAttentionMask) made.push(int64(this.#mask, total, [1, total]));
    if (hasPositionIds) made.push(int64(this.#positions + 8 * start, count, [1, count]));
    if (logitsToKeep) made.push(int64(this.#keep, 1, logitsToKeep.rank === 0 ? [] : [1]));

    // Not on WebAssembly's stack: the call may suspend.
    const inputs = this.#allocate(4 * this.#inputCount, []);
    const outputCount = 1 + this.#kvTensors.length;
    const outputs = this.#allocate(4 * outputCount, []);
    let logits = 0;
    try {
      this.#pointers(inputs, [...made, ...this.#kvTensors]);
      this.#pointers(outputs, [0, ...this.#kvTensors]);
      const status = await wasm._OrtRun(
        this.#handle,
        this.#inputNames,
        inputs,
        this.#inputCount,
        this.#outputNames,
        outputCount,
        outputs,
        0,
      );
      if (status !== 0) throw this.#lastError();
      const results = new Uint32Array(this.#memory.buffer, outputs, outputCount);
      logits = results[0] as number;
      if (this.#kvTensors.some((tensor, index) => results[index + 1] !== tensor))
        throw fail('internal', { reason: 'the runtime did not write the KV cache in place' });
      this.#read(logits, wanted);
      this.#length = total;
      return this.#logits;
    } finally {
      if (logits !== 0) wasm._OrtReleaseTensor(logits);
      for (const tensor of made) wasm._OrtReleaseTensor(tensor);
      wasm._free(inputs);
      wasm._free(outputs);
    }
  }

  truncate(length: number): Promise<void> {
    this.#length = Math.min(this.#length, length);
    return Promise.resolve();
  }

  /** Whether the latest run wrote its keys into the cache: false if the runtime kept its own. */
  wroteInPlace(): boolean {
    const { headSize, kvType } = this.#io;
    const address = this.#kvAllocations[0] as number;
    const row = headSize * (kvType === 'float16' ? 2 : 4);
    return new Uint8Array(this.#memory.buffer, address, row).some((byte) => byte !== 0);
  }

  kvBytes(): { readonly all: number; readonly outside: number } {
    return { all: this.#kvBytes, outside: 0 };
  }

  /** Gives the cache back and leaves the session to another runner. */
  release(): void {
    for (const tensor of this.#kvTensors) this.#wasm._OrtReleaseTensor(tensor);
    for (const address of [...this.#kvAllocations, ...this.#allocations]) this.#wasm._free(address);
  }

  async dispose(): Promise<void> {
    this.release();
    await this.#session.release();
  }

  #read(tensor: number, wanted: number): void {
    const wasm = this.#wasm;
    const stack = wasm.stackSave();
    const out = wasm.stackAlloc(16);
    try {
      if (wasm._OrtGetTensorData(tensor, out, out + 4, out + 8, out + 12) !== 0)
        throw this.#lastError();
      const view = new Uint32Array(this.#memory.buffer);
      const [type, data, dims, rank] = view.subarray(out >> 2, (out >> 2) + 4);
      if (data === undefined || dims === undefined || rank === undefined) return;
      const rows = view[(dims >> 2) + rank - 2] ?? 0;
      wasm._OrtFree(dims);
      const size = wanted * this.#vocabularySize;
      if (type !== elementType.float32 || rows < wanted)
        throw fail('internal', { reason: 'logits of an unexpected type or shape' });
      if (this.#logits.length !== size) this.#logits = new Float32Array(size);
      const start = data + 4 * (rows - wanted) * this.#vocabularySize;
      this.#logits.set(new Float32Array(this.#memory.buffer, start, size));
    } finally {
      wasm.stackRestore(stack);
    }
  }

  #tensor(type: number, data: number, bytes: number, dims: readonly number[]): number {
    const wasm = this.#wasm;
    const stack = wasm.stackSave();
    try {
      const address = wasm.stackAlloc(4 * Math.max(1, dims.length));
      this.#pointers(address, dims);
      const tensor = wasm._OrtCreateTensor(type, data, bytes, address, dims.length, cpuLocation);
      if (tensor === 0) throw this.#lastError();
      return tensor;
    } finally {
      wasm.stackRestore(stack);
    }
  }

  #allocate(bytes: number, owner: number[] = this.#allocations): number {
    const address = this.#wasm._malloc(bytes);
    if (address === 0) throw fail('memory-refused', { stage: 'load', neededBytes: bytes });
    owner.push(address);
    return address;
  }

  #names(names: readonly string[]): number {
    const addresses = names.map((name) => {
      const bytes = this.#wasm.lengthBytesUTF8(name) + 1;
      const address = this.#allocate(bytes);
      this.#wasm.stringToUTF8(name, address, bytes);
      return address;
    });
    const list = this.#allocate(4 * names.length);
    this.#pointers(list, addresses);
    return list;
  }

  #pointers(address: number, values: readonly number[]): void {
    new Uint32Array(this.#memory.buffer, address, values.length).set(values);
  }

  #lastError(): Error {
    const wasm = this.#wasm;
    const stack = wasm.stackSave();
    try {
      const out = wasm.stackAlloc(8);
      wasm._OrtGetLastError(out, out + 4);
      const [code, message] = new Uint32Array(this.#memory.buffer, out, 2);
      return new Error(`ERROR_CODE: ${code ?? -1}, ${wasm.UTF8ToString(message ?? 0)}`);
    } finally {
      wasm.stackRestore(stack);
    }
  }
}
