import type { KvPrecision } from '../../../core/contract.ts';
import { FeatherweightError, fail, type EngineStage } from '../../../core/errors.ts';
import type { MemoryAccount } from '../../../core/metrics/memory.ts';
import { bytes, notMeasurable, type Bytes } from '../../../core/units.ts';
import type { ModelWeights } from '../../../models/weights.ts';
import { maxSinkPositions, type LogitsScan, type LogitsSink } from '../decoder.ts';
import { allocateMemory, initializeMemory, type Control } from './engine-memory.ts';
import { startHelpers, type HelperPool, type StartHelper } from './helper-pool.ts';
import { instantiate, type KernelExports } from './kernel-instance.ts';
import type { Kernels } from './kernels.ts';
import * as L from './kernels/layout.ts';
import {
  inspectFormats,
  loadWeights,
  type LoadWeightsOptions,
  type Storage,
} from './load-weights.ts';
import { KernelLogitsScan } from './logits-scan.ts';
import { planModel, type ModelPlan, type PlanOptions, type RegionKind } from './memory-plan.ts';
import { checkShape } from './model-shape.ts';
import {
  stepBytes,
  writePrograms,
  type KernelName,
  type ModelProgram,
  type Programs,
} from './program.ts';

/** Tokens of one prefill run: long enough to use each unpacked weight often, short enough to stop. */
export const prefillChunk = 128;
/**
 * Positions from the beginning of a context whose activations are quantized finely: what all later
 * ones attend to, and the whole of a short question. On the embedded model their first logits are
 * then as close to fp32 as 16-bit activations bring them, at twice the time of these positions. A
 * rule by position alone, so that logits stay the same for any chunking.
 */
export const finePositions = 64;
/** Logits of this many positions are computed at once for a sink. */
const logitRows = Math.min(16, maxSinkPositions);

export interface EngineOptions extends LoadWeightsOptions {
  readonly kernels: Kernels;
  readonly weights: ModelWeights;
  /** `blocks` (default): as the tensors are stored. */
  readonly storage?: Storage;
  readonly contextLength: number;
  /** `auto`: f32 where `fits` lets it and the browser gives the memory, else int8. */
  readonly kvCache?: KvPrecision | 'auto';
  /** Whether as many bytes are a fair share of the device's memory. It need not try to allocate them. */
  readonly fits?: (bytes: number) => boolean;
  /** In place of `finePositions`; 0: 8-bit activations throughout, as llama.cpp has them. */
  readonly finePositions?: number;
  /** Threads at most, this one included; 1 where memory can't be shared. */
  readonly threads: number;
  readonly startHelper?: StartHelper;
  /** Milliseconds after which a helper that hasn't come to a barrier is taken for dead. */
  readonly barrierTimeout?: number;
  /** Named in errors. */
  readonly file?: string;
}

/** Milliseconds by kernel, and how many runs they are the sum of. */
export interface EngineProfile {
  readonly runs: number;
  readonly kernels: ReadonlyMap<KernelName, number>;
}

interface FilledMemory {
  readonly plan: ModelPlan;
  readonly memory: WebAssembly.Memory;
}

/**
 * Memory planned for the wanted precision of keys and values. Where it is `auto`, the allocation is
 * itself the trial: another one before it would hold address space until it is collected.
 *
 * @throws catalogued `memory-limit`, `memory-refused`
 */
function allocateFitting(
  { kernels, kvCache = 'f32', fits = () => true }: EngineOptions,
  planFor: (kvCache: KvPrecision) => ModelPlan,
): FilledMemory {
  const allocate = (plan: ModelPlan): FilledMemory => ({
    plan,
    memory: allocateMemory(plan.bytes, kernels.shared),
  });
  if (kvCache !== 'auto') return allocate(planFor(kvCache));
  try {
    const plan = planFor('f32');
    if (fits(plan.bytes)) return allocate(plan);
  } catch (error) {
    if (!(error instanceof FeatherweightError && isMemory(error))) throw error;
  }
  return allocate(planFor('int8'));
}

const isMemory = ({ code }: FeatherweightError): boolean =>
  code === 'memory-limit' || code === 'memory-refused';

/** Plans by the first layer; by all of them where that turns out to be wrong. */
async function fillMemory(
  options: EngineOptions,
  planOptions: Omit<PlanOptions, 'kvCache'>,
): Promise<FilledMemory> {
  const { weights, storage = 'blocks' } = options;
  for (const thorough of [false, true]) {
    const formats = await inspectFormats(weights, storage, thorough);
    const { plan, memory } = allocateFitting(options, (kvCache) =>
      planModel(weights.config, formats, { ...planOptions, kvCache }),
    );
    const filled = await loadWeights(memory.buffer, weights, plan, formats, storage, options);
    if (filled) return { plan, memory };
  }
  throw new Error('a tensor changed between two readings');
}

