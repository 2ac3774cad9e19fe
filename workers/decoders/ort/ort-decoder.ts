import { fail, type EngineStage, type FeatherweightError } from '../../../core/errors.ts';
import type { MemoryAccount } from '../../../core/metrics/memory.ts';
import { bytes, notMeasurable } from '../../../core/units.ts';
import { maxSinkPositions, type Decoder, type DecoderSpec, type LogitsSink } from '../decoder.ts';
import { gpuBytes } from './gpu-account.ts';
import type { GpuWatch } from './gpu-watch.ts';
import type { GraphRunner } from './graph-runner.ts';
import { heapBytes } from './heap-account.ts';
import { asOrtFailure } from './ort-errors.ts';

export interface OrtDecoderParts {
  readonly spec: DecoderSpec;
  readonly runner: GraphRunner;
  /** Bytes of the graph's weights as given to the runtime. */
  readonly weightBytes: number;
  /** The graph's file, named in errors. */
  readonly file: string;
  readonly gpu?: GpuWatch | undefined;
}

/** A decoder graph on onnxruntime-web. */
export class OrtDecoder implements Decoder {
  readonly spec: DecoderSpec;
  readonly #parts: OrtDecoderParts;

  constructor(parts: OrtDecoderParts) {
    this.spec = parts.spec;
    this.#parts = parts;
  }

  get length(): number {
    return this.#parts.runner.length;
  }

  async prefill(tokens: readonly number[], sink?: LogitsSink): Promise<Float32Array> {
    if (!sink) return this.#run(tokens, 1, 'prefill');
    let last: Float32Array | undefined;
    for (let from = 0; from < tokens.length; from += maxSinkPositions) {
      const piece = tokens.slice(from, from + maxSinkPositions);
      const start = this.length;
      const logits = await this.#run(piece, piece.length, 'prefill');
      sink(logits, start, piece.length);
      last = logits.subarray((piece.length - 1) * this.spec.vocabularySize);
    }
    if (!last) throw new RangeError('prefill of no tokens');
    return last;
  }

  step(token: number): Promise<Float32Array> {
    return this.#run([token], 1, 'decode');
  }

  async truncate(length: number): Promise<void> {
    await this.#guarded(() => this.#parts.runner.truncate(length), 'idle');
  }

  memory(): MemoryAccount {
    const { runner, weightBytes, gpu } = this.#parts;
    const kv = runner.kvBytes();
    const heap = heapBytes();
    const onGpu = gpu ? gpuBytes() : undefined;
    return {
      weights: bytes(weightBytes),
      kvCache: bytes(kv.all),
      workspace: notMeasurable('engine-does-not-report'),
      heap: bytes(heap),
      gpu: onGpu ? { live: bytes(onGpu.live), peak: bytes(onGpu.peak) } : notMeasurable('no-gpu'),
      total: bytes(heap + (onGpu?.live ?? 0) + kv.outside),
    };
  }

  async dispose(): Promise<void> {
    await this.#parts.runner.dispose();
  }

  #run(tokens: readonly number[], wanted: number, stage: EngineStage): Promise<Float32Array> {
    return this.#guarded(() => this.#parts.runner.run(tokens, wanted), stage);
  }

  /** Runs a call of the runtime so that whatever goes wrong comes out as a catalogued error. */
  async #guarded<Value>(call: () => Promise<Value>, stage: EngineStage): Promise<Value> {
    const { gpu, file } = this.#parts;
    try {
      return gpu ? await gpu.during(call()) : await call();
    } catch (error) {
      const reason = await gpu?.lossReason();
      throw reason === undefined
        ? asOrtFailure(error, stage, file)
        : webgpuLost(stage, reason, error);
    }
  }
}

const webgpuLost = (stage: EngineStage, reason: string, cause: unknown): FeatherweightError =>
  fail('webgpu-lost', { stage, reason }, cause);
