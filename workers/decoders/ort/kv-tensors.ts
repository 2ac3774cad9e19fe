import type { Tensor } from 'onnxruntime-web/wasm';
import type * as Ort from 'onnxruntime-web/wasm';
import type { GraphIo } from './graph-io.ts';

/** Where a graph's past keys and values come from and its present ones go. */
export interface KvTensors {
  /** Inputs by name. */
  feeds(): Readonly<Record<string, Tensor>>;
  /** Outputs by name: a tensor to write into, or `null` for one that the runtime makes. */
  fetches(): Readonly<Record<string, Tensor | null>>;
  /** Takes over what a run gave. */
  accept(results: Readonly<Record<string, Tensor>>): void;
  /** Keeps the first `length` positions. */
  truncate(length: number): Promise<void>;
  bytes(): number;
  dispose(): void;
}

/** A past key or value without positions. */
function emptyCache(ort: typeof Ort, { kvType, kvHeads, headSize }: GraphIo): Tensor {
  const dims = [1, kvHeads, 0, headSize];
  return kvType === 'float16'
    ? new ort.Tensor('float16', new Uint16Array(0), dims)
    : new ort.Tensor('float32', new Float32Array(0), dims);
}

const byteSize = ({ dims, type }: Tensor): number =>
  dims.reduce((product, dimension) => product * dimension, type === 'float16' ? 2 : 4);

/** Keys and values as tensors that grow with each run, made by the runtime. */
export class GrowingKv implements KvTensors {
  readonly #ort: typeof Ort;
  readonly #io: GraphIo;
  readonly #device: GPUDevice | undefined;
  #past = new Map<string, Tensor>();

  /** @param device where the tensors stay on the GPU */
  constructor(ort: typeof Ort, io: GraphIo, device?: GPUDevice) {
    this.#ort = ort;
    this.#io = io;
    this.#device = device;
    this.#clear();
  }

  #clear(): void {
    for (const { past } of this.#io.layers)
      for (const name of [past.key, past.value])
        this.#past.set(name, emptyCache(this.#ort, this.#io));
  }

  feeds(): Record<string, Tensor> {
    return Object.fromEntries(this.#past);
  }

  fetches(): Record<string, null> {
    return Object.fromEntries(
      this.#io.layers.flatMap(({ present }) => [
        [present.key, null],
        [present.value, null],
      ]),
    );
  }

  accept(results: Readonly<Record<string, Tensor>>): void {
    for (const { past, present } of this.#io.layers)
      for (const part of ['key', 'value'] as const) {
        const result = results[present[part]];
        if (result) this.#replace(past[part], result);
      }
  }

  async truncate(length: number): Promise<void> {
    if (length === 0) {
      for (const tensor of this.#past.values()) tensor.dispose();
      this.#clear();
      return;
    }
    const copies = [...this.#past].map(
      ([name, tensor]) =>
        [
          name,
          tensor.location === 'gpu-buffer'
            ? this.#shorterOnGpu(tensor, length)
            : this.#shorter(tensor, length),
        ] as const,
    );
    await this.#device?.queue.onSubmittedWorkDone();
    for (const [name, tensor] of copies) this.#replace(name, tensor);
  }

  #replace(name: string, tensor: Tensor): void {
    this.#past.get(name)?.dispose();
    this.#past.set(name, tensor);
  }

  /** The cache is [1, heads, positions, headSize]: each head's beginning is copied. */
  #shorter(tensor: Tensor, length: number): Tensor {
    const { kvHeads, headSize } = this.#io;
    const before = (tensor.dims[2] as number) * headSize;
    const after = length * headSize;
    const data = tensor.data as Float32Array | Uint16Array;
    const copy = new (data.constructor as new (length: number) => typeof data)(kvHeads * after);
    for (let head = 0; head < kvHeads; head++)
      copy.set(data.subarray(head * before, head * before + after), head * after);
    const dims = [1, kvHeads, length, headSize];
    return copy instanceof Float32Array
      ? new this.#ort.Tensor('float32', copy, dims)
      : new this.#ort.Tensor('float16', copy, dims);
  }

  #shorterOnGpu(tensor: Tensor, length: number): Tensor {
    const device = this.#device as GPUDevice;
    const { kvHeads, headSize, kvType } = this.#io;
    const row = headSize * (kvType === 'float16' ? 2 : 4);
    const buffer = device.createBuffer({
      size: kvHeads * length * row,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
    const encoder = device.createCommandEncoder();
    for (let head = 0; head < kvHeads; head++)
      encoder.copyBufferToBuffer(
        tensor.gpuBuffer,
        head * (tensor.dims[2] as number) * row,
        buffer,
        head * length * row,
        length * row,
      );
    device.queue.submit([encoder.finish()]);
    return this.#ort.Tensor.fromGpuBuffer(buffer, {
      dataType: kvType,
      dims: [1, kvHeads, length, headSize],
      dispose: () => buffer.destroy(),
    });
  }

  bytes(): number {
    return [...this.#past.values()].reduce((sum, tensor) => sum + byteSize(tensor), 0);
  }

  dispose(): void {
    for (const tensor of this.#past.values()) tensor.dispose();
    this.#past.clear();
  }
}

/**
 * Keys and values in GPU buffers of fixed length, past and present the same: GroupQueryAttention
 * then writes in place, and forgetting positions costs nothing.
 */
export class FixedGpuKv implements KvTensors {
  readonly #tensors = new Map<string, Tensor>();
  readonly #io: GraphIo;
  readonly #buffers: GPUBuffer[] = [];

  constructor(ort: typeof Ort, io: GraphIo, device: GPUDevice, contextLength: number) {
    this.#io = io;
    const { kvHeads, headSize, kvType } = io;
    const dims = [1, kvHeads, contextLength, headSize];
    for (const { past } of io.layers)
      for (const name of [past.key, past.value]) {
        const buffer = device.createBuffer({
          size: kvHeads * contextLength * headSize * (kvType === 'float16' ? 2 : 4),
          usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
        });
        this.#buffers.push(buffer);
        this.#tensors.set(name, ort.Tensor.fromGpuBuffer(buffer, { dataType: kvType, dims }));
      }
  }

  feeds(): Record<string, Tensor> {
    return Object.fromEntries(this.#tensors);
  }

  fetches(): Record<string, Tensor> {
    const fetches: Record<string, Tensor> = {};
    for (const { past, present } of this.#io.layers)
      for (const part of ['key', 'value'] as const)
        fetches[present[part]] = this.#tensors.get(past[part]) as Tensor;
    return fetches;
  }

  accept(): void {
    // Written in place.
  }

  truncate(): Promise<void> {
    return Promise.resolve();
  }

  bytes(): number {
    return this.#buffers.reduce((sum, { size }) => sum + size, 0);
  }

  dispose(): void {
    for (const buffer of this.#buffers) buffer.destroy();
  }
}