/** A model in WebAssembly memory with its KV cache, run by this thread and its helpers. */
export class Engine {
  readonly plan: ModelPlan;
  /** For the logits that `step` and `prefill` give back. */
  readonly scan: LogitsScan;
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: KernelExports;
  readonly #programs: Programs;
  readonly #control: Control;
  readonly #pool: HelperPool;
  readonly #finePositions: number;
  #epoch = 0;
  #length = 0;
  #failed = false;
  #disposed = false;

  private constructor(
    plan: ModelPlan,
    memory: WebAssembly.Memory,
    kernels: KernelExports,
    control: Control,
    pool: HelperPool,
    fine: number,
  ) {
    this.plan = plan;
    this.#finePositions = fine;
    this.#memory = memory;
    this.#kernels = kernels;
    this.#control = control;
    this.#pool = pool;
    this.#programs = writePrograms(memory.buffer, plan);
    this.threads = pool.helpers + 1;
    // Logits that are given back are those of the first row: the next two are free then.
    const { address, stride } = plan.logits;
    this.scan = new KernelLogitsScan(memory.buffer, kernels, {
      maxima: address + stride,
      found: address + 2 * stride,
    });
  }

  /**
   * @throws catalogued `model-unsupported`, `memory-limit`, `memory-refused`,
   *   `model-weights-not-finite`, `cancelled`; what `weights.read` throws
   */
  static async load(options: EngineOptions): Promise<Engine> {
    const { kernels, weights, contextLength, startHelper } = options;
    checkShape(weights.config, options.file ?? 'model');
    const threads = kernels.shared ? Math.min(options.threads, L.MAX_THREADS) : 1;
    const planOptions: Omit<PlanOptions, 'kvCache'> = {
      ...{ tier: kernels.tier, contextLength, threads, logitRows },
      chunk: prefillChunk,
    };
    const { plan, memory } = await fillMemory(options, planOptions);
    const control = initializeMemory(memory.buffer, plan, options.barrierTimeout);
    const pool = await startHelpers(kernels.module, memory, threads, startHelper);
    const exports = instantiate(kernels.module, memory);
    return new Engine(plan, memory, exports, control, pool, options.finePositions ?? finePositions);
  }

  /** Threads that take part in a run, from 1 to those that were started. */
  get threads(): number {
    return this.#control.get(L.THREADS);
  }

  set threads(count: number) {
    this.#control.set(L.THREADS, Math.max(1, Math.min(count, this.maxThreads)));
  }

  get maxThreads(): number {
    return this.#pool.helpers + 1;
  }

  /** Bytes of weights that decode steps read ahead; results are the same for any. */
  set readAhead(bytes: number) {
    this.#control.set(L.READ_AHEAD, bytes);
  }

  /** Positions in the KV cache. */
  get length(): number {
    return this.#length;
  }

  /** Whether the next position's activations are quantized finely. */
  get isFine(): boolean {
    return this.#length < this.#finePositions;
  }

  /** Logits [vocabulary] of `token` at the end of the cache, valid until the next call. */
  step(token: number): Float32Array {
    this.#checkTokens([token]);
    this.#write(this.#programs.decode, [token]);
    this.#run('decode');
    this.#length++;
    return this.#logits(0, 1);
  }

