import type { WeightForm } from '../../../core/levels.ts';
import type { MemoryAccount } from '../../../core/metrics/memory.ts';
import { bytes, ms } from '../../../core/units.ts';
import type {
  DecodeProfiler,
  Decoder,
  DecoderSpec,
  DecoderWork,
  LogitsScan,
  LogitsSink,
} from '../decoder.ts';
import { Engine, finePositions, prefillChunk, type EngineOptions } from './engine.ts';
import { layerMultiplyAdds, stepBytes, weightBytesByKernel } from './program.ts';
import { decidingSteps, ReadAheadTuner } from './read-ahead-tuner.ts';
import { ThreadGovernor } from './thread-count.ts';

export interface SimdDecoderOptions extends EngineOptions {
  readonly form: WeightForm;
  /** False: all threads always, for benchmarks. */
  readonly adaptThreads: boolean;
}

/**
 * Positions of context that cost as much as the weights of one decode step: what makes steps at
 * different contexts comparable. Measured on the embedded model.
 */
const positionsPerStep = 2500;
/** What a step costs whose activations are quantized finely, against others. */
const fineCost = 1.25;

/** The project's own engine on the CPU. */
export class SimdDecoder implements Decoder {
  readonly #engine: Engine;
  readonly #form: WeightForm;
  readonly #governor: ThreadGovernor | undefined;
  readonly #readAhead = new ReadAheadTuner();

  private constructor(engine: Engine, { form, adaptThreads }: SimdDecoderOptions) {
    this.#engine = engine;
    this.#form = form;
    this.#governor = adaptThreads ? new ThreadGovernor(engine.maxThreads) : undefined;
  }

  /** @throws catalogued, as `Engine.load` does */
  static async open(options: SimdDecoderOptions): Promise<SimdDecoder> {
    return new SimdDecoder(await Engine.load(options), options);
  }

  get spec(): DecoderSpec {
    const { config, options } = this.#engine.plan;
    return {
      engine: 'simd',
      form: this.#form,
      threads: this.#engine.threads,
      vocabularySize: config.vocabularySize,
      contextLength: options.contextLength,
      prefillChunk,
      kvCache: options.kvCache,
      instructions: options.tier,
    };
  }

  get length(): number {
    return this.#engine.length;
  }

  prefill(tokens: readonly number[], sink?: LogitsSink): Promise<Float32Array> {
    return settled(() => this.#engine.prefill(tokens, sink));
  }

  step(token: number): Promise<Float32Array> {
    return settled(() => {
      const engine = this.#engine;
      if (this.#governor) engine.threads = this.#governor.threads;
      engine.readAhead = this.#readAhead.bytes;
      const { isFine } = engine;
      const start = performance.now();
      const logits = engine.step(token);
      const spent = performance.now() - start;
      const cost = (isFine ? fineCost : 1) + engine.length / positionsPerStep;
      this.#governor?.observe(spent, cost);
      this.#readAhead.observe(spent, cost);
      return logits;
    });
  }

  /** At positions whose activations are quantized as most are; the cache is empty before and after. */
  async settle(limitMs: number): Promise<void> {
    const end = performance.now() + limitMs;
    for (let step = 0; step < decidingSteps && performance.now() < end; step++) {
      this.#engine.pretendLength(finePositions);
      await this.step(0);
    }
    this.#engine.truncate(0);
  }

  truncate(length: number): Promise<void> {
    return settled(() => this.#engine.truncate(length));
  }

  memory(): MemoryAccount {
    return this.#engine.memory();
  }

  get work(): DecoderWork {
    const { plan } = this.#engine;
    return { stepBytes: stepBytes(plan), tokenMultiplyAdds: layerMultiplyAdds(plan) };
  }

  dispose(): Promise<void> {
    return settled(() => this.#engine.dispose());
  }

  get scan(): LogitsScan {
    return this.#engine.scan;
  }

  get profiler(): DecodeProfiler {
    const engine = this.#engine;
    return {
      start: () => {
        engine.profiling = true;
      },
      finish: () => {
        const { runs, kernels } = engine.profile('decode');
        engine.profiling = false;
        const weights = weightBytesByKernel(engine.plan);
        return {
          steps: runs,
          bandwidth: engine.measureBandwidth(),
          kernels: [...kernels].map(([kernel, total]) => ({
            kernel,
            stepMs: ms(runs > 0 ? total / runs : 0),
            weightBytes: bytes(weights.get(kernel) ?? 0),
          })),
        };
      },
    };
  }
}

/** A value or an error, as a promise. */
const settled = <Value>(compute: () => Value): Promise<Value> => Promise.resolve().then(compute);
