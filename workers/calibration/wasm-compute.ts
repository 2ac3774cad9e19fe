import { fail } from '../../core/errors.ts';
import type {
  FitTask,
  GptqCompute,
  ImproveTask,
  PerRow,
  Product,
  RoundTask,
  ScaleKind,
  Strided,
} from '../../models/levels/gptq/compute.ts';
import { JobBoard, runShare, scratchBytes } from './jobs.ts';
import { instantiate, type CalibrationKernels, type KernelName } from './kernel-exports.ts';
import * as L from './kernels/layout.ts';
import { startHelpers } from './threads.ts';

const alignment = 128;
const align = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

export interface WasmComputeOptions {
  readonly module: WebAssembly.Module;
  /** Whether the module takes a shared memory. */
  readonly shared: boolean;
  /** At most, this one included; 1 where memory isn't shared. */
  readonly threads: number;
  /** Longest sequence that `attend` is given. */
  readonly sequenceLength: number;
  /** Makes all allocations that will be made; called twice, first to count them. */
  readonly floats: (compute: Pick<GptqCompute, 'allocate'>) => void;
}

const addressOf = ({ data, start }: PerRow): number => data.byteOffset + 4 * start;

const kinds: Readonly<Record<ScaleKind, number>> = {
  'row-codes': L.ROW_CODES,
  'zero-point': L.ZERO_POINT,
};

/** Rows and matrices in a WebAssembly memory, worked on by this thread and its helpers. */
export class WasmCompute implements GptqCompute {
  readonly memoryBytes: number;
  readonly threads: number;
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: CalibrationKernels;
  readonly #board: JobBoard;
  readonly #helpers: readonly Worker[];
  readonly #scratchStride: number;
  #end: number;

  private constructor(
    { module, sequenceLength }: WasmComputeOptions,
    memory: WebAssembly.Memory,
    helpers: readonly Worker[],
    firstFree: number,
  ) {
    this.#memory = memory;
    this.#kernels = instantiate(module, memory);
    this.#board = new JobBoard(memory.buffer);
    this.#helpers = helpers;
    this.#scratchStride = scratchBytes(sequenceLength);
    this.#end = firstFree;
    this.threads = helpers.length + 1;
    this.memoryBytes = memory.buffer.byteLength;
  }

  /** @throws catalogued `memory-refused` */
  static async open(options: WasmComputeOptions): Promise<WasmCompute> {
    const { module, shared, floats, sequenceLength } = options;
    const threads = shared ? options.threads : 1;
    const stride = scratchBytes(sequenceLength);
    const firstFree = L.CONTROL_BYTES + threads * stride;
    let bytes = firstFree;
    floats({
      allocate(length) {
        bytes += align(4 * length);
        return new Float32Array(0);
      },
    });
    const memory = allocateMemory(bytes, shared);
    const start = { module, memory, scratch: L.CONTROL_BYTES, stride };
    const helpers = await startHelpers(start, threads - 1);
    return new WasmCompute(options, memory, helpers, firstFree);
  }

  /** @throws RangeError beyond what was counted */
  readonly allocate = (length: number): Float32Array => {
    const floats = new Float32Array(this.#memory.buffer, this.#end, length);
    this.#end += align(4 * length);
    return floats;
  };

  multiply({ left, right, result, m, n, k, factor, accumulate, lower }: Product): void {
    const flags = (accumulate ? L.ACCUMULATE : 0) | (lower ? L.LOWER : 0);
    const strided = (matrix: Strided): number[] => [
      addressOf(matrix),
      matrix.rowStride,
      matrix.columnStride,
    ];
    this.run(
      'gemm',
      ...strided(left),
      ...strided(right),
      addressOf(result),
      result.rowStride,
      m,
      n,
      k,
      factor,
      flags,
    );
  }

  fitBlock({ weights, stride, rows, columnWeights, top, scales, offsets }: FitTask): void {
    this.run(
      'fitBlock',
      addressOf(weights),
      stride,
      rows,
      addressOf(columnWeights),
      top,
      addressOf(scales),
      addressOf(offsets),
    );
  }

  roundBlock(task: RoundTask): void {
    const { feedback } = task;
    this.run(
      'roundBlock',
      ...[task.targets, task.weights, task.rounded, task.errors].map(addressOf),
      ...[task.stride, task.rows, addressOf(task.columnWeights)],
      ...[addressOf(feedback), feedback.rowStride, task.top, kinds[task.kind]],
      ...[task.scaleFactors.byteOffset, task.offsetFactors.byteOffset],
      ...[task.scales, task.offsets].map(addressOf),
    );
  }

  improveBlock(task: ImproveTask): void {
    const { hessian } = task;
    this.run(
      'improveBlock',
      ...[task.gradients, task.rounded, task.changes].map(addressOf),
      ...[task.stride, task.rows],
      ...[addressOf(hessian), hessian.rowStride, addressOf(task.hessianSums)],
      ...[task.top, kinds[task.kind]],
      ...[task.scaleFactors.byteOffset, task.offsetFactors.byteOffset],
      ...[task.scales, task.offsets].map(addressOf),
    );
  }

  /**
   * A kernel on all threads, to its end.
   *
   * @throws catalogued `worker-died`
   */
  run(name: KernelName, ...parameters: readonly number[]): void {
    const { threads } = this;
    if (threads > 1) this.#board.give(name, parameters, threads);
    runShare(this.#kernels, name, parameters, L.CONTROL_BYTES, this.#scratchStride, 0, threads);
    if (threads > 1) this.#board.awaitHelpers();
  }

  dispose(): void {
    this.#board.quit();
    for (const helper of this.#helpers) helper.terminate();
  }
}

/** @throws catalogued `memory-refused` */
function allocateMemory(bytes: number, shared: boolean): WebAssembly.Memory {
  const pages = Math.ceil(bytes / 65536);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  } catch (cause) {
    throw fail('memory-refused', { stage: 'load', neededBytes: bytes }, cause);
  }
}