  /** As `Decoder.prefill`. */
  prefill(tokens: readonly number[], sink?: LogitsSink): Float32Array {
    this.#checkTokens(tokens);
    const [only] = tokens;
    if (tokens.length === 1 && only !== undefined) {
      const logits = this.step(only);
      sink?.(logits, this.#length - 1, 1);
      return logits;
    }
    let rows = 0;
    for (let from = 0; from < tokens.length; from += rows) {
      rows = Math.min(this.#runLength(), tokens.length - from);
      const chunk = tokens.slice(from, from + rows);
      this.#write(this.#programs.prefill, chunk);
      this.#run('prefill');
      if (sink) this.#logitsOf(chunk.length, sink);
      this.#length += chunk.length;
    }
    this.#writeHead(rows - 1, 1);
    this.#run('prefill');
    return this.#logits(0, 1);
  }

  /** Goes on as if `length` positions were in the cache: for steps whose logits nobody reads. */
  pretendLength(length: number): void {
    this.#length = Math.min(length, this.plan.options.contextLength - 1);
  }

  /** Forgets all positions from `length` on. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, Math.max(0, length));
  }

  /** Begins to measure each operation (or stops). */
  set profiling(on: boolean) {
    new Float64Array(this.#memory.buffer, this.plan.profile, this.#programs.decode.length).fill(0);
    this.#control.set(L.PROFILE, on ? this.plan.profile : 0);
    this.#profiledRuns = 0;
  }

  #profiledRuns = 0;

  /** What was measured since `profiling` was set; meaningful where all runs were of one kind. */
  profile(kind: keyof Programs): EngineProfile {
    const { kernels, length } = this.#programs[kind];
    const times = new Float64Array(this.#memory.buffer, this.plan.profile, length);
    const sums = new Map<KernelName, number>();
    for (const [i, name] of kernels.entries()) {
      sums.set(name, (sums.get(name) ?? 0) + (times[i] as number));
    }
    return { runs: this.#profiledRuns, kernels: sums };
  }

  /** Bytes per second that the threads of a decode step read from memory, the best of a few tries. */
  measureBandwidth(): number {
    const { read } = this.#programs;
    let best = 0;
    for (let attempt = 0; attempt < 6; attempt++) {
      this.#writeProgram(read, 0, 1);
      const start = performance.now();
      this.#run('idle');
      best = Math.max(best, (1000 * stepBytes(this.plan)) / (performance.now() - start));
    }
    return best;
  }

  memory(): MemoryAccount {
    const sum = (kind: RegionKind): Bytes =>
      bytes(
        this.plan.regions
          .filter((region) => region.kind === kind)
          .reduce((total, region) => total + region.bytes, 0),
      );
    const heap = bytes(this.#memory.buffer.byteLength);
    return {
      weights: sum('weights'),
      kvCache: sum('kvCache'),
      workspace: sum('workspace'),
      heap,
      gpu: notMeasurable('no-gpu'),
      total: heap,
    };
  }

  dispose(): void {
    this.#disposed = true;
    this.#pool.stop();
  }

  /** Most tokens of the next run: all of them quantized finely, or none. */
  #runLength(): number {
    const { chunk } = this.plan.options;
    const fine = this.#finePositions - this.#length;
    return fine > 0 ? Math.min(chunk, fine) : chunk;
  }

  #checkTokens(tokens: readonly number[]): void {
    if (tokens.length === 0) throw new RangeError('no tokens');
    if (this.#length + tokens.length > this.plan.options.contextLength) {
      throw new RangeError('more tokens than the context holds');
    }
    const { vocabularySize } = this.plan.config;
    for (const token of tokens) {
      if (!(Number.isInteger(token) && token >= 0 && token < vocabularySize)) {
        throw new RangeError(`token ${token} is not in the vocabulary`);
      }
    }
  }

  #write(program: ModelProgram, tokens: readonly number[]): void {
    new Int32Array(this.#memory.buffer, this.plan.tokenIds, tokens.length).set(tokens);
    this.#control.set(L.POSITION, this.#length);
    this.#control.set(L.FINE, this.isFine ? 1 : 0);
    this.#writeProgram(program, 0, tokens.length);
  }

  #writeHead(firstRow: number, rows: number): void {
    this.#writeProgram(this.#programs.head, firstRow, rows);
  }

  #writeProgram(program: ModelProgram, firstRow: number, rows: number): void {
    this.#control.set(L.PROGRAM, program.address);
    this.#control.set(L.PROGRAM_LENGTH, program.length);
    this.#control.set(L.FIRST_ROW, firstRow);
    this.#control.set(L.ROWS, rows);
  }

  #run(stage: EngineStage): void {
    if (this.#failed || this.#disposed) throw fail('worker-died', { stage });
    // QUIT is negative: numbers of runs stay positive.
    this.#epoch = (this.#epoch + 1) & 0x7fffffff;
    if (this.#kernels.start(this.#epoch) !== 0) {
      this.#failed = true;
      this.#pool.stop();
      throw fail('worker-died', { stage });
    }
    this.#profiledRuns++;
  }

  #logits(row: number, rows: number): Float32Array {
    const { logits, config } = this.plan;
    const stride = logits.stride / 4;
    const { vocabularySize } = config;
    const address = logits.address + row * logits.stride;
    if (stride === vocabularySize || rows === 1) {
      return new Float32Array(this.#memory.buffer, address, rows * vocabularySize);
    }
    // Rows of matrices are padded to groups: take the padding out.
    const padded = new Float32Array(this.#memory.buffer, address, rows * stride);
    const packed = new Float32Array(rows * vocabularySize);
    for (let i = 0; i < rows; i++) {
      packed.set(padded.subarray(i * stride, i * stride + vocabularySize), i * vocabularySize);
    }
    return packed;
  }

  #logitsOf(rows: number, sink: LogitsSink): void {
    for (let from = 0; from < rows; from += logitRows) {
      const count = Math.min(logitRows, rows - from);
      this.#writeHead(from, count);
      this.#run('prefill');
      sink(this.#logits(0, count), this.#length + from, count);
    }
  }
}
